"""The report of a vault's health: what falls where, what is left out, and what it leaves behind."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from tests.crypto.made_certificates import ssh_certificate, x509_certificate
from tests.domain.test_jwt import token
from tests.operations.samples import START, Moments, given, login, secret_of, values
from vaulttui.domain.credentials import Credential
from vaulttui.domain.exclusions import exclusions
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.health import CHECKS, Place
from vaulttui.errors import Interrupted, InUse, InvalidValue, NotFound
from vaulttui.operations import health, sources
from vaulttui.operations.credentials import GENERATED, Edits, Given, add, duplicate, edit, find
from vaulttui.operations.history import steps
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session

DAY = 24 * 3_600_000
STRONG = "kX9#mQ2!vB7$zL4@wT6%"


def buckets(session: Session, check: str) -> dict[str, list[tuple[str, str]]]:
    """Names and fields by bucket, the empty ones left out."""
    found = health.report(session).finding(check)
    return {
        bar.bucket.id: [
            (session.view.credential(one.credential_id).name, one.field) for one in bar.places
        ]
        for bar in found.bars
        if bar.places
    }


def with_metadata(session: Session, credential: Credential, m: Mapping[str, object]) -> None:
    draft = Draft.of(credential.record)
    draft.m |= m
    with session.edit("edit") as change:
        change.put(draft)


def test_an_empty_vault_is_well(session: Session) -> None:
    found = health.report(session)
    assert (found.at, found.credentials) == (START, 0)
    assert [one.check.id for one in found.findings] == list(CHECKS)
    assert [one.worries for one in found.findings] == [0] * len(CHECKS)
    assert all(not bar.places for one in found.findings for bar in one.bars)


def test_age(session: Session, moments: Moments) -> None:
    for name, days in (("a", 400), ("b", 364), ("c", 89), ("d", 29), ("e", 0)):
        moments.at = START - days * DAY
        login(session, name)
    moments.at = START
    assert buckets(session, "age") == {
        "older": [("a", "password")],
        "year": [("b", "password")],
        "quarter": [("c", "password")],
        "month": [("d", "password"), ("e", "password")],
    }


def test_expiry_as_it_was_given(session: Session) -> None:
    for name, days in (("a", -1), ("b", 6), ("c", 29), ("d", 89), ("e", 90)):
        edits = Edits(
            name=name, values=values(password="x"), expires={"password": START + days * DAY}
        )
        add(session, "login", edits)
    login(session, "f", username="public", password="y")
    assert buckets(session, "expiry") == {
        "past": [("a", "password")],
        "week": [("b", "password")],
        "month": [("c", "password")],
        "quarter": [("d", "password")],
        "later": [("e", "password")],
        "none": [("f", "password")],
    }
    assert ("a", "password") not in buckets(session, "age")["month"]


VALUES = {
    "certificate": ("x509-certificate", "certificate", x509_certificate(START + 5 * DAY)),
    "token": ("api-key", "key", token(b'{"exp":%d}' % ((START + 5 * DAY) // 1000))),
    "ssh": ("ssh", "ssh_public_key_data", ssh_certificate((START + 5 * DAY) // 1000)),
}


@pytest.mark.parametrize("name", VALUES)
def test_expiry_that_a_value_tells_is_noted_when_it_is_set(session: Session, name: str) -> None:
    type_id, field, value = VALUES[name]
    made = add(session, type_id, Edits(name=name, values=values(**{field: value})))
    assert made.info(field).expires_at == START + 5 * DAY
    assert [row.name for row in find(session, "expires:7d")] == [name]
    assert buckets(session, "expiry")["week"] == [(name, field)]
    changed = edit(session, made, Edits(values=values(**{field: b"tells nothing"})))
    assert changed.info(field).expires_at is None


def test_what_the_user_says_stands_but_the_earliest_counts(session: Session) -> None:
    type_id, field, value = VALUES["token"]
    edits = Edits(name="t", values=values(**{field: value}), expires={field: START + 400 * DAY})
    made = add(session, type_id, edits)
    assert made.info(field).expires_at == START + 400 * DAY
    assert buckets(session, "expiry") == {"week": [("t", field)]}
    made = edit(session, made, Edits(expires={field: None}))
    assert buckets(session, "expiry") == {"week": [("t", field)]}
    edit(session, made, Edits(expires={field: START + DAY - 1}))
    assert buckets(session, "expiry") == {"week": [("t", field)]}


def test_values_stored_before_tell_their_expiry_too(session: Session) -> None:
    type_id, field, value = VALUES["certificate"]
    made = add(session, type_id, Edits(name="c", values=values(**{field: value})))
    edit(session, made, Edits(expires={field: None}))
    assert session.view.credential(made.id).info(field).expires_at is None
    assert buckets(session, "expiry") == {"week": [("c", field)]}


def test_strength_of_what_people_think_up(session: Session) -> None:
    for name, password in (("a", "123456"), ("b", "dragon77"), ("c", "Zyqqomar"), ("d", STRONG)):
        login(session, name, password=password)
    add(session, "generic-secret", Edits(name="DB_PASSWORD", values=values(value="qwerty")))
    add(session, "generic-secret", Edits(name="PORT", values=values(value="5432")))
    add(session, "card", Edits(name="card", values=values(number="4111", pin="1234")))
    edits = Edits(name="made", values={"password": Given(Secret(b"123456"), GENERATED)})
    add(session, "login", edits)
    pwd = Field("db-pwd", "of the database", FieldKind.SECRET)
    passport = Field("passport", "Passport", FieldKind.SECRET)
    extra = ((pwd, given("123456")), (passport, given("C01X00T47")))
    add(session, "secure-note", Edits(name="note", values=values(note="x"), extra=extra))
    assert buckets(session, "strength") == {
        "guessed": [("a", "password"), ("DB_PASSWORD", "value"), ("note", "db-pwd")],
        "weak": [("b", "password")],
        "fair": [("c", "password")],
        "strong": [("d", "password")],
        "generated": [("made", "password")],
    }


def test_the_user_is_no_good_password(session: Session) -> None:
    login(
        session,
        "wiki",
        username="ada-lovelace-1815@example.org",
        password="ada-lovelace-1815@example.org",
    )
    assert list(buckets(session, "strength")) == ["guessed"]


def test_reuse(session: Session) -> None:
    for name, password in (
        ("a", "one"),
        ("b", "two"),
        ("c", "two"),
        ("d", "three"),
        ("e", "three"),
    ):
        login(session, name, password=password)
    add(session, "api-key", Edits(name="f", values=values(key="three")))
    found = health.report(session).finding("reuse")
    assert buckets(session, "reuse") == {
        "once": [("a", "password")],
        "two": [("b", "password"), ("c", "password")],
        "many": [("d", "password"), ("e", "password"), ("f", "key")],
    }
    groups = {bar.bucket.id: {one.group for one in bar.places} for bar in found.bars}
    assert groups["once"] == {0}
    assert len(groups["two"]) == len(groups["many"]) == 1
    assert groups["two"] != groups["many"]
    assert found.worries == 5


def test_values_without_a_fingerprint_are_compared_as_well(session: Session) -> None:
    # Another program may have written none.
    a, b = (login(session, name, password="same") for name in "ab")
    look = health.Look(session, {})
    look.at(a)
    look.at(Credential(replace(b.record, fp={})))
    (found,) = (one for one in look.tally.findings() if one.check.id == "reuse")
    assert found.worries == 2


def test_equal_names(session: Session) -> None:
    for name in ("Wiki", "wiki ", "mail"):
        login(session, name)
    assert buckets(session, "names") == {
        "equal": [("Wiki", ""), ("wiki ", "")],
        "own": [("mail", "")],
    }


def test_incomplete(session: Session) -> None:
    add(session, "oauth-client", Edits(name="a", values=values(client_id="x")), incomplete=True)
    made = login(session, "b")
    with_metadata(session, made, {"value.password": {"set_at": START, "origin": "placeholder"}})
    login(session, "c")
    elsewhere = add(session, "api-key", Edits(name="d"), incomplete=True)
    with_metadata(session, elsewhere, {"value.key": {"set_at": START, "origin": "placeholder"}})
    assert buckets(session, "incomplete") == {
        "missing": [("a", "client_secret")],
        "placeholder": [("b", "password"), ("d", "key")],
        "whole": [("c", "")],
    }
    assert ("b", "password") not in buckets(session, "strength").get("strong", [])
    assert buckets(session, "reuse") == {"once": [("c", "password")]}


def test_what_is_fed_lacks_nothing(session: Session) -> None:
    fed = add(session, "api-key", Edits(name="fed"), incomplete=True)
    url = values(url="https://vault.example.org", token="t", api_version="v1")
    external = add(session, "hashivault_kv", Edits(name="external", values=url), incomplete=True)
    sources.put(session, fed, "key", external, {"secret_path": "a", "secret_key": "b"})
    assert ("fed", "") in buckets(session, "incomplete")["whole"]


def test_excluded_is_counted_and_told(session: Session, moments: Moments) -> None:
    a, _ = (login(session, name, password="123456") for name in "ab")
    moments.at += 5
    health.exclude(session, a, "strength", " on a closed network ")
    found = health.report(session).finding("strength")
    (one,) = found.excluded
    assert (one.credential_id, one.reason, one.at) == (a.id, "on a closed network", START + 5)
    assert buckets(session, "strength") == {"guessed": [("b", "password")]}
    assert health.report(session).finding("reuse").worries == 2
    health.exclude(session, session.view.credential(a.id), "reuse", "the same device")
    assert buckets(session, "reuse") == {"once": [("b", "password")]}


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_takes_exclusions_and_gives_them_back(session: Session, check: str) -> None:
    made = login(session, "a")
    before = health.report(session)
    made = health.exclude(session, made, check, "because")
    found = health.report(session).finding(check)
    assert [len(bar.places) for bar in found.bars] == [0] * len(found.bars)
    assert len(found.excluded) == 1
    health.include(session, made, check)
    assert health.report(session) == before


def test_an_exclusion_stands_in_the_history(session: Session) -> None:
    made = health.exclude(session, login(session, "a"), "age", "because")
    health.include(session, made, "age")
    found = steps(session, session.view.credential(made.id))
    assert [step.fields for step in found[:2]] == [("exclusion from age",)] * 2


def test_excluding_is_undone(session: Session) -> None:
    made = health.exclude(session, login(session, "a"), "age", "because")
    assert session.undo() == ["a"]
    assert exclusions(made.id, session.view.credential(made.id).record.m) == {}


def test_a_copy_inherits_no_exclusion(session: Session) -> None:
    made = health.exclude(session, login(session, "a"), "age", "because")
    copied = duplicate(session, made, "b")
    assert exclusions(copied.id, copied.record.m) == {}
    assert secret_of(session, copied) == secret_of(session, made)


def test_what_cannot_be_excluded(session: Session) -> None:
    made = login(session, "a")
    with pytest.raises(InvalidValue, match="no check old"):
        health.exclude(session, made, "old", "because")
    for reason in ("", " \n", "x" * 513):
        with pytest.raises(InvalidValue, match="reason"):
            health.exclude(session, made, "age", reason)
    with pytest.raises(NotFound, match="not excluded"):
        health.include(session, made, "age")
    with_metadata(session, made, {"managed": True})
    with pytest.raises(InUse):
        health.exclude(session, session.view.credential(made.id), "age", "because")


def test_odd_exclusions_of_other_programs(session: Session) -> None:
    made = login(session, "a", password="123456")
    odd = {"exempt.age": True, "exempt.strength": {"reason": 7}, "exempt.moons": {"reason": "x"}}
    with_metadata(session, made, odd)
    found = health.report(session)
    assert found.finding("age").excluded == ()
    (one,) = found.finding("strength").excluded
    assert (one.reason, one.at) == ("", 0)


def test_a_value_that_does_not_open_ends_no_report(session: Session) -> None:
    a, b = login(session, "a"), login(session, "b", password=STRONG)
    look = health.Look(session, {})
    look.at(Credential(replace(a.record, v=b.record.v, fp={})))
    look.at(Credential(replace(b.record, v=a.record.v, fp={})))
    found = {one.check.id: one for one in look.tally.findings()}
    assert not any(bar.places for bar in found["reuse"].bars)
    assert len(found["incomplete"].bars[-1].places) == 2


def test_progress_and_cancel(session: Session) -> None:
    for number in range(120):
        login(session, f"{number}", username="ada")
    told: list[tuple[int, int]] = []
    health.report(session, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 120), (50, 120), (100, 120), (120, 120)]

    def stop(done: int, _total: int) -> None:
        if done:
            raise Interrupted("Enough.")

    with pytest.raises(Interrupted):
        health.report(session, progress=stop)


def test_grades_are_kept_by_whoever_asks_again(session: Session) -> None:
    made = login(session, "a", password="123456")
    grades: health.Grades = {}
    first = health.report(session, grades=grades)
    assert list(grades.values()) == [0]
    (key,) = grades
    grades[key] = 2
    assert health.report(session, grades=grades).finding("strength").worries == 0
    edit(session, made, Edits(values=values(password="123457")))
    assert health.report(session, grades=grades).finding("strength").worries == 1
    assert first.finding("strength").bars[0].places == (Place(made.id, "password"),)


def test_no_look_is_remembered_and_no_value_kept(session: Session) -> None:
    login(session, "a", password="canary-4711")
    grades: health.Grades = {}
    found = health.report(session, grades=grades)
    assert session.reads() == []
    assert "canary" not in repr((found, grades))
