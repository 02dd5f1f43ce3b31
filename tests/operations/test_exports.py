"""A vault written as another one, and taken in again: nothing is lost on the way."""

import stat
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.decoder.decoder import Offer, decode
from tests.operations.samples import Moments, login, make_vault, session_on, values
from tests.operations.vaults import LATER_KINDS, furnish, holdings, opened_revisions
from tests.vaultfile.test_merge import histories
from vaulttui.crypto.keys import new_secret
from vaulttui.domain.document import Document
from vaulttui.domain.revisions import Json, OddRevision, Revision, canonical
from vaulttui.errors import Exists, InUse, NotFound
from vaulttui.operations import activity, assignments, credentials, exports, projects, sets
from vaulttui.operations import vault_imports as imports
from vaulttui.operations.credentials import Edits
from vaulttui.operations.imports import Action, OnConflict
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.vaultfile.copying import write_vault
from vaulttui.vaultfile.memory import MemoryDisk
from vaulttui.vaultfile.resealing import resealed
from vaulttui.vaultfile.slots import SlotType, Unlocking, make_slot
from vaulttui.vaultfile.vault import VaultFile

pytestmark = pytest.mark.usefixtures("small_machine")

NEW_PASSPHRASE = Secret(b"of the export alone")
OFFER = Unlocking(passphrase=NEW_PASSPHRASE)
RECOVERY = Unlocking(recovery=new_secret())


@pytest.fixture
def other(tmp_path: Path) -> Session:
    """Another vault, empty at first."""
    path = tmp_path / "other.vtv"
    make_vault(path)
    return session_on(path)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "export.vtv"


def in_memory(contents: Sequence[Revision], source: Session) -> VaultFile:
    """The file that an export of these revisions is, opened."""
    disk = MemoryDisk()
    write_vault(
        Path("/export.vtv"),
        lambda keys: [make_slot(keys, SlotType.RECOVERY, RECOVERY, None)],
        lambda keys: resealed(contents, source.keys, keys),
        disk=disk,
    )
    return VaultFile.open("/export.vtv", RECOVERY, disk=disk)


def part(session: Session, query: str) -> tuple[list[Revision], exports.Exported]:
    return exports.part(session, exports.fitting(session, query) or [])


def exported(session: Session, query: str = "") -> VaultFile:
    """A file as an export makes it, without the cost of its passphrase."""
    return in_memory((part(session, query) if query else exports.whole(session))[0], session)


def take(
    session: Session, source: VaultFile, on_conflict: OnConflict = OnConflict.SKIP
) -> tuple[list[int], list[tuple[str, str]]]:
    planned = imports.plan(session, source, on_conflict)
    imports.apply(session, planned)
    told = planned.told()
    counts = [told.count(action) for action in Action]
    return counts, [(row.name, row.what) for row in told.not_carried]


