"""Published vectors of everything that the format is built from."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vaulttui.crypto import primitives
from vaulttui.crypto.kdf import KdfCost, derive
from vaulttui.crypto.primitives import SealBroken, Xaes, hkdf_expand, hmac_sha256
from vaulttui.secret import Secret

_HERE = Path(__file__).parent


def _wycheproof(name: str) -> list[dict[str, Any]]:
    groups = json.loads((_HERE / name).read_text("utf-8"))["testGroups"]
    return [test for group in groups for test in group["tests"]]


@pytest.mark.parametrize(
    "test", _wycheproof("wycheproof_aes_256_gcm.json"), ids=lambda test: f"tc{test['tcId']}"
)
def test_aes_gcm_of_wycheproof(test: dict[str, Any]) -> None:
    key, nonce, aad, message, ciphertext, tag = (
        bytes.fromhex(test[name]) for name in ("key", "iv", "aad", "msg", "ct", "tag")
    )
    if test["result"] == "invalid":
        with pytest.raises(SealBroken):
            primitives.gcm_open(key, nonce, ciphertext + tag, aad)
    else:
        assert primitives.gcm_open(key, nonce, ciphertext + tag, aad) == message
        assert primitives.gcm_seal(key, nonce, message, aad) == ciphertext + tag


def test_cmac_of_wycheproof_behind_xaes() -> None:
    """XAES rests on AES-256-CMAC: every vector with a full tag, through the same library."""
    from cryptography.hazmat.primitives.ciphers.algorithms import AES
    from cryptography.hazmat.primitives.cmac import CMAC

    checked = 0
    for test in _wycheproof("wycheproof_aes_256_cmac.json"):
        if len(test["tag"]) != 32 or len(test["key"]) != 64:
            continue
        cmac = CMAC(AES(bytes.fromhex(test["key"])))
        cmac.update(bytes.fromhex(test["msg"]))
        fits = cmac.finalize() == bytes.fromhex(test["tag"])
        assert fits == (test["result"] == "valid"), test["tcId"]
        checked += 1
    assert checked >= 50


@pytest.mark.parametrize(
    ("key", "aad", "sealed"),
    [
        (
            b"\x01" * 32,
            b"",
            "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271",
        ),
        (
            b"\x03" * 32,
            b"c2sp.org/XAES-256-GCM",
            "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d",
        ),
    ],
)
def test_xaes_of_c2sp(key: bytes, aad: bytes, sealed: str) -> None:
    nonce = b"ABCDEFGHIJKLMNOPQRSTUVWX"
    xaes = Xaes(key)
    assert xaes.seal(nonce, b"XAES-256-GCM", aad).hex() == sealed
    assert xaes.open(nonce, bytes.fromhex(sealed), aad) == b"XAES-256-GCM"


class _Stream:
    """SHAKE-128 of nothing, read piece by piece."""

    def __init__(self, size: int) -> None:
        self._bytes = hashlib.shake_128().digest(size)
        self._at = 0

    def read(self, count: int) -> bytes:
        self._at += count
        assert self._at <= len(self._bytes)
        return self._bytes[self._at - count : self._at]


def _accumulated(count: int) -> str:
    stream = _Stream(count * 580)
    sealed = hashlib.shake_128()
    for _ in range(count):
        xaes, nonce = Xaes(stream.read(32)), stream.read(24)
        plaintext = stream.read(stream.read(1)[0])
        aad = stream.read(stream.read(1)[0])
        ciphertext = xaes.seal(nonce, plaintext, aad)
        assert xaes.open(nonce, ciphertext, aad) == plaintext
        sealed.update(ciphertext)
    return sealed.hexdigest(32)


def test_xaes_accumulated_ten_thousand_fold() -> None:
    expected = "e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939"
    assert _accumulated(10_000) == expected


@pytest.mark.torture
def test_xaes_accumulated_a_million_fold() -> None:
    expected = "2163ae1445985a30b60585ee67daa55674df06901b890593e824b8a7c885ab15"
    assert _accumulated(1_000_000) == expected


@pytest.mark.parametrize(
    ("ikm", "salt", "info", "length", "okm"),
    [
        (
            "0b" * 22,
            "000102030405060708090a0b0c",
            "f0f1f2f3f4f5f6f7f8f9",
            42,
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        ),
        (
            bytes(range(0x50)).hex(),
            bytes(range(0x60, 0xB0)).hex(),
            bytes(range(0xB0, 0x100)).hex(),
            82,
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
            "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
            "cc30c58179ec3e87c14c01d5c1f3434f1d87",
        ),
        (
            "0b" * 22,
            "",
            "",
            42,
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
        ),
    ],
    ids=["RFC 5869 A.1", "RFC 5869 A.2", "RFC 5869 A.3"],
)
def test_hkdf_of_rfc_5869(ikm: str, salt: str, info: str, length: int, okm: str) -> None:
    prk = hmac_sha256(bytes.fromhex(salt) or bytes(32), bytes.fromhex(ikm))
    assert hkdf_expand(prk, bytes.fromhex(info), length).hex() == okm


@pytest.mark.parametrize("length", [0, 255 * 32 + 1])
def test_hkdf_refuses_a_length_it_cannot_give(length: int) -> None:
    with pytest.raises(ValueError, match="8160"):
        hkdf_expand(bytes(32), b"", length)


def test_argon2id_of_rfc_9106() -> None:
    """Section 5.3 has a secret and associated data, which only the library's core takes."""
    from argon2.low_level import Type, core, ffi

    out = ffi.new("uint8_t[]", 32)
    kept = [
        ffi.new("uint8_t[]", bytes([value]) * count)
        for value, count in ((1, 32), (2, 16), (3, 8), (4, 12))
    ]
    password, salt, secret, data = kept
    context = ffi.new(
        "argon2_context *",
        {
            "version": 0x13, "out": out, "outlen": 32, "pwd": password, "pwdlen": 32,
            "salt": salt, "saltlen": 16, "secret": secret, "secretlen": 8, "ad": data, "adlen": 12,
            "t_cost": 3, "m_cost": 32, "lanes": 4, "threads": 4,
            "allocate_cbk": ffi.NULL, "free_cbk": ffi.NULL, "flags": 0,
        },
    )  # fmt: skip
    assert core(context, Type.ID.value) == 0
    expected = "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
    assert bytes(ffi.buffer(out)).hex() == expected


@pytest.mark.parametrize(
    ("cost", "expected"),
    [
        (
            KdfCost(65536, 2, 1),
            "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7",
        ),
        (KdfCost(256, 2, 2), "6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037"),
    ],
)
def test_derive_agrees_with_the_reference_implementation(cost: KdfCost, expected: str) -> None:
    """Vectors of the reference implementation's own test: password, somesalt, version 0x13."""
    assert derive(Secret(b"password"), b"somesalt", cost).hex() == expected


def test_vectors_are_all_there() -> None:
    def count(name: str) -> int:
        return sum(1 for _ in _results(name))

    assert count("wycheproof_aes_256_gcm.json") == 66


def _results(name: str) -> Iterator[str]:
    return (test["result"] for test in _wycheproof(name))
