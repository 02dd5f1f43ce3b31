"""A vault file's life: what is not understood survives, and what cannot be is refused."""

import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec
import pytest
from msgspec.structs import replace

from tests.vaultfile.samples import (
    NAME,
    OFFER,
    opened,
    recovery_slot,
    revision,
    sealed,
    small_vault,
    state,
    state_at,
    strangers,
)
from vaulttui.crypto.kdf import CHEAPEST
from vaulttui.crypto.keys import new_secret
from vaulttui.domain.document import Document
from vaulttui.domain.revisions import OddRevision, canonical
from vaulttui.errors import (
    Damaged,
    Exists,
    InvalidValue,
    ReadOnly,
    VaulttuiError,
    WrongSecret,
)
from vaulttui.secret import Secret
from vaulttui.vaultfile import vault as vault_module
from vaulttui.vaultfile.backups import KEPT, list_backups
from vaulttui.vaultfile.checkpoint import create_file, replace_file
from vaulttui.vaultfile.frames import seal_frame
from vaulttui.vaultfile.header import EXTENSIONS_SIZE, Header
from vaulttui.vaultfile.slots import SlotType, Unlocking, make_slot
from vaulttui.vaultfile.vault import VaultFile

_DEEP: Final = {"a": {"b": [{"c": None, "d": [True, -1, "é\U0001f511"]}]}}
_EXTENSIONS: Final = (struct.pack("<HH", 7, 5) + b"hello" + struct.pack("<HH", 9, 0)).ljust(
    EXTENSIONS_SIZE, b"\0"
)
_FOREIGN_SLOT: Final = bytes([1, 9]) + os.urandom(254)
_OPAQUE: Final = [(0x80, b'{"later":[1,2]}'), (0xFF, b"{}")]


def _of_the_future(path: Path) -> VaultFile:
    """A vault with kinds, keys, slots, extensions and frames that this version does not know."""
    vault = VaultFile.create(path, recovery_slot)
    header = replace(vault.header.with_slot(5, _FOREIGN_SLOT), extensions=_EXTENSIONS)
    odd = [
        revision(kind="hologram", m={"name": "x", "shape": _DEEP}),
        OddRevision(
            k="credential", id="a" * 32, rev="b" * 32, par=(), at=5,
            m={"name": "odd", "type": "login", "future": _DEEP}, unknown={"zz": _DEEP, "y": 1},
        ),
        OddRevision(
            k="credential", id="c" * 32, rev="d" * 32, par=(), at=5, deleted=True,
            unknown={"why": "moved"},
        ),
    ]  # fmt: skip
    with vault.place.writing():
        fresh = replace(header, epoch=2, file_id=os.urandom(16))
        replace_file(vault.place, fresh, vault.keys, Document(odd), _OPAQUE)
    return opened(path, vault.keys)


def _same(header: Header) -> Header:
    return header


def _append(vault: VaultFile) -> None:
    vault.commit([revision()])


def _checkpoint(vault: VaultFile) -> None:
    vault.rewrite(_same)


def _passphrase(vault: VaultFile) -> None:
    offer = Unlocking(passphrase=Secret(b"new"))
    slot = make_slot(vault.keys, SlotType.PASSPHRASE, offer, CHEAPEST)
    vault.rewrite(lambda header: header.with_slot(1, slot))


def _after_damage(vault: VaultFile) -> None:
    with open(vault.place.path, "ab") as file:
        file.write(b"half a frame")
    vault.commit([revision()])


@pytest.mark.parametrize("change", [_append, _checkpoint, _passphrase, _after_damage])
def test_what_is_not_understood_survives(
    change: Callable[[VaultFile], None], tmp_path: Path
) -> None:
    path = tmp_path / NAME
    vault = _of_the_future(path)
    before = state(vault.document)
    change(vault)
    vault.rewrite(_same)
    again = opened(path, vault.keys)
    assert before <= state(again.document)
    assert list(again.opaque) == _OPAQUE
    assert again.header.extensions == _EXTENSIONS
    assert again.header.slots[5] == _FOREIGN_SLOT


def test_opaque_frames_behind_commits_survive(tmp_path: Path) -> None:
    path = tmp_path / NAME
    vault = small_vault(path)
    position = vault._file.position
    frame = seal_frame(
        vault.keys, vault.header.file_id, 0x91, position.seq, position.prev_tag, b'{"n":1}'
    )
    with path.open("ab") as file:
        file.write(frame)
    vault.commit([revision()])
    vault.rewrite(_same)
    assert list(opened(path, vault.keys).opaque) == [(0x91, b'{"n":1}')]


def test_a_frame_of_no_known_type_is_refused(tmp_path: Path) -> None:
    path = tmp_path / NAME
    vault = small_vault(path)
    position = vault._file.position
    frame = seal_frame(vault.keys, vault.header.file_id, 0x21, position.seq, position.prev_tag, b"")
    before = path.read_bytes() + frame
    path.write_bytes(before)
    for attempt in (vault.refresh, lambda: vault.commit([revision()])):
        with pytest.raises(VaulttuiError, match="0x21"):
            attempt()
    assert path.read_bytes() == before


