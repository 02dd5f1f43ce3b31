"""Remotes under another key and in another vault: what was written is still known there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.operations.remote_samples import RECORDS, entries, remote, tied, written
from tests.operations.samples import login, make_vault, session_on, values
from vaulttui.crypto.kdf import CHEAPEST
from vaulttui.crypto.keys import new_secret
from vaulttui.domain.bindings import Binding
from vaulttui.domain.credentials import Credential
from vaulttui.domain.revisions import Json
from vaulttui.operations import credentials, exports, history, projects
from vaulttui.operations import vault_imports as imports
from vaulttui.operations.bindings import Edits, bound
from vaulttui.operations.imports import OnConflict
from vaulttui.operations.rekey import rekey
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session
from vaulttui.vaultfile.copying import write_vault
from vaulttui.vaultfile.memory import MemoryDisk
from vaulttui.vaultfile.resealing import resealed
from vaulttui.vaultfile.slots import SlotType, Unlocking, make_slot
from vaulttui.vaultfile.vault import VaultFile

NEW = Unlocking(passphrase=Secret(b"another passphrase"))
RECOVERY = Unlocking(recovery=new_secret())
ADA, FIRST, SECOND = "ada", "a first password", "a second password"


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Session]:
    path = tmp_path / "other.vtv"
    make_vault(path)
    session = session_on(path)
    yield session
    session.close()


def wiki(session: Session) -> tuple[Credential, Binding]:
    """A login with a former password, bound; public, present and former values were written."""
    found = login(session, "wiki", username=ADA, password=FIRST)
    found = credentials.edit(session, found, credentials.Edits(values=values(password=SECOND)))
    binding = tied(session, remote(session, dialect=RECORDS), found).binding
    for slot, text in (("now", SECOND), ("then", FIRST), ("public", ADA), ("lost", "gone")):
        written(session, binding, slot, session.keys.fingerprint(Secret.from_text(text)))
    written(session, binding, "", "")
    return found, binding


def marks(session: Session, binding: Binding) -> dict[str, str]:
    return {slot: entry.fingerprint for slot, entry in entries(session, binding).items()}


def expected(session: Session) -> dict[str, str]:
    of = session.keys.fingerprint
    found = {"now": SECOND, "then": FIRST, "public": ADA}
    known = {slot: of(Secret.from_text(text)) for slot, text in found.items()}
    return {**known, "lost": "", "": ""}


def test_the_ledger_fits_under_another_key(session: Session) -> None:
    _, binding = wiki(session)
    before = marks(session, binding)
    rekey(session, NEW, None, CHEAPEST)
    assert marks(session, binding) == expected(session)
    assert set(before.values()).isdisjoint({*expected(session).values()} - {""})
    assert "fingerprint" not in entries(session, binding)["lost"].record.m
    assert entries(session, binding)["now"].at == session.now()


def test_a_value_that_has_no_fingerprint_is_opened_for_it(session: Session) -> None:
    found, binding = wiki(session)
    history.purge(session, found)
    (head,) = session.view.credential(found.id).record.heads
    keys, mark = session.keys, session.keys.fingerprint(Secret.from_text(SECOND))
    assert head.fp["password"] == mark
    ledger = [entry.record.heads[0] for entry in entries(session, binding).values()]
    session_keys = type(keys)(keys.vault_id, new_secret())
    made = list(resealed([replace(head, fp={}), *ledger], keys, session_keys))
    told = {one.m.get("slot"): one.m.get("fingerprint") for one in made if one.k == "ledger"}
    assert told["now"] == session_keys.fingerprint(Secret.from_text(SECOND))
    assert told["then"] is None


def test_what_is_under_way_fits_under_another_key(session: Session) -> None:
    found, binding = wiki(session)
    mark = session.keys.fingerprint(Secret.from_text(SECOND))
    draft = Draft.new("journal")
    effect: dict[str, Json] = {
        "slots": {"password": [found.id, "password", mark, "rev"]},
        "removed": [],
        "n": None,
    }
    draft.m = {"remote": binding.remote_id, "phase": "sent", "effect": effect}
    with session.bookkeeping() as change:
        change.put(draft)
    rekey(session, NEW, None, CHEAPEST)
    (entry,) = session.view.records("journal")
    now = session.keys.fingerprint(Secret.from_text(SECOND))
    slots = {"password": [found.id, "password", now, "rev"]}
    assert entry.m == {**draft.m, "effect": {**effect, "slots": slots}}


def exported(session: Session) -> VaultFile:
    """The whole vault under a key of its own."""
    contents, disk = exports.whole(session)[0], MemoryDisk()
    write_vault(
        Path("/export.vtv"),
        lambda keys: [make_slot(keys, SlotType.RECOVERY, RECOVERY, None)],
        lambda keys: resealed(contents, session.keys, keys),
        disk=disk,
    )
    return VaultFile.open("/export.vtv", RECOVERY, disk=disk)


def take(session: Session, source: VaultFile, how: OnConflict = OnConflict.SKIP) -> list[str]:
    """Take a vault in; what is told of remotes and bindings."""
    planned = imports.plan(session, source, how)
    imports.apply(session, planned)
    rows = [row.name for row in planned.rows if row.kind in ("remote", "binding")]
    return [*rows, *(f"{one.name}: {one.what}" for one in planned.left)]


def test_another_vault_takes_in_what_was_bound_and_written(
    session: Session, other: Session
) -> None:
    _, binding = wiki(session)
    assert take(other, exported(session)) == ["hub", "wiki to hub"]
    (hub,) = other.view.graph.remotes
    assert [one.name for one in bound(other, hub)] == ["wiki"]
    assert marks(other, binding) == expected(other)
    assert take(other, exported(session), OnConflict.NEW) == ["hub", "wiki to hub"]
    assert len(other.view.graph.bindings) == 1


def test_names_that_are_taken_there(session: Session, other: Session) -> None:
    web = projects.create(session, None, "web")
    app = remote(session, dialect=RECORDS)
    tied(session, app, web, Edits(object_id="p-17"))
    here = projects.create(other, None, "web")
    remote(other)
    told = take(other, exported(session))
    assert told == ["hub", "web to hub", "web: the project itself", "hub: its name"]
    assert [one.name for one in other.view.graph.remotes] == ["hub", "hub-2"]
    (one,) = bound(other, other.view.graph.remotes_called("hub-2")[0])
    assert (one.part.id, one.name) == (here.id, "p-17")
