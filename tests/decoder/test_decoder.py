"""The second decoder against vaults built here by hand, from the page as well."""

import base64
import hashlib
import hmac
import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.decoder.decoder import FormatError, Offer, decode, see
from tests.decoder.notation import expand, extract, read_json, read_text_form, xaes_key, xaes_open

VAULT_ID, FILE_ID, SLOT_ID = bytes(range(16)), bytes(range(16, 32)), bytes(range(32, 48))
VAULT_KEY = bytes(range(100, 132))
PRK = extract(VAULT_ID, VAULT_KEY)
KEY_FILE, RECOVERY = b"k" * 32, b"r" * 32
PASSPHRASE = "Zürich".encode()
ID, OTHER_ID = "a" * 32, "b" * 32


def u(value: int, size: int) -> bytes:
    return value.to_bytes(size, "little")


def seal(key: bytes, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
    return AESGCM(xaes_key(key, nonce)).encrypt(nonce[12:], plain, aad)


def text_form(prefix: bytes, secret: bytes) -> bytes:
    checksum = hashlib.sha256(prefix + secret).digest()[:4]
    return prefix + base64.b32encode(secret + checksum).rstrip(b"=")


OFFERS = {
    1: Offer(PASSPHRASE, None, None),
    2: Offer(PASSPHRASE, text_form(b"VTKEY1-", KEY_FILE), None),
    3: Offer(None, None, text_form(b"VTREC1-", RECOVERY)),
}


def slot(slot_type: int, *, memory: int = 8192, passes: int = 1) -> bytes:
    salt, nonce = b"s" * 32, b"n" * 12
    cost = bytes(12) if slot_type == 3 else u(memory, 4) + u(passes, 4) + u(1, 4)
    front = bytes([1, slot_type, 0, 0]) + cost + SLOT_ID + salt
    secret = RECOVERY
    if slot_type != 3:
        secret = hash_secret_raw(PASSPHRASE, salt, passes, memory, 1, 32, Type.ID)
    if slot_type == 2:
        secret += KEY_FILE
    okm = expand(extract(VAULT_ID + SLOT_ID, secret), b"vtv1/slot" + front, 64)
    front += okm[32:]
    wrapped = AESGCM(okm[:32]).encrypt(nonce, VAULT_KEY, b"vtv1/wrap" + VAULT_ID + front)
    return (front + nonce + wrapped).ljust(256, b"\0")


def header(
    *slots: bytes,
    flags: int = 0,
    read_only: int = 0,
    zeros: bytes = bytes(56),
    extensions: bytes = b"",
    major: int = 1,
) -> bytes:
    copy = bytes.fromhex("895654560d0a1a0a") + u(major, 2) + u(1, 2) + u(4096, 4)
    copy += VAULT_ID + FILE_ID + u(7, 8) + u(flags, 4) + u(read_only, 4) + u(5, 8) + zeros
    copy += b"".join(slots).ljust(8 * 256, b"\0") + extensions.ljust(1856, b"\0")
    copy += hmac.digest(expand(PRK, b"vtv1/header", 32), copy, "sha256")
    return copy + hashlib.sha256(copy).digest()


def frames(*contents: tuple[int, Any], seq: int = 5) -> bytes:
    """Frames of (type, JSON value or text)."""
    written, prev_tag = b"", bytes(16)
    for count, (frame_type, value) in enumerate(contents):
        text = value if isinstance(value, bytes) else json.dumps(value).encode()
        unit = 4096 if frame_type == 0x10 else 512
        plain = u(len(text), 4) + text
        plain += bytes(-len(plain) % unit)
        head = b"VTF1" + bytes([frame_type, 0, 0, 0]) + u(seq + count, 8) + u(len(plain) + 16, 4)
        nonce = hashlib.sha256(head).digest()[:24]
        head += prev_tag + nonce
        aad = b"vtv1/frame" + VAULT_ID + FILE_ID + head
        body = seal(expand(PRK, b"vtv1/frame", 32), nonce, plain, aad)
        written += head + u(zlib.crc32(head + body), 4) + body
        prev_tag = body[-16:]
    return written


def op(rev: int, *par: int, **more: Any) -> dict[str, Any]:
    return {
        "k": "credential",
        "id": ID,
        "rev": f"{rev:032x}",
        "par": [f"{parent:032x}" for parent in par],
        "at": rev,
        **more,
    }


def sealed_value(value: bytes, name: str = "password") -> str:
    nonce = b"v" * 24
    aad = b"vtv1/value" + VAULT_ID + bytes.fromhex(ID) + u(len(name), 2) + name.encode()
    sealed = seal(expand(PRK, b"vtv1/value", 32), nonce, value, aad)
    return base64.b64encode(b"\x01" + nonce + sealed).decode()


FIRST = op(1, m={"name": "one"}, v={"password": sealed_value(b"secret")}, later={"x": 1})
SECOND = op(2, 1, m={"name": "two"})
EMPTY = frames((0x11, {"chunks": 0}))
BODY = frames(
    (0x10, {"ops": [FIRST]}),
    (0x11, {"chunks": 1}),
    (0x80, b"anything"),
    (0x20, {"ops": [SECOND], "tx": "c" * 32, "later": 1}),
)
COPY = header(slot(3))


def refused(data: bytes, offer: Offer = OFFERS[3]) -> str:
    with pytest.raises(FormatError) as caught:
        decode(data, offer)
    return caught.value.name


@pytest.mark.parametrize("slot_type", [1, 2, 3])
def test_each_type_of_slot_opens(slot_type: int) -> None:
    copy = header(slot(slot_type), extensions=u(9, 2) + u(3, 2) + b"abc")
    decoded = decode(copy * 2 + BODY, OFFERS[slot_type])
    assert (decoded.vault_id, decoded.file_id) == (VAULT_ID, FILE_ID)
    assert (decoded.epoch, decoded.base_seq, decoded.read_only) == (7, 5, False)
    assert decoded.reported == ()
    assert decoded.revisions == [FIRST, SECOND]
    assert decoded.opaque == [(0x80, b"anything")]
    assert decoded.extensions == [(9, b"abc")]
    assert decoded.open_value(FIRST, "password") == b"secret"
    expected = hmac.digest(expand(PRK, b"vtv1/fingerprint", 32), b"secret", "sha256")
    assert decoded.fingerprint(b"secret") == expected.hex()[:32]


def test_xaes_agrees_with_the_vectors_of_c2sp() -> None:
    nonce, plain = b"ABCDEFGHIJKLMNOPQRSTUVWX", b"XAES-256-GCM"
    one = bytes.fromhex("ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271")
    two = bytes.fromhex("986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d")
    assert xaes_open(b"\x01" * 32, nonce, one, b"") == plain
    assert xaes_open(b"\x03" * 32, nonce, two, b"c2sp.org/XAES-256-GCM") == plain


def test_a_passphrase_is_the_same_in_every_composition() -> None:
    decomposed = Offer("Zu\u0308rich".encode(), None, None)
    assert decode(header(slot(1)) * 2 + EMPTY, decomposed).vault_id == VAULT_ID


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "NotAVault"),
        (COPY[:8], "HeaderDamaged"),
        (COPY + header(slot(3), read_only=1) + EMPTY, "Tampered"),
        (header(slot(3), major=2) * 2 + EMPTY, "Unsupported"),
        (header(slot(3), flags=1) * 2 + EMPTY, "Unsupported"),
        (header(slot(3), zeros=b"\x01" * 56) * 2 + EMPTY, "Damaged"),
        (header(slot(3), extensions=b"\x09\x00\xff\xff") * 2 + EMPTY, "Damaged"),
        (header(slot(3), extensions=bytes(1855) + b"\x01") * 2 + EMPTY, "Damaged"),
        (header(slot(3), b"\x00\x01") * 2 + EMPTY, "Damaged"),
        (header(slot(3)[:200].ljust(256, b"\x01")) * 2 + EMPTY, "Damaged"),
        (COPY * 2, "Damaged"),
        (COPY * 2 + BODY[:4000], "Damaged"),
        (COPY * 2 + b"\0" + EMPTY, "Damaged"),
        (COPY * 2 + frames((0x11, {"chunks": 1})), "Damaged"),
        (COPY * 2 + frames((0x20, {"ops": [], "tx": "c" * 32})), "Damaged"),
        (COPY * 2 + frames((0x30, {})), "Unsupported"),
        (COPY * 2 + EMPTY + EMPTY, "Damaged"),
        (COPY * 2 + BODY[:-592] + b"?" + BODY[-592:], "Damaged"),
        (header(slot(1)) * 2 + EMPTY, "WrongSecret"),
    ],
)
def test_what_is_not_as_the_page_says(data: bytes, name: str) -> None:
    assert refused(data) == name


