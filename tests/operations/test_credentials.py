"""Adding, changing, copying and finding credentials."""

from pathlib import Path

import pytest

from tests.operations.samples import (
    PASSWORD,
    Moments,
    clear_text,
    login,
    opened,
    secret_of,
    session_on,
    values,
)
from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.revisions import OddRevision
from vaulttui.errors import Conflict, InUse, InvalidValue, NotFound
from vaulttui.operations.credentials import Edits, add, duplicate, edit, find, missing
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session

PIN = Field("pin", "PIN", FieldKind.SECRET)
DAY = 24 * 60 * 60 * 1000


def full(session: Session) -> Credential:
    """A credential with something of everything."""
    edits = Edits(
        name="wiki",
        description="of the team",
        values=values(username="ada", password=PASSWORD, url="https://wiki.example.com/"),
        extra=(
            (PIN, values(pin="4711-pin")["pin"]),
            (Field("room", "Room"), values(room="7")["room"]),
        ),
        expires={"password": session.now() + DAY},
        tag=frozenset({"work/docs", "shared"}),
    )
    return add(session, "login", edits)


def names(session: Session, query: str = "") -> list[str]:
    return [row.name for row in find(session, query)]


def test_add_is_there_when_the_vault_is_opened_again(session: Session, vault: Path) -> None:
    made = full(session)
    again = session_on(vault).view.credential(made.id)
    assert again.record.m == made.record.m
    assert (again.name, again.description, again.type_id) == ("wiki", "of the team", "login")
    assert again.tags == ("shared", "work/docs")
    assert again.public == {"username": "ada", "url": "https://wiki.example.com/", "room": "7"}
    assert again.sealed == {"password", "pin"}
    assert secret_of(session, again) == PASSWORD.encode()


def test_a_secret_is_nowhere_in_the_open(session: Session, vault: Path) -> None:
    made = full(session)
    edit(session, made, Edits(values=values(password="another pässword", pin="0815-pin")))
    clear = clear_text(opened(vault).document.revisions())
    assert b"ada" in clear
    for text in (PASSWORD, "another pässword", "4711-pin", "0815-pin"):
        assert text.encode() not in clear
        assert text not in clear.decode()


@pytest.mark.parametrize("field", ["username", "notes"])
def test_a_public_value_must_be_text(session: Session, field: str) -> None:
    with pytest.raises(InvalidValue):
        login(session, "wiki", **{field: b"\xff\xfe"})
    assert names(session) == []


def test_a_secret_value_may_be_any_bytes(session: Session, vault: Path) -> None:
    value = bytes(range(256))
    made = login(session, "wiki", password=value)
    assert secret_of(session_on(vault), made) == value


def test_add_needs_the_required_fields(session: Session) -> None:
    with pytest.raises(InvalidValue, match="client_secret"):
        add(session, "oauth-client", Edits(name="sso", values=values(client_id="me")))
    assert names(session) == []
    made = add(
        session, "oauth-client", Edits(name="sso", values=values(client_id="me")), incomplete=True
    )
    assert missing(session, made) == ("client_secret",)


def test_a_required_field_may_stay_empty_only_where_it_was(session: Session) -> None:
    made = add(session, "oauth-client", Edits(name="sso"), incomplete=True)
    made = edit(session, made, Edits(values=values(client_id="me")))
    assert missing(session, made) == ("client_secret",)
    made = edit(session, made, Edits(values=values(client_secret="s")))
    with pytest.raises(InvalidValue, match="client_secret"):
        edit(session, made, Edits(clear=frozenset({"client_secret"})))
    made = edit(session, made, Edits(clear=frozenset({"client_secret"})), incomplete=True)
    assert missing(session, made) == ("client_secret",)


@pytest.mark.parametrize("name", ["", "  ", "x" * 513, "half \ud800"])
def test_a_name_that_cannot_be(session: Session, name: str) -> None:
    with pytest.raises(InvalidValue):
        login(session, name)
    with pytest.raises(InvalidValue):
        edit(session, login(session, "wiki"), Edits(name=name))
    assert names(session) == ["wiki"]


@pytest.mark.parametrize("name", ["x" * 512, "[bold]x[/]", "\x1b]0;t\x07", "wiki/pass:word", "\n."])
def test_a_name_is_free_text_and_not_unique(session: Session, vault: Path, name: str) -> None:
    login(session, name)
    login(session, name)
    assert names(session_on(vault)) == [name, name]


def test_types_and_fields_that_are_not_there(session: Session) -> None:
    with pytest.raises(NotFound):
        add(session, "no-such-type", Edits(name="x"))
    with pytest.raises(InvalidValue):
        add(session, "no such type", Edits(name="x"))
    with pytest.raises(NotFound, match="no field pasword"):
        login(session, "x", pasword="s")
    assert names(session) == []


