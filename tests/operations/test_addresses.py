"""How records are named: by id, exact name or TYPE:NAME, and never by something like it."""

import pytest

from tests.operations.samples import login, values
from vaulttui.domain.credentials import Credential
from vaulttui.errors import Ambiguous, InvalidValue, NotFound, UsageError
from vaulttui.operations.addresses import credential_at, split_field, trashed_at
from vaulttui.operations.credentials import Edits, add, edit
from vaulttui.operations.trash import purge, rm
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session


def with_id(session: Session, record_id: str, name: str) -> None:
    draft = Draft.new("credential", record_id)
    draft.m.update(name=name, type="login", type_version=1)
    with session.edit("add") as change:
        change.put(draft)


def note(session: Session, name: str) -> Credential:
    return add(session, "secure-note", Edits(name=name, values=values(note="n")))


def test_by_id_of_six_digits_or_more(session: Session) -> None:
    made = login(session)
    login(session, "other")
    for digits in (6, 7, 31, 32):
        assert credential_at(session, f"id:{made.id[:digits]}").id == made.id


def test_by_exact_name(session: Session) -> None:
    made = login(session, "Wiki of the team")
    login(session, "Wiki of the team, staging")
    assert credential_at(session, "Wiki of the team").id == made.id


def test_by_type_and_name(session: Session) -> None:
    made = login(session, "wiki")
    note(session, "wiki")
    assert credential_at(session, "login:wiki").id == made.id
    with pytest.raises(NotFound):
        credential_at(session, "api-key:wiki")


def test_an_exact_name_wins_over_type_and_name(session: Session) -> None:
    login(session, "wiki")
    exact = note(session, "login:wiki")
    assert credential_at(session, "login:wiki").id == exact.id
    assert credential_at(session, "secure-note:login:wiki").id == exact.id


@pytest.mark.parametrize(
    "near", ["wik", "Wiki", " wiki", "wiki ", "wiki\n", "iki", "w*", "Login:wiki", "login: wiki"]
)
def test_never_fuzzy(session: Session, near: str) -> None:
    login(session, "wiki")
    with pytest.raises(NotFound):
        credential_at(session, near)


def test_ambiguous_names_every_candidate(session: Session) -> None:
    ids = {login(session, "wiki").id, login(session, "wiki").id}
    with pytest.raises(Ambiguous) as caught:
        credential_at(session, "wiki")
    assert {credential_at(session, one).id for one in caught.value.candidates} == ids
    assert caught.value.exit_code == 2


def test_an_ambiguous_id(session: Session) -> None:
    first, second = "abcdef" + "0" * 26, "abcdef1" + "0" * 25
    with_id(session, first, "one")
    with_id(session, second, "two")
    with pytest.raises(Ambiguous) as caught:
        credential_at(session, "id:abcdef")
    assert set(caught.value.candidates) == {f"id:{first}", f"id:{second}"}
    assert credential_at(session, "id:abcdef1").name == "two"


WRONG = ["id:", "id:12345", "id:abcdeg", f"id:{'0' * 33}", "id:ab cdef", "", "   ", "x" * 513]


@pytest.mark.parametrize("address", WRONG, ids=lambda address: address[:12] or "empty")
def test_what_is_no_address_is_refused_before_a_look(session: Session, address: str) -> None:
    for look in (credential_at, trashed_at):
        with pytest.raises(InvalidValue):
            look(session, address)


def test_the_living_and_the_trash_are_apart(session: Session) -> None:
    made = login(session, "wiki")
    with pytest.raises(NotFound):
        trashed_at(session, "wiki")
    rm(session, [made])
    for address in ("wiki", "login:wiki", f"id:{made.id[:6]}"):
        assert trashed_at(session, address).id == made.id
        with pytest.raises(NotFound):
            credential_at(session, address)


def test_a_new_one_of_the_name_leaves_the_trashed_one_addressable(session: Session) -> None:
    gone = login(session, "wiki")
    rm(session, [gone])
    living = login(session, "wiki")
    assert trashed_at(session, "wiki").id == gone.id
    assert credential_at(session, "wiki").id == living.id


def test_the_trash_follows_the_same_rules(session: Session) -> None:
    exact = note(session, "login:wiki")
    rm(session, [login(session, "wiki"), login(session, "twice"), login(session, "twice"), exact])
    assert trashed_at(session, "login:wiki").id == exact.id
    with pytest.raises(NotFound):
        trashed_at(session, "wik")
    with pytest.raises(Ambiguous) as caught:
        trashed_at(session, "twice")
    assert len({trashed_at(session, one).id for one in caught.value.candidates}) == 2


def test_the_trash_is_named_by_the_last_name(session: Session) -> None:
    made = edit(session, login(session, "former"), Edits(name="last"))
    rm(session, [made])
    assert trashed_at(session, "last").id == made.id
    with pytest.raises(NotFound):
        trashed_at(session, "former")


def test_what_was_purged_has_no_address(session: Session) -> None:
    rm(session, [login(session, "wiki")])
    purge(session, [trashed_at(session, "wiki")])
    with pytest.raises(NotFound):
        trashed_at(session, "wiki")


def test_a_rename_is_followed(session: Session) -> None:
    made = login(session, "before")
    credential_at(session, "before")
    edit(session, made, Edits(name="after"))
    assert credential_at(session, "after").id == made.id
    with pytest.raises(NotFound):
        credential_at(session, "before")


def test_messages_do_not_obey(session: Session) -> None:
    with pytest.raises(NotFound) as caught:
        credential_at(session, "\x1b]0;title\x07")
    assert "\x1b" not in caught.value.message
    assert "\x07" not in caught.value.message


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("wiki/password", ("wiki", "password")),
        ("work/wiki/password", ("work/wiki", "password")),
        ("id:abcdef/key", ("id:abcdef", "key")),
    ],
)
def test_a_field_stands_behind_the_last_slash(address: str, parts: tuple[str, str]) -> None:
    assert split_field(address) == parts


@pytest.mark.parametrize("address", ["wiki", "wiki/", "/password", ""])
def test_a_field_needs_both_parts(address: str) -> None:
    with pytest.raises(UsageError):
        split_field(address)
