"""The procedures as tRPC calls them: alone or in a batch, by POST, and by GET those that ask."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vaulttui.api.bodies import decoded
from vaulttui.api.problems import Problem, Refusal, refusal_of
from vaulttui.api.vault import Vault
from vaulttui.api.warmhub.answers import answers, failed
from vaulttui.api.warmhub.sets import Sets
from vaulttui.domain.text import safe_text
from vaulttui.errors import VaulttuiError
from vaulttui.session.session import Session
from vaulttui.wire import warmhub as wire

_SHAPES_KEPT: Final = 64


@dataclass(frozen=True, slots=True)
class Call:
    """A procedure, and what does it."""

    procedure: wire.Procedure[object]
    do: Callable[[Session, Any], object]


class Trpc:
    """All procedures behind one route; those of a batch are done in turn."""

    def __init__(self, vault: Vault, sets: Sets) -> None:
        self._vault = vault
        self._sets = sets
        calls = [
            Call(wire.CREATE_SET, sets.create_set),
            Call(wire.GET_SET, sets.get_set),
            Call(wire.LIST_SETS, sets.list_sets),
            Call(wire.SET_KEY, sets.set_key),
            Call(wire.SET_KEYS, sets.set_keys),
            Call(wire.UNSET_KEY, sets.unset_key),
            Call(wire.REVOKE_SET, sets.revoke_set),
            Call(wire.DELETE_SET, sets.delete_set),
            Call(wire.LIST_AUDIT_LOG, sets.list_audit_log),
            Call(wire.CAPABILITIES, sets.capabilities),
        ]
        self._calls = {call.procedure.name: call for call in calls}

    def routes(self) -> list[Route]:
        """One for all procedures."""
        return [Route(wire.TRPC_PATH + "{names}", self.call, methods=["GET", "POST"])]

    async def call(self, request: Request) -> Response:
        """Answer each procedure; where one is not known, or its input not right, none is done."""
        batched = request.query_params.get("batch") == "1"
        path = str(request.path_params["names"])
        names = path.split(",") if batched else [path]
        try:
            calls = [self._called(name, request.method) for name in names]
            inputs = await _inputs(request, calls, batched=batched)
        except Refusal as refusal:
            return answers([failed(refusal)] * len(names), batched=batched)
        done = [await self._done(*one) for one in zip(calls, inputs, strict=True)]
        return answers(done, batched=batched)

    def _called(self, name: str, method: str) -> Call:
        call = self._calls.get(name)
        if call is None:
            raise Refusal(Problem.NOT_FOUND, f"There is no procedure {safe_text(name, 128)}.")
        if call.procedure.writes and method != "POST":
            raise Refusal(Problem.METHOD, f"{name} is called by POST.")
        return call

    async def _done(self, call: Call, given: msgspec.Struct) -> wire.Entry[object]:
        turn = self._vault.change if call.procedure.writes else self._vault.look
        try:
            self._sets.fails.check(given)
            data = await turn(lambda session: call.do(session, given))
        except Refusal as refusal:
            return failed(refusal)
        except VaulttuiError as error:
            return failed(refusal_of(error))
        return wire.Entry(wire.Result(data))


async def _inputs(
    request: Request, calls: Sequence[Call], *, batched: bool
) -> Sequence[msgspec.Struct]:
    kinds = tuple(call.procedure.takes for call in calls)
    shape = _shape(kinds) if batched else kinds[0]
    if request.method == "POST":
        sent: msgspec.Struct = await decoded(request, shape)
    else:
        sent = _asked(request.query_params.get("input", "{}"), shape)
    return (
        [value or wire.Nothing() for value in msgspec.structs.astuple(sent)] if batched else [sent]
    )


@lru_cache(maxsize=_SHAPES_KEPT)
def _shape(kinds: tuple[type[msgspec.Struct], ...]) -> type[msgspec.Struct]:
    """The object of a batch: inputs by the place of their procedure, "0", "1" …"""
    fields = [
        (f"at{place}", kind | None, msgspec.field(default=None, name=str(place)))
        if kind is wire.Nothing
        else (f"at{place}", kind, msgspec.field(name=str(place)))
        for place, kind in enumerate(kinds)
    ]
    return msgspec.defstruct("Batch", fields, kw_only=True)


def _asked(text: str, shape: type[msgspec.Struct]) -> msgspec.Struct:
    """The input of a question, which holds no value."""
    try:
        return msgspec.json.decode(text, type=shape)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Refusal(Problem.INVALID, "The input is not what this procedure takes.") from None
