"""Where a program logs in: two addresses compared as a host and a place on it."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

_PORTS: Final = {"https": 443, "http": 80, "ssh": 22, "smtps": 465, "imaps": 993}
_HOST: Final = re.compile(r"[^\s/?#@\\]+")
_LOOPBACK: Final = re.compile(r"localhost|.+\.localhost|127(\.\d{1,3}){3}|::1")


@dataclass(frozen=True, slots=True)
class Site:
    """An address taken apart; ``host`` in lower case, ``port`` the scheme's own where none is said.

    ``path`` has no slash at either end and no ``.git``.
    """

    scheme: str
    host: str
    port: int | None
    path: str = ""
    username: str = ""

    @property
    def server(self) -> tuple[str, int | None]:
        """What has to be the same for two addresses to be of one server."""
        return self.host, self.port

    @property
    def in_clear(self) -> bool:
        """True where a secret would cross a network for all to read."""
        return self.scheme in ("http", "ftp") and not _LOOPBACK.fullmatch(self.host)


def site_of(address: str) -> Site | None:
    """Take a whole address apart; None where it is none."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        return None
    if not parts.scheme or not parts.hostname:
        return None
    scheme = parts.scheme.lower()
    return Site(
        scheme=scheme,
        host=parts.hostname.casefold(),
        port=port if port is not None else _PORTS.get(scheme),
        path=parts.path.strip("/").removesuffix(".git"),
        username=unquote(parts.username or ""),
    )


def site_at(scheme: str, server: str, path: str = "") -> Site | None:
    """The address of ``HOST[:PORT]``; None where that is no server, but could be read as another.

    ``a@b`` for example is a server for whoever wrote it, and a user of b for a reader of addresses.
    """
    return site_of(f"{scheme}://{server}/{path}") if _HOST.fullmatch(server) else None


def closeness(own: Site, asked: Site) -> int | None:
    """How near a login's address comes to the one asked for; None where it is for another place.

    Where no path is asked for, an address without one comes nearest; else the longest path
    that the path asked for lies below.
    """
    if not asked.path:
        return 0 if own.path else 1
    if not own.path:
        return 0
    return len(own.path) if f"{asked.path}/".startswith(f"{own.path}/") else None
