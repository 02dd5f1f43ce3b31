"""Who may ask: a program on this machine that knows the token, and no page of a browser."""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote_to_bytes

from starlette.requests import Request

from vaulttui.api.problems import Problem, Refusal
from vaulttui.secret import Secret

SESSION_COOKIE: Final = "better-auth.session_token"
LENGTHS: Final = ("content-length", "transfer-encoding")
"""What says where a body ends."""
PATH_LIMIT: Final = 2048
_ODD_PATH: Final = re.compile(
    r"[^/]|"  # not from the root: the request is meant for a proxy
    r".*(//|/\.\.?(/|$)|[\\\x00-\x1f\x7f])",
    re.DOTALL,
)
_ODD_ESCAPE: Final = re.compile(rb"%(?![0-9a-f]{2})|%2f|%5c", re.IGNORECASE)


class Guard:
    """Refuses what is asked under other names than this server's, by pages, or without token."""

    def __init__(self, token: Secret, port: int) -> None:
        self._token = token
        self._hosts = frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))

    def check_source(self, request: Request) -> None:
        """Before anything else is looked at: a foreign name in Host is a page's trick."""
        hosts = request.headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            raise Refusal(Problem.MISDIRECTED)
        if "origin" in request.headers:
            raise Refusal(Problem.FORBIDDEN, "Pages of a browser are not answered.")
        if all(name in request.headers for name in LENGTHS):
            raise Refusal(Problem.INVALID, "The body's end is told in two ways.")

    def check_token(self, request: Request, *, any_cookie: bool) -> None:
        """Raise UNAUTHENTICATED where no place that is looked at holds the token."""
        shown = [*_authorized(request), *_cookies(request, any_cookie=any_cookie)]
        if not any(Secret(one) == self._token for one in shown):
            raise Refusal(Problem.UNAUTHENTICATED)


def check_path(request: Request) -> None:
    """Refuse a path that is read in more than one way, encoded or not."""
    raw: bytes = request.scope["raw_path"]
    try:
        path = unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal(Problem.NO_ROUTE) from None
    if len(raw) > PATH_LIMIT or _ODD_ESCAPE.search(raw) or _ODD_PATH.match(path):
        raise Refusal(Problem.NO_ROUTE)


def _authorized(request: Request) -> Iterator[bytes]:
    for header in request.headers.getlist("authorization"):
        scheme, _, rest = header.strip().partition(" ")
        if scheme.lower() == "bearer":
            yield rest.strip().encode()
        elif scheme.lower() == "basic":
            yield _password(rest.strip())


def _password(login: str) -> bytes:
    try:
        return b64decode(login, validate=True).partition(b":")[2]
    except (NotBase64, ValueError):
        return b""


def _cookies(request: Request, *, any_cookie: bool) -> Iterator[bytes]:
    for name, value in request.cookies.items():
        if any_cookie or name == SESSION_COOKIE:
            yield value.encode()
