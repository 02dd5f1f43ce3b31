"""WarmHub's credential sets: named groups of keys whose values are written and never told.

Read over REST where that is served, else over tRPC; written over tRPC alone, by the rules
that the server has agreed to. A set is made empty. Scope and description stay what they
were made with: no procedure changes them.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final, TypeVar, cast

from msgspec import Raw, Struct
from msgspec.structs import replace as replace_in

from vaulttui import __version__
from vaulttui.domain.text import plural, safe_text
from vaulttui.errors import (
    InvalidValue,
    OddAnswer,
    Refused,
    Rejected,
    RemoteFailed,
    Unanswered,
    Unreachable,
)
from vaulttui.remotes.protocol import (
    DESCRIPTION,
    LOCKED,
    LOCKED_HINT,
    REVOKED,
    SCOPE,
    Abilities,
    Dialect,
    Found,
    Kind,
    Presence,
    Step,
    Verb,
    Written,
    kept,
    kept_of,
    refuse_beyond,
    refuse_bytes,
    why_status,
)
from vaulttui.secret import Secret
from vaulttui.transport.answer import Answer, throttled
from vaulttui.transport.clear import bearer, plain
from vaulttui.transport.client import Client, segment
from vaulttui.wire import warmhub as wire

T = TypeVar("T")
_Asked = tuple[wire.Procedure[object], Struct]

OPTIONS: Final[Mapping[str, bool]] = {"org": True, "repo": True}
AUTH: Final = ("token",)
ROOTS: Final = ("/trpc",)
ABILITIES: Final = Abilities(
    kinds=frozenset({Kind.SET}),
    sees=frozenset({DESCRIPTION, SCOPE, REVOKED}),
    changes=frozenset({REVOKED}),
    many_slots=True,
    owns_slots=False,
    marks=True,
    sees_slots=True,
    projects=False,
    deletes=frozenset({"object", "slot"}),
    at_once=8,
)
_NOT_SERVED: Final = (404, 405)
_TOGETHER: Final = 1 << 20
"""Bytes of values in one request, if it has more than one."""
_HINTS: Final = {
    "NOT_FOUND": "Check org and repo with `vaulttui remote show NAME`; a set may be gone.",
    "VALIDATION_ERROR": "A name of a set or key may have characters that it does not take.",
    "ALREADY_EXISTS": "Another set of the organization has this name; the repository may not "
    "see it.",
    "CONFLICT": "The set may be revoked there; a new one under another name takes values.",
    "CLIENT_INCOMPATIBLE": "A newer vaulttui may be accepted there.",
}


def headers(auth: Mapping[str, Secret]) -> dict[str, Secret]:
    """The token, and the name of the program, which the rules of writing ask for."""
    if set(auth) != {*AUTH}:
        raise InvalidValue(
            "WarmHub takes one login, a token.", hint="Give --auth token=CRED/FIELD."
        )
    client = plain(Secret.from_text(f"vaulttui/{__version__}"))
    return {"Authorization": bearer(auth["token"]), wire.CLIENT_HEADER: client}


def connect(client: Client, options: Mapping[str, str]) -> Dialect:
    """Speak the dialect for one repository of an organization."""
    return WarmHub(client, options["org"], options["repo"])


class WarmHub:
    """One connection; it remembers how lists are served, and that writes were agreed on."""

    abilities = ABILITIES

    def __init__(self, client: Client, org: str, repo: str) -> None:
        # The commands that only look up what a dialect can do start faster without it.
        from asyncio import Lock

        self._client = client
        self._org, self._repo = org, repo
        self._rest: str | None = wire.SETS_PATH.format(org=segment(org), repo=segment(repo))
        self._agreed = False
        self._agreeing = Lock()

    async def test(self) -> str:
        """Ask for the list."""
        seen = plural(len(await self._listed()), "set")
        place = safe_text(f"{self._org}/{self._repo}")
        return f"WarmHub answers; this login sees {seen} from {place}."

    async def read(self, _keys: Sequence[str] = ()) -> tuple[Found, ...]:
        """All sets that the repository sees, those of the whole organization too."""
        return tuple(map(_found, await self._listed()))

    async def write(self, step: Step) -> Written:
        """Do one step: one request, or one for each MiB of values and each slot to be emptied."""
        refuse_beyond(ABILITIES, step)
        refuse_bytes(step)
        await self._agree()
        if step.verb is Verb.CREATE:
            return await self._create(step)
        asked = [*self._puts(step), *self._unsets(step), *self._revocation(step)]
        if step.verb is Verb.DELETE and not step.remove:
            asked = [(wire.DELETE_SET, wire.OfSet(self._org, self._repo, step.key))]
        await self._all(asked)
        return Written(step.key)

    async def follow(self, _pending: str) -> Written:
        """Nothing goes on there after an answer."""
        raise OddAnswer("WarmHub does everything at once; there is nothing to wait for.")

    # Reading

    async def _listed(self) -> tuple[wire.SetInfo, ...]:
        listed = await self._list()
        seen = set[str]()
        for one in listed:
            if one.name in seen:
                raise OddAnswer(f"WarmHub lists the set {safe_text(one.name, 128)} twice.")
            seen.add(one.name)
        return listed

    async def _list(self) -> tuple[wire.SetInfo, ...]:
        if self._rest is not None:
            answer = await self._client.read("GET", self._rest)
            if answer.status < 400:
                return answer.decoded(tuple[wire.SetInfo, ...])
            if answer.status not in _NOT_SERVED:
                raise _failure(_problem(answer))
            self._rest = None
        return await self._call(wire.LIST_SETS, wire.InOrg(self._org, self._repo))

    # Writing

    async def _agree(self) -> None:
        """Raise before anything is written where the server's rules are not those known here."""
        async with self._agreeing:
            if not self._agreed:
                told = await self._capabilities()
                if told.write_contract_version < wire.WRITE_CONTRACT:
                    raise RemoteFailed(
                        "WarmHub takes writes by other rules there: contract "
                        f"{told.write_contract_version}, and {wire.WRITE_CONTRACT} is the least "
                        "that is known here. Nothing was written."
                    )
                self._agreed = True

    async def _capabilities(self) -> wire.Capabilities:
        told = await self._tried(wire.CAPABILITIES, None)
        if isinstance(told, Unanswered):
            # Only a question went unanswered: the write may be tried again.
            raise Unreachable(told.message)
        if isinstance(told, OddAnswer | Rejected):
            raise RemoteFailed(
                f"WarmHub does not say by which rules it takes writes: {told.message} "
                "Nothing was written.",
                hint=told.hint or OddAnswer.default_hint,
            )
        if isinstance(told, RemoteFailed):
            raise told
        return told

    async def _create(self, step: Step) -> Written:
        made = await self._call(
            wire.CREATE_SET,
            wire.CreateSet(
                self._org,
                self._repo,
                step.key,
                cast(wire.Scope, step.public.get(SCOPE, "repo")),
                step.public.get(DESCRIPTION) or None,
            ),
        )
        return kept_of(Written(made.name, _mark(made)))

    def _puts(self, step: Step) -> Iterator[_Asked]:
        place = self._org, self._repo, step.key
        for values in _together(step.values):
            if len(values) > 1:
                yield wire.SET_KEYS, wire.SetKeys(*place, values)
            for name, value in values.items() if len(values) == 1 else ():
                yield wire.SET_KEY, wire.SetKey(*place, name, value)

    def _unsets(self, step: Step) -> Iterator[_Asked]:
        for name in sorted(step.remove):
            yield wire.UNSET_KEY, wire.UnsetKey(self._org, self._repo, step.key, name)

    def _revocation(self, step: Step) -> Iterator[_Asked]:
        if REVOKED in step.public:
            yield wire.REVOKE_SET, wire.RevokeSet(self._org, self._repo, step.key)

    async def _all(self, asked: Sequence[_Asked]) -> None:
        """Ask for all in turn; where only a part was done, the error says how much of it."""
        for before, (procedure, given) in enumerate(asked):
            told = await self._tried(procedure, given)
            gone = procedure is wire.UNSET_KEY and _is_missing(told)
            if gone or not isinstance(told, RemoteFailed):
                continue
            if not before or isinstance(told, Unanswered):
                raise told
            raise _partly(told, f"{before} of {len(asked)} requests were done, then: ")

    # Asking

    async def _tried(self, procedure: wire.Procedure[T], given: Struct | None) -> T | RemoteFailed:
        try:
            return await self._call(procedure, given)
        except RemoteFailed as error:
            return error

    async def _call(self, procedure: wire.Procedure[T], given: Struct | None) -> T:
        answer = await self._answer(procedure, given)
        if isinstance(answer, InvalidValue):
            raise Rejected(answer.message, 0, answer.code, hint=answer.hint)
        refused = _refusal(answer)
        if refused is not None:
            raise refused
        entry = _entry(answer)
        if entry.result is None:
            raise OddAnswer(f"{answer.host} answered {procedure.name} with no result.")
        return replace(answer, body=bytes(entry.result.data)).decoded(procedure.answers)

    async def _answer(
        self, procedure: wire.Procedure[object], given: Struct | None
    ) -> Answer | InvalidValue:
        """What came; nothing is sent of a value that JSON cannot carry."""
        ask = self._client.write if procedure.writes else self._client.read
        path, query = wire.TRPC_PATH + procedure.name, (("batch", "1"),)
        try:
            return await ask("POST", path, query=query, json={"0": given})
        except InvalidValue as error:
            return error


