"""Why no answer came, in words: never those of an exception, which may quote what was sent."""

from collections.abc import Iterator
from typing import Final

_CERTIFICATES: Final = {
    9: "is not valid yet",
    10: "has expired",
    18: "is signed by nobody but itself",
    19: "comes from an issuer that is not trusted here",
    20: "comes from an issuer that is not known here",
    21: "comes from an issuer that is not known here",
    62: "is for another host",
    64: "is for another host",
}
"""What is wrong by OpenSSL's number."""


def certificate(error: Exception) -> str:
    """What is wrong with the server's certificate; empty where nothing is."""
    import ssl

    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _CERTIFICATES.get(cause.verify_code, "does not verify")
    return ""


def why(error: Exception) -> str:
    """Why a request failed, as the end of a sentence."""
    import socket
    import ssl

    import httpx2

    wrong = certificate(error)
    if wrong:
        return f"its certificate {wrong}"
    reasons: tuple[tuple[type[BaseException], str], ...] = (
        (socket.gaierror, "its name is not known"),
        (ConnectionRefusedError, "nothing listens there"),
        (httpx2.ConnectTimeout, "it does not take the connection in time"),
        (ssl.SSLError, "TLS fails"),
        (httpx2.TimeoutException, "it was silent for too long"),
        (httpx2.RemoteProtocolError, "the connection ended early, or what came is not HTTP"),
        (TimeoutError, "it took too long in all"),
        (httpx2.NetworkError, "the connection was cut"),
    )
    causes = list(_causes(error))
    for kind, reason in reasons:
        if any(isinstance(cause, kind) for cause in causes):
            return reason
    return "the connection failed"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and all that led to it."""
    yield error
    below = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for cause in (error.__cause__ or error.__context__, *below):
        if cause is not None:
            yield from _causes(cause)
