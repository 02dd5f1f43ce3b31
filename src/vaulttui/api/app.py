"""The server's application: who may ask, which dialect answers, and what always holds."""

import asyncio
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match
from starlette.types import Message, Receive, Scope, Send

from vaulttui.api.dialect import Dialect, Handler
from vaulttui.api.problems import Problem, Refusal, refusal_of
from vaulttui.api.request_log import RequestLog
from vaulttui.api.security import LENGTHS, Guard, check_path
from vaulttui.api.vault import Vault
from vaulttui.errors import VaulttuiError
from vaulttui.host.hardening import describe_crash
from vaulttui.secret import Secret

_ALWAYS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_DRAIN_SECONDS: Final = 1.0
_TURNED_AWAY: Final = (401, 403, 421)


def build(
    vault: Vault,
    dialects: Sequence[Dialect],
    token: Secret,
    port: int,
    log: RequestLog | None = None,
) -> "Application":
    """The application that these dialects make, for a server at that port of this machine."""
    return Application(vault, dialects, Guard(token, port), log)


class Application:
    """What uvicorn calls for each request, and at the beginning and the end."""

    def __init__(
        self,
        vault: Vault,
        dialects: Sequence[Dialect],
        guard: Guard,
        log: RequestLog | None = None,
    ) -> None:
        self._vault = vault
        self._log = log
        self._dialects = (*dialects, _nobodys())
        self._guard = guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        incoming = _Incoming(receive)
        request = Request(scope, incoming)
        response = await self._response(request)
        if self._log is not None:
            path = str(scope["path"])
            self._log.note(request.method, path, response.status_code, self._owner(path).name)
        response.headers.update(_ALWAYS)
        # Who is not let in asks no more on this connection: a flood of them would be cheap.
        turned_away = response.status_code in _TURNED_AWAY
        if not await incoming.drained(request, response) or turned_away:
            response.headers["Connection"] = "close"
        await response(scope, incoming, send)

    async def _response(self, request: Request) -> Response:
        nobodys = self._dialects[-1]
        try:
            self._guard.check_source(request)
        except Refusal as refusal:
            return nobodys.refuse(refusal, "")
        path = str(request.scope["path"])
        dialect = self._owner(path)
        try:
            return await self._answer(request, dialect)
        except Refusal as refusal:
            return _refused(dialect, refusal, path)
        except VaulttuiError as error:
            return _refused(dialect, refusal_of(error), path)
        except Exception as error:  # noqa: BLE001 - its text may hold anything, so nobody gets it
            _tell(error)
            return dialect.refuse(Refusal(Problem.INTERNAL), path)

    def _owner(self, path: str) -> Dialect:
        return next(one for one in self._dialects if one.owns(path))

    async def _answer(self, request: Request, dialect: Dialect) -> Response:
        self._guard.check_token(request, any_cookie=dialect.any_cookie)
        await self._vault.refuse_locked()
        check_path(request)
        return await _handler(dialect, request)(request)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            for dialect in self._dialects:
                if dialect.start is not None:
                    await dialect.start()
        except Exception as error:  # noqa: BLE001 - as for requests
            _tell(error)
            await send({"type": "lifespan.startup.failed"})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for dialect in self._dialects:
            if dialect.stop is not None:
                await dialect.stop()
        await send({"type": "lifespan.shutdown.complete"})


class _Incoming:
    """Receives, and knows whether the body has come whole: only then another request may follow."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._ended = False

    async def __call__(self) -> Message:
        message = await self._receive()
        self._ended = not message.get("more_body", False)
        return message

    async def drained(self, request: Request, response: Response) -> bool:
        """Read what nobody read, for a moment: many a client hears nothing before it has spoken."""
        lengths = [name for name in LENGTHS if name in request.headers]
        if not lengths:
            return True
        if response.status_code == Problem.TIMEOUT.status or len(lengths) > 1:
            return False
        if "expect" not in request.headers:
            with suppress(TimeoutError):
                async with asyncio.timeout(_DRAIN_SECONDS):
                    while not self._ended:
                        await self()
        return self._ended


class _WrongMethod(Refusal):
    def __init__(self, allowed: set[str]) -> None:
        super().__init__(Problem.METHOD)
        self.allow = ", ".join(sorted(allowed))


def _handler(dialect: Dialect, request: Request) -> Handler:
    allowed: set[str] = set()
    for route in dialect.routes:
        match, found = route.matches(request.scope)
        if match is Match.FULL:
            request.scope.update(found)
            handler: Handler = route.endpoint
            return handler
        if match is Match.PARTIAL:
            allowed |= route.methods or set()
    raise _WrongMethod(allowed) if allowed else Refusal(Problem.NO_ROUTE)


def _refused(dialect: Dialect, refusal: Refusal, path: str) -> Response:
    response = dialect.refuse(refusal, path)
    if isinstance(refusal, _WrongMethod):
        response.headers["Allow"] = refusal.allow
    if refusal.problem is Problem.UNAUTHENTICATED:
        response.headers.setdefault("WWW-Authenticate", "Bearer")
    return response


def _nobodys() -> Dialect:
    """What answers where no dialect is spoken."""

    def refuse(refusal: Refusal, _path: str) -> Response:
        problem = refusal.problem
        error = {"code": problem.name.lower(), "message": refusal.message}
        return JSONResponse({"error": error}, problem.status)

    return Dialect("", (), lambda _path: True, refuse)


def _tell(error: Exception) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"{describe_crash(error)}\n")
