"""Which values tell when they expire."""

import pytest

from tests.crypto.made_certificates import ssh_certificate, x509_certificate
from tests.domain.test_jwt import token
from vaulttui.domain.expiry import own_expiry
from vaulttui.secret import Secret

END = 1_900_000_000_000


@pytest.mark.parametrize(
    "value",
    [
        x509_certificate(END),
        b"Bag Attributes\n" + x509_certificate(END),
        ssh_certificate(END // 1000),
        token(b'{"exp":1900000000}'),
        b"\n" + token(b'{"exp":1900000000}'),
    ],
    # Certificates are made anew, and two processes must call them alike.
    ids=["certificate", "after-attributes", "ssh", "token", "after-a-line"],
)
def test_values_that_tell(value: bytes) -> None:
    assert own_expiry(Secret(value)) == END


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"a password",
        b"ssh-ed25519 AAAA ada",
        b"eyJ nothing",
        b"x" * 1000 + ssh_certificate(END // 1000),
        b"Bearer " + token(b'{"exp":1900000000}'),
        b"\xff" * 100,
    ],
    ids=["empty", "password", "ssh-key", "begins-so", "late", "behind-a-word", "no-text"],
)
def test_values_that_do_not(value: bytes) -> None:
    assert own_expiry(Secret(value)) is None