def _found(told: wire.SetInfo) -> Found:
    public = {DESCRIPTION: told.description or "", SCOPE: told.scope}
    if told.revoked_at is not None:
        public[REVOKED] = "true"
    slots = dict.fromkeys(told.key_names, Presence.PRESENT)
    return kept(Found(Kind.SET, told.name, told.name, public, slots, _mark(told)))


def _mark(told: wire.SetInfo) -> str:
    return f"{told.created_at}/{told.updated_at}"


def _together(values: Mapping[str, Secret]) -> Iterator[dict[str, Secret]]:
    """The values in parts, each small enough for one request."""
    part: dict[str, Secret] = {}
    size = 0
    for name, value in sorted(values.items()):
        if part and size + len(value) > _TOGETHER:
            yield part
            part, size = {}, 0
        part[name] = value
        size += len(value)
    if part:
        yield part


# A server may quote what it was sent: of its errors only the codes are told on, and they are
# returned, not raised, so that no frame of a traceback holds its words.


def _refusal(answer: Answer) -> RemoteFailed | None:
    """What an error says, with its status or under an innocent one."""
    if answer.status >= 400:
        failure = _failure(_problem(answer))
        # The page of somebody in between is no word of WarmHub's that a key is gone.
        nameless = isinstance(failure, Rejected) and not _speaks(answer)
        return Rejected(failure.message, answer.status, hint=failure.hint) if nameless else failure
    error = _entry(answer).error
    return None if error is None else _failure(wire.problem_of(error, answer.status))


