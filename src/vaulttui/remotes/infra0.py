"""Infra0's app credentials: typed records whose values are written and never told again.

What its documentation leaves open is borne in every form that is likely, see the page
``infra0`` of the manual. A value is sent as text, whatever the kind of its field. What a
server says of an error is not repeated, for it may hold what was sent.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeVar

from msgspec import UNSET, UnsetType

from vaulttui.domain.text import plural, safe_text
from vaulttui.errors import InvalidValue, OddAnswer, Rejected
from vaulttui.remotes.protocol import (
    DESCRIPTION,
    FIELDS,
    LOCKED,
    LOCKED_HINT,
    NAME,
    Abilities,
    Dialect,
    Found,
    Kind,
    Presence,
    Step,
    TypeShape,
    Verb,
    Written,
    kept,
    kept_of,
    refuse_beyond,
    refuse_bytes,
    why_status,
)
from vaulttui.secret import Secret
from vaulttui.transport.answer import Answer
from vaulttui.transport.clear import bearer, cookie, plain
from vaulttui.transport.client import Client
from vaulttui.wire import infra0 as wire

T = TypeVar("T", wire.ToldType, wire.ToldCredential)

OPTIONS: Final[Mapping[str, bool]] = {}
AUTH: Final = ("bearer", "cookie:", "header:")
ROOTS: Final = ("/api/v1",)
ABILITIES: Final = Abilities(
    kinds=frozenset({Kind.CREDENTIAL, Kind.TYPE}),
    sees=frozenset({NAME, DESCRIPTION}),
    changes=frozenset({NAME, DESCRIPTION, FIELDS}),
    many_slots=True,
    owns_slots=False,
    marks=True,
    sees_slots=False,
    projects=True,
    deletes=frozenset({"object", "slot"}),
    at_once=4,
    fills_new=True,
)
_TOKEN: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""What may name a header or a cookie (RFC 9110, RFC 6265)."""
_READINGS: Final = 3
"""How often a list is read from its beginning because it changed meanwhile."""
_MOST: Final = 20_000
"""Objects in one list; more than that is not believed."""
_WIDEST: Final = 512 << 10
"""Bytes of one page, so that a whole list can be held."""
_HINTS: Final = {
    400: "It may not take a value, or a kind of field, as it is here.",
    404: "It may be gone there: `vaulttui drift` tells. Else the address is of something else.",
    409: "Something of that name may be there, or credentials may be of the type.",
    413: "All values of a credential are sent together, and are too much for it.",
    LOCKED: LOCKED_HINT,
}


def headers(auth: Mapping[str, Secret]) -> dict[str, Secret]:
    """The header that logs in, by the one key there is."""
    if len(auth) != 1:
        raise InvalidValue("Infra0 takes one login.", hint=f"Give one --auth of {_logins()}.")
    [(key, secret)] = auth.items()
    way, _, name = key.partition(":")
    if key == "bearer":
        return {"Authorization": bearer(secret)}
    if way == "cookie" and _TOKEN.fullmatch(name):
        return {"Cookie": cookie(name, secret)}
    if way == "header" and _TOKEN.fullmatch(name):
        return {name: plain(secret)}
    raise InvalidValue(
        f"Infra0 knows no login {safe_text(key, 80)}.", hint=f"It knows {_logins()}."
    )


def _logins() -> str:
    return ", ".join(f"{key}NAME" if key.endswith(":") else key for key in AUTH)


def connect(client: Client, _options: Mapping[str, str]) -> Dialect:
    """Speak the dialect; there is nothing to be set."""
    return Infra0(client)


