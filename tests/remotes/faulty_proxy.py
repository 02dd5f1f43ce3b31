"""A server in front of the real one that passes requests on, and goes wrong where it is told to.

It keeps its address while the server behind it changes, as a remote does. Answers come back as
the real server gave them, but that they name the proxy's address where they name the server's.
"""

import http.client
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from tests.transport.odd_answers import answer
from tests.transport.odd_server import Arrived, Behaviour, OddServer, Talk

_PATIENCE: Final = 10.0


class Phase(StrEnum):
    """Where a fault strikes."""

    READING = "reading"
    WRITING = "writing"
    CONFIRMING = "confirming"


@dataclass(frozen=True)
class Told:
    """What the real server answered."""

    status: int
    kind: str
    body: bytes
    last: bool = False
    """Nothing else is answered on the same connection."""

    def behaviour(self) -> Behaviour:
        """Told on as it is."""
        headers = {"Connection": "close"} if self.last else {}
        return answer(self.status, self.body, headers, self.kind)


Forward = Callable[[], Told]
"""Let the real server have the request."""
Fault = Callable[[Arrived, Forward], Behaviour]
"""What is done with a request; it reaches the real server where that is called."""


@dataclass(frozen=True)
class Passed:
    """A request that the real server had; ``intact``: its answer was told as it was."""

    request: Arrived
    status: int
    intact: bool


@dataclass
class Strike:
    """Which requests of one phase are struck: each ``nth`` from the ``first`` on, ``most`` times.

    ``lose`` chooses one write, done there, whose answer is lost besides.
    """

    fault: Fault
    phase: Phase
    first: int = 1
    nth: int = 1
    most: int = 1 << 30
    lose: Callable[[Arrived], bool] = lambda _request: False
    seen: int = 0
    struck: int = 0
    lost: int = 0

    def hits(self) -> bool:
        """Count a request of the phase; whether it is struck."""
        self.seen += 1
        beyond = self.seen - self.first
        hit = beyond >= 0 and beyond % self.nth == 0 and self.struck < self.most
        self.struck += hit
        return hit


@dataclass
class _Route:
    """Where requests go for now."""

    port: int = 0
    tick: Callable[[], None] = lambda: None
    strike: Strike | None = None
    written: bool = False
    passed: list[Passed] = field(default_factory=list)


class FaultyProxy(OddServer):
    """Listens while its block lasts; ``writes`` tells requests that change something.

    With ``tls`` each connection serves one request, so that another certificate counts at once.
    """

    def __init__(
        self, writes: Callable[[Arrived], bool], *, tls: ssl.SSLContext | None = None
    ) -> None:
        super().__init__(self._behaviour, tls=tls)
        self._is_write, self._last = writes, tls is not None
        self._turn = threading.Lock()
        self._one_at_a_time = threading.RLock()
        self._route = _Route()

    def lead_to(self, port: int, tick: Callable[[], None]) -> None:
        """Stand in front of the server at a port; ``tick`` is called before each request to it."""
        self._route = _Route(port, tick)

    def strike(self, strike: Strike | None) -> None:
        """Go wrong from now on, or no more."""
        with self._turn:
            self._route.strike, self._route.written = strike, False

    @property
    def passed(self) -> list[Passed]:
        """What reached the real server, in turn."""
        return self._route.passed

    @property
    def done(self) -> list[Passed]:
        """The writes that the real server did."""
        done = [one for one in self.passed if self._is_write(one.request)]
        return [one for one in done if one.status < 400]

    def _behaviour(self, request: Arrived) -> Behaviour:
        with self._turn:
            route, strike = self._route, self._route.strike
            kind = self._phase(request)
            route.written = route.written or self._is_write(request)
            hit = strike is not None and kind is strike.phase and strike.hits()
            lost = not hit and strike is not None and not strike.lost and strike.lose(request)
            if strike is not None:
                strike.lost += lost
        behaviour = self._struck(route, request, hit=hit, lost=lost)
        return _and_hang_up(behaviour) if self._last else behaviour

    def _struck(self, route: _Route, request: Arrived, *, hit: bool, lost: bool) -> Behaviour:
        def forward(*, intact: bool = False) -> Told:
            return self._forwarded(route, request, intact=intact)

        # What a fault does beside a request is done before any other reaches the server.
        with self._one_at_a_time:
            if hit and route.strike is not None:
                return route.strike.fault(request, forward)
            told = forward(intact=not lost)
            return _nothing if lost else told.behaviour()

    def _phase(self, request: Arrived) -> Phase:
        if self._is_write(request):
            return Phase.WRITING
        return Phase.CONFIRMING if self._route.written else Phase.READING

    def _forwarded(self, route: _Route, request: Arrived, *, intact: bool) -> Told:
        connection = http.client.HTTPConnection("127.0.0.1", route.port, timeout=_PATIENCE)
        route.tick()
        try:
            headers = {**request.headers, "host": f"127.0.0.1:{route.port}"}
            connection.request(request.method, request.target, request.body or None, headers)
            response = connection.getresponse()
            body = response.read().replace(
                f"http://127.0.0.1:{route.port}".encode(), self.url.encode()
            )
            told = Told(response.status, response.headers.get("content-type", ""), body, self._last)
        finally:
            connection.close()
        with self._turn:
            route.passed.append(Passed(request, told.status, intact))
        return told


def _nothing(talk: Talk) -> None:
    talk.hang_up()


def _and_hang_up(behaviour: Behaviour) -> Behaviour:
    def send(talk: Talk) -> None:
        behaviour(talk)
        talk.hang_up()

    return send
