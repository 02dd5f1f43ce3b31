"""Taking in what other tools hold: once, again, changed, and deleted meanwhile."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from tests.operations.samples import (
    Moments,
    clear_text,
    opened,
    secret_of,
    session_on,
    values,
    values_in,
)
from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.errors import NotFound, VaulttuiError
from vaulttui.formats.imported import ExtraValue, ImportedCredential, ImportedFile, NotCarried
from vaulttui.operations.credentials import Edits, edit, find
from vaulttui.operations.imports import Action, OnConflict, apply, plan, read_file
from vaulttui.operations.trash import purge, rm, trashed
from vaulttui.secret import Secret
from vaulttui.session.session import Session

T0 = 1_600_000_000_000


def item(number: int, password: str = "imported", **more: object) -> ImportedCredential:
    made = ImportedCredential(
        source_id=f"uuid-{number}",
        type_id="login",
        name=f"item {number}",
        description="",
        tags=("folder/sub",),
        values={"username": Secret(b"ada"), "password": Secret(f"{password} {number}".encode())},
        extra=(ExtraValue(Field("pin", "PIN", FieldKind.SECRET), Secret(b"4711-pin")),),
        expires={},
        created_at=T0,
        updated_at=T0,
    )
    return replace(made, **more)  # type: ignore[arg-type]  # fields of the dataclass, by name


def file_of(*items: ImportedCredential, tool: str = "KeePass") -> ImportedFile:
    return ImportedFile(tool, items or tuple(map(item, range(3))), ())


def take(
    session: Session, imported: ImportedFile, on_conflict: OnConflict = OnConflict.SKIP
) -> list[int]:
    """Import; return how many were new, updated and skipped."""
    planned = plan(session, imported, on_conflict)
    apply(session, planned)
    return [planned.count(action) for action in Action]


def shown(session: Session) -> list[str]:
    return [row.name for row in find(session, "")]


def the(session: Session, name: str) -> Credential:
    (row,) = session.view.named(name)
    return session.view.credential(row.id)


def test_an_import_brings_everything(session: Session, vault: Path) -> None:
    assert take(session, file_of(item(1, description="d", expires={"password": T0}))) == [1, 0, 0]
    made = the(session_on(vault), "item 1")
    assert (made.type_id, made.description, made.tags) == ("login", "d", ("folder/sub",))
    assert made.public == {"username": "ada"}
    assert (secret_of(session, made), secret_of(session, made, "pin")) == (
        b"imported 1",
        b"4711-pin",
    )
    assert [field.label for field in made.extra] == ["PIN"]
    info = made.info("password")
    assert (info.origin, info.set_at, info.expires_at) == ("imported", T0, T0)
    assert made.source == ("KeePass", "uuid-1")


def test_imported_secrets_are_sealed(session: Session, vault: Path) -> None:
    take(session, file_of())
    file = opened(vault)
    clear = clear_text(file.document.revisions())
    assert b"item 1" in clear
    assert b"imported 1" not in clear
    assert b"4711-pin" not in clear
    assert b"imported 1" in list(values_in(file))


def test_a_plan_writes_nothing(session: Session, vault: Path) -> None:
    before = vault.read_bytes()
    planned = plan(session, file_of(), OnConflict.SKIP)
    assert [(row.name, row.action, row.fields) for row in planned.rows] == [
        (f"item {number}", Action.NEW, 3) for number in range(3)
    ]
    assert vault.read_bytes() == before
    assert "imported" not in repr(planned)


@pytest.mark.parametrize("on_conflict", [OnConflict.SKIP, OnConflict.UPDATE])
def test_again_gives_none(session: Session, vault: Path, on_conflict: OnConflict) -> None:
    take(session, file_of())
    before = vault.read_bytes()
    assert take(session, file_of(), on_conflict) == [0, 0, 3]
    assert take(session_on(vault), file_of(), on_conflict) == [0, 0, 3]
    assert vault.read_bytes() == before


def test_identity_is_tool_and_source(session: Session) -> None:
    take(session, file_of(item(1)))
    assert take(session, file_of(item(1), tool="Bitwarden")) == [1, 0, 0]
    assert take(session, file_of(item(1, name="renamed there"))) == [0, 0, 1]


def test_what_the_user_renamed_is_still_known(session: Session) -> None:
    take(session, file_of(item(1)))
    edit(session, the(session, "item 1"), Edits(name="mine"))
    assert take(session, file_of(item(1))) == [0, 0, 1]
    assert shown(session) == ["mine"]


def test_update_changes_only_what_changed(session: Session, moments: Moments) -> None:
    take(session, file_of())
    before = {name: the(session, name).record for name in shown(session)}
    moments.at += 1000
    items = (item(0), item(1, "later", updated_at=T0 + 5), item(2, tags=("folder/sub", "new")))
    assert take(session, file_of(*items), OnConflict.UPDATE) == [0, 2, 1]
    after = {name: the(session, name).record for name in shown(session)}
    assert after["item 0"] == before["item 0"]
    assert after["item 1"].v["pin"] == before["item 1"].v["pin"]
    assert after["item 2"].v == before["item 2"].v
    assert secret_of(session, the(session, "item 1")) == b"later 1"
    assert take(session, file_of(*items), OnConflict.UPDATE) == [0, 0, 3]


def test_an_updated_value_is_as_old_as_the_update(session: Session) -> None:
    take(session, file_of(item(1)))
    take(session, file_of(item(1, "later", updated_at=T0 + 5)), OnConflict.UPDATE)
    made = the(session, "item 1")
    assert made.info("password").set_at == T0 + 5
    assert made.info("username").origin == "imported"
    assert made.info("pin").set_at == T0


def test_update_keeps_what_the_user_added(session: Session) -> None:
    take(session, file_of(item(1)))
    edits = Edits(
        description="mine", tag=frozenset({"mine"}), values=values(url="https://x.example/"),
        expires={"password": T0 + 9},
    )  # fmt: skip
    edit(session, the(session, "item 1"), edits)
    assert take(session, file_of(item(1, "later")), OnConflict.UPDATE) == [0, 1, 0]
    made = the(session, "item 1")
    assert (made.description, made.tags) == ("mine", ("folder/sub", "mine"))
    assert made.public["url"] == "https://x.example/"


def test_an_update_that_changes_no_value_leaves_what_is_known_of_it(session: Session) -> None:
    take(session, file_of(item(1)))
    edit(session, the(session, "item 1"), Edits(expires={"password": T0 + 9}))
    assert take(session, file_of(item(1)), OnConflict.UPDATE) == [0, 0, 1]
    assert the(session, "item 1").info("password").expires_at == T0 + 9


def test_an_expiry_of_the_source_is_taken_over(session: Session) -> None:
    take(session, file_of(item(1)))
    later = file_of(item(1, expires={"password": T0 + 7}))
    assert take(session, later, OnConflict.UPDATE) == [0, 1, 0]
    assert the(session, "item 1").info("password").expires_at == T0 + 7
    assert take(session, later, OnConflict.UPDATE) == [0, 0, 1]


def test_what_becomes_secret_there_is_open_no_more(session: Session) -> None:
    room = Field("room", "Room")
    take(session, file_of(item(1, extra=(ExtraValue(room, Secret(b"open s3sam")),))))
    hidden = ExtraValue(structs.replace(room, kind=FieldKind.SECRET), Secret(b"open s3sam"))
    assert take(session, file_of(item(1, extra=(hidden,))), OnConflict.UPDATE) == [0, 1, 0]
    made = the(session, "item 1")
    assert "field.room" not in made.record.m
    assert [field.secret for field in made.extra] == [True]
    assert secret_of(session, made, "room") == b"open s3sam"


def test_what_was_made_secret_here_stays_so(session: Session) -> None:
    room = ExtraValue(Field("room", "Room"), Secret(b"7"))
    take(session, file_of(item(1, extra=(room,))))
    hidden = Field("room", "Room", FieldKind.SECRET)
    edit(session, the(session, "item 1"), Edits(extra=((hidden, values(room="7")["room"]),)))
    later = item(1, extra=(replace(room, value=Secret(b"8")),))
    assert take(session, file_of(later), OnConflict.UPDATE) == [0, 1, 0]
    made = the(session, "item 1")
    assert made.public == {"username": "ada"}
    assert secret_of(session, made, "room") == b"8"


def test_new_makes_copies_that_no_later_import_knows(session: Session) -> None:
    take(session, file_of(item(1)))
    assert take(session, file_of(item(1)), OnConflict.NEW) == [1, 0, 0]
    rows = session.view.named("item 1")
    sources = [session.view.credential(row.id).source for row in rows]
    assert sorted(sources, key=str) == [("KeePass", "uuid-1"), None]
    assert take(session, file_of(item(1))) == [0, 0, 1]


@pytest.mark.parametrize("on_conflict", [OnConflict.SKIP, OnConflict.UPDATE])
@pytest.mark.parametrize("reopened", [False, True])
def test_the_trash_is_left_alone(
    session: Session, vault: Path, on_conflict: OnConflict, reopened: bool
) -> None:
    take(session, file_of(item(1), item(2)))
    rm(session, [the(session, "item 1")])
    importing = session_on(vault) if reopened else session
    items = file_of(item(1, "later"), item(2))
    assert take(importing, items, on_conflict) == [0, 0, 2]
    assert shown(importing) == ["item 2"]
    assert [found.name for found in trashed(importing)] == ["item 1"]


@pytest.mark.parametrize("reopened", [False, True])
def test_what_was_purged_is_unknown_and_new(session: Session, vault: Path, reopened: bool) -> None:
    take(session, file_of(item(1)))
    rm(session, [the(session, "item 1")])
    purge(session, [trashed(session)[0].record])
    importing = session_on(vault) if reopened else session
    assert take(importing, file_of(item(1))) == [1, 0, 0]
    assert shown(importing) == ["item 1"]


def test_what_is_no_text_stays_behind_and_is_named(session: Session) -> None:
    extra = ExtraValue(Field("raw", "Raw bytes"), Secret(b"\xff\xfe"))
    planned = plan(session, file_of(item(1, extra=(extra,))), OnConflict.SKIP)
    apply(session, planned)
    assert [(lost.name, lost.what) for lost in planned.not_carried] == [("item 1", "Raw bytes")]
    made = the(session, "item 1")
    assert made.extra == ()
    assert not made.present("raw")


def test_what_the_reader_left_behind_is_told(session: Session) -> None:
    lost = NotCarried("", "a history", "it is not kept")
    assert plan(session, ImportedFile("T", (), (lost,)), OnConflict.SKIP).not_carried == (lost,)


def test_an_import_is_all_or_nothing(session: Session, vault: Path) -> None:
    before = vault.read_bytes()
    with pytest.raises(VaulttuiError):
        take(session, file_of(item(1), item(2, name="x" * 513)))
    with pytest.raises(NotFound):
        take(session, file_of(item(1), item(2, type_id="no-such")))
    assert vault.read_bytes() == before
    assert shown(session) == []


def test_an_import_is_one_undo(session: Session) -> None:
    take(session, file_of())
    session.undo()
    assert shown(session) == []
    assert take(session, file_of()) == [0, 0, 3]


def test_a_thousand_twice(session: Session, vault: Path) -> None:
    items: Sequence[ImportedCredential] = [item(number) for number in range(1_000)]
    assert take(session, file_of(*items)) == [1_000, 0, 0]
    assert take(session_on(vault), file_of(*items)) == [0, 0, 1_000]


def test_a_dotenv_file_from_the_bytes(session: Session, tmp_path: Path) -> None:
    origin = str(tmp_path / ".env")
    read = read_file("dotenv", origin, b"A_TOKEN=s3cret\nEMPTY=\n", None)
    assert take(session, read)[0] == len(read.credentials)
    made = the(session, "A_TOKEN")
    assert made.type_id == "generic-secret"
    assert secret_of(session, made, "value") == b"s3cret"
    elsewhere = read_file("dotenv", str(tmp_path / "other" / ".env"), b"A_TOKEN=s3cret\n", None)
    assert take(session, read)[0] == 0
    assert take(session, elsewhere)[0] == 1