class Infra0:
    """One connection. It remembers the types that it has read or made, and whose type is which."""

    abilities = ABILITIES

    def __init__(self, client: Client) -> None:
        # Commands that only look up what a dialect can do start faster without it.
        from asyncio import Lock

        self._client = client
        self._types: tuple[wire.ToldType, ...] | None = None
        self._type_ids: dict[str, str] = {}
        self._turn = Lock()

    async def test(self) -> str:
        """Ask for one credential."""
        query = (("page", "1"), ("pageSize", "1"))
        answer = _accepted(await self._client.read("GET", wire.CREDENTIALS, query=query))
        told = answer.decoded(wire.Page[wire.ToldCredential])
        return f"Infra0 answers; this login sees {plural(told.total, 'credential')}."

    async def read(self, keys: Sequence[str]) -> tuple[Found, ...]:
        """All types and all credentials, a request for each hundred; ``keys`` count for nothing."""
        async with self._turn:
            types = await self._read_types()
        credentials = await _all(self._client, wire.CREDENTIALS, wire.Page[wire.ToldCredential])
        self._type_ids = {one.key: one.type_id for one in credentials}
        by_id = {one.key: one for one in types}
        found = (_found(one, by_id.get(one.type_id)) for one in credentials)
        return tuple(map(kept, (*map(_found_type, types), *found)))

    async def write(self, step: Step) -> Written:
        """Do one step in one request, and one more for a type that is not there yet."""
        refuse_beyond(ABILITIES, step)
        refuse_bytes(step)
        written = await self._tried(step)
        if isinstance(written, InvalidValue):
            raise Rejected(written.message, 0, written.code, hint=written.hint)
        return kept_of(written)

    async def follow(self, pending: str) -> Written:
        """Nothing goes on there after an answer."""
        raise OddAnswer("Infra0 does everything at once; there is nothing to wait for.")

    async def _tried(self, step: Step) -> Written | InvalidValue:
        """What came of it; nothing is sent of a value that JSON cannot carry."""
        try:
            return await self._done(step)
        except InvalidValue as error:
            return error

    async def _done(self, step: Step) -> Written:
        if step.verb is Verb.DELETE and not step.remove:
            return await self._delete(step)
        new = step.verb is Verb.CREATE
        if step.kind is Kind.TYPE:
            return await (self._create_type if new else self._change_type)(step)
        return await (self._create if new else self._change)(step)

    # Types

    async def _read_types(self) -> tuple[wire.ToldType, ...]:
        listed = await _all(self._client, wire.TYPES, wire.Page[wire.ToldType])
        self._types = tuple([await self._whole(one) for one in listed])
        return self._types

    async def _whole(self, told: wire.ToldType) -> wire.ToldType:
        """A type with its fields, where an answer left them out."""
        if told.fields is not None:
            return told
        return _object(await self._client.read("GET", wire.type_path(told.key)), wire.ToldType)

    async def _known_types(self) -> tuple[wire.ToldType, ...]:
        return await self._read_types() if self._types is None else self._types

    async def _type_for(self, step: Step) -> wire.ToldType:
        """The type that a new credential is to be of, made where it is not there."""
        shape = _shape(step)
        async with self._turn:
            named = [one for one in await self._known_types() if one.called == shape.key]
            fitting = [one for one in named if step.values.keys() <= _ids(one).keys()]
            return next(iter((*fitting, *named)), None) or await self._made_type(shape, UNSET)

    async def _create_type(self, step: Step) -> Written:
        async with self._turn:
            made = await self._made_type(_shape(step), step.public.get(DESCRIPTION, UNSET))
        return Written(made.key, wire.mark_of(made) or None)

    async def _made_type(self, shape: TypeShape, description: str | UnsetType) -> wire.ToldType:
        # Until it is known that it was made, nobody relies on what was read before.
        known, self._types = self._types, None
        body = wire.TypeBody(shape.key, description, tuple(map(wire.field_body, shape.fields)))
        told = _object(await self._client.write("POST", wire.TYPES, json=body), wire.ToldType)
        made = await self._whole(told)
        self._types = None if known is None else (*known, made)
        return made

    async def _change_type(self, step: Step) -> Written:
        """Send its own fields back, less what is to be removed, and those that it lacks."""
        async with self._turn:
            known = _with_id(await self._known_types(), step.object_id)
            kept = [one for one in known.fields or () if one.called not in step.remove]
            names = {one.called for one in kept}
            more = [wire.field_body(one) for one in _shape(step).fields if one.id not in names]
            fields = (*(one.body() for one in kept), *more)
            name = step.public.get(NAME, known.called)
            body = wire.TypeBody(name, step.public.get(DESCRIPTION, UNSET), fields)
            path = wire.type_path(step.object_id)
            self._types = None
            told = _object(await self._client.write("PUT", path, json=body), wire.ToldType)
        return Written(step.object_id, wire.mark_of(told) or None)

    # Credentials

    async def _create(self, step: Step) -> Written:
        known = await self._type_for(step)
        body = wire.CredentialBody(
            credential_name=step.key,
            credential_type_id=known.key,
            description=step.public.get(DESCRIPTION) or UNSET,
            keys=_keys(step, known),
            project_ids=UNSET if step.projects is None else tuple(sorted(step.projects)),
        )
        answer = await self._client.write("POST", wire.CREDENTIALS, json=body)
        made = _object(answer, wire.ToldCredential)
        self._type_ids[made.key] = known.key
        return Written(made.key, wire.mark_of(made) or None)

    async def _change(self, step: Step) -> Written:
        if step.projects is not None:
            path = wire.credential_path(step.object_id, wire.ASSIGN)
            projects = wire.ProjectsBody(tuple(sorted(step.projects)))
            _accepted(await self._client.write("POST", path, json=projects))
            return Written(step.object_id)
        body = wire.CredentialBody(
            credential_name=step.public.get(NAME, UNSET),
            description=step.public.get(DESCRIPTION, UNSET),
            keys=_keys(step, await self._type_of(step)) if step.values or step.remove else UNSET,
        )
        if body == wire.CredentialBody():
            return Written(step.object_id)
        answer = await self._client.write("PUT", wire.credential_path(step.object_id), json=body)
        told = _object(answer, wire.ToldCredential)
        return Written(step.object_id, wire.mark_of(told) or None)

    async def _type_of(self, step: Step) -> wire.ToldType:
        """The type of a credential that is there, read if it was not."""
        async with self._turn:
            types = await self._known_types()
            if step.object_id not in self._type_ids:
                answer = await self._client.read("GET", wire.credential_path(step.object_id))
                told = _object(answer, wire.ToldCredential)
                self._type_ids[step.object_id] = told.type_id
        return _with_id(types, self._type_ids[step.object_id])

    async def _delete(self, step: Step) -> Written:
        path = wire.type_path if step.kind is Kind.TYPE else wire.credential_path
        answer = _accepted(await self._client.write("DELETE", path(step.object_id)))
        # No word is enough; the page of somebody in between is none of Infra0's.
        if answer.body and not answer.decoded(wire.Done).success:
            raise Rejected(f"{answer.host} says that it did not delete it.", answer.status)
        return Written(step.object_id)


