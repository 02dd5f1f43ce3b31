"""A type changed together with its credentials: nothing is lost, and what happens is told."""

from collections.abc import Mapping
from json import dumps
from pathlib import Path

import pytest

from tests.operations.samples import given, secret_of, session_on, values
from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.revisions import Revision
from vaulttui.domain.types import CredentialType, parse_type
from vaulttui.errors import Conflict, InvalidValue, NotFound
from vaulttui.inject.changed import ChangedNames
from vaulttui.operations import credentials, migrations, projects, sets, sources, trash, types
from vaulttui.operations.assignments import assign
from vaulttui.operations.credentials import Edits, add, missing
from vaulttui.session.session import Session

HEAD = 'id = "queue"\nname = "Queue"\nversion = 1\nkind = "cloud"\n'
PUBLIC = ("url", "room")


def field(name: str, **keys: object) -> str:
    """One field of a type file."""
    said = {"id": name, "label": name.title(), **keys}
    # A text, a list of texts or a truth is spelled in TOML as in JSON.
    return "[[fields]]\n" + "".join(f"{key} = {dumps(one)}\n" for key, one in said.items())


URL, TOKEN = field("url", kind="url"), field("token", kind="secret", required=True)
ROOM = field("room")


def kind(*fields: str, injectors: str = "") -> CredentialType:
    return parse_type(HEAD + "".join(fields) + injectors)


def queue(session: Session, name: str = "q", **texts: str | bytes) -> Credential:
    texts = texts or {"url": "https://q.example", "token": "t0ken"}
    return add(session, "queue", Edits(name=name, values=values(**texts)), incomplete=True)


def migrated(
    session: Session, made: Credential, new: CredentialType, moves: Mapping[str, str] | None = None
) -> Credential:
    migrations.migrate(session, new, moves or {})
    return session.view.credential(made.id)


def told(session: Session, new: CredentialType, **moves: str) -> list[str]:
    return [
        clause
        for effect in migrations.preview(session, new, moves).effects
        for clause in effect.told
    ]


@pytest.fixture
def made(session: Session) -> Credential:
    """One credential of a type with an address and a token."""
    types.add(session, HEAD + URL + TOKEN)
    return queue(session)


def test_a_field_that_is_gone_becomes_one_of_the_credential(
    session: Session, made: Credential
) -> None:
    sealed = made.record.v["token"]
    new = kind(URL)
    assert told(session, new) == [
        "token becomes an extra field",
        "programs no longer get Q_TOKEN",
    ]
    now = migrated(session, made, new)
    assert [(one.id, one.kind, one.secret) for one in now.extra] == [
        ("token", FieldKind.SECRET, True)
    ]
    # It was not even opened.
    assert now.record.v["token"] == sealed
    assert now.type_version == 2


def test_a_field_that_comes_again_takes_back_what_it_held(
    session: Session, made: Credential
) -> None:
    migrations.migrate(session, kind(URL), {})
    new = kind(URL, TOKEN.replace("required = true\n", ""))
    assert 'The new field "token" is an extra field of 1 credential already.' in (
        migrations.preview(session, new, {}).breaks
    )
    with pytest.raises(InvalidValue, match="already"):
        types.add(session, HEAD + URL + TOKEN.replace("required = true\n", ""))
    now = migrated(session, made, new)
    assert (now.extra, secret_of(session, now, "token")) == ((), b"t0ken")


def test_a_renamed_field_keeps_value_age_and_expiry(session: Session, made: Credential) -> None:
    made = credentials.edit(session, made, Edits(expires={"token": 5, "url": 7}))
    new = kind(URL.replace('"url"', '"address"', 1), TOKEN.replace('"token"', '"key"'))
    assert told(session, new, url="address", token="key")[:2] == [
        "url becomes address",
        "token becomes key",
    ]
    now = migrated(session, made, new, {"url": "address", "token": "key"})
    assert (secret_of(session, now, "key"), now.public) == (
        b"t0ken",
        {"address": "https://q.example"},
    )
    assert (now.info("key"), now.info("address")) == (made.info("token"), made.info("url"))
    assert (now.sealed, now.extra, missing(session, now)) == (frozenset({"key"}), (), ())


