"""Rotten bits, cuts, and frames out of place: recovered, torn or refused, always told."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

import pytest

from tests.vaultfile.damage import (
    RECOVERED,
    SILENT,
    TORN,
    disk_with,
    golden,
    open_bytes,
    verdict,
)
from tests.vaultfile.faults import FaultyDisk
from tests.vaultfile.samples import (
    NAME,
    in_memory,
    memory_place,
    opened,
    revision,
    sealed,
    small_vault,
    state,
    state_at,
)
from vaulttui.crypto.primitives import TAG_SIZE, sha256
from vaulttui.domain.revisions import Revision
from vaulttui.errors import Tampered
from vaulttui.vaultfile.frames import FrameType, seal_frame
from vaulttui.vaultfile.header import FRAMES_START, HEADER_SIZE
from vaulttui.vaultfile.ops import encode_commit
from vaulttui.vaultfile.vault import VaultFile

Rounds = Callable[[int, int], int]
_DIGEST = 4064


def _flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def _some(of: range, count: int) -> Iterable[int]:
    return of if count >= len(of) else Random(count).sample(of, count)


def test_every_bit(rounds: Rounds) -> None:
    whole = golden()
    bits = range(len(whole.data) * 8)
    found: dict[str, Counter[str]] = {"header": Counter(), "frames": Counter()}
    for bit in _some(bits, rounds(1_500, len(bits))):
        part = "header" if bit < FRAMES_START * 8 else "frames"
        found[part][verdict(_flipped(whole.data, bit), whole)] += 1
    assert set(found["header"]) == {RECOVERED}
    assert set(found["frames"]) == {"Damaged", TORN}
    print(found)  # noqa: T201  # for -s


def test_every_bit_of_a_header_sealed_anew_without_the_key(rounds: Rounds) -> None:
    whole = golden()
    bits = range(_DIGEST * 8)
    found: Counter[str] = Counter()
    for bit in _some(bits, rounds(600, len(bits))):
        head = _flipped(whole.data[:_DIGEST], bit)
        copy = head + sha256(head)
        found[verdict(copy + copy + whole.data[FRAMES_START:], whole)] += 1
    assert set(found) == {"NotAVault", "Unsupported", "Tampered"}


def test_one_bit_in_both_headers(rounds: Rounds) -> None:
    whole = golden()
    for bit in _some(range(HEADER_SIZE * 8), rounds(300, HEADER_SIZE * 8)):
        changed = _flipped(_flipped(whole.data, bit), bit + HEADER_SIZE * 8)
        expected = "NotAVault" if bit < 64 else "HeaderDamaged"
        assert verdict(changed, whole) == expected


def test_cut_at_every_length(rounds: Rounds) -> None:
    whole = golden()
    ends = whole.ends
    snapshot_end = ends[-3]
    for length in {*_some(range(len(whole.data)), rounds(600, len(whole.data))), *ends}:
        found = verdict(whole.data[:length], whole)
        if length == len(whole.data):
            assert found == "same"
        elif length in ends and length >= snapshot_end:
            # A file that ends with a whole commit is a whole file of the past.
            assert found == SILENT
        elif length > snapshot_end:
            assert found == TORN
        else:
            assert found in ("Damaged", "HeaderDamaged", "NotAVault")


def test_bytes_behind_the_end(rounds: Rounds) -> None:
    whole = golden()
    random = Random(3)
    for length in _some(range(1, 2_000), rounds(150, 2_000)):
        assert verdict(whole.data + random.randbytes(length), whole) == TORN
        assert verdict(whole.data + bytes(length), whole) == TORN
        assert verdict(whole.data + b"VTF1" * length, whole) == TORN


def test_frames_out_of_place() -> None:
    whole = golden()
    frames = whole.frames
    header = whole.data[:FRAMES_START]
    assert len(frames) == 4
    in_order = [tuple(range(count)) for count in (2, 3, 4)]
    orders = [order for count in range(6) for order in itertools.product(range(4), repeat=count)]
    for order in Random(5).sample(orders, 400) + in_order:
        found = verdict(header + b"".join(frames[at] for at in order), whole)
        if order in in_order:
            assert found in ("same", SILENT)
        else:
            assert found == "Damaged"


@pytest.mark.parametrize("same_vault", [True, False])
def test_frames_of_another_file(same_vault: bool) -> None:
    whole = golden()
    if same_vault:
        vault = VaultFile.open_with_keys(memory_place(disk_with(whole.data)), whole.keys, None)
        vault.rewrite(lambda header: header)
        vault.commit([revision()])
        vault.commit([revision()])
    else:
        _, vault = in_memory()
    with vault.place.opened() as descriptor:
        other = vault.place.disk.read_at(descriptor, 1 << 20, 0)
    foreign = other[FRAMES_START:]
    size = len(whole.frames[-1])
    assert verdict(whole.data + foreign[-size:], whole) == TORN
    assert verdict(whole.data[:-size] + foreign[-size:], whole) == TORN
    assert verdict(whole.data[:FRAMES_START] + foreign, whole) == "Damaged"
    head = other[:FRAMES_START]
    expected = "Damaged" if same_vault else "Tampered"
    assert verdict(head + whole.data[FRAMES_START:], whole) == expected


@pytest.mark.parametrize(
    ("seq", "chained", "expected"),
    [(0, True, SILENT), (0, False, "Damaged"), (1, True, "Damaged"), (-1, True, "Damaged")],
)
def test_a_frame_made_with_the_key_must_follow_the_one_before(
    seq: int, chained: bool, expected: str
) -> None:
    whole = golden()
    following = open_bytes(whole.data, whole.keys).next_seq
    tag = whole.data[-TAG_SIZE:] if chained else whole.data[-TAG_SIZE - 1 : -1]
    payload = encode_commit([revision()], "0" * 32)
    frame = seal_frame(
        whole.keys, whole.data[32:48], FrameType.COMMIT, following + seq, tag, payload
    )
    assert verdict(whole.data + frame, whole) == expected


def test_a_commit_that_rots_under_a_later_one() -> None:
    """What was saved is never dropped because something in front of it cannot be read."""
    whole = golden()
    at = whole.ends[-3] + 100
    for cut in (0, 1, 63, 300):
        changed = whole.data[:at] + bytes(20) + whole.data[at + 20 + cut :]
        assert verdict(changed, whole) == "Damaged"


def test_values_in_another_place() -> None:
    _, vault = in_memory()
    first = sealed(vault.keys, "password", b"one")
    second = sealed(vault.keys, "password", b"two")
    moved = Revision(
        k="credential", id=second.id, rev=revision().rev, par=(second.rev,), at=3, v=first.v
    )
    renamed = Revision(
        k="credential", id=first.id, rev=revision().rev, par=(first.rev,), at=3,
        v={"token": first.v["password"]},
    )  # fmt: skip
    vault.commit([first, second])
    vault.commit([moved, renamed])
    again = VaultFile.open_with_keys(vault.place, vault.keys, None)
    for record_id, field in ((second.id, "password"), (first.id, "token")):
        record = again.document.record(record_id)
        assert record is not None
        with pytest.raises(Tampered):
            vault.keys.open_value(record_id, field, record.v[field])
    untouched = vault.keys.open_value(first.id, "password", first.v["password"])
    assert untouched.reveal() == b"one"


def test_values_of_another_vault() -> None:
    _, vault = in_memory()
    _, other = in_memory()
    foreign = sealed(other.keys, "password", b"one")
    with pytest.raises(Tampered):
        vault.keys.open_value(foreign.id, "password", foreign.v["password"])


def test_damage_is_mended_by_the_next_save(tmp_path: Path) -> None:
    path = tmp_path / NAME
    vault = small_vault(path)
    keys, whole = vault.keys, path.read_bytes()
    changed_files = {
        "torn": whole + b"VTF1" + bytes(90),
        "second": _flipped(whole, HEADER_SIZE * 8 + 700),
        "first": _flipped(whole, 700),
    }
    for word, data in changed_files.items():
        path.unlink()
        path.write_bytes(data)
        again = opened(path, keys)
        assert any(word in notice for notice in again.notices)
        before = state(again.document)
        more = revision()
        again.commit([more])
        assert again.notices == []
        mended = opened(path, keys)
        assert mended.notices == []
        assert mended.document.holds(more.rev)
        assert state(mended.document) > before


def test_a_torn_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / NAME
    vault = small_vault(path)
    torn = path.read_bytes() + b"VTF1" + bytes(90)
    path.write_bytes(torn)
    opened(path, vault.keys)
    epoch, file_id = vault.header.epoch, vault.header.file_id.hex()[:8]
    kept = tmp_path / f".{NAME}.torn-{epoch}-{file_id}"
    assert kept.read_bytes() == torn
    vault.commit([revision()])
    assert kept.read_bytes() == torn
    assert open_bytes(path.read_bytes(), vault.keys).notices == []


def test_a_torn_file_is_kept_where_links_are_refused(tmp_path: Path) -> None:
    path = tmp_path / NAME
    keys = small_vault(path).keys
    torn = path.read_bytes() + b"VTF1" + bytes(90)
    path.write_bytes(torn)
    for _ in range(2):
        opened(path, keys, FaultyDisk(links=False))
        assert [kept.read_bytes() for kept in tmp_path.glob(f".{NAME}.torn-*")] == [torn]
    assert path.stat().st_nlink == 1


def test_a_tail_torn_under_an_open_session_is_kept_too(tmp_path: Path) -> None:
    path = tmp_path / NAME
    vault = small_vault(path)
    with path.open("ab") as file:
        file.write(b"VTF1" + bytes(90))
    torn = path.read_bytes()
    vault.refresh()
    assert any("torn" in notice for notice in vault.notices)
    assert [kept.read_bytes() for kept in tmp_path.glob(f".{NAME}.torn-*")] == [torn]
    more = revision()
    vault.commit([more])
    assert vault.notices == []
    assert state_at(path, vault.keys) == state(vault.document)