# Lists


async def _all(client: Client, path: str, kind: type[wire.Page[T]]) -> tuple[T, ...]:
    """Every object of a list. What is missed would be made a second time, so nothing may be."""
    for _ in range(_READINGS):
        found = await _once(client, path, kind)
        if found is not None:
            return found
    raise OddAnswer(
        f"{client.host} does not tell the whole of {path}: its pages and their total do not fit.",
        hint="Others may be changing it; try again.",
    )


async def _once(client: Client, path: str, kind: type[wire.Page[T]]) -> tuple[T, ...] | None:
    """One reading from beginning to end; None where it changed meanwhile.

    A server may give fewer on a page than it was asked for, so only ``total`` ends a list.
    """
    first = told = await _page(client, path, kind, 1)
    found = {one.key: one for one in told.data}
    page = 1
    while told.total == first.total > len(found):
        page += 1
        known = len(found)
        told = await _page(client, path, kind, page)
        found |= {one.key: one for one in told.data}
        if len(found) == known:
            return None
    return tuple(found.values()) if first.total == told.total == len(found) else None


async def _page(client: Client, path: str, kind: type[wire.Page[T]], page: int) -> wire.Page[T]:
    query = (("page", str(page)), ("pageSize", str(wire.LARGEST_PAGE)))
    answer = _accepted(await client.read("GET", path, query=query))
    told = answer.decoded(kind)
    if not 0 <= told.total <= _MOST or len(answer.body) > _WIDEST:
        raise OddAnswer(f"{client.host} says that {path} has {told.total} entries, or too large.")
    if not all(one.called and wire.usable(one.key) for one in told.data):
        raise OddAnswer(f"{client.host} lists something without a usable id or name in {path}.")
    return told