def test_two_fields_change_places(session: Session) -> None:
    types.add(session, HEAD + field("a", secret=True) + field("b"))
    made = queue(session, a="sealed", b="open")
    new = kind(field("b", secret=True), field("a"))
    now = migrated(session, made, new, {"a": "b", "b": "a"})
    assert (secret_of(session, now, "b"), now.public) == (b"sealed", {"a": "open"})


def test_what_becomes_secret_is_sealed_and_what_becomes_public_is_shown(session: Session) -> None:
    types.add(session, HEAD + field("a", secret=True) + field("b"))
    made = queue(session, a="one", b="two")
    new = kind(field("a"), field("b", secret=True))
    assert told(session, new)[:2] == [
        "a becomes public: its value will be shown",
        "b becomes secret",
    ]
    now = migrated(session, made, new)
    assert (now.public, secret_of(session, now, "b")) == ({"a": "one"}, b"two")
    assert now.sealed == frozenset({"b"})


def test_what_cannot_be_shown_stays_sealed(session: Session) -> None:
    types.add(session, HEAD + field("a", kind="secret"))
    made = queue(session, a=b"\xff")
    new = kind(field("a"))
    assert "not valid UTF-8" in told(session, new)[0]
    now = migrated(session, made, new)
    assert (now.public, secret_of(session, now, "a")) == ({}, b"\xff")


def test_a_value_that_the_new_kind_refuses_stays_as_it_is(session: Session) -> None:
    types.add(session, HEAD + field("a") + field("b", kind="choice", choices=["eu", "us"]))
    made = queue(session, a="many", b="us")
    new = kind(field("a", kind="integer"), field("b", kind="choice", choices=["eu"]))
    assert told(session, new) == [
        "a must be a whole number; its value stays as it is",
        "b must be one of: eu; its value stays as it is",
    ]
    assert migrated(session, made, new).public == {"a": "many", "b": "us"}


def test_a_value_that_the_new_kind_writes_otherwise(session: Session) -> None:
    types.add(session, HEAD + field("a") + field("b", secret=True))
    made = queue(session, a="yes", b="+08")
    new = kind(field("a", kind="boolean"), field("b", kind="integer", secret=True))
    assert told(session, new) == [
        "a is written as its kind asks",
        "b is written as its kind asks",
        "programs may get another value of Q_A",
        "programs may get another value of Q_B",
    ]
    now = migrated(session, made, new)
    assert (now.public, secret_of(session, now, "b")) == ({"a": "true"}, b"8")


def test_a_choice_of_ones_own_is_a_text(session: Session) -> None:
    types.add(session, HEAD + URL + field("b", kind="choice", choices=["eu"]))
    made = queue(session, b="eu")
    now = migrated(session, made, kind(URL))
    now = credentials.edit(session, now, Edits(values=values(b="anything")))
    assert now.public == {"b": "anything"}


def test_an_extra_field_in_the_way_gets_another_name(session: Session, made: Credential) -> None:
    extra = Field("address", "Address", FieldKind.SECRET)
    made = credentials.edit(session, made, Edits(extra=((extra, given("mine")),)))
    new = kind(URL.replace('"url"', '"address"', 1), TOKEN)
    assert told(session, new, url="address")[:2] == [
        "url becomes address",
        "address becomes an extra field named address-2",
    ]
    now = migrated(session, made, new, {"url": "address"})
    assert now.public == {"address": "https://q.example"}
    assert secret_of(session, now, "address-2") == b"mine"


def test_who_lacks_what_is_required_now_is_named(session: Session, made: Credential) -> None:
    new = kind(URL, TOKEN, field("room", required=True))
    found = migrations.preview(session, new, {})
    assert [effect.incomplete for effect in found.effects] == [("room",)]
    assert missing(session, migrated(session, made, new)) == ("room",)
    # What was lacking before is no news.
    assert told(session, kind(URL, TOKEN, field("room", secret=True, required=True))) == []