def _speaks(answer: Answer) -> bool:
    """True where what came is JSON at all."""
    with suppress(OddAnswer):
        answer.decoded(Raw)
        return True
    return False


def _entry(answer: Answer) -> wire.Entry[Raw]:
    """The one entry of a batch of one; without anything in it where there are others."""
    entries = answer.decoded(list[wire.Entry[Raw]])
    return entries[0] if len(entries) == 1 else wire.Entry()


def _problem(answer: Answer) -> wire.Problem:
    """What an answer from 400 on says, in one of both envelopes, or by its status alone."""
    with suppress(OddAnswer):
        error = _entry(answer).error
        if error is not None:
            return wire.problem_of(error, answer.status)
    told = wire.Problem()
    with suppress(OddAnswer):
        told = answer.decoded(wire.RestError).error
    code = told.code or wire.code_of_status(answer.status)
    return replace_in(told, code=code, status=answer.status)


def _failure(told: wire.Problem) -> RemoteFailed:
    status = told.status or 0
    code = told.code or ""
    if code not in wire.CODES:
        code = wire.code_of_status(status)
    sentence = f"WarmHub answers {code}{why_status(status)}."
    if code in ("UNAUTHENTICATED", "FORBIDDEN"):
        return Refused(sentence)
    if code == "RATE_LIMITED":
        return throttled(sentence, told.retry_after)
    if status < 400:
        status = wire.CODES[code].status
    hint = LOCKED_HINT if status == LOCKED else _HINTS.get(code, "")
    return Rejected(sentence, status, code, hint=hint)


def _partly(told: RemoteFailed, done: str) -> RemoteFailed:
    """What became of a step of several requests: a no is one for good, all else may pass."""
    said = f"{done}{told.message}"
    if isinstance(told, Refused):
        return Rejected(said, 0, told.code, hint=told.hint, partly=True)
    if isinstance(told, Rejected) and told.status < 500:
        return Rejected(said, told.status, told.word, hint=told.hint, partly=True)
    return Unanswered(said, hint=told.hint)


def _is_missing(told: object) -> bool:
    return isinstance(told, Rejected) and told.word == "NOT_FOUND"
