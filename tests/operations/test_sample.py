"""The vault of --demo: whole, made anew each time, and never on a disk."""

from pathlib import Path

from tests.operations.samples import Moments, clear_text, login, values_in
from vaulttui.operations import history, trash
from vaulttui.operations.credentials import fields_of, find, missing
from vaulttui.operations.sample import sample
from vaulttui.operations.totp import code


def test_it_holds_something_of_everything() -> None:
    session = sample("test")
    rows = find(session, "")
    assert len(rows) >= 12
    assert len({row.type_id for row in rows}) >= 8
    assert len({tag for row in rows for tag in row.tags}) >= 5
    made = [session.view.credential(row.id) for row in rows]
    assert all(missing(session, credential) == () for credential in made)
    assert any(credential.extra for credential in made)
    assert any(len(history.steps(session, credential)) > 1 for credential in made)
    assert all(fields_of(session, credential) for credential in made)


def test_expiries_are_seen_from_now(moments: Moments) -> None:
    session = sample("test", moments)
    moments_of = [row.expires_at for row in find(session, "") if row.expires_at is not None]
    assert any(moment < moments.at for moment in moments_of)
    assert any(moment > moments.at for moment in moments_of)


def test_it_gives_codes() -> None:
    session = sample("test")
    (row,) = session.view.named("Webmail")
    present = code(session, session.view.credential(row.id))
    assert len(present.text) == 6
    assert 1 <= present.left <= 30


def test_no_disk_hears_of_it(tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    session = sample("test")
    trash.rm(session, [login(session)])
    trash.purge(session, [trash.trashed(session)[0].record])
    session.close()
    assert sorted(tmp_path.rglob("*")) == before


def test_secrets_are_made_anew_and_sealed() -> None:
    one, two = (sample("test").file for _ in range(2))
    # Two stand in the source: the seed of the one-time codes, and a password thought up.
    assert len(set(values_in(one)) & set(values_in(two))) == 2
    clear = clear_text(one.document.revisions())
    assert b"Webmail" in clear
    assert all(value not in clear for value in values_in(one))