def test_slots_that_do_not_open() -> None:
    wrong = Offer(b"wrong", None, None)
    costly = slot(1)[:4] + u(2**32 - 1, 4) + slot(1)[8:]
    broken = slot(1)[:155] + b"?" + slot(1)[156:]
    assert refused(header(slot(1)) * 2 + EMPTY, wrong) == "WrongSecret"
    assert refused(header(slot(1), costly) * 2 + EMPTY, wrong) == "KdfRefused"
    assert refused(header(broken, costly) * 2 + EMPTY, OFFERS[1]) == "Damaged"
    several = header(broken, costly, slot(1)) * 2 + EMPTY
    assert decode(several, OFFERS[1]).vault_id == VAULT_ID


def test_a_cost_that_must_be_allowed() -> None:
    data = header(slot(1, passes=17)) * 2 + EMPTY
    assert refused(data, OFFERS[1]) == "KdfRefused"
    assert decode(data, OFFERS[1], allow_expensive=True).vault_id == VAULT_ID


def test_a_header_with_a_mac_of_another_key() -> None:
    front = COPY[:4032] + bytes(32)
    assert refused((front + hashlib.sha256(front).digest()) * 2 + EMPTY) == "Tampered"


def test_what_is_reported() -> None:
    assert decode(b"?" + COPY[1:] + COPY + EMPTY, OFFERS[3]).reported == ("header copy A",)
    torn = decode(COPY + bytes(4096) + BODY[:-1], OFFERS[3])
    assert torn.reported == ("header copy B", "torn tail")
    assert torn.revisions == [FIRST]
    assert decode(header(slot(3), read_only=1) * 2 + EMPTY, OFFERS[3]).read_only