@pytest.mark.parametrize("tag", ["", "a//b", "/", "\x00", "x" * 129])
def test_a_tag_that_cannot_be(session: Session, tag: str) -> None:
    with pytest.raises(InvalidValue):
        add(session, "login", Edits(name="x", tag=frozenset({tag})))


def test_a_number_is_stored_in_one_spelling_and_a_word_refused(session: Session) -> None:
    made = add(session, "postgresql", Edits(name="db", values=values(port="5432")))
    assert made.public["port"] == "5432"
    with pytest.raises(InvalidValue) as caught:
        edit(session, made, Edits(values=values(port="of call")))
    assert "call" not in caught.value.message


def test_edit_touches_what_is_named_and_nothing_else(session: Session) -> None:
    made = full(session)
    before = made.record
    after = edit(session, made, Edits(values=values(username="eve"))).record
    changed = {key for key in {*before.m, *after.m} if before.m.get(key) != after.m.get(key)}
    assert changed == {"field.username"}
    assert after.v == before.v
    assert after.fp == before.fp


def test_a_later_edit_of_a_value_moves_its_age(session: Session, moments: Moments) -> None:
    made = full(session)
    moments.at += DAY // 2
    after = edit(session, made, Edits(values=values(username="eve")))
    assert after.info("username").set_at == moments.at
    assert after.info("password") == made.info("password")


def test_one_sealed_value_changes_and_the_other_stays_byte_for_byte(session: Session) -> None:
    made = full(session)
    after = edit(session, made, Edits(values=values(password="second")))
    assert after.record.v["pin"] == made.record.v["pin"]
    assert after.record.v["password"] != made.record.v["password"]
    assert after.record.fp["password"] != made.record.fp["password"]


def future(session: Session, made: Credential) -> Credential:
    """The credential as a newer program might have written it."""
    head = made.record.heads[0]
    odd = OddRevision(
        k=head.k, id=head.id, rev="f" * 32, par=(head.rev,), at=head.at + 1,
        m={**head.m, "future": {"of": ["this", 1]}}, v=head.v, fp=head.fp,
        unknown={"zz": {"kept": True}},
    )  # fmt: skip
    session.file.commit([odd])
    session.view.turn_to(session.file.document)
    return session.view.credential(made.id)


def test_what_a_newer_program_wrote_survives_an_edit(session: Session, vault: Path) -> None:
    made = future(session, full(session))
    edit(session, made, Edits(name="renamed", values=values(password="second")))
    again = session_on(vault).view.credential(made.id).record
    assert again.m["future"] == {"of": ["this", 1]}
    assert again.more == {"zz": {"kept": True}}


def test_an_edit_that_changes_nothing_writes_nothing(session: Session, vault: Path) -> None:
    made = full(session)
    before = vault.read_bytes()
    edit(session, made, Edits(name="wiki", description="of the team", tag=frozenset({"shared"})))
    assert vault.read_bytes() == before


def test_a_clock_that_runs_back_does_not_reorder(session: Session, moments: Moments) -> None:
    made = full(session)
    moments.at -= 400 * DAY
    after = edit(session, made, Edits(name="later"))
    assert after.name == "later"
    assert after.updated_at > made.updated_at


def test_clear_takes_value_and_what_was_known_of_it(session: Session) -> None:
    after = edit(session, full(session), Edits(clear=frozenset({"password", "username"})))
    assert not after.present("password")
    assert not after.present("username")
    assert {key for key in after.record.m if "password" in key or "username" in key} == set()
    assert "password" not in after.record.fp


def test_clearing_an_extra_field_takes_the_field(session: Session) -> None:
    after = edit(session, full(session), Edits(clear=frozenset({"pin"})))
    assert [extra.id for extra in after.extra] == ["room"]
    assert not after.present("pin")


def test_an_empty_value_is_no_value(session: Session) -> None:
    with pytest.raises(InvalidValue, match="empty"):
        edit(session, full(session), Edits(values=values(password="")))


def test_expiry_is_set_moved_and_taken_away(session: Session) -> None:
    made = full(session)
    moment = session.now() + 9 * DAY
    made = edit(session, made, Edits(expires={"username": moment}))
    assert made.info("username").expires_at == moment
    assert find(session, "")[0].expires_at == session.now() + DAY
    made = edit(session, made, Edits(expires={"password": None}))
    assert made.info("password").expires_at is None
    assert find(session, "")[0].expires_at == moment


def test_setting_an_expiry_is_no_new_value(session: Session, moments: Moments) -> None:
    made = full(session)
    moments.at += DAY
    after = edit(session, made, Edits(expires={"password": moments.at + DAY}))
    assert after.info("password").set_at == made.info("password").set_at
    assert after.record.v == made.record.v


def test_a_new_value_does_not_expire_with_the_former_one(session: Session) -> None:
    after = edit(session, full(session), Edits(values=values(password="second")))
    assert after.info("password").expires_at is None