def external(session: Session) -> Credential:
    return add(
        session,
        "hashivault_kv",
        Edits(name="lookup", values=values(url="https://vault.example", token="x")),
        incomplete=True,
    )


def test_keys_and_lookups_follow_their_field(session: Session, made: Credential) -> None:
    deploy = sets.create(session, sets.NewSet(None, "deploy"))
    deploy = sets.put_reference(session, deploy, "TOKEN", made, "token", description="why")
    deploy = sets.put_reference(session, deploy, "URL", made, "url")
    sets.revoke(session, deploy)
    by = external(session)
    sources.put(session, made, "token", by, {"secret_path": "a", "secret_key": "b"})
    new = kind(URL, TOKEN.replace('"token"', '"key"'))
    assert told(session, new, token="key") == [
        "token becomes key",
        "the key TOKEN of the set deploy follows to key",
        "1 lookup from outside will follow",
        "programs no longer get Q_TOKEN",
        "programs get Q_KEY as well",
    ]
    migrations.migrate(session, new, {"token": "key"})
    deploy = sets.living(session, deploy.id)
    key = deploy.key("TOKEN")
    assert key is not None
    assert (key.field, key.description) == ("key", "why")
    assert sets.get(session, deploy, "TOKEN").reveal() == b"t0ken"
    assert sets.get(session, deploy, "URL").reveal() == b"https://q.example"
    (source,) = sources.sources(session)
    assert (source.field, source.metadata["secret_path"]) == ("key", "a")
    session.undo()
    (source,) = sources.sources(session)
    assert source.field == "token"


def test_lookups_change_places_too(session: Session, made: Credential) -> None:
    by = external(session)
    sources.put(session, made, "token", by, {"secret_path": "t", "secret_key": "b"})
    sources.put(session, made, "url", by, {"secret_path": "u", "secret_key": "b"})
    trash.rm(session, [by])
    migrations.migrate(session, kind(URL, TOKEN), {"url": "token", "token": "url"})
    trash.restore(session, trash.trashed(session)[0].record)
    assert [(one.field, one.metadata["secret_path"]) for one in sources.sources(session)] == [
        ("token", "u"),
        ("url", "t"),
    ]


def test_a_field_that_only_others_mean_stays_for_them(session: Session, made: Credential) -> None:
    made = credentials.edit(session, made, Edits(clear=frozenset({"url"})))
    sources.put(session, made, "url", external(session), {"secret_path": "a", "secret_key": "b"})
    now = migrated(session, made, kind(TOKEN))
    assert [one.id for one in now.extra] == ["url"]
    assert [one.field for one in sources.sources(session)] == ["url"]


TEMPLATES = """[injectors.env]
A = "{{ url }}"
B = "x{{ token }}"
[injectors.extra_vars]
e = "{{ url }}"
"""


def names(session: Session, new: CredentialType, **moves: str) -> ChangedNames:
    (effect,) = migrations.preview(session, new, moves).effects
    return effect.names


def test_names_of_templates_are_compared_by_what_they_are_made_of(session: Session) -> None:
    types.add(session, HEAD + URL + TOKEN + TEMPLATES)
    queue(session)
    address = URL.replace('"url"', '"address"', 1)
    same = TEMPLATES.replace("{{ url }}", "{{ address }}")
    assert not names(session, kind(address, TOKEN, injectors=same), url="address")
    other = TEMPLATES.replace("x{{", "y{{").replace("e = ", "f = ")
    assert names(session, kind(URL, TOKEN, injectors=other)) == ChangedNames(
        gone=("extra variable e",), changed=("B",), added=("extra variable f",)
    )
    assert names(session, kind(URL, TOKEN)).gone == ("A", "B", "extra variable e")


def test_names_are_those_that_projects_give(session: Session, made: Credential) -> None:
    project = projects.create(session, None, "app")
    assign(session, made, [project], prefix="P_", renames={"Q_TOKEN": "SECRET"})
    assert names(
        session,
        kind(field("address", kind="url"), field("key", kind="secret")),
        url="address",
        token="key",
    ) == ChangedNames(gone=("P_URL", "SECRET"), added=("P_ADDRESS", "P_KEY"))


