"""The one HTTP client: what the server of a remote is asked, and what is taken of its answers.

A login goes to its origin and nowhere else: redirects are not followed, proxies and other
settings of the environment are not read, and no cookie is kept. Certificates are verified.
Messages name hosts and statuses; no part of an answer and no value stands in them.
"""

import re
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self, TypeVar
from urllib.parse import urlsplit

from vaulttui import __version__
from vaulttui.domain.text import safe_text
from vaulttui.errors import (
    InvalidValue,
    OddAnswer,
    Refused,
    RemoteFailed,
    Throttled,
    Unanswered,
    Unreachable,
)
from vaulttui.secret import Secret
from vaulttui.transport.address import Query, check_url, request_url, segment, told_url
from vaulttui.transport.answer import Answer, throttled, told_pause
from vaulttui.transport.clear import Base64, bearer, cookie, for_header, in_json, plain
from vaulttui.transport.failures import certificate, why

if TYPE_CHECKING:
    import ssl

    import httpx2
    from stamina.instrumentation import RetryDetails

__all__ = [
    "Answer", "Base64", "Client", "Limits", "Origin", "bearer", "check_url", "cookie", "plain",
    "run", "segment",
]  # fmt: skip

T = TypeVar("T")

_HEADER_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_PASSING: Final = frozenset({500, 502, 503, 504})
_IDLE: Final = 3.0
"""How long an idle connection is kept, in seconds: shorter than servers do (uvicorn: 5), so that
a write seldom meets a connection that is just being closed, which leaves its outcome open."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long is waited, how much is taken, how often a read is tried; times in seconds."""

    connect: float = 5.0
    silence: float = 30.0
    """Between two parts of a request or an answer."""
    total: float = 60.0
    """For one request with its answer, however it drips."""
    body: int = 8 * 2**20
    tries: int = 4
    trying: float = 20.0
    """No further try is made of a read that failed later than this."""
    first_pause: float = 0.5
    longest_pause: float = 60.0
    """A read is not tried again where the server asks one to wait longer."""


