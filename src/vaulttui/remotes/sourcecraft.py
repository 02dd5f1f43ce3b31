"""SourceCraft's secrets: one value at a time into a group of a repository, done there later.

There is no list of groups, and a group is there as long as it holds a secret. What a server
says of an error is not repeated, for it may hold what was sent; its code is, being one word.
"""

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from secrets import SystemRandom
from typing import Final
from urllib.parse import quote

from vaulttui.domain.operations import Status
from vaulttui.domain.text import plural, safe_text
from vaulttui.errors import (
    InvalidValue,
    OddAnswer,
    Refused,
    Rejected,
    RemoteFailed,
    Throttled,
    Unanswered,
    Unreachable,
)
from vaulttui.remotes.protocol import (
    LOCKED,
    LOCKED_HINT,
    Abilities,
    Found,
    Kind,
    Presence,
    Step,
    Written,
    kept,
    refuse_beyond,
    why_status,
)
from vaulttui.secret import Secret
from vaulttui.transport.client import Answer, Base64, Client, bearer, segment
from vaulttui.wire import sourcecraft as wire

OPTIONS: Final[Mapping[str, bool]] = {"repo-id": False, "org": False, "repo": False}
AUTH: Final = ("token",)
ROOTS: Final = ("/repos",)
ABILITIES: Final = Abilities(
    kinds=frozenset({Kind.SET}),
    sees=frozenset(),
    changes=frozenset(),
    many_slots=False,
    owns_slots=True,
    marks=False,
    sees_slots=True,
    projects=False,
    deletes=frozenset({"slot"}),
    at_once=16,
)
PATIENCE: Final = 600.0
"""How long an operation is followed, in seconds."""
_FIRST_PAUSE: Final = 0.2
_LONGEST_PAUSE: Final = 10.0
_LONGEST_ADDRESS: Final = 2048
_BEGUN: Final = 202
_PASSING: Final = frozenset({408, 423, 425})
"""Beside 5xx: what a server answers that will know more later."""
_HINTS: Final = {404: "Check the options repo-id, or org and repo.", LOCKED: LOCKED_HINT}
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z_.-]{0,63}")


def headers(auth: Mapping[str, Secret]) -> dict[str, Secret]:
    """The header of a personal access token."""
    if set(auth) != set(AUTH):
        raise InvalidValue(
            "SourceCraft takes one login, a token.", hint="Give --auth token=CRED/FIELD."
        )
    return {"Authorization": bearer(auth["token"])}


def connect(client: Client, options: Mapping[str, str]) -> "SourceCraft":
    """Speak of one repository; InvalidValue unless it is named in exactly one way."""
    return SourceCraft(client, _path(options))


def pauses() -> Iterator[float]:
    """Seconds between looks at an operation: longer each time, and no two clients in step."""
    chance, pause = SystemRandom(), _FIRST_PAUSE
    while True:
        yield pause * chance.uniform(0.75, 1.25)
        pause = min(pause * 1.6, _LONGEST_PAUSE)