def test_a_safe_edit_says_that_nothing_happens(session: Session, made: Credential) -> None:
    queue(session, "other", token="t")
    found = migrations.preview(session, kind(URL, TOKEN, ROOM), {})
    assert (found.breaks, found.gained, found.touched) == ((), ("room",), ())
    assert found.told == (
        "2 credentials of this type: nothing changes for them. New, and perhaps empty: room."
    )
    assert migrations.preview(session, kind(URL, TOKEN), {}).type.version == 1


def test_a_summary(session: Session, made: Credential) -> None:
    new = kind(field("address", kind="url"), field("room", required=True))
    assert migrations.preview(session, new, {"url": "address"}).told == (
        "1 credential of this type: 1 value moves, 1 becomes an extra field, 1 credential lacks "
        "a required value. Programs no longer get Q_TOKEN, Q_URL. Programs also get Q_ADDRESS."
    )
    trash.rm(session, [made])
    assert migrations.preview(session, new, {}).told == "No credential is of this type."


@pytest.mark.parametrize(
    ("moves", "error", "said"),
    [
        ({"none": "url"}, NotFound, "has no field none"),
        ({"url": "none"}, NotFound, "will have no field none"),
        ({"url": "token"}, InvalidValue, "values are there already"),
        ({"url": "token", "token": "token"}, InvalidValue, "both"),
    ],
)
def test_moves_that_cannot_be(
    session: Session, made: Credential, moves: dict[str, str], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        migrations.migrate(session, kind(URL, TOKEN), moves)
    assert session.view.credential(made.id) == made


def test_managed_types_are_not_migrated(session: Session) -> None:
    with pytest.raises(InvalidValue, match="managed"):
        migrations.migrate(session, parse_type(HEAD.replace("queue", "login") + URL), {})


def test_what_nobody_settled_is_not_settled_unseen(session: Session, made: Credential) -> None:
    latest = made.record.latest
    sibling = Revision(
        k=latest.k, id=latest.id, rev="f" * 32, par=(), at=latest.at, m={**latest.m, "name": "r"},
        v=latest.v, fp=latest.fp,
    )  # fmt: skip
    session.file.commit([sibling], frozenset({made.id}))
    again = Session(session.file, by="test")
    with pytest.raises(Conflict, match="two programs"):
        migrations.preview(again, kind(URL), {})


def test_an_identical_type_is_no_change(session: Session, made: Credential, vault: Path) -> None:
    before = vault.read_bytes()
    migrations.migrate(session, kind(URL, TOKEN), {})
    assert vault.read_bytes() == before


def test_one_undo_takes_it_all_back_and_redo_makes_it_again(
    session: Session, made: Credential, vault: Path
) -> None:
    other = queue(session, "other", token="t")
    new = kind(URL, TOKEN.replace('"token"', '"key"'))
    migrations.migrate(session, new, {"token": "key"})
    assert session.undo() == ["Queue", "other", "q"]
    again = session_on(vault)
    for one in (made, other):
        now = again.view.credential(one.id).record
        assert (now.m, now.v) == (one.record.m, one.record.v)
    assert again.view.type("queue") == kind(URL, TOKEN)
    session.redo()
    assert secret_of(session, session.view.credential(made.id), "key") == b"t0ken"


def test_it_is_remembered_as_one_change(session: Session, made: Credential) -> None:
    migrations.migrate(session, kind(TOKEN), {})
    notes = [one.m for one in session.view.records("activity")]
    (note,) = [one for one in notes if one["verb"] == "type migrate"]
    assert (note["kind"], note["count"], note["names"]) == ("type", 2, ["Queue", "q"])


def test_from_the_trash_comes_what_fits_the_type_of_today(
    session: Session, made: Credential
) -> None:
    extra = Field("room", "Room", FieldKind.TEXT)
    made = credentials.edit(session, made, Edits(extra=((extra, given("12")),)))
    trash.rm(session, [made])
    migrations.migrate(session, kind(URL, TOKEN, ROOM), {})
    back = Credential(trash.restore(session, trash.trashed(session)[0].record))
    assert (back.extra, back.public["room"]) == ((), "12")
