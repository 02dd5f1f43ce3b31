"""Former states of the file, and going back to one."""

from pathlib import Path

import pytest

from tests.operations.samples import (
    BY_PASSPHRASE,
    BY_RECOVERY,
    contents,
    login,
    opened,
    session_on,
    values,
)
from vaulttui.crypto.kdf import CHEAPEST
from vaulttui.crypto.keys import new_secret
from vaulttui.errors import Conflict, NotFound, NoVault, WrongSecret
from vaulttui.operations.backups import asks_again, backups, bring_back, restore
from vaulttui.operations.credentials import Edits, edit, find
from vaulttui.operations.rekey import rekey
from vaulttui.operations.slots import passwd
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.vaultfile.backups import KEPT
from vaulttui.vaultfile.slots import Unlocking


def checkpoint(session: Session) -> None:
    session.file.rewrite(lambda header: header)


def names(path: Path, offer: Unlocking = BY_PASSPHRASE) -> list[str]:
    session = session_on(path, offer)
    try:
        return [row.name for row in find(session, "")]
    finally:
        session.close()


def two_states(session: Session, vault: Path) -> str:
    """Leave a backup that holds `before` alone; return its name."""
    made = login(session, "before")
    checkpoint(session)
    edit(session, made, Edits(name="after", values=values(password="later")))
    return backups(vault)[0].name


def test_a_new_vault_has_none(vault: Path) -> None:
    assert backups(vault) == []


def test_no_vault_no_secret(vault: Path, session: Session, tmp_path: Path) -> None:
    checkpoint(session)
    (found,) = backups(vault)
    assert found.epoch == 1
    assert found.size == (tmp_path / ".vault.vtv.backups" / found.name).stat().st_size
    assert backups(tmp_path / "other.vtv") == []


def test_the_newest_first_and_only_so_many(vault: Path, session: Session) -> None:
    for _ in range(KEPT + 3):
        checkpoint(session)
    epochs = [backup.epoch for backup in backups(vault)]
    assert epochs == list(range(KEPT + 3, 3, -1))


def test_restore(vault: Path, session: Session) -> None:
    name = two_states(session, vault)
    session.close()
    before = opened(vault).header.epoch
    assert restore(vault, name, BY_PASSPHRASE).name == name
    after = opened(vault).header
    assert after.epoch > before
    assert names(vault) == ["before"]
    assert b"later" not in contents(vault)


def test_the_present_file_becomes_a_backup(vault: Path, session: Session) -> None:
    name = two_states(session, vault)
    restore(vault, name, BY_PASSPHRASE)
    newest = backups(vault)[0]
    assert newest.name != name
    assert names(vault.parent / ".vault.vtv.backups" / newest.name) == ["after"]
    restore(vault, newest.name, BY_PASSPHRASE)
    assert names(vault) == ["after"]


def test_epochs_grow_whichever_way_one_goes(vault: Path, session: Session) -> None:
    name = two_states(session, vault)
    seen = [opened(vault).header.epoch]
    for _ in range(3):
        restore(vault, name, BY_PASSPHRASE)
        seen.append(opened(vault).header.epoch)
    assert seen == sorted(set(seen))
    assert len({opened(vault).header.file_id, session.file.header.file_id}) == 2


@pytest.mark.usefixtures("small_machine")
def test_a_backup_opens_with_the_secrets_it_had(vault: Path, session: Session) -> None:
    login(session, "before")
    new = Secret.from_text("battery staple")
    passwd(session, new)
    name = backups(vault)[-1].name
    with pytest.raises(WrongSecret):
        restore(vault, name, Unlocking(passphrase=new))
    assert names(vault, Unlocking(passphrase=new)) == ["before"]
    restore(vault, name, BY_PASSPHRASE)
    assert names(vault) == ["before"]


def test_a_refused_restore_changes_nothing(vault: Path, session: Session) -> None:
    name = two_states(session, vault)
    before = vault.read_bytes()
    for wrong in ("nothing.vtv", "../vault.vtv", "\x1b[31m"):
        with pytest.raises(NotFound):
            restore(vault, wrong, BY_PASSPHRASE)
    with pytest.raises(WrongSecret):
        restore(vault, name, Unlocking(recovery=new_secret()))
    assert vault.read_bytes() == before
    assert len(backups(vault)) == 1


def test_restore_where_the_vault_itself_is_gone_or_broken(vault: Path, session: Session) -> None:
    name = two_states(session, vault)
    vault.write_bytes(b"not a vault any more")
    restore(vault, name, BY_RECOVERY)
    assert names(vault) == ["before"]
    kept = vault.parent / ".vault.vtv.backups" / backups(vault)[-1].name
    assert kept.read_bytes() == b"not a vault any more"


def test_an_open_session_overwrites_no_restored_file(vault: Path, session: Session) -> None:
    name = two_states(session, vault)
    restore(vault, name, BY_PASSPHRASE)
    with pytest.raises(Conflict):
        login(session, "from the other state")
    assert names(vault) == ["before"]


def test_where_there_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(NoVault):
        backups(tmp_path / "no folder" / "vault.vtv")


def test_an_open_vault_goes_on_with_the_backup(vault: Path, session: Session) -> None:
    name = two_states(session, vault)
    told: list[None] = []
    session.listen(lambda: told.append(None))
    assert not asks_again(session, name)
    assert bring_back(session, name, None).name == name
    assert [row.name for row in session.view.rows()] == ["before"]
    assert told
    login(session, "and on")
    assert sorted(names(vault)) == ["and on", "before"]
    session.undo()
    with pytest.raises(NotFound):
        session.undo()


@pytest.mark.usefixtures("small_machine")
def test_a_backup_with_other_secrets_is_asked_for_them(vault: Path, session: Session) -> None:
    login(session, "before")
    passwd(session, Secret.from_text("battery staple"))
    name = backups(vault)[-1].name
    assert asks_again(session, name)
    with pytest.raises(WrongSecret):
        bring_back(session, name, Unlocking(passphrase=Secret.from_text("battery staple")))
    bring_back(session, name, BY_PASSPHRASE)
    assert not asks_again(session, name)
    assert names(vault) == ["before"]


def test_a_backup_under_another_key(vault: Path, session: Session) -> None:
    login(session, "before")
    rekey(session, Unlocking(passphrase=Secret(b"another")), None, CHEAPEST)
    name = next(one.name for one in backups(vault) if asks_again(session, one.name))
    bring_back(session, name, BY_PASSPHRASE)
    login(session, "after")
    assert sorted(names(vault)) == ["after", "before"]
