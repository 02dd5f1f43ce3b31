"""Making and opening vaults, and the files and lines that open them."""

import os
import stat
from pathlib import Path

import pytest

from tests.operations.samples import BY_PASSPHRASE, PASSPHRASE, login, make_vault, secret_of
from vaulttui.crypto.kdf import FLOOR, GIB, KdfCost
from vaulttui.crypto.keys import new_secret
from vaulttui.errors import Exists, InvalidValue, NotAVault, NoVault, VaulttuiError, WrongSecret
from vaulttui.operations.slots import slots
from vaulttui.operations.vaults import (
    NewVault,
    check_cost,
    create,
    make_key_file,
    open_vault,
    open_with_key,
    read_key_file,
    read_recovery_key,
    slot_types,
)
from vaulttui.secret import Secret
from vaulttui.vaultfile.slots import SlotType, Unlocking


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def new(path: Path, recovery: bool = True) -> NewVault:
    return NewVault(path, BY_PASSPHRASE, FLOOR, recovery)


def test_create_gives_an_open_vault_and_its_recovery_key(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        session, line = create(new(tmp_path / "a" / "b" / "v.vtv"), by="test")
    finally:
        os.umask(old)
    path = Path(session.file.place.path)
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    made = login(session)
    assert line is not None
    assert line.reveal().startswith(b"VTREC1-")
    again = open_vault(path, Unlocking(recovery=read_recovery_key(line)), by="test")
    assert secret_of(again, made)
    assert slot_types(path) == (SlotType.PASSPHRASE, SlotType.RECOVERY)
    assert [info.created_at is not None for info in slots(again)] == [True, True]


def test_a_fresh_vault_has_nothing_to_undo(tmp_path: Path) -> None:
    session, line = create(new(tmp_path / "v.vtv", recovery=False), by="test")
    assert line is None
    assert not session.can_undo
    assert session.view.rows() == []


def test_create_with_a_key_file(tmp_path: Path) -> None:
    offer = Unlocking(passphrase=PASSPHRASE, key_file=make_key_file(tmp_path / "k"))
    path = tmp_path / "v.vtv"
    create(NewVault(path, offer, FLOOR, recovery=False), by="test")[0].close()
    assert slot_types(path) == (SlotType.BOTH,)
    with pytest.raises(WrongSecret):
        open_vault(path, BY_PASSPHRASE, by="test")
    key_file = read_key_file(tmp_path / "k")
    open_vault(path, Unlocking(PASSPHRASE, key_file), by="test").close()


@pytest.mark.parametrize("kind", ["file", "folder", "dangling link"])
def test_create_never_replaces(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "v.vtv"
    if kind == "file":
        path.write_bytes(b"mine")
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(Exists):
        create(new(path), by="test")
    assert not (tmp_path / "nowhere").exists()
    assert [one.name for one in tmp_path.iterdir() if one.name != "home"] == ["v.vtv"]


CHEAP = [KdfCost(FLOOR.memory - 1, 3, 1), KdfCost(FLOOR.memory, 2, 1), KdfCost(FLOOR.memory, 3, 0)]
BOMBS = [KdfCost(4 * GIB + 1, 3, 1), KdfCost(FLOOR.memory, 65, 1), KdfCost(FLOOR.memory, 3, 17)]


@pytest.mark.parametrize("cost", CHEAP + BOMBS, ids=lambda cost: f"{cost.memory}-{cost.passes}")
def test_a_cost_that_cannot_be(tmp_path: Path, cost: KdfCost) -> None:
    with pytest.raises(InvalidValue):
        create(NewVault(tmp_path / "v.vtv", BY_PASSPHRASE, cost), by="test")
    with pytest.raises(InvalidValue):
        check_cost(cost)
    assert not (tmp_path / "v.vtv").exists()


@pytest.mark.parametrize("passphrase", [b"", b"\xff\xfe", b"x" * 1025], ids=["none", "bytes", "1k"])
def test_a_passphrase_that_cannot_be(tmp_path: Path, passphrase: bytes) -> None:
    offer = Unlocking(passphrase=Secret(passphrase))
    with pytest.raises(InvalidValue):
        create(NewVault(tmp_path / "v.vtv", offer, FLOOR), by="test")
    assert not (tmp_path / "v.vtv").exists()
    make_vault(tmp_path / "v.vtv")
    with pytest.raises(WrongSecret):
        open_vault(tmp_path / "v.vtv", offer, by="test")


def test_a_passphrase_counts_in_one_normal_form_and_untrimmed(tmp_path: Path) -> None:
    composed, apart = "p\u00e4ss ", "pa\u0308ss "
    path = tmp_path / "v.vtv"
    create(NewVault(path, Unlocking(Secret.from_text(apart)), FLOOR, False), by="test")[0].close()
    open_vault(path, Unlocking(Secret.from_text(composed)), by="test").close()
    with pytest.raises(WrongSecret):
        open_vault(path, Unlocking(Secret.from_text(composed.strip())), by="test")


def test_open_says_what_is_there(tmp_path: Path, vault: Path) -> None:
    with pytest.raises(NoVault):
        open_vault(tmp_path / "other.vtv", BY_PASSPHRASE, by="test")
    (tmp_path / "text").write_text("hello\n" * 2000, "utf-8")
    with pytest.raises(NotAVault):
        open_vault(tmp_path / "text", BY_PASSPHRASE, by="test")
    with pytest.raises(VaulttuiError):
        open_vault(tmp_path, BY_PASSPHRASE, by="test")
    with pytest.raises(WrongSecret) as caught:
        open_vault(vault, Unlocking(passphrase=Secret(b"a wr0ng one")), by="test")
    assert "wr0ng" not in caught.value.message + caught.value.hint


def test_open_with_the_key_in_hand(vault: Path) -> None:
    first = open_vault(vault, BY_PASSPHRASE, by="test")
    made = login(first)
    keys = first.keys
    again = open_with_key(vault, keys.vault_id, keys.vault_key, by="test")
    assert secret_of(again, made)
    with pytest.raises(VaulttuiError):
        open_with_key(vault, keys.vault_id, new_secret(), by="test")


def test_a_key_file_is_private_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "k"
    secret = make_key_file(path)
    assert mode(path) == 0o600
    assert read_key_file(path) == secret
    content = path.read_bytes()
    assert content.startswith(b"VTKEY1-")
    with pytest.raises(Exists):
        make_key_file(path)
    assert path.read_bytes() == content
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "nowhere")
    with pytest.raises(VaulttuiError):
        make_key_file(link)
    assert not (tmp_path / "nowhere").exists()


def test_a_key_file_of_another_form(tmp_path: Path) -> None:
    path = tmp_path / "k"
    make_key_file(path)
    line = bytearray(path.read_bytes())
    line[20] = ord("A") if line[20] != ord("A") else ord("B")
    for content in (b"", b"\x00" * 32, bytes(line), b"VTREC1-" + bytes(line[7:]), b"x" * 5000):
        path.write_bytes(content)
        with pytest.raises(InvalidValue):
            read_key_file(path)
    with pytest.raises(VaulttuiError):
        read_key_file(tmp_path / "nowhere")


def test_a_recovery_key_is_forgiven_its_spelling_and_nothing_else(tmp_path: Path) -> None:
    _, line = create(new(tmp_path / "v.vtv"), by="test")
    assert line is not None
    text = line.reveal().decode()
    secret = read_recovery_key(line)
    spaced = text[:7].lower() + " ".join(text[at : at + 5] for at in range(7, len(text), 5))
    assert read_recovery_key(Secret.from_text(spaced.lower() + "\n")) == secret
    for wrong in ("", "VTREC1-", text[:-1], text + "A", text[7:], text.replace("VTREC1", "VTKEY1")):
        with pytest.raises(InvalidValue) as caught:
            read_recovery_key(Secret.from_text(wrong))
        assert text[8:20] not in caught.value.message
