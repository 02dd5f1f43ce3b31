"""What can go wrong between a remote and us: the rows of the matrix of faults."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from tests.remotes.faults_worlds import World
from tests.remotes.faulty_proxy import Fault, Forward, Told
from tests.transport.asking import QUICK
from tests.transport.odd_answers import (
    answer,
    closed,
    drip,
    endless,
    raw,
    redirect,
    reset,
    silence,
)
from tests.transport.odd_server import Arrived, Behaviour
from vaulttui.errors import (
    OddAnswer,
    Refused,
    Rejected,
    Throttled,
    Unanswered,
    Unreachable,
    VaulttuiError,
)
from vaulttui.sync.report import Outcome
from vaulttui.transport.client import Limits

FOREVER: Final = 1 << 30
USUAL: Final = replace(QUICK, silence=10, total=20, longest_pause=1)
DEAF: Final = replace(QUICK, silence=0.2, tries=2)
HASTY: Final = replace(QUICK, total=0.25, tries=2)
HOSTILE: Final = "\x1b]0;owned\x07\x1b[2Jred\u202e"
_YEAR_MS: Final = 365 * 86_400_000
DONE, FAILED, UNKNOWN, LEFT = Outcome.DONE, Outcome.FAILED, Outcome.UNKNOWN, Outcome.LEFT
Making = Callable[[World], Fault]


@dataclass(frozen=True)
class Row:
    """One fault.

    ``reading`` is what a plan raises for it, ``writing`` the worst end of a write that it
    strikes. Of the requests each ``nth`` is struck, ``most`` of them. ``exceptions`` are the
    cells, as ADAPTER-PHASE, that end otherwise: None where nothing comes of it there; ``also``
    is how an effect may end besides.
    ``moved``: others change the remote, which strikes between a plan and its apply; in the
    cells ``unseen`` nothing there shows it.
    """

    name: str
    fault: Making
    reading: type[VaulttuiError] | None = None
    writing: Outcome = DONE
    limits: Limits = USUAL
    most: int = FOREVER
    nth: int = 1
    exceptions: Mapping[str, Outcome | None] = field(default_factory=dict)
    also: Mapping[str, Outcome] = field(default_factory=dict)
    moved: bool = False
    unseen: frozenset[str] = frozenset()
    certificate: bool = False

    def __repr__(self) -> str:
        return self.name

    @property
    def changes(self) -> bool:
        """What is read is another remote than before."""
        return self.moved or self.name == "names-with-escapes"

    @property
    def passes(self) -> bool:
        """Over after some requests, which are made good by asking again."""
        return self.most < FOREVER or self.nth > 1


# What is done with a request


def instead(behaviour: Callable[[Arrived], Behaviour]) -> Making:
    """An answer of its own; the real server hears of nothing."""
    return lambda _world: lambda request, _forward: behaviour(request)


def done(behaviour: Callable[[Arrived], Behaviour]) -> Making:
    """The real server does what was asked, and another answer comes back."""

    def fault(request: Arrived, forward: Forward) -> Behaviour:
        forward()
        return behaviour(request)

    return lambda _world: fault


def changed(change: Callable[[Any], Any]) -> Making:
    """Its answer comes back changed."""

    def fault(_request: Arrived, forward: Forward) -> Behaviour:
        told = forward()
        if not told.body:
            return told.behaviour()
        body = json.dumps(change(json.loads(told.body))).encode()
        return replace(told, body=body).behaviour()

    return lambda _world: fault


def meanwhile(act: Callable[[World], None]) -> Making:
    """Others do something at the server, just before it has the first request that is struck."""

    def make(world: World) -> Fault:
        left = [act]

        def fault(_request: Arrived, forward: Forward) -> Behaviour:
            while left:
                left.pop()(world)
            return forward().behaviour()

        return fault

    return make


def same(behaviour: Behaviour) -> Callable[[Arrived], Behaviour]:
    """Whatever was asked."""
    return lambda _request: behaviour


def saying(
    status: int, kind: str = "application/json", **headers: str
) -> Callable[[Arrived], Behaviour]:
    """An answer that repeats the login and all that was sent, in every place for words."""

    def behaviour(request: Arrived) -> Behaviour:
        words = f"{request.headers.get('authorization')} {request.body.decode()} {HOSTILE}"
        error = {"code": words, "message": words, "hint": words, "data": {"code": words}}
        body = {"error": error, "error_code": words, "message": words, "details": {words: words}}
        text = json.dumps(body) if "json" in kind else f"<html>{words}</html>"
        told = {name.replace("_", "-"): one for name, one in headers.items()}
        return answer(status, text.encode(), told, kind)

    return behaviour


def cut_off(_request: Arrived, forward: Forward) -> Behaviour:
    """Half of what the real server answered."""
    body = forward().body
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body) + 9}"
    return raw(head.encode() + b"\r\n\r\n" + body[: len(body) // 2])


# Answers changed


def of_other_types(told: Any) -> Any:
    """Lists for texts, texts for numbers."""
    if isinstance(told, dict):
        return {name: of_other_types(one) for name, one in told.items()}
    if isinstance(told, list):
        return [of_other_types(one) for one in told] or {}
    return [told] if isinstance(told, str) else str(told)


def doubled(told: Any) -> Any:
    """Everything of a list twice."""
    if isinstance(told, dict):
        twice = {name: doubled(one) for name, one in told.items()}
        return twice | ({"total": told["total"] * 2} if "total" in told else {})
    return [doubled(one) for one in told] * 2 if isinstance(told, list) else told


def with_escapes(told: Any) -> Any:
    """One more of everything, with a name that a terminal would obey."""
    if isinstance(told, list) and told and isinstance(told[0], dict) and "scope" in told[0]:
        return [*told, {**told[0], "name": HOSTILE, "keyNames": [HOSTILE]}]
    if isinstance(told, dict) and "secrets" in told:
        return {**told, "secrets": [*(told["secrets"] or ()), {"key": HOSTILE}]}
    if isinstance(told, dict) and told.get("data"):
        names = {"id": HOSTILE, "credentialName": HOSTILE, "typeName": HOSTILE, "fields": []}
        more = {**told["data"][0], **names}
        return {**told, "data": [*told["data"], more], "total": told["total"] + 1}
    return told


def _clock(by: int) -> Making:
    """The server's clock jumps with each request, and so does what proxies tell of the time."""

    def make(world: World) -> Fault:
        def fault(_request: Arrived, forward: Forward) -> Behaviour:
            world.server.moments.at += by
            date = "Fri, 01 Jan 1999 00:00:00 GMT" if by < 0 else "Fri, 01 Jan 2099 00:00:00 GMT"
            told = forward()
            return answer(told.status, told.body, {"Date": date}, told.kind)

        return fault

    return make


