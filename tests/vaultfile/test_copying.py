"""A copy under another key: the same revisions, each value sealed anew."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaulttui.crypto.kdf import CHEAPEST
from vaulttui.crypto.keys import VaultKeys, new_secret
from vaulttui.domain.revisions import OddRevision, Revision
from vaulttui.errors import Exists, NoVault, Tampered
from vaulttui.secret import Secret
from vaulttui.vaultfile.copying import write_vault
from vaulttui.vaultfile.resealing import resealed
from vaulttui.vaultfile.slots import SlotType, Unlocking, make_slot
from vaulttui.vaultfile.vault import VaultFile

OFFER = Unlocking(passphrase=Secret(b"another passphrase"))
OLD = VaultKeys(bytes(16), new_secret())
NEW = VaultKeys(bytes([1]) * 16, new_secret())


def slots(keys: VaultKeys) -> list[bytes]:
    return [make_slot(keys, SlotType.PASSPHRASE, OFFER, CHEAPEST)]


def revision(number: int, *par: int, **values: bytes) -> Revision:
    record = "a" * 32
    return Revision(
        k="credential",
        id=record,
        rev=f"{number:032x}",
        par=tuple(f"{one:032x}" for one in par),
        at=number,
        m={"name": "wiki"},
        v={name: OLD.seal_value(record, name, Secret(value)) for name, value in values.items()},
        fp={name: OLD.fingerprint(Secret(value)) for name, value in values.items()},
    )


@given(values=st.dictionaries(st.text("abc", min_size=1, max_size=3), st.binary(max_size=50)))
def test_each_value_opens_under_the_new_key_alone(values: dict[str, bytes]) -> None:
    before = revision(1, **values)
    (after,) = resealed([before], OLD, NEW)
    opened = {name: NEW.open_value(after.id, name, blob).reveal() for name, blob in after.v.items()}
    assert opened == values
    assert after.fp == {name: NEW.fingerprint(Secret(value)) for name, value in values.items()}
    assert (after.k, after.id, after.rev, after.par, after.at, after.m) == (
        before.k, before.id, before.rev, before.par, before.at, before.m,
    )  # fmt: skip
    for name, blob in after.v.items():
        with pytest.raises(Tampered):
            OLD.open_value(after.id, name, blob)


def test_a_value_that_stays_is_the_same_bytes_in_both_revisions() -> None:
    first = revision(1, password=b"one")
    second = Revision(
        k=first.k, id=first.id, rev="2" * 32, par=(first.rev,), at=2, v=first.v, fp=first.fp
    )
    changed = revision(3, 2, password=b"one")
    one, two, three = resealed([first, second, changed], OLD, NEW)
    assert one.v == two.v
    assert two.v != three.v
    assert two.fp == three.fp


def test_unknown_keys_and_husks_stay() -> None:
    odd = OddRevision(
        k="later", id="b" * 32, rev="3" * 32, par=(), at=3, m={"x": [1, {"y": None}]},
        v={"s": OLD.seal_value("b" * 32, "s", Secret(b"v"))}, unknown={"later": {"z": [True]}},
    )  # fmt: skip
    husk = revision(4).as_husk()
    after, same = resealed([odd, husk], OLD, NEW)
    assert same == husk
    assert after.more == odd.more
    assert after.m == odd.m
    assert NEW.open_value(after.id, "s", after.v["s"]) == Secret(b"v")


def test_a_value_that_does_not_open_is_named() -> None:
    whole = revision(1, password=b"one")
    moved = Revision(k="credential", id="c" * 32, rev="4" * 32, par=(), at=1, v=whole.v)
    with pytest.raises(Tampered, match="password of id:cccccccc"):
        list(resealed([moved], OLD, NEW))


def test_the_copy_is_a_vault(tmp_path: Path) -> None:
    path = tmp_path / "copy.vtv"
    write_vault(path, slots, lambda keys: resealed([revision(1, password=b"one")], OLD, keys))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    file = VaultFile.open(path, OFFER)
    (found,) = file.document.revisions()
    assert file.keys.open_value(found.id, "password", found.v["password"]) == Secret(b"one")
    assert file.header.vault_id not in (OLD.vault_id, NEW.vault_id)
    file.close()


def test_no_file_is_replaced_unasked(tmp_path: Path) -> None:
    path = tmp_path / "copy.vtv"
    path.write_bytes(b"something")
    with pytest.raises(Exists):
        write_vault(path, slots, lambda _: [])
    assert path.read_bytes() == b"something"
    write_vault(path, slots, lambda _: [], overwrite=True)
    VaultFile.open(path, OFFER).close()


def test_a_link_is_never_followed(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"something")
    link.symlink_to(target)
    with pytest.raises(Exists):
        write_vault(link, slots, lambda _: [])
    write_vault(link, slots, lambda _: [], overwrite=True)
    assert target.read_bytes() == b"something"
    assert not link.is_symlink()


def test_nothing_is_left_where_it_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(NoVault):
        write_vault(tmp_path / "no" / "copy.vtv", slots, lambda _: [])
    broken = Revision(
        k="credential", id="c" * 32, rev="4" * 32, par=(), at=1, v={"password": b"\x01" * 50}
    )
    with pytest.raises(Tampered):
        write_vault(tmp_path / "x.vtv", slots, lambda keys: resealed([broken], OLD, keys))
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