USUAL: Final = Limits()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a remote is, and the headers that log in there: they are sent nowhere else.

    ``ca_file`` holds certificates in PEM that are trusted beside the system's.
    """

    url: str
    headers: Mapping[str, Secret] = field(default_factory=dict)
    ca_file: Path | None = None


_Reply = Answer | RemoteFailed
"""What came of one request."""


def run(work: Coroutine[object, object, T]) -> T:
    """Do asynchronous work and wait for it: the one way from code that knows no event loop.

    Control-C cancels the work, waits until its connections are closed, and goes on as
    KeyboardInterrupt.
    """
    import asyncio

    return asyncio.run(work)


class Client:
    """Connections to one remote.

    ``waiting`` is called with the seconds before each pause. ``at_once`` requests are
    under way together at most; others wait their turn, for which no time runs.
    """

    def __init__(
        self,
        origin: Origin,
        *,
        waiting: Callable[[float], None] | None = None,
        at_once: int = 8,
        limits: Limits = USUAL,
    ) -> None:
        self._base = check_url(origin.url)
        self._at = urlsplit(self._base)
        self._origin, self._limits, self._at_once = origin, limits, at_once
        self._waiting = waiting or (lambda _seconds: None)
        self._login()

    @property
    def host(self) -> str:
        """The host, with its port where one is given, as messages name it."""
        return self._at.netloc

    async def __aenter__(self) -> Self:
        import asyncio

        import httpx2
        import stamina
        from stamina.instrumentation import set_on_retry_hooks

        # The default hook logs.
        set_on_retry_hooks([_tell])
        limits, most = self._limits, self._at_once
        # The bare transport: httpx2's own client adds cookies, the environment and a log of URLs.
        self._transport = httpx2.AsyncHTTPTransport(
            verify=_context(self._origin.ca_file, secure=self._at.scheme == "https"),
            trust_env=False,
            limits=httpx2.Limits(
                max_connections=most, max_keepalive_connections=most, keepalive_expiry=_IDLE
            ),
        )
        self._turns = asyncio.Semaphore(most)
        self._retried = stamina.AsyncRetryingCaller(
            attempts=limits.tries,
            timeout=limits.trying,
            wait_initial=limits.first_pause,
            wait_jitter=limits.first_pause,
            wait_max=limits.longest_pause,
        )
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._transport.aclose()

    async def read(
        self, method: str, path: str, *, query: Query = (), json: object = None
    ) -> Answer:
        """Ask what changes nothing there: tried again where the failure may pass.

        Raises Refused (401, 403), and after the last try Throttled (429), Unreachable and
        Unanswered; OddAnswer for redirects and bodies that are too large or packed. Every
        other status is returned, with 5xx after the last try. A pause that is longer than
        is waited for makes a try the last one.
        """
        return await self._read(method, request_url(self._base, path, query), json)

    async def write(
        self, method: str, path: str, *, query: Query = (), json: object = None
    ) -> Answer:
        """Ask once for what changes something there; errors and statuses as in :meth:`read`."""
        return _given(await self._ask(method, request_url(self._base, path, query), json))

    async def read_url(self, url: str) -> Answer:
        """GET an address that the remote told; OddAnswer where it leads elsewhere.

        An address without a host is taken below the remote's own, which may have a path.
        """
        return await self._read("GET", told_url(self._base, url), None)

    async def pause(self, seconds: float) -> None:
        """Wait between two looks at work that goes on there."""
        import asyncio

        seconds = min(seconds, self._limits.longest_pause)
        self._waiting(seconds)
        await asyncio.sleep(seconds)

    async def _read(self, method: str, url: str, json: object) -> Answer:
        try:
            return _given(await self._retried(_pause_after, self._try, method, url, json))
        except _Again as again:
            last = again.reply
        return _given(last)

    async def _try(self, method: str, url: str, json: object) -> _Reply:
        reply = await self._ask(method, url, json)
        pause = _wanted_pause(reply)
        if _may_pass(reply) and (pause or 0) <= self._limits.longest_pause:
            raise _Again(reply, pause, self._waiting)
        return reply

    async def _ask(self, method: str, url: str, json: object) -> _Reply:
        import asyncio

        import httpx2

        sent = _Sent()
        try:
            async with self._turns, asyncio.timeout(self._limits.total):
                return await self._answered(self._request(method, url, json, sent))
        except httpx2.InvalidURL:
            raise InvalidValue(f"{self.host} cannot be the host of an address.") from None
        except (httpx2.TransportError, OSError, UnicodeError) as error:
            return self._failure(error, began=sent.began)

    def _request(self, method: str, url: str, json: object, sent: "_Sent") -> "httpx2.Request":
        import httpx2

        content = None if json is None else in_json(json)
        headers = [
            (b"User-Agent", f"vaulttui/{__version__}".encode()),
            (b"Accept", b"application/json"),
            (b"Accept-Encoding", b"identity"),
            *self._login(),
        ]
        if content is not None:
            headers.append((b"Content-Type", b"application/json"))
        limits = self._limits
        timeout = httpx2.Timeout(limits.silence, connect=limits.connect, pool=limits.connect)
        extensions = {"timeout": timeout.as_dict(), "trace": sent}
        return httpx2.Request(method, url, headers=headers, content=content, extensions=extensions)

    def _login(self) -> list[tuple[bytes, bytes]]:
        for name in self._origin.headers:
            if not _HEADER_NAME.fullmatch(name):
                raise InvalidValue(f"“{safe_text(name)}” cannot be the name of a header.")
        return [
            (name.encode(), for_header(f"value of the header {name}", secret))
            for name, secret in self._origin.headers.items()
        ]

    async def _answered(self, request: "httpx2.Request") -> _Reply:
        response = await self._transport.handle_async_request(request)
        try:
            return self._unusable(response) or await self._taken(response)
        finally:
            await response.aclose()

    def _unusable(self, response: "httpx2.Response") -> RemoteFailed | None:
        """What is known to be wrong from status and headers."""
        status, headers = response.status_code, response.headers
        said = f"{self.host} answered {status}"
        if status in (401, 403):
            return Refused(f"{said}: it does not accept this login, or not for this.")
        if status == 429:
            return throttled(f"{said}: too many requests.", told_pause(headers))
        if 300 <= status < 400:
            return OddAnswer(
                f"{said} and points at {_pointed_at(headers)}; redirects are not followed.",
                hint="If that is where the remote is, give it that address.",
            )
        if not 200 <= status < 600:
            return OddAnswer(f"{said}, which is no status of an answer.")
        if headers.get("content-encoding", "identity").lower() != "identity":
            return OddAnswer(f"{said} with a packed body, which was not asked for.")
        return None

    async def _taken(self, response: "httpx2.Response") -> _Reply:
        body = bytearray()
        async for part in response.aiter_raw():
            body += part
            if len(body) > self._limits.body:
                return OddAnswer(
                    f"{self.host} answered {response.status_code} with more than "
                    f"{self._limits.body // 2**20} MiB."
                )
        return Answer(response.status_code, dict(response.headers), bytes(body), self.host)

    def _failure(self, error: Exception, *, began: bool) -> RemoteFailed:
        reason = why(error)
        if began:
            return Unanswered(f"{self.host} was asked and gave no whole answer: {reason}.")
        kind = _Untrusted if certificate(error) else Unreachable
        return kind(f"Cannot connect to {self.host}: {reason}.")


class _Untrusted(Unreachable):
    """A certificate that does not verify: trying again does not change it."""


class _Sent:
    """Notes when a request begins to be sent; httpcore2 calls it at each of its steps."""

    def __init__(self) -> None:
        self.began = False

    async def __call__(self, step: str, _about: object) -> None:
        self.began = self.began or step.endswith("send_request_headers.started")


class _Again(Exception):
    """A read that may be tried again: what came of it, and who hears of the pause."""

    def __init__(
        self, reply: _Reply, pause: float | None, waiting: Callable[[float], None]
    ) -> None:
        super().__init__()
        self.reply, self.pause, self.waiting = reply, pause, waiting


def _wanted_pause(reply: _Reply) -> float | None:
    """The seconds that a server asks one to wait, where it says so."""
    if isinstance(reply, Answer):
        return told_pause(reply.headers)
    return reply.retry_after if isinstance(reply, Throttled) else None


def _pause_after(error: Exception) -> bool | float:
    """For stamina: whether to try again, or the seconds until then."""
    if not isinstance(error, _Again):
        return False
    return True if error.pause is None else error.pause


def _tell(details: "RetryDetails") -> None:
    if isinstance(details.caused_by, _Again):
        details.caused_by.waiting(details.wait_for)


def _may_pass(reply: _Reply) -> bool:
    if isinstance(reply, Answer):
        return reply.status in _PASSING
    return isinstance(reply, Unreachable | Unanswered | Throttled) and not isinstance(
        reply, _Untrusted
    )


def _given(reply: _Reply) -> Answer:
    if isinstance(reply, RemoteFailed):
        raise reply
    return reply


def _pointed_at(headers: Mapping[str, str]) -> str:
    try:
        where = urlsplit(headers.get("location", ""))
        host = where.hostname
    except ValueError:
        return "an address that cannot be read"
    return safe_text(host, 253) if host else "itself"


def _context(ca_file: Path | None, *, secure: bool) -> "ssl.SSLContext":
    """TLS as the system trusts it, and no other certificates but those of ``ca_file``.

    Made without ssl.create_default_context, which writes session keys to SSLKEYLOGFILE.
    """
    import ssl

    import httpx2

    if not secure:
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = httpx2.create_ssl_context(trust_env=False)
    if ca_file is None:
        return context
    with suppress(OSError):
        context.load_verify_locations(cafile=ca_file)
        return context
    raise InvalidValue(f"{safe_text(str(ca_file))} holds no certificates that can be read.")
