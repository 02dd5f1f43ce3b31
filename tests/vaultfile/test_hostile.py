"""Files made by somebody with the key, or with none, and no good will: typed errors only."""

import contextlib
import struct
import zlib
from typing import Final

from hypothesis import example, given
from hypothesis import strategies as st

from tests.vaultfile.damage import Golden, disk_with, golden, open_bytes
from tests.vaultfile.json_texts import payloads
from tests.vaultfile.samples import OFFER, memory_place, revision, state
from vaulttui.crypto.primitives import TAG_SIZE, XAES_NONCE_SIZE, random_bytes, sha256
from vaulttui.errors import VaulttuiError
from vaulttui.secret import Secret
from vaulttui.vaultfile.header import FRAMES_START, HEADER_SIZE, Header, read_header
from vaulttui.vaultfile.salvage import salvage
from vaulttui.vaultfile.slots import Unlocking, check_zero_areas, known_slots, unlock

_MAC: Final = 4032
_DIGEST: Final = 4064
_SLOTS: Final = range(128, 2176, 256)
_EDGES: Final = [0, 1, 2, 3, 7, 8, 16, 255, 2**16 - 1, 2**31, 2**32 - 1, 2**63, 2**64 - 1]
_KINDS: Final = st.sampled_from([0x10, 0x11, 0x20, 0x20, 0x80, 0xFF, 0x00, 0x12, 0x7F])


def _sealed(whole: Golden, kind: int, seq: int, tag: bytes, plaintext: bytes) -> bytes:
    """A frame that opens, whatever it holds; ``seal_frame`` would not pad so badly."""
    file_id = whole.data[32:48]
    nonce = random_bytes(XAES_NONCE_SIZE)
    size = len(plaintext) + TAG_SIZE
    head = struct.pack("<4sB3sQI16s24s", b"VTF1", kind, b"", seq, size, tag, nonce)
    aad = b"vtv1/frame" + whole.keys.vault_id + file_id + head
    body = whole.keys.frame.seal(nonce, plaintext, aad)
    crc = zlib.crc32(body, zlib.crc32(head))
    return head + crc.to_bytes(4, "little") + body


def _padded(kind: int, payload: bytes) -> bytes:
    block = 4096 if kind == 0x10 else 512
    framed = len(payload).to_bytes(4, "little") + payload
    return framed.ljust(-(-len(framed) // block) * block, b"\0")


def _received(data: bytes, whole: Golden) -> None:
    """Open it and save over it, or refuse; and let salvage have a look."""
    with contextlib.suppress(VaulttuiError):
        vault = open_bytes(data, whole.keys)
        before = state(vault.document)
        more = revision()
        vault.commit([more])
        assert state(vault.document) > before
        vault.rewrite(lambda header: header)
        assert vault.document.holds(more.rev)
    with contextlib.suppress(VaulttuiError):
        salvage(memory_place(disk_with(data)), OFFER)


@given(st.lists(st.tuples(_KINDS, payloads()), min_size=1, max_size=3))
def test_json_under_the_seal(contents: list[tuple[int, bytes]]) -> None:
    whole = golden()
    data, tag = whole.data, whole.data[-TAG_SIZE:]
    seq = read_header(data).header.base_seq + len(whole.frames)
    for kind, payload in contents:
        data += _sealed(whole, kind, seq, tag, _padded(kind, payload))
        seq, tag = seq + 1, data[-TAG_SIZE:]
    _received(data, whole)


@given(_KINDS, st.binary(max_size=1030), st.sampled_from(_EDGES), st.booleans())
def test_bytes_under_the_seal(kind: int, plaintext: bytes, seq: int, chained: bool) -> None:
    whole = golden()
    if chained:
        seq = read_header(whole.data).header.base_seq + len(whole.frames)
    tag = whole.data[-TAG_SIZE:] if chained else bytes(TAG_SIZE)
    _received(whole.data + _sealed(whole, kind, seq, tag, plaintext), whole)


@given(st.lists(st.tuples(_KINDS, payloads()), max_size=3))
def test_nothing_but_hostile_frames(contents: list[tuple[int, bytes]]) -> None:
    whole = golden()
    data, seq, tag = whole.data[:FRAMES_START], read_header(whole.data).header.base_seq, bytes(16)
    for kind, payload in contents:
        data += _sealed(whole, kind, seq, tag, _padded(kind, payload))
        seq, tag = seq + 1, data[-TAG_SIZE:]
    _received(data, whole)


@given(st.integers(0, 200), st.binary(max_size=80), st.sampled_from(_EDGES))
def test_frame_heads(at: int, noise: bytes, length: int) -> None:
    whole = golden()
    start = whole.ends[-2]
    changed = bytearray(whole.data)
    changed[start + 16 : start + 20] = (length % 2**32).to_bytes(4, "little")
    changed[start + at : start + at + len(noise)] = noise
    _received(bytes(changed), whole)


def _edited(draw_edits: list[tuple[int, int, bytes]], data: bytes, keys_of: Golden | None) -> bytes:
    """A header with numbers and bytes written over it, sealed anew with or without the key."""
    head = bytearray(data[:_MAC])
    for at, number, noise in draw_edits:
        head[at : at + 8] = number.to_bytes(8, "little")
        head[at : at + len(noise)] = noise
    authentic = bytes(head[:_MAC])
    mac = keys_of.keys.header_mac(authentic) if keys_of else bytes(32)
    return authentic + mac + sha256(authentic + mac)


_EDITS: Final = st.lists(
    st.tuples(
        st.one_of(
            st.sampled_from([8, 10, 12, 16, 32, 48, 56, 60, 64, 72, *_SLOTS, 2176]),
            st.sampled_from([at + off for at in _SLOTS for off in (1, 2, 4, 8, 12, 64, 108, 156)]),
            st.integers(8, _MAC - 8),
        ),
        st.sampled_from(_EDGES),
        st.binary(max_size=9),
    ),
    max_size=3,
)


@given(_EDITS, st.booleans())
@example([(48, 2**64 - 1, b"")], True)
@example([(64, 2**64 - 1, b"")], True)
@example([(64, 0, b"")], True)
def test_headers(edits: list[tuple[int, int, bytes]], with_key: bool) -> None:
    whole = golden()
    raw = _edited(edits, whole.data, whole if with_key else None)
    assert len(raw) == HEADER_SIZE
    _received(raw + raw + whole.data[FRAMES_START:], whole)


def _cheap(header: Header) -> bool:
    """Nothing that would keep the machine busy: the costs themselves have vectors."""
    return all(
        slot.cost is None or slot.cost.memory < 8192 or slot.cost.memory > 2**22
        for slot in known_slots(header)
    )


@given(_EDITS, st.binary(max_size=40))
def test_slots(edits: list[tuple[int, int, bytes]], passphrase: bytes) -> None:
    whole = golden()
    with contextlib.suppress(VaulttuiError):
        header = read_header(_edited(edits, whole.data, whole) * 2).header
        with contextlib.suppress(VaulttuiError):
            check_zero_areas(header)
        if _cheap(header):
            for offer in (OFFER, Unlocking(passphrase=Secret(passphrase))):
                with contextlib.suppress(VaulttuiError):
                    unlock(header, offer)


@given(st.binary(max_size=300), st.binary(max_size=40))
def test_raw_headers(noise: bytes, more: bytes) -> None:
    magic = bytes.fromhex("89565456 0d0a1a0a")
    for data in (noise, magic + noise, (magic + noise).ljust(HEADER_SIZE, b"\0") * 2 + more):
        with contextlib.suppress(VaulttuiError):
            read_header(data)
        _received(data, golden())
