"""What may be the address of a remote, of a request to it, and one that the remote tells."""

import re
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import SplitResult, quote, unquote, urlencode, urlsplit

from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue, OddAnswer

Query = Sequence[tuple[str, str]]

_PATH: Final = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*"
_NAME: Final = r"[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*"
_BASE: Final = re.compile(
    rf"(https?)://({_NAME}|\[[0-9A-Fa-f:.]+\])(?::([0-9]{{1,5}}))?((?:/{_PATH})?)",
    re.IGNORECASE | re.ASCII,
)
_TOLD: Final = re.compile(
    rf"(?:https?://[][A-Za-z0-9._:-]+(?=[/?]|$)|(?![A-Za-z][A-Za-z0-9+.-]*:|//|$)){_PATH}"
    rf"(?:\?(?:{_PATH}|[/?])*)?"
)
_LONGEST: Final = 8192
"""Servers take no longer addresses; httpx2 raises an error of its own beyond 65536."""
_PORTS: Final = {"http": 80, "https": 443}


def check_url(url: str) -> str:
    """Return the address without its last slashes; InvalidValue where it cannot be a remote's.

    The message does not quote it: a password may stand in it.
    """
    found = _BASE.fullmatch(url)
    if not found or _climbs(found[4]):
        raise InvalidValue(
            "The address of a remote is https://HOST, perhaps with :PORT and /PATH.",
            hint="Logins, queries and fragments are no part of it; a name beyond ASCII is "
            "written in its xn-- form.",
        )
    scheme, host = found[1].lower(), found[2].lower()
    number = host[0] == "[" or not host.rpartition(".")[2].strip("0123456789")
    if not 0 < int(found[3] or 1) < 65536 or (number and not _ip(host)):
        raise InvalidValue("The address of a remote has a host or port that cannot be.")
    if scheme == "http" and not _is_loopback(host):
        raise InvalidValue(
            f"http:// is for this machine alone; {host} must be asked over https://.",
            hint="Without TLS everybody on the way could read the login and the values.",
        )
    return f"{scheme}://{host}{':' + found[3] if found[3] else ''}{found[4]}".rstrip("/")


def segment(text: str) -> str:
    """Return a name as one segment of a path; InvalidValue where no encoding keeps it one."""
    with suppress(UnicodeEncodeError):
        if text not in ("", ".", ".."):
            return quote(text, safe="")
    raise InvalidValue(f"“{safe_text(text)}” cannot be a name in the address of a request.")


def request_url(base: str, path: str, query: Query) -> str:
    """Return the address of a request; InvalidValue where the path has to be encoded first."""
    with suppress(UnicodeEncodeError):
        if re.fullmatch("/" + _PATH, path) and not _climbs(path):
            asked = urlencode(query, quote_via=quote)
            whole = f"{base}{path}" + ("?" + asked if asked else "")
            if len(whole) <= _LONGEST:
                return whole
    raise InvalidValue("A path or query holds what cannot be part of the address of a request.")


def told_url(base: str, url: str) -> str:
    """Return the whole form of an address that the remote at ``base`` told; OddAnswer elsewhere.

    One without a host is taken below the path of ``base``, which a server behind a proxy
    does not know.
    """
    at = urlsplit(base)
    told = _split(url) if len(url) <= _LONGEST and _TOLD.fullmatch(url) else None
    if told is None or _climbs(told.path):
        raise OddAnswer(f"{at.netloc} names an address that cannot be one of its own.")
    if told.scheme:
        if _origin(told) != _origin(at):
            host = safe_text(told.netloc, 253)
            raise OddAnswer(f"{at.netloc} names an address on {host}, where no login is sent.")
        return url
    below = url if url.startswith("/") else "/" + url
    inside = told.path == at.path or told.path.startswith(at.path + "/")
    return f"{at.scheme}://{at.netloc}{'' if inside else at.path}{below}"


def _split(url: str) -> SplitResult | None:
    with suppress(ValueError):
        return urlsplit(url)
    return None


def _origin(at: SplitResult) -> tuple[str, str | None, int | None]:
    with suppress(ValueError):
        return at.scheme, at.hostname, at.port or _PORTS.get(at.scheme)
    return at.scheme, None, None


def _climbs(path: str) -> bool:
    return any(unquote(part) in (".", "..") for part in path.split("/"))


def _ip(host: str) -> IPv4Address | IPv6Address | None:
    with suppress(ValueError):
        return ip_address(host.strip("[]"))
    return None


def _is_loopback(host: str) -> bool:
    address = _ip(host)
    if isinstance(address, IPv6Address):
        return address == IPv6Address("::1")
    return host == "localhost" or (address is not None and address.is_loopback)
