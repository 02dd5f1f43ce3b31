"""Certificates made for a test: X.509 and OpenSSH's own, signed by a key of the moment."""

from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    SSHCertificateBuilder,
    SSHCertificateType,
)

_KEY: Final = Ed25519PrivateKey.generate()
_NAME: Final = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "made for a test")])


def x509_certificate(end_ms: int) -> bytes:
    """A certificate in PEM that ends at a whole second."""
    end = datetime.fromtimestamp(end_ms / 1000, UTC)
    made = x509.CertificateBuilder(_NAME, _NAME, _KEY.public_key(), 1)
    dated = made.not_valid_before(end - timedelta(days=1)).not_valid_after(end)
    return dated.sign(_KEY, None).public_bytes(Encoding.PEM)


def ssh_certificate(end_s: int) -> bytes:
    """A certificate of OpenSSH as a line, without a comment."""
    made = SSHCertificateBuilder().public_key(_KEY.public_key()).serial(1).key_id(b"a test")
    made = made.type(SSHCertificateType.USER).valid_principals([b"ada"])
    line: bytes = made.valid_after(0).valid_before(end_s).sign(_KEY).public_bytes()
    return line