def test_nothing_expires_where_nothing_is(session: Session) -> None:
    with pytest.raises(NotFound):
        edit(session, full(session), Edits(expires={"totp": session.now()}))


def test_an_extra_field_is_changed_like_any_other(session: Session) -> None:
    made = full(session)
    after = edit(session, made, Edits(values=values(pin="0815-pin", room="8")))
    assert secret_of(session, after, "pin") == b"0815-pin"
    assert after.public["room"] == "8"
    assert after.extra == made.extra


def test_an_extra_field_may_turn_secret_and_leaves_nothing_open(session: Session) -> None:
    hidden = Field("room", "Room", FieldKind.SECRET)
    after = edit(session, full(session), Edits(extra=((hidden, values(room="9")["room"]),)))
    assert "field.room" not in after.record.m
    assert secret_of(session, after, "room") == b"9"


@pytest.mark.parametrize("clash", [True, False])
def test_an_extra_field_that_cannot_be(session: Session, clash: bool) -> None:
    extra = Field("password" if clash else "not an id", "Shadow")
    with pytest.raises(InvalidValue):
        edit(session, full(session), Edits(extra=((extra, values(x="1")["x"]),)))
    assert names(session) == ["wiki"]


def test_untag_and_tag(session: Session) -> None:
    edits = Edits(untag=frozenset({"shared", "not there"}), tag=frozenset({"new"}))
    assert edit(session, full(session), edits).tags == ("new", "work/docs")


def test_duplicate_copies_all_but_history_and_source(session: Session, vault: Path) -> None:
    made = edit(session, full(session), Edits(values=values(password="second")))
    copy = duplicate(session, made, "copy")
    assert (copy.id != made.id, copy.name, made.name) == (True, "copy", "wiki")
    assert {**copy.record.m, "name": "wiki"} == made.record.m
    assert len(copy.record.revisions) == 1
    other = session_on(vault)
    assert secret_of(other, copy) == b"second"
    assert secret_of(other, copy, "pin") == b"4711-pin"


def test_duplicate_seals_anew(session: Session) -> None:
    made = full(session)
    copy = duplicate(session, made, "copy")
    assert set(copy.record.v.values()).isdisjoint(made.record.v.values())
    assert copy.record.fp == made.record.fp
    edit(session, copy, Edits(values=values(password="of the copy")))
    assert secret_of(session, made) == PASSWORD.encode()


def managed(session: Session) -> Credential:
    draft = Draft.new("credential")
    draft.m.update(name="given", type="login", managed=True, source={"tool": "t", "id": "1"})
    with session.edit("add") as change:
        change.put(draft)
    return session.view.credential(draft.id)


def test_a_managed_credential_is_read_and_its_copy_changed(session: Session) -> None:
    given = managed(session)
    with pytest.raises(InUse):
        edit(session, given, Edits(name="mine"))
    copy = duplicate(session, given, "mine")
    assert (copy.managed, copy.source) == (False, None)
    assert edit(session, copy, Edits(values=values(username="me"))).public == {"username": "me"}


def test_a_stale_credential_conflicts_and_loses_nothing(session: Session, vault: Path) -> None:
    made = full(session)
    other = session_on(vault)
    edit(other, other.view.credential(made.id), Edits(values=values(password="theirs")))
    with pytest.raises(Conflict):
        edit(session, made, Edits(values=values(password="ours")))
    assert secret_of(session, made) == b"theirs"
    again = edit(session, session.view.credential(made.id), Edits(name="after"))
    assert secret_of(session_on(vault), again) == b"theirs"


@pytest.mark.parametrize(
    ("query", "found"),
    [("wiki", 1), ("ada", 1), ("WORK/docs", 1), ("type:login", 1), ("tag:work", 1), ("", 1),
     (PASSWORD, 0), ("4711-pin", 0), ("nothing", 0)],
    ids=["name", "public", "tag", "type", "tags-above", "all", "secret", "extra-secret", "none"],
)  # fmt: skip
def test_find_looks_everywhere_but_in_secrets(session: Session, query: str, found: int) -> None:
    full(session)
    assert len(find(session, query)) == found


def test_find_and_list_open_no_value(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    full(session)
    keys = type(session.keys)
    monkeypatch.setattr(keys, "open_value", lambda *_: pytest.fail("a value was opened"))
    assert names(session, "wiki") == ["wiki"]
    assert names(session, "expires:30d") == ["wiki"]


def test_a_large_value_is_refused_whole(session: Session, vault: Path) -> None:
    made = full(session)
    before = vault.read_bytes()
    with pytest.raises(InvalidValue):
        edit(session, made, Edits(name="large", values=values(password=bytes((1 << 20) + 1))))
    assert vault.read_bytes() == before
    largest = edit(session, made, Edits(values=values(password=bytes(1 << 20))))
    assert len(secret_of(session, largest)) == 1 << 20