def lacking(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    """The revisions that are not there any more as they were."""
    return [rev for rev in before if before[rev] != after.get(rev)]


def test_the_round_trip_of_every_kind_is_identical(
    session: Session, other: Session, target: Path
) -> None:
    furnish(session)
    before = holdings(session.file)
    done = exports.to_vault(session, target, NEW_PASSPHRASE)
    assert done.left == ()
    assert done.credentials == 4
    source = VaultFile.open(target, OFFER)
    assert lacking(before, holdings(source)) == []
    assert len(holdings(source)) == len(before)
    assert {one.k for one in source.document.revisions()} >= {
        "type", "credential", "set", "organization", "project", "assignment", "source",
        "activity", *LATER_KINDS,
    }  # fmt: skip
    counts, left = take(other, source)
    assert left == []
    assert counts[1:] == [0, 0]
    assert lacking(before, holdings(other.file)) == []
    again = session_on(Path(other.file.place.path))
    assert lacking(before, holdings(again.file)) == []
    assert take(again, source)[0][:2] == [0, 0]
    assert take(again, source, OnConflict.UPDATE)[0][:2] == [0, 0]


def test_what_was_taken_in_is_in_use(session: Session, other: Session) -> None:
    furnish(session)
    take(other, exported(session))
    graph = other.view.graph
    (wiki,) = other.view.named("wiki")
    assert graph.projects_of(wiki.id) == ["acme/shop"]
    (found,) = graph.sets
    assert [(key.name, key.own) for key in found.keys] == [("OWN", True), ("TOKEN", False)]
    assert sets.get(other, found, "OWN") == Secret(b"a value of its own")
    assert [one.field for one in graph.sources_of(wiki.id)] == ["password"]
    assert len(other.view.credential(wiki.id).record.revisions) == 5
    assert [one.k for one in other.file.document.revisions()].count("meta") == 0
    assert len(other.view.trash()) == 1


def test_an_export_is_a_vault_of_its_own(session: Session, target: Path) -> None:
    login(session)
    exports.to_vault(session, target, NEW_PASSPHRASE)
    made = session_on(target, OFFER)
    assert made.keys.vault_id != session.keys.vault_id
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    login(made, "more")
    assert len(session_on(target, OFFER).view.rows()) == 2
    assert len(session.view.rows()) == 1


def test_another_decoder_reads_it(session: Session, target: Path) -> None:
    furnish(session)
    before = holdings(session.file)
    exports.to_vault(session, target, NEW_PASSPHRASE)
    read = decode(target.read_bytes(), Offer(passphrase=b"of the export alone"))
    assert {op["rev"] for op in read.revisions} == set(before)
    for op in read.revisions:
        opened = {name: read.open_value(op, name) for name in op.get("v", {})}
        marks = {name: read.fingerprint(value) for name, value in opened.items()}
        assert op.get("fp", {}) == marks
        assert all(canonical(value) in before[op["rev"]] for value in opened.values())
    assert read.vault_id != session.keys.vault_id


def test_a_query_takes_along_what_is_needed(session: Session) -> None:
    furnish(session)
    contents, told = part(session, "wiki")
    assert (told.credentials, {one.k for one in contents}) == (
        1, {"credential", "organization", "project", "assignment"},
    )  # fmt: skip
    assert [(row.name, row.what) for row in told.left] == [
        ("wiki", "the source of its field password")
    ]
    contents, told = part(session, "queue")
    assert {one.k for one in contents} == {"credential", "type"}
    assert [(row.name, row.what) for row in told.left] == [("acme/deploy", "the set")]
    kinds = {one.k for one in part(session, "-pin")[0]}
    assert kinds == {
        "credential", "type", "organization", "project", "assignment", "source",
    }  # fmt: skip
    with pytest.raises(NotFound):
        part(session, "no such thing")


def test_an_export_never_replaces_unasked(session: Session, vault: Path, target: Path) -> None:
    target.write_bytes(b"something")
    with pytest.raises(Exists):
        exports.to_vault(session, target, NEW_PASSPHRASE)
    assert target.read_bytes() == b"something"
    exports.to_vault(session, target, NEW_PASSPHRASE, force=True)
    session_on(target, OFFER).close()
    before = vault.read_bytes()
    link = target.with_name("link.vtv")
    link.hardlink_to(vault)
    for own in (vault, link, vault.parent / "." / vault.name):
        with pytest.raises(InUse):
            exports.to_vault(session, own, NEW_PASSPHRASE, force=True)
    assert vault.read_bytes() == before


def test_an_export_is_remembered_on_this_machine(
    session: Session, target: Path, moments: Moments
) -> None:
    login(session, password="s3cret")
    moments.at += 1000
    exports.to_vault(session, target, NEW_PASSPHRASE)
    first = activity.activity(session)[0]
    assert (first.verb, first.here, first.names) == ("export", True, ("1 credential",))
    assert first.fields == (str(target),)


def test_update_unites_both_histories(session: Session, other: Session) -> None:
    wiki = login(session, username="ada", password="one")
    take(other, exported(session))
    credentials.edit(session, wiki, Edits(values=values(password="two")))
    credentials.edit(other, other.view.credential(wiki.id), Edits(description="here"))
    assert take(other, exported(session))[0] == [0, 0, 1]
    assert take(other, exported(session), OnConflict.UPDATE)[0] == [0, 1, 0]
    merged = other.view.credential(wiki.id)
    assert (merged.description, merged.conflicts) == ("here", frozenset())
    assert other.peek(merged.record, "password") == Secret(b"two")
    assert len(merged.record.revisions) == 3
    assert take(other, exported(session), OnConflict.UPDATE)[0] == [0, 0, 1]


def test_what_both_changed_is_a_conflict(session: Session, other: Session) -> None:
    wiki = login(session, password="one")
    take(other, exported(session))
    credentials.edit(session, wiki, Edits(values=values(password="two")))
    credentials.edit(other, other.view.credential(wiki.id), Edits(values=values(password="three")))
    take(other, exported(session), OnConflict.UPDATE)
    assert "v.password" in other.view.credential(wiki.id).conflicts


def test_update_forgets_what_was_forgotten_there(session: Session, other: Session) -> None:
    from vaulttui.operations.history import purge

    wiki = login(session, password="one")
    wiki = credentials.edit(session, wiki, Edits(values=values(password="two")))
    take(other, exported(session))
    purge(session, wiki)
    assert take(other, exported(session), OnConflict.UPDATE)[0] == [0, 1, 0]
    revisions = other.view.credential(wiki.id).record.revisions
    assert sorted(one.husk for one in revisions) == [False, True]
    assert take(other, exported(session), OnConflict.UPDATE)[0] == [0, 0, 1]


def test_new_makes_copies_that_belong_together(session: Session, other: Session) -> None:
    furnish(session)
    source = exported(session)
    take(other, source)
    counts, left = take(other, source, OnConflict.NEW)
    assert counts[0] == 8  # four credentials, a set, two assignments, a source
    assert left == [("deploy", "its name")]
    first, second = other.view.named("wiki")
    graph = other.view.graph
    assert {one.name for one in graph.sets} == {"deploy", "deploy-2"}
    copy = next(one for one in graph.sets if one.name == "deploy-2")
    target = next(key.credential_id for key in copy.keys if not key.own)
    assert target in {row.id for row in other.view.named("queue")}
    assert target not in {row.id for row in session.view.named("queue")}
    assert graph.projects_of(first.id) == graph.projects_of(second.id) == ["acme/shop"]
    assert len(graph.sources) == 2
    copied = other.view.credential(second.id if first.id in session.view._all_rows() else first.id)
    assert other.peek(copied.record, "password") == Secret(b"first")


def test_organizations_and_projects_of_one_name_are_joined(
    session: Session, other: Session
) -> None:
    furnish(session)
    from vaulttui.operations import organizations

    acme = organizations.create(other, "acme")
    shop = projects.create(other, acme.id, "shop")
    source = exported(session)
    counts, left = take(other, source)
    assert left == [("acme", "the organization itself"), ("shop", "the project itself")]
    graph = other.view.graph
    assert [one.id for one in graph.projects] == [shop.id]
    (row,) = other.view.named("wiki")
    assert graph.projects_of(row.id) == ["acme/shop"]
    assert [one.prefix for one in graph.assignments_of(row.id)] == ["W_"]
    assert other.view.credential(row.id).organization_id == acme.id
    assert graph.sets[0].project_id == shop.id
    assert take(other, source)[0][0] == 0
    assert take(other, source, OnConflict.UPDATE)[0][:2] == [0, 0]
    assert counts[2] == 2


def test_a_set_whose_name_is_taken_gets_another(session: Session, other: Session) -> None:
    for place in (session, other):
        sets.create(place, sets.NewSet(None, "deploy"))
    assert take(other, exported(session)) == ([1, 0, 0], [("deploy", "its name")])
    assert {one.name for one in other.view.graph.sets} == {"deploy", "deploy-2"}
    assert take(other, exported(session)) == ([0, 0, 1], [])


def test_a_type_whose_id_is_taken_stays_behind(session: Session, other: Session) -> None:
    from tests.operations.vaults import TYPE
    from vaulttui.operations import types

    types.add(session, TYPE)
    queue = credentials.add(session, "acme-queue", Edits(name="q", values=values(token="t")))
    types.add(other, TYPE.replace("token", "key"))
    assert take(other, exported(session)) == ([1, 0, 1], [("acme-queue", "the type")])
    found = other.view.credential(queue.id)
    assert other.peek(found.record, "token") == Secret(b"t")
    assert [one.id for one in credentials.fields_of(other, found)] == ["key", "token"]


def test_an_import_is_one_undo(session: Session, other: Session) -> None:
    furnish(session)
    login(other, "own")
    take(other, exported(session))
    other.undo()
    assert [row.name for row in other.view.rows()] == ["own"]
    assert other.view.graph.sets == ()


def test_a_plan_writes_nothing(session: Session, other: Session) -> None:
    furnish(session)
    path = Path(other.file.place.path)
    before = path.read_bytes()
    planned = imports.plan(other, exported(session), OnConflict.SKIP)
    assert planned.told().count(Action.NEW) == len(planned.rows) > 5
    names = {row.name for row in planned.rows}
    assert {"wiki", "wiki to acme/shop", "wiki/password from azure", "gone"} <= names
    assert {"acme", "acme/shop", "acme/deploy", "Acme queue"} <= names
    assert [row.name for row in planned.rows if row.trashed] == ["gone"]
    assert path.read_bytes() == before


def test_a_foreign_record_takes_no_id_that_is_here(session: Session, other: Session) -> None:
    wiki = login(other)
    head = wiki.record.heads[0]
    thief = Revision(k="set", id=wiki.id, rev="a" * 32, par=(), at=1, m={"name": "x"})
    double = Revision(k="set", id="b" * 32, rev=head.rev, par=(), at=1, m={"name": "y"})
    source = in_memory([thief, double], session)
    assert take(other, source, OnConflict.UPDATE) == (
        [0, 0, 0], [("x", "the whole record"), ("y", "the whole record")],
    )  # fmt: skip
    # A circle through a revision that is here.
    circle = Revision(k="credential", id=wiki.id, rev="c" * 32, par=("d" * 32,), at=1)
    back = Revision(k="credential", id=wiki.id, rev="d" * 32, par=(head.rev,), at=1)
    counts, _ = take(other, in_memory([circle, back], session), OnConflict.UPDATE)
    assert counts[1] == 1


def test_a_large_import_is_one_checkpoint(session: Session, other: Session) -> None:
    rows = [
        Revision(k="credential", id=f"{n:032x}", rev=f"{n + 5000:032x}", par=(), at=1,
                 m={"name": f"c{n}", "type": "login"})
        for n in range(1000)
    ]  # fmt: skip
    epoch = other.file.header.epoch
    assert take(other, in_memory(rows, session))[0] == [1000, 0, 0]
    assert other.file.header.epoch == epoch + 1


VALUES = st.dictionaries(st.sampled_from(["p", "é", "x" * 255]), st.binary(max_size=30), max_size=2)


def sealed(session: Session, revision: Revision, opened: dict[str, bytes]) -> Revision:
    """The revision of a made-up history with values that open."""
    if revision.deleted or revision.husk:
        return revision
    keys = session.keys
    v = {name: keys.seal_value(revision.id, name, Secret(value)) for name, value in opened.items()}
    more: Json = {"unknown": revision.more} if isinstance(revision, OddRevision) else {}
    return type(revision)(
        k=revision.k, id=revision.id, rev=revision.rev, par=revision.par, at=revision.at,
        m=revision.m, v=v, fp={name: keys.fingerprint(Secret(opened[name])) for name in v}, **more,
    )  # fmt: skip


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=histories(), data=st.data())
def test_any_document_survives(
    made: list[Revision], data: st.DataObject, memory: Callable[[], Session]
) -> None:
    source, target = memory(), memory()
    held = {one.rev: one for one in Document(made).revisions()}
    contents = [sealed(source, one, data.draw(VALUES)) for one in held.values()]
    source.file.commit(contents, united={one.id for one in contents})
    source.view.turn_to(source.file.document)
    file = exported(source)
    before = opened_revisions(source.file.document, source.keys)
    assert holdings(file) == before
    take(target, file)
    assert lacking(before, holdings(target.file)) == []
    counts, left = take(target, file, OnConflict.UPDATE)
    assert (counts[:2], left) == ([0, 0], [])


@pytest.fixture
def memory() -> Callable[[], Session]:
    from tests.session.sessions import memory_session

    return lambda: memory_session()[1]


def test_assignments_of_the_trash_are_carried_too(session: Session, other: Session) -> None:
    from vaulttui.operations import trash

    wiki = login(session)
    shop = projects.create(session, None, "shop")
    assignments.assign(session, wiki, [shop])
    trash.rm(session, [wiki])
    take(other, exported(session))
    assert other.view.graph.assignments == ()
    trash.restore(other, other.view.trash()[0])
    assert other.view.graph.projects_of(wiki.id) == ["shop"]
