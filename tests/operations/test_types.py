"""Types of the user's own: versions, what is safe in use, and removal."""

from pathlib import Path

import pytest

from tests.operations.samples import login, secret_of, session_on, values
from vaulttui.domain.credentials import Credential
from vaulttui.domain.types import type_to_json
from vaulttui.errors import Exists, InUse, InvalidValue, NotFound
from vaulttui.operations import types
from vaulttui.operations.credentials import Edits, add, edit, missing, type_named
from vaulttui.operations.trash import restore, rm, trashed
from vaulttui.operations.type_file import type_text, write_type
from vaulttui.session.session import Session

HEAD = 'id = "acme-queue"\nname = "Acme queue"\nversion = 1\nkind = "cloud"\n'
URL = '[[fields]]\nid = "url"\nlabel = "Address"\nkind = "url"\n'
TOKEN = '[[fields]]\nid = "token"\nlabel = "Token"\nkind = "secret"\nrequired = true\n'
QUEUE = HEAD + URL + TOKEN
OPTIONAL = '[[fields]]\nid = "room"\nlabel = "Room"\n'


def queue(session: Session) -> Credential:
    given = values(url="https://q.example.com/", token="t0ken")
    return add(session, "acme-queue", Edits(name="q", values=given))


def test_a_new_type_is_there_for_every_program(session: Session, vault: Path) -> None:
    made = types.add(session, QUEUE)
    assert (made.id, made.version, made.managed) == ("acme-queue", 1, False)
    assert type_to_json(type_named(session_on(vault), "acme-queue")) == type_to_json(made)
    assert session.view.types()[-1].id == "acme-queue"


def test_an_identical_file_is_no_change(session: Session, vault: Path) -> None:
    types.add(session, QUEUE)
    before = vault.read_bytes()
    assert types.add(session, QUEUE).version == 1
    assert vault.read_bytes() == before


def test_what_was_exported_is_no_change_either(session: Session, vault: Path) -> None:
    types.add(session, QUEUE + '[injectors.env]\nQ_TOKEN = "{{ token }}"\n')
    before = vault.read_bytes()
    types.add(session, types.export(session, "acme-queue"))
    assert vault.read_bytes() == before


@pytest.mark.parametrize(
    ("said", "becomes"), [(1, 2), (2, 2), (7, 7)], ids=["same", "next", "later"]
)
def test_a_known_id_is_its_next_version(session: Session, said: int, becomes: int) -> None:
    types.add(session, QUEUE)
    changed = QUEUE.replace("version = 1", f"version = {said}") + OPTIONAL
    assert types.add(session, changed).version == becomes
    assert len(list(session.view.records("type"))) == 1


def test_versions_only_grow(session: Session) -> None:
    types.add(session, QUEUE.replace("version = 1", "version = 5"))
    assert types.add(session, QUEUE + OPTIONAL).version == 6


SAFE = {
    "label": QUEUE.replace("Address", "Where"),
    "help": QUEUE + 'help = "Made under Settings"\n',
    "name": QUEUE.replace("Acme queue", "The queue"),
    "optional": QUEUE + OPTIONAL,
    "not required": QUEUE.replace("required = true\n", ""),
}


@pytest.mark.parametrize("text", SAFE.values(), ids=SAFE)
def test_safe_in_use(session: Session, text: str) -> None:
    types.add(session, QUEUE)
    made = queue(session)
    types.add(session, text)
    now = session.view.credential(made.id)
    assert now.record == made.record
    assert edit(session, now, Edits(name="still")).type_version == 2


UNSAFE = {
    "field gone": (HEAD + TOKEN, "url"),
    "kind": (QUEUE.replace('kind = "url"', 'kind = "integer"'), "url"),
    "required": (QUEUE.replace('kind = "url"\n', 'kind = "url"\nrequired = true\n'), "url"),
    "new required": (QUEUE + OPTIONAL + "required = true\n", "room"),
    "public": (QUEUE.replace('kind = "secret"\n', ""), "token"),
    "secret": (QUEUE.replace('kind = "url"\n', 'kind = "url"\nsecret = true\n'), "url"),
}


