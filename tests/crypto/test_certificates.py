"""Until when certificates are valid, by what they say; hostile ones say nothing."""

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.crypto.made_certificates import ssh_certificate, x509_certificate
from vaulttui.crypto.certificates import ssh_end, x509_end

END = 1_900_000_000_000
YEAR_9999 = 253_402_300_799_000
X509 = x509_certificate(END)
SSH = ssh_certificate(END // 1000)


def test_one_certificate() -> None:
    assert x509_end(X509) == END


def test_the_earliest_of_a_chain_counts_wherever_it_stands() -> None:
    later, key = x509_certificate(END + 86_400_000), b"-----BEGIN PRIVATE KEY-----\nAAAA\n"
    assert x509_end(later + X509 + later) == END
    assert x509_end(b"subject=a comment\n" + X509 + later) == END
    assert x509_end(X509 + key + b"-----END PRIVATE KEY-----\n") == END
    assert x509_end(X509 + later[:-40]) == END


def test_the_year_9999_is_no_end() -> None:
    assert x509_end(x509_certificate(YEAR_9999)) is None
    assert x509_end(x509_certificate(YEAR_9999) + X509) == END


def test_an_openssh_certificate() -> None:
    assert ssh_end(SSH) == END
    assert ssh_end(SSH + b" ada@example.org\n") == END


@pytest.mark.parametrize("end_s", [(1 << 64) - 1, (1 << 64) - 2, YEAR_9999 // 1000])
def test_an_openssh_certificate_for_ever(end_s: int) -> None:
    assert ssh_end(ssh_certificate(end_s)) is None


def test_a_plain_key_has_no_end() -> None:
    assert (
        ssh_end(b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEChh6gHxxoHNcrVx4ZeSHfnDLIkx4rZdM") is None
    )


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"-----BEGIN CERTIFICATE-----",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        X509[: len(X509) // 2],
        X509.replace(b"A", b"B"),
    ],
    ids=range(5),
)
def test_what_is_broken_tells_nothing(text: bytes) -> None:
    assert x509_end(text) is None


@given(at=st.integers(0, len(X509) - 1), byte=st.integers(0, 255))
def test_a_changed_certificate_raises_nothing(at: int, byte: int) -> None:
    with warnings.catch_warnings(record=True) as complaints:
        x509_end(X509[:at] + bytes([byte]) + X509[at + 1 :])
    assert complaints == []


@given(at=st.integers(0, len(SSH) - 1), byte=st.integers(0, 255), cut=st.booleans())
def test_a_changed_openssh_certificate_raises_nothing(at: int, byte: int, cut: bool) -> None:
    found = ssh_end(SSH[:at] + bytes([byte]) + (b"" if cut else SSH[at + 1 :]))
    assert found is None or found < YEAR_9999
