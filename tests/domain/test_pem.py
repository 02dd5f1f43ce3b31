"""Keys and certificates that lost a part on the way are seen."""

import base64
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.validation import check_value
from vaulttui.errors import InvalidValue

SSH = Field("key", "Key", FieldKind.MULTILINE, secret=True, format="ssh_private_key")
NOTE = Field("note", "Note", FieldKind.MULTILINE)


def private(form: PrivateFormat, encryption: KeySerializationEncryption | None = None) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, form, encryption or NoEncryption()).decode()


def certificate() -> str:
    key = ed25519.Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "example.org")])
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2027, 1, 1, tzinfo=UTC))
        .sign(key, None)
    )
    assert built.fingerprint(SHA256())
    return built.public_bytes(Encoding.PEM).decode()


KEYS = {
    "openssh": private(PrivateFormat.OpenSSH),
    "pkcs8": private(PrivateFormat.PKCS8),
    "pkcs1": private(PrivateFormat.TraditionalOpenSSL),
    "encrypted": private(PrivateFormat.PKCS8, BestAvailableEncryption(b"pass")),
    "old encryption": private(PrivateFormat.TraditionalOpenSSL, BestAvailableEncryption(b"pass")),
}


def lines_lost(text: str, start: int, count: int) -> str:
    lines = text.splitlines()
    return "\n".join(lines[:start] + lines[start + count :]) + "\n"


@pytest.mark.parametrize("name", KEYS)
def test_whole_keys_pass_unchanged(name: str) -> None:
    text = KEYS[name]
    for variant in (text, text.replace("\n", "\r\n"), text.rstrip("\n"), f"\n{text}\n"):
        assert check_value(SSH, variant.encode()) == variant.encode()


@pytest.mark.parametrize("name", KEYS)
def test_a_key_without_its_end_is_refused(name: str) -> None:
    text = KEYS[name]
    for cut in (len(text) // 2, len(text) - 8, 20):
        with pytest.raises(InvalidValue, match=r"cut off|no whole") as caught:
            check_value(SSH, text[:cut].encode())
        assert text[60:90] not in caught.value.message


@pytest.mark.parametrize("name", ["openssh", "pkcs8", "pkcs1", "encrypted"])
def test_a_key_that_lost_a_line_in_the_middle_is_refused(name: str) -> None:
    with pytest.raises(InvalidValue, match=r"cut off|damaged"):
        check_value(SSH, lines_lost(KEYS[name], 2, 1).encode())


def test_a_body_that_is_no_base64_is_refused() -> None:
    with pytest.raises(InvalidValue, match="not base64"):
        check_value(SSH, KEYS["pkcs8"].replace("M", "M*", 1).encode())


def test_an_openssh_key_must_begin_with_its_magic() -> None:
    body = base64.b64encode(b"something else entirely").decode()
    label = "OPENSSH PRIVATE KEY"
    with pytest.raises(InvalidValue, match="OpenSSH"):
        check_value(SSH, f"-----BEGIN {label}-----\n{body}\n-----END {label}-----\n".encode())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("hello", "BEGIN"),
        ("", "BEGIN"),
        ("PuTTY-User-Key-File-3: ssh-ed25519\n", "PuTTY"),
    ],
)
def test_what_is_no_key_at_all_is_named(text: str, problem: str) -> None:
    with pytest.raises(InvalidValue, match=problem):
        check_value(SSH, text.encode())


def test_a_certificate_is_no_private_key() -> None:
    with pytest.raises(InvalidValue, match="no private key"):
        check_value(SSH, certificate().encode())


def test_a_chain_is_checked_block_by_block() -> None:
    chain = certificate() + certificate()
    assert check_value(NOTE, chain.encode()) == chain.encode()
    with pytest.raises(InvalidValue, match="cut off"):
        check_value(NOTE, (chain + lines_lost(certificate(), 2, 1)).encode())


def test_any_label_may_be_kept_if_it_is_closed() -> None:
    public = ed25519.Ed25519PrivateKey.generate().public_key()
    spki = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    armour = (
        b"-----BEGIN PGP PUBLIC KEY BLOCK-----\nComment: a: b\n\nbUluZQ==\n=njUN\n"
        b"-----END PGP PUBLIC KEY BLOCK-----\n"
    )
    age = b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n"
    for text in (spki, armour, age):
        assert check_value(NOTE, text) == text
        with pytest.raises(InvalidValue, match="cut off"):
            check_value(NOTE, text[:-20])


def test_a_signed_message_is_text_and_not_base64() -> None:
    text = (
        b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHello, world!\n"
        b"-----BEGIN PGP SIGNATURE-----\n\nc2lnbmF0dXJl\n-----END PGP SIGNATURE-----\n"
    )
    assert check_value(NOTE, text) == text


def test_a_note_that_only_speaks_of_keys_is_a_note() -> None:
    text = b"Paste what begins with\n-----BEGIN CERTIFICATE-----\nthere."
    assert check_value(NOTE, text) == text
