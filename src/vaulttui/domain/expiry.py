"""When a value expires by what it says itself: certificates and tokens tell it."""

from collections.abc import Callable
from typing import Final

from vaulttui.crypto.certificates import SSH_MARK, X509_MARK, ssh_end, x509_end
from vaulttui.domain.jwt import MARK as JWT_MARK
from vaulttui.domain.jwt import jwt_end
from vaulttui.secret import Secret

_FIRST: Final = 128
"""Bytes in which the name of an SSH certificate's kind stands."""
_READERS: Final[tuple[tuple[Callable[[bytes], bool], Callable[[bytes], int | None]], ...]] = (
    (lambda value: X509_MARK in value, x509_end),
    (lambda value: SSH_MARK in value[:_FIRST], ssh_end),
    (lambda value: value[:_FIRST].lstrip().startswith(JWT_MARK), jwt_end),
)


def own_expiry(value: Secret) -> int | None:
    """Milliseconds since 1970 UTC; None where a value tells none, or nothing that can be read.

    Nothing is verified: whoever made the value may have lied.
    """
    content = value.reveal()
    reader = next((read for fits, read in _READERS if fits(content)), None)
    return None if reader is None else reader(content)