def test_a_read_only_flag_forbids_every_way_of_writing(tmp_path: Path) -> None:
    path = tmp_path / NAME
    vault = small_vault(path)
    with vault.place.writing():
        fresh = replace(vault.header, epoch=9, file_id=os.urandom(16), read_only=1 << 31)
        replace_file(vault.place, fresh, vault.keys, vault.document, ())
    again = opened(path, vault.keys)
    before = path.read_bytes()
    assert any("without writing" in notice for notice in again.notices)
    for attempt in (_append, _checkpoint, _passphrase):
        with pytest.raises(ReadOnly):
            attempt(again)
    # A session that was open before the mark came must see it too.
    with pytest.raises(ReadOnly):
        vault.commit([revision()])
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "wrong",
    [
        1.5,
        2**53,
        -(2**53),
        float("nan"),
        "\ud800",
        {"\udfff": 1},
        {"x": [[[[[[[[[[[[1]]]]]]]]]]]]},
        b"bytes",
        object(),
    ],
)
def test_what_no_file_can_hold_is_refused(wrong: object, tmp_path: Path) -> None:
    path = tmp_path / NAME
    vault = small_vault(path)
    before, was = path.read_bytes(), state(vault.document)
    bad = revision(m={"x": wrong})
    for save in (vault.commit, lambda revisions: vault.rewrite(_same, revisions)):
        with pytest.raises(InvalidValue):
            save([bad])
        assert path.read_bytes() == before
        assert state(vault.document) == was
    vault.commit([revision(m={"x": 2**53 - 1, "deep": _DEEP})])
    assert state_at(path, vault.keys) == state(vault.document)


def test_saving_the_same_revision_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / NAME
    vault = small_vault(path)
    one = revision(m={"name": "x"})
    vault.commit([one])
    was = state(vault.document)
    vault.commit([one])
    assert state_at(path, vault.keys) == was == state(vault.document)
    with pytest.raises(Damaged):
        vault.commit([msgspec.structs.replace(one, m={"name": "y"})])


def test_checkpoints_come_by_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault_module, "COMMITS_LIMIT", 5)
    vault = small_vault(tmp_path / NAME, commits=0)
    epochs = []
    for _ in range(12):
        vault.commit([revision()])
        epochs.append(vault.header.epoch)
    assert epochs == [2] * 5 + [3] * 6 + [4]
    assert vault.next_seq == opened(tmp_path / NAME, vault.keys).next_seq


def test_a_checkpoint_comes_when_commits_outweigh_the_snapshot(tmp_path: Path) -> None:
    vault = small_vault(tmp_path / NAME, commits=0)
    for _ in range(4):
        vault.commit([revision(m={"name": "x" * 400_000})])
    assert vault.header.epoch == 3


def test_the_newest_ten_backups_stay(tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    path = place / NAME
    vault = small_vault(path)
    states = {}
    for _ in range(KEPT + 5):
        states[vault.header.epoch] = state(vault.document)
        vault.rewrite(_same, [revision()])
    kept = list_backups(vault.place)
    newest = vault.header.epoch
    assert [backup.epoch for backup in kept] == list(range(newest - 1, newest - 1 - KEPT, -1))
    folder = place / f".{NAME}.backups"
    for backup in kept:
        assert state_at(folder / backup.name, vault.keys) == states[backup.epoch]
    assert strangers(place) == []


def test_what_a_dead_program_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / NAME
    left = [f".{NAME}.tmp-0123456789abcdef"]
    others = [f".{NAME}.tmp-.lock", f".{NAME}.tmp-x.backups", f".{NAME}2.tmp-0123456789abcdef"]
    vault = small_vault(path)
    for name in left + others:
        (tmp_path / name).write_bytes(b"x")
    vault.rewrite(_same)
    names = os.listdir(tmp_path)
    assert set(others) <= set(names)
    assert not set(left) & set(names)


def test_a_taken_name_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(b"something")
    with pytest.raises(Exists):
        VaultFile.create(path, recovery_slot)
    assert path.read_bytes() == b"something"
    assert {*os.listdir(tmp_path)} == {NAME, f".{NAME}.lock", "home"}


def test_an_old_copy_still_opens_with_the_old_secret(tmp_path: Path) -> None:
    path = tmp_path / NAME
    vault = small_vault(path)
    value = sealed(vault.keys, "password", b"kept")
    vault.commit([value])
    fresh = Unlocking(recovery=new_secret())
    slot = make_slot(vault.keys, SlotType.RECOVERY, fresh, None)
    vault.rewrite(lambda header: header.with_slot(0, slot))
    record = VaultFile.open(path, fresh).document.record(value.id)
    assert record is not None
    assert record.v == value.v
    with pytest.raises(WrongSecret):
        VaultFile.open(path, OFFER)
    former = tmp_path / f".{NAME}.backups" / list_backups(vault.place)[0].name
    assert state(VaultFile.open(former, OFFER).document) == state(vault.document)


def test_a_session_whose_slots_were_changed_elsewhere_goes_on(tmp_path: Path) -> None:
    path = tmp_path / NAME
    one = small_vault(path)
    two = opened(path, one.keys)
    _passphrase(one)
    two.commit([revision()])
    assert opened(path, one.keys).header.slots == one.header.slots


def test_create_file_keeps_opaque_frames(tmp_path: Path) -> None:
    vault = small_vault(tmp_path / NAME)
    target = replace(vault.place, name="copy.vtv", path=str(tmp_path / "copy.vtv"))
    header = Header(vault.keys.vault_id, os.urandom(16), epoch=3, base_seq=77)
    with target.writing():
        create_file(target, header, vault.keys, vault.document, _OPAQUE)
    again = opened(tmp_path / "copy.vtv", vault.keys)
    assert {canonical(one) for one in again.document.revisions()} == state(vault.document)
    assert (list(again.opaque), again.next_seq) == (_OPAQUE, 77 + 1 + 1 + len(_OPAQUE))