@pytest.mark.parametrize(("seq", "opens"), [(4, False), (5, True), (7, True), (8, False)])
def test_only_frames_of_a_possible_seq_make_a_tail_damaged(seq: int, opens: bool) -> None:
    commit = frames(
        (0x20, {"ops": [], "tx": "c" * 32}), seq=seq
    )  # seq 6 is expected, and one more may follow
    data = COPY * 2 + EMPTY + b"?" + commit
    if opens:
        assert refused(data) == "Damaged"
    else:
        assert decode(data, OFFERS[3]).reported == ("torn tail",)


def test_a_value_of_another_field() -> None:
    moved = op(1, v={"token": sealed_value(b"secret")})
    decoded = decode(
        COPY * 2 + frames((0x11, {"chunks": 0}), (0x20, {"ops": [moved], "tx": "c" * 32})),
        OFFERS[3],
    )
    with pytest.raises(FormatError) as caught:
        decoded.open_value(decoded.revisions[0], "token")
    assert caught.value.name == "Tampered"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b"VTREC1", b"VTKEY1"),
        lambda text: text[:-1],
        lambda text: text[:-1] + b"9",
        lambda text: text[:20] + (b"A" if text[20:21] != b"A" else b"B") + text[21:],
        lambda text: text + b" " * 64,
        lambda text: text + b"\r\n",
        lambda text: b" " + text,
        lambda text: text[:-1] + bytes([text[-1] + 1]),
    ],
)
def test_texts_that_are_refused(change: Callable[[bytes], bytes]) -> None:
    text = text_form(b"VTREC1-", RECOVERY)
    assert read_text_form(text.lower()[:20] + b" -" + text[20:] + b"\n", b"VTREC1-") == RECOVERY
    with pytest.raises(ValueError, match=r"T[13]"):
        read_text_form(change(text), b"VTREC1-")