class SourceCraft:
    """The secrets of one repository; ``path`` is that of their list."""

    abilities = ABILITIES

    def __init__(
        self,
        client: Client,
        path: str,
        *,
        pauses: Callable[[], Iterator[float]] = pauses,
        patience: float = PATIENCE,
    ) -> None:
        self._client = client
        self.path = path
        self._pauses = pauses
        self._patience = patience

    async def test(self) -> str:
        """Ask for the group that always is."""
        found = await self._keys(wire.DEFAULT_GROUP)
        return (
            f"SourceCraft answers; the group {wire.DEFAULT_GROUP} of the repository holds "
            f"{plural(len(found), 'secret')}."
        )

    async def read(self, keys: Sequence[str] = ()) -> tuple[Found, ...]:
        """The groups of these names that hold a secret, each in a request of its own."""
        groups = tuple(dict.fromkeys(keys)) or (wire.DEFAULT_GROUP,)
        read = [(group, await self._group(group)) for group in groups]
        return tuple(
            kept(Found(Kind.SET, group, group, slots=dict.fromkeys(found, Presence.PRESENT)))
            for group, found in read
            if found
        )

    async def write(self, step: Step) -> Written:
        """Put or delete the one secret that the step names."""
        refuse_beyond(ABILITIES, step)
        group = step.object_id or step.key
        [(key, value)] = _slots(step)
        method, body = ("DELETE", None) if value is None else ("PUT", {"value": Base64(value)})
        path = self.path + wire.ENTRY.format(key=segment(key))
        query = ((wire.GROUP, group),)
        answer = await self._client.write(method, path, query=query, json=body)
        if answer.status == 404 and value is None and _code(answer):
            return Written(group)
        _accepted(answer)
        if answer.status != _BEGUN and not answer.body:
            return Written(group)
        # The page of somebody in between is no word of SourceCraft's that it was done.
        operation = answer.decoded(wire.SecretsOperation)
        if answer.status != _BEGUN and not operation.operation_id:
            return Written(group)
        return self._begun(operation, group)

    async def follow(self, pending: str) -> Written:
        """Look at an operation until it has ended, or patience has: then it is still pending.

        Rejected where it failed or was cancelled, Unanswered where it is not known there.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience):
                return await self._ended(pending)
        return Written("", pending=pending)

    # Reading

    async def _group(self, group: str) -> Sequence[str]:
        """The keys of a group; of one that the server does not know, none."""
        try:
            return await self._keys(group)
        except Rejected as error:
            if error.status != 404 or group == wire.DEFAULT_GROUP:
                raise
        # It may be the repository that is not known.
        await self._keys(wire.DEFAULT_GROUP)
        return ()

    async def _keys(self, group: str) -> Sequence[str]:
        query = ((wire.GROUP, group),)
        answer = await self._client.read("GET", self.path, query=query)
        _accepted(answer, f" for the group {safe_text(group)}")
        found = [one.key for one in answer.decoded(wire.ListSecretsResponse).secrets or ()]
        if not all(found):
            raise OddAnswer(f"{answer.host} lists a secret without a key.")
        return found

    # Operations

    def _begun(self, operation: wire.SecretsOperation, group: str) -> Written:
        if operation.status.ended:
            return self._outcome(operation, group)
        name = quote(operation.operation_id, safe="")
        built = wire.OPERATION.format(operation_id=name) if name else ""
        pending = operation.status_url or built
        if not 0 < len(pending) <= _LONGEST_ADDRESS:
            raise OddAnswer(f"{self._client.host} began an operation and says not where it is.")
        return Written(group, pending=pending)

    async def _ended(self, pending: str) -> Written:
        for pause in self._pauses():
            await self._client.pause(pause)
            operation = await self._look(pending)
            if isinstance(operation, Throttled):
                break
            if operation is not None and operation.status.ended:
                return self._outcome(operation)
        return Written("", pending=pending)

    async def _look(self, pending: str) -> wire.SecretsOperation | Throttled | None:
        """The operation as it is now; None where the server may tell it a little later."""
        answer = await self._seen(pending)
        if isinstance(answer, Refused):
            raise answer
        if isinstance(answer, Throttled):
            return answer
        if answer is None or answer.status >= 500 or answer.status in _PASSING:
            return None
        if answer.status == 404:
            raise self._unknown("is not known there any more: its outcome is not known")
        if answer.status >= 400:
            raise self._unknown(f"is not shown: {_told(answer)}")
        return answer.decoded(wire.SecretsOperation)

    async def _seen(self, pending: str) -> Answer | Refused | Throttled | None:
        # Returned, so that what is raised for it keeps no trace of another error.
        try:
            return await self._client.read_url(pending)
        except Refused as error:
            return error
        except Throttled as error:
            return error if (error.retry_after or 0) > _LONGEST_PAUSE else None
        except (Unreachable, Unanswered):
            return None

    def _outcome(self, operation: wire.SecretsOperation, group: str = "") -> Written:
        if operation.status is Status.SUCCESS:
            return Written(group)
        failure = operation.error or wire.OperationError()
        word = _word(failure.error_code)
        became = "cancelled" if operation.status is Status.CANCEL else "not done"
        why = f": {word}" if word else ""
        raise Rejected(f"{self._client.host} took the write, and it was {became}{why}.", 200, word)

    def _unknown(self, what: str) -> Unanswered:
        return Unanswered(f"{self._client.host} took the write; the operation {what}.")


def _slots(step: Step) -> list[tuple[str, Secret | None]]:
    return [*step.values.items(), *((name, None) for name in step.remove)]


def _path(options: Mapping[str, str]) -> str:
    given = {name: text for name, text in options.items() if text}
    match sorted(given):
        case ["repo-id"]:
            return wire.SECRETS_BY_ID.format(repo_id=segment(given["repo-id"]))
        case ["org", "repo"]:
            slugs = {"org_slug": segment(given["org"]), "repo_slug": segment(given["repo"])}
            return wire.SECRETS_BY_SLUG.format(**slugs)
    raise InvalidValue(
        "A repository of SourceCraft is named by its id, or by organization and name.",
        hint="Give --option repo-id=…, or --option org=… and --option repo=….",
    )


def _accepted(answer: Answer, about: str = "") -> None:
    if answer.status >= 400:
        hint = _HINTS.get(answer.status)
        raise Rejected(f"{_told(answer)}{about}.", answer.status, _code(answer), hint=hint)


def _told(answer: Answer) -> str:
    word = _code(answer)
    said = f" ({word})" if word else ""
    return f"{answer.host} answered {answer.status}{said}{why_status(answer.status)}"


def _code(answer: Answer) -> str:
    with suppress(RemoteFailed):
        return _word(answer.decoded(wire.Error).error_code)
    return ""


def _word(code: str) -> str:
    """A code that is a word, and nothing for what is more than that."""
    return code if _WORD.fullmatch(code) else ""
