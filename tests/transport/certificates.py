"""Certificates of servers, made for a test, and the TLS of a server that shows one."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

_KEY: Final = generate_private_key(SECP256R1())
_ISSUER: Final = "An issuer made for a test"


@dataclass(frozen=True)
class Shown:
    """What a server shows, and the file of the issuer that has to be trusted for it."""

    tls: ssl.SSLContext
    ca_file: Path


def showing(
    place: Path, host: str = "localhost", *, days: tuple[int, int] = (-1, 1), by: str = _ISSUER
) -> Shown:
    """A certificate for ``host``, valid from day to day; signed by itself with ``by`` empty."""
    issuer = _signed(_ISSUER, _ISSUER, (-9, 9), authority=True)
    shown = _signed(host, by or host, days, authority=False)
    ca_file, chain = place / "issuer.pem", place / "server.pem"
    ca_file.write_bytes(issuer.public_bytes(Encoding.PEM))
    key = _KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain.write_bytes(shown.public_bytes(Encoding.PEM) + key)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(chain)
    return Shown(tls, ca_file)


def _signed(host: str, issuer: str, days: tuple[int, int], *, authority: bool) -> x509.Certificate:
    start, end = (datetime.now(UTC) + timedelta(days=day) for day in days)
    number = x509.random_serial_number()
    made = x509.CertificateBuilder(_name(issuer), _name(host), _KEY.public_key(), number)
    made = made.not_valid_before(start).not_valid_after(end)
    made = made.add_extension(x509.BasicConstraints(authority, None), critical=True)
    if not authority:
        made = made.add_extension(x509.SubjectAlternativeName([_alternative(host)]), critical=False)
    return made.sign(_KEY, SHA256())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _alternative(host: str) -> x509.GeneralName:
    if host[0].isdigit():
        return x509.IPAddress(ip_address(host))
    return x509.DNSName(host)