@pytest.mark.parametrize("passphrase", [b"", b"x" * 1025, b"\xff"])
def test_passphrases_that_are_refused(passphrase: bytes) -> None:
    with pytest.raises(ValueError, match=r"S4|utf-8"):
        decode(COPY * 2 + EMPTY, Offer(passphrase, None, None))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xef\xbb\xbf{}",
        b'{"a": NaN}',
        b'{"a": 1.0}',
        b'{"a": 1e2}',
        b'{"a": 9007199254740992}',
        b'{"a": -9007199254740992}',
        b"[" * 17 + b"]" * 17,
        b"[" * 100000,
        b'{"a": 1, "\\u0061": 2}',
        b'{"\\ud800": 1}',
        b'"\xed\xa0\x80"',
        b'"\n"',
    ],
)
def test_json_that_is_refused(text: bytes) -> None:
    with pytest.raises(FormatError, match="Damaged"):
        read_json(text)


def test_json_that_just_passes() -> None:
    assert read_json(b"[" * 16 + b"]" * 16)
    assert read_json(b'["\\ud83d\\ude00", -9007199254740991]') == ["😀", -(2**53) + 1]


@pytest.mark.parametrize(
    "ops",
    [
        [{}],
        [op(1, at=True)],
        [op(1, id=ID.upper())],
        [op(1, v={"password": "AQ=="})],
        [op(1, v={"": sealed_value(b"")})],
        [op(1, **{"del": True}, m={"name": ""})],
        [op(1, husk=True, m={"name": ""})],
        [op(1), op(2, k="type")],
        [op(1), op(1, id=OTHER_ID)],
        [op(1, m={"a": True}), op(1, m={"a": 1})],
        [op(1), op(1, husk=True, at=9)],
        [op(1, 1)],
        [op(1, 2), op(2, 1), op(3)],
    ],
)
def test_ops_that_are_damaged(ops: list[Any]) -> None:
    data = COPY * 2 + frames((0x11, {"chunks": 0}), (0x20, {"ops": ops, "tx": "c" * 32}))
    assert refused(data) == "Damaged"


def test_a_husk_stands_and_defaults_are_no_difference() -> None:
    assert see([op(1, m={"a": 1}), op(1, husk=True)])[ID].m == {}
    assert see([op(1), op(1, m={}, **{"del": False})])[ID].m == {}


def test_one_head_and_deletions() -> None:
    assert see([op(1, m={"a": 1}), op(2, 1, m={"a": 2}, x=3)])[ID].unknown == {"x": 3}
    deletions = [op(rev, 1, **{"del": True}) for rev in (2, 3)]
    deleted = see([op(1), *deletions])[ID]
    assert deleted.deleted
    assert deleted.conflicts == frozenset()
    alive = see([op(1), *deletions, op(4, 1, m={"a": 1})])[ID]
    assert (alive.deleted, alive.m, alive.conflicts) == (False, {"a": 1}, frozenset({"del"}))


def test_heads_with_a_base_merge_key_by_key() -> None:
    fp = {"f": "f" * 32}
    seen = see(
        [
            op(1, m={"same": 1, "one": 1, "both": 1, "gone": 1, "fight": 1}),
            op(2, 1, m={"same": 1, "one": 2, "both": 2, "fight": 2}, v={"f": "old"}, fp=fp),
            op(3, 1, m={"same": 1, "one": 1, "both": 2, "gone": 1}, v={"f": "new"}, fp=fp),
        ]
    )[ID]
    assert seen.m == {"same": 1, "one": 2, "both": 2}
    assert seen.values == {"f": "new"}
    assert seen.fingerprints == fp
    assert seen.conflicts == frozenset({"m.fight"})


def test_heads_without_one_base() -> None:
    two_bases = [op(1, m={"a": 0}), op(2, m={"a": 0}), op(3, 1, 2, m={"a": 0}), op(4, 1, 2, x=1)]
    seen = see(two_bases)[ID]
    assert (seen.m, seen.unknown, seen.conflicts) == ({}, {"x": 1}, frozenset({"m.a", "x"}))
    husk = [op(1, husk=True), op(2, 1, m={"a": 1}), op(3, 1, m={"a": 2})]
    assert see(husk)[ID].conflicts == frozenset({"m.a"})


def test_kinds_that_are_never_in_conflict() -> None:
    seen = see([op(1, k="activity", m={"a": 1}), op(2, k="activity", m={"b": 2})])[ID]
    assert (seen.m, seen.conflicts) == ({"b": 2}, frozenset())
