"""Until when certificates are valid: X.509 in PEM, and OpenSSH's own.

Times are milliseconds since 1970 UTC. What cannot be read, or says that it never ends, gives
None: a certificate may hold anything.
"""

import warnings
from typing import Final

SSH_MARK: Final = b"-cert-v01@openssh.com "
X509_MARK: Final = b"-----BEGIN CERTIFICATE-----"
_NEVER_MS: Final = 253_402_300_799_000
"""The end of the year 9999, which RFC 5280 (4.1.2.5) gives to what does not end.

OpenSSH gives it the largest number of 64 bits.
"""


def x509_end(pem: bytes) -> int | None:
    """The earliest end of all certificates in a PEM text, a whole chain perhaps."""
    from cryptography.x509 import load_pem_x509_certificates

    try:
        with warnings.catch_warnings():
            # The library complains of certificates that it reads all the same.
            warnings.simplefilter("ignore")
            ends = [one.not_valid_after_utc for one in load_pem_x509_certificates(pem)]
            earliest = int(min(ends).timestamp()) * 1000
    except Exception:  # noqa: BLE001 - whatever the library says of it, it tells no end
        return None
    return _bounded(earliest)


def ssh_end(line: bytes) -> int | None:
    """The end of a certificate as ``ssh-keygen -s`` writes it: one line, a comment perhaps."""
    from cryptography.hazmat.primitives.serialization import (
        SSHCertificate,
        load_ssh_public_identity,
    )

    try:
        found = load_ssh_public_identity(line.strip())
    except Exception:  # noqa: BLE001 - whatever the library says of it, it tells no end
        return None
    return _bounded(found.valid_before * 1000) if isinstance(found, SSHCertificate) else None


def _bounded(end_ms: int) -> int | None:
    return end_ms if end_ms < _NEVER_MS else None