@pytest.mark.parametrize(("text", "named"), UNSAFE.values(), ids=UNSAFE)
def test_unsafe_in_use_names_what_breaks(session: Session, text: str, named: str) -> None:
    types.add(session, QUEUE)
    queue(session)
    with pytest.raises(InvalidValue, match=f'"{named}"'):
        types.add(session, text)
    assert type_named(session, "acme-queue").version == 1


@pytest.mark.parametrize(("text", "_named"), UNSAFE.values(), ids=UNSAFE)
def test_anything_goes_while_nobody_uses_it(session: Session, text: str, _named: str) -> None:
    types.add(session, QUEUE)
    login(session)
    assert types.add(session, text).version == 2


@pytest.mark.parametrize("type_id", ["login", "aws", "secure-note"])
def test_managed_ids_are_taken(session: Session, type_id: str) -> None:
    with pytest.raises(InvalidValue, match="managed"):
        types.add(session, QUEUE.replace("acme-queue", type_id))
    with pytest.raises(InUse, match="managed"):
        types.rm(session, type_id)


WRONG = ["", "id = ", HEAD, QUEUE.replace('"cloud"', '"ssh"'), QUEUE.replace("acme-queue", "a b")]


@pytest.mark.parametrize("text", WRONG, ids=["empty", "no toml", "no fields", "kind", "id"])
def test_a_file_that_is_no_type(session: Session, text: str) -> None:
    with pytest.raises(InvalidValue):
        types.add(session, text)
    assert list(session.view.records("type")) == []


def test_rm_only_while_nobody_uses_it(session: Session, vault: Path) -> None:
    types.add(session, QUEUE)
    made = queue(session)
    with pytest.raises(InUse, match=r"1 cred.* q"):
        types.rm(session, "acme-queue")
    assert [row.name for row in types.users_of(session, "acme-queue")] == ["q"]
    rm(session, [made])
    types.rm(session, "acme-queue")
    with pytest.raises(NotFound):
        type_named(session_on(vault), "acme-queue")


def test_a_type_that_is_gone_holds_back_what_it_left_in_the_trash(session: Session) -> None:
    types.add(session, QUEUE)
    rm(session, [queue(session)])
    types.rm(session, "acme-queue")
    record = trashed(session)[0].record
    with pytest.raises(NotFound, match="acme-queue"):
        restore(session, record)
    assert len(trashed(session)) == 1
    types.add(session, QUEUE)
    assert secret_of(session, Credential(restore(session, record)), "token") == b"t0ken"


def test_a_restored_credential_may_lack_what_a_later_version_needs(session: Session) -> None:
    types.add(session, QUEUE)
    rm(session, [queue(session)])
    types.add(session, QUEUE + OPTIONAL + "required = true\n")
    back = Credential(restore(session, trashed(session)[0].record))
    assert missing(session, back) == ("room",)
    assert edit(session, back, Edits(name="renamed")).name == "renamed"


def test_rm_of_what_is_not_there(session: Session) -> None:
    with pytest.raises(NotFound):
        types.rm(session, "acme-queue")
    with pytest.raises(NotFound):
        types.export(session, "acme-queue")


def test_every_managed_type_is_exported_as_one_that_can_be_added(session: Session) -> None:
    for one in session.view.types():
        text = types.export(session, one.id).replace(f'"{one.id}"', '"mine"', 1)
        assert [field.id for field in types.add(session, text).fields] == [
            field.id for field in one.fields
        ]


def test_a_file_is_written_once_and_read_as_it_was(session: Session, tmp_path: Path) -> None:
    types.add(session, QUEUE)
    path = tmp_path / "queue.toml"
    write_type(session, "acme-queue", path)
    assert type_text(str(path)) == types.export(session, "acme-queue")
    with pytest.raises(Exists):
        write_type(session, "acme-queue", path)
    write_type(session, "login", path, force=True)
    assert type_text(str(path)) == types.export(session, "login")


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "queue.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(InvalidValue, match="not UTF-8"):
        type_text(str(path))