# Answers


def _accepted(answer: Answer) -> Answer:
    if answer.status < 400:
        return answer
    told = f"{answer.host} answered {answer.status}{why_status(answer.status)}."
    raise Rejected(told, answer.status, hint=_HINTS.get(answer.status, ""))


def _object(answer: Answer, kind: type[T]) -> T:
    """The object that an answer is about."""
    told = _accepted(answer).decoded(kind)
    if wire.usable(told.key):
        return told
    raise OddAnswer(f"{answer.host} answered {answer.status} with an object without a usable id.")


def _with_id(types: Sequence[wire.ToldType], type_id: str) -> wire.ToldType:
    found = next((one for one in types if one.key == type_id), None)
    if found is None:
        raise Rejected("The credential type is not there any more.", 0, "not_found")
    return found


# Between its words and ours


def _found_type(told: wire.ToldType) -> Found:
    return Found(
        Kind.TYPE,
        told.key,
        told.called,
        public={DESCRIPTION: told.description or ""},
        mark=wire.mark_of(told),
        fields=tuple(_ids(told)),
    )


def _found(told: wire.ToldCredential, of: wire.ToldType | None) -> Found:
    return Found(
        Kind.CREDENTIAL,
        told.key,
        told.called,
        public={DESCRIPTION: told.description or ""},
        slots={} if told.keys is None or of is None else dict(_slots(told.keys, of)),
        mark=wire.mark_of(told),
        type_key=of.called if of else "",
        projects=told.assigned,
    )


def _slots(keys: Sequence[wire.ToldKey], of: wire.ToldType) -> Iterator[tuple[str, Presence]]:
    """Slots of which something is told: a value of null may be one that is hidden."""
    told = {one.key: one.holds for one in keys}
    for name, field_id in _ids(of).items():
        if field_id not in told:
            yield name, Presence.ABSENT
        elif told[field_id]:
            yield name, Presence.PRESENT


def _ids(told: wire.ToldType) -> dict[str, str]:
    """The id of each field, by its name, which is the id that the field has here."""
    return {one.called: one.key for one in told.fields or () if one.called and one.key}


def _shape(step: Step) -> TypeShape:
    return step.type or TypeShape(step.key, step.key, ())


def _keys(step: Step, known: wire.ToldType) -> tuple[wire.Key[Secret | None], ...]:
    """Values by the ids there. An empty one is taken away: sent as such it would change nothing."""
    ids = _ids(known)
    lacking = sorted(step.values.keys() - ids.keys())
    if lacking:
        names = ", ".join(safe_text(name, 80) for name in lacking)
        raise Rejected(
            f"The type {safe_text(known.called, 80)} has no field {names} there.",
            0,
            "unknown_field",
            hint="Bind the type as well, so that a plan adds the field.",
        )
    values = {**dict.fromkeys(step.remove & ids.keys()), **step.values}
    return tuple(wire.Key(ids[name], value or None) for name, value in sorted(values.items()))