def _passed_on(_world: World) -> Fault:
    """Nothing: the certificate is the fault."""
    return lambda _request, forward: forward().behaviour()


def _elsewhere(*, done_first: bool) -> Making:
    def make(world: World) -> Fault:
        def fault(_request: Arrived, forward: Forward) -> Behaviour:
            if done_first:
                forward()
            return redirect(f"{world.elsewhere.url}/steal", 307)

        return fault

    return make


def _points_elsewhere(world: World) -> Fault:
    """As a redirect, but told in the answer: only SourceCraft has such."""

    def fault(_request: Arrived, forward: Forward) -> Behaviour:
        told: Told = forward()
        own, other = world.proxy.url.encode(), world.elsewhere.url.encode()
        return replace(told, body=told.body.replace(own, other)).behaviour()

    return fault


_TOLERANT: Final = ("sourcecraft-reading", "sourcecraft-writing", "sourcecraft-confirming")
_NO_POINTER: Final = dict.fromkeys(
    f"{adapter}-{phase}"
    for adapter in ("warmhub", "infra0", "sourcecraft")
    for phase in ("reading", "writing", "confirming")
    if (adapter, phase) != ("sourcecraft", "writing")
)
_OTHERS_FIRST: Final = frozenset({"warmhub-writing", "warmhub-confirming", "infra0-writing"})
_KEEPS_NO_MARKS: Final = frozenset(_TOLERANT)
_GONE: Final = {"warmhub-writing": FAILED, "infra0-writing": FAILED}
ROWS: Final = (
    Row("no-answer", instead(same(silence())), Unanswered, UNKNOWN, DEAF, most=2),
    Row("no-answer-done", done(same(silence())), Unanswered, UNKNOWN, DEAF, most=2),
    Row("slow-done", done(same(drip())), Unanswered, UNKNOWN, HASTY, most=2),
    Row("hung-up", instead(same(closed())), Unanswered, UNKNOWN),
    Row("hung-up-done", done(same(closed())), Unanswered, UNKNOWN),
    Row("reset-done", done(same(reset())), Unanswered, UNKNOWN),
    Row("cut-mid-body-done", lambda _world: cut_off, Unanswered, UNKNOWN),
    Row("html", instead(saying(200, "text/html")), OddAnswer, UNKNOWN),
    Row("html-done", done(saying(200, "text/html")), OddAnswer, UNKNOWN),
    Row("html-404", instead(saying(404, "text/html")), Rejected, FAILED),
    Row("1-gb-done", done(same(endless())), OddAnswer, UNKNOWN),
    Row("1-gb-in-chunks-done", done(same(endless(length=None))), OddAnswer, UNKNOWN),
    Row("wrong-types-done", changed(of_other_types), OddAnswer, UNKNOWN,
        # A 404 for what is deleted twice has a code of the wrong type.
        also={"sourcecraft-writing": FAILED}),
    Row("redirect-elsewhere", _elsewhere(done_first=False), OddAnswer, UNKNOWN),
    Row("redirect-elsewhere-done", _elsewhere(done_first=True), OddAnswer, UNKNOWN),
    Row("points-elsewhere-done", _points_elsewhere, None, UNKNOWN, exceptions=_NO_POINTER),
    Row("certificate-expired", _passed_on, Unreachable, FAILED, certificate=True),
    Row("401", instead(saying(401)), Refused, FAILED),
    Row("401-once", instead(saying(401)), Refused, FAILED, most=1),
    Row("403", instead(saying(403)), Refused, FAILED),
    Row("429-with-retry-after", instead(saying(429, Retry_After="1")), most=1),
    Row("429-with-a-date", instead(saying(429, Date="Fri, 01 Jan 2100 00:00:00 GMT",
                                          Retry_After="Fri, 01 Jan 2100 00:00:01 GMT")), most=1),
    Row("429-for-long", instead(saying(429, Retry_After="1380")), Throttled, FAILED),
    Row("429-without", instead(saying(429)), most=1),
    Row("429-without-end", instead(saying(429)), Throttled, FAILED),
    Row("500-each-third", instead(saying(500)), None, UNKNOWN, nth=3),
    Row("500-each-third-done", done(saying(500)), None, UNKNOWN, nth=3),
    Row("503-without-end", instead(saying(503)), Rejected, UNKNOWN),
    Row("names-twice", changed(doubled), OddAnswer, UNKNOWN,
        exceptions=dict.fromkeys((*_TOLERANT, "infra0-writing"))),
    Row("names-with-escapes", changed(with_escapes)),
    Row("a-rival-of-the-name", meanwhile(lambda world: world.rival("beta")), moved=True,
        exceptions={"warmhub-writing": FAILED, "infra0-confirming": UNKNOWN}),
    Row("ids-changed", meanwhile(lambda world: world.make_anew("alpha")), moved=True,
        exceptions={"infra0-writing": FAILED}, unseen=frozenset({"sourcecraft-reading"})),
    Row("deleted-meanwhile", meanwhile(lambda world: world.delete("alpha")), moved=True,
        # An operation that is to delete what is gone by then.
        exceptions=_GONE, also={"sourcecraft-writing": FAILED}),
    Row("edited-meanwhile", meanwhile(lambda world: world.edit("alpha")), moved=True,
        unseen=_OTHERS_FIRST | _KEEPS_NO_MARKS),
    Row("clock-ahead", _clock(_YEAR_MS)),
    Row("clock-behind", _clock(-_YEAR_MS)),
)  # fmt: skip
"""The names end in ``done`` where the real server does what it is asked, and its answer is lost."""
