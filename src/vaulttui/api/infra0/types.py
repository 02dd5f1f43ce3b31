"""The routes of credential types."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import msgspec
from msgspec import UNSET
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vaulttui.api.bodies import decoded
from vaulttui.api.infra0.answers import answer, told_type
from vaulttui.api.infra0.asked import Part, required
from vaulttui.api.problems import Problem, Refusal
from vaulttui.api.vault import Vault
from vaulttui.domain.fields import Field
from vaulttui.domain.identifiers import check_name
from vaulttui.domain.text import plural, safe_text
from vaulttui.domain.types import CUSTOM_KINDS, CredentialType, type_to_toml
from vaulttui.errors import NotFound
from vaulttui.formats.naming import MAX_ID, FieldIds
from vaulttui.operations import types
from vaulttui.session.session import Session
from vaulttui.wire import infra0 as wire

_NOT_IN_ID: Final = re.compile(r"[^a-z0-9]+")


class Types:
    """All types there are; those that ship with the program may only be read."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def routes(self) -> list[Route]:
        """As the page on credential types has them."""
        one = f"{wire.TYPES}/{{id}}"
        return [
            Route(wire.TYPES, self.list),
            Route(wire.TYPES, self.create, methods=["POST"]),
            Route(one, self.get),
            Route(one, self.change, methods=["PUT"]),
            Route(one, self.delete, methods=["DELETE"]),
        ]

    async def list(self, request: Request) -> Response:
        """A page of them."""
        part = Part.of(request)
        return answer(await self._vault.look(lambda session: _page(session, part)))

    async def create(self, request: Request) -> Response:
        """A custom type, whose id follows from its name."""
        body = await decoded(request, wire.TypeBody)
        name = required("typeName", body.type_name)
        if body.fields is UNSET or not body.fields:
            raise Refusal(Problem.INVALID, "fields are required.")
        return answer(await self._vault.change(lambda session: _create(session, name, body)), 201)

    async def get(self, request: Request) -> Response:
        """One, with its fields."""
        type_id = request.path_params["id"]
        return answer(
            await self._vault.look(lambda session: told_type(session, _named(session, type_id)))
        )

    async def change(self, request: Request) -> Response:
        """Its next version, if no credential would break."""
        body = await decoded(request, wire.TypeBody)
        type_id = request.path_params["id"]
        return answer(await self._vault.change(lambda session: _change(session, type_id, body)))

    async def delete(self, request: Request) -> Response:
        """Only while no credential is of it."""
        type_id = request.path_params["id"]
        await self._vault.change(lambda session: types.rm(session, _own(session, type_id).id))
        return answer(wire.Done())


def _page(session: Session, part: Part) -> wire.Page[wire.Type]:
    found = [one for one in session.view.types() if part.names(one.name)]
    data = tuple(told_type(session, one) for one in part.cut(found))
    return wire.Page(data, len(found), part.page, part.size)


def _named(session: Session, type_id: str) -> CredentialType:
    found = session.view.type(type_id)
    if found is None:
        raise NotFound("There is no such credential type.")
    return found


def _own(session: Session, type_id: str) -> CredentialType:
    found = _named(session, type_id)
    if found.managed:
        raise Refusal(Problem.FORBIDDEN, f"The type {found.id} ships with the program.")
    return found


def _create(session: Session, name: str, body: wire.TypeBody) -> wire.Type:
    _refuse_taken(session, name, "")
    made = CredentialType(
        id=_free_id(session, name),
        name=name,
        version=1,
        kind=CUSTOM_KINDS[0],
        fields=_fields(body, ()),
        description=body.description or "",
    )
    return told_type(session, types.add(session, type_to_toml(made)))


def _change(session: Session, type_id: str, body: wire.TypeBody) -> wire.Type:
    known = _own(session, type_id)
    name = known.name if body.type_name is UNSET else required("typeName", body.type_name)
    _refuse_taken(session, name, known.id)
    wanted = replace(
        known,
        name=name,
        description=known.description if body.description is UNSET else body.description or "",
        fields=_fields(body, known.fields),
    )
    broken = types.breaks_of(session, wanted)
    if broken:
        count = plural(len(types.users_of(session, known.id)), "credential")
        raise Refusal(Problem.CONFLICT, f"{count} of this type would break: {' '.join(broken)}")
    return told_type(session, types.add(session, type_to_toml(wanted)))


def _fields(body: wire.TypeBody, known: Sequence[Field]) -> tuple[Field, ...]:
    """The fields that a body asks for; one keeps what the API knows nothing of."""
    if body.fields is UNSET:
        return tuple(known)
    there = {one.id: one for one in known}
    return tuple(_field(one, there.get(one.field_name)) for one in body.fields)


def _field(asked: wire.FieldBody, known: Field | None) -> Field:
    kind, secret = wire.kind_of(asked.field_type)
    if known is None:
        return Field(id=asked.field_name, label=asked.field_label, kind=kind, secret=secret)
    if asked.field_type == wire.word_of(known) or (kind, secret) == (known.kind, known.secret):
        return msgspec.structs.replace(known, label=asked.field_label)
    return msgspec.structs.replace(
        known,
        label=asked.field_label,
        kind=kind,
        secret=secret,
        choices=(),
        format="",
        default=None,
    )


def _refuse_taken(session: Session, name: str, type_id: str) -> None:
    """Clients find a type by its name: a second one of that name would be found by chance."""
    check_name(name)
    if any(one.name == name and one.id != type_id for one in session.view.types()):
        raise Refusal(Problem.EXISTS, f'There is a type "{safe_text(name, 80)}" already.')


def _free_id(session: Session, name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    slug = _NOT_IN_ID.sub("-", plain).strip("-")[:MAX_ID].strip("-") or "type"
    return FieldIds(one.id for one in session.view.types()).give(slug)
