"""A leaked text finds its owner, now and then, whatever form it leaked in."""

import base64
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.operations.samples import START, Moments, login, values
from vaulttui.domain.revisions import Revision
from vaulttui.errors import InvalidValue
from vaulttui.operations import assignments, credentials, projects, sets, trash, whose
from vaulttui.operations.credentials import Edits
from vaulttui.operations.history import purge, restore_field
from vaulttui.operations.sets import NewSet
from vaulttui.secret import Secret
from vaulttui.session.session import Session

TOKEN = b"s3cret/t\xc3\xb6ken+1"


def find(session: Session, leaked: bytes) -> list[whose.Match]:
    return list(whose.whose(session, Secret(leaked)).matches)


def places(session: Session, leaked: bytes) -> list[tuple[str, int | None, str]]:
    return [(one.name, one.line, one.how) for one in find(session, leaked)]


def test_the_live_value(session: Session, moments: Moments) -> None:
    wiki = login(session, username="ada", password=TOKEN)
    (match,) = find(session, TOKEN)
    assert (match.record_id, match.kind, match.name, match.type_id, match.field) == (
        wiki.id, "credential", "wiki", "login", "password",
    )  # fmt: skip
    assert (match.line, match.how, match.secret) == (None, "as it is", True)
    assert (match.since, match.until, match.deleted) == (START, None, False)
    assert find(session, b"another") == []


def test_a_former_value_and_one_that_came_back(session: Session, moments: Moments) -> None:
    wiki = login(session, password=TOKEN)
    passwords: tuple[str | bytes, ...] = ("two", TOKEN, "three")
    for step, password in enumerate(passwords, start=1):
        moments.at = START + step * 1000
        wiki = credentials.edit(session, wiki, Edits(values=values(password=password)))
    spans = [(one.since - START, (one.until or 0) - START) for one in find(session, TOKEN)]
    assert spans == [(0, 1000), (2000, 3000)]
    (live,) = find(session, b"three")
    assert (live.since, live.until) == (START + 3000, None)


def test_a_value_that_was_restored_was_not_live_in_between(
    session: Session, moments: Moments
) -> None:
    wiki = login(session, password=TOKEN)
    first = wiki.record.heads[0].rev
    moments.at += 1000
    wiki = credentials.edit(session, wiki, Edits(values=values(password="two")))
    moments.at += 1000
    restore_field(session, wiki, "password", first)
    spans = [(one.since - START, one.until) for one in find(session, TOKEN)]
    assert spans == [(2000, None), (0, START + 1000)]


def test_an_edit_beside_it_does_not_end_it(session: Session, moments: Moments) -> None:
    wiki = login(session, password=TOKEN)
    moments.at += 1000
    credentials.edit(session, wiki, Edits(description="more"))
    (match,) = find(session, TOKEN)
    assert (match.since, match.until) == (START, None)


def test_the_trash_is_searched(session: Session, moments: Moments) -> None:
    wiki = login(session, password=TOKEN)
    moments.at += 1000
    trash.rm(session, [wiki])
    (match,) = find(session, TOKEN)
    assert (match.name, match.until, match.deleted) == ("wiki", START + 1000, True)


def test_what_was_purged_is_gone(session: Session) -> None:
    wiki = login(session, password=TOKEN)
    wiki = credentials.edit(session, wiki, Edits(values=values(password="two")))
    purge(session, wiki)
    assert find(session, TOKEN) == []
    (match,) = find(session, b"two")
    assert match.until is None


def test_public_values_count(session: Session) -> None:
    login(session, username="ada@corp.example", password="x")
    (match,) = find(session, b"ada@corp.example\n")
    assert (match.field, match.how) == ("username", "without the newline at its end")
    assert not match.secret


def test_a_value_that_is_secret_in_one_state_is_secret(session: Session) -> None:
    login(session, username="ada@corp.example", password="ada@corp.example")
    assert {one.field: one.secret for one in find(session, b"ada@corp.example")} == {
        "username": False,
        "password": True,
    }


def test_a_log_tells_the_line(session: Session, moments: Moments) -> None:
    wiki = login(session, password=TOKEN)
    login(session, "mail", username="ada.lovelace", password="another")
    log = b"12:00 ada.lovelace logs in\nERROR pw=" + TOKEN + b" failed\nagain: " + TOKEN
    assert places(session, log) == [("wiki", 2, "as it is")]
    moments.at += 1000
    credentials.edit(session, wiki, Edits(values=values(password="rotated")))
    (match,) = find(session, log)
    assert (match.line, match.until) == (2, START + 1000)


def test_the_whole_goes_before_its_parts(session: Session) -> None:
    address = b"postgres://shop:" + quote(TOKEN, safe="").encode() + b"@db.example/shop"
    login(session, "part", password=TOKEN)
    login(session, "whole", password=address)
    assert places(session, address + b"\n") == [
        ("part", 1, "URL-decoded"),
        ("whole", None, "without the newline at its end"),
    ]


def test_short_and_public_values_are_no_parts(session: Session) -> None:
    login(session, "short", username="customer", password="shop1")
    assert find(session, b"the customer of shop1 called") == []
    assert [one.field for one in find(session, b"shop1")] == ["password"]


def test_a_long_text_says_where_the_search_ended(session: Session) -> None:
    login(session, password=TOKEN)
    line = b"x" * 999 + b"\n"
    long = line * 10 + TOKEN + b"\n" + line * (whose.LIMIT // len(line))
    answer = whose.whose(session, Secret(long))
    assert [one.line for one in answer.matches] == [11]
    assert answer.unfinished == 1 + long.count(b"\n", 0, whose.LIMIT)
    assert whose.whose(session, Secret(TOKEN * 9)).unfinished is None


@pytest.mark.parametrize(
    ("leaked", "how"),
    [
        (TOKEN, "as it is"),
        (TOKEN + b"\n", "without the newline at its end"),
        (b" \t" + TOKEN + b"\r\n", "trimmed"),
        (base64.b64encode(TOKEN), "decoded from base64"),
        (base64.b64encode(TOKEN + b"\n"), "decoded from base64 and trimmed"),
        (base64.urlsafe_b64encode(TOKEN).rstrip(b"=") + b"\n", "decoded from base64"),
        (quote(TOKEN, safe="").encode(), "URL-decoded"),
        (b"\n" + quote(TOKEN, safe="").encode() + b"\n", "URL-decoded"),
    ],
)
def test_the_forms_in_which_it_leaks(session: Session, leaked: bytes, how: str) -> None:
    login(session, password=TOKEN)
    assert [one.how for one in find(session, leaked)] == [how]


def test_the_vault_may_hold_the_encoded_form(session: Session) -> None:
    login(session, "coded", password=base64.b64encode(TOKEN))
    login(session, "bare", password=base64.urlsafe_b64encode(TOKEN).rstrip(b"="))
    assert {one.name: one.how for one in find(session, TOKEN)} == {
        "coded": "encoded in base64",
        "bare": "encoded in base64",
    }


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.binary(min_size=1, max_size=40).filter(lambda one: bool(one.strip())))
def test_any_value_is_found(session: Session, value: bytes) -> None:
    wiki = login(session, password=value)
    for leaked in (value, b"\n " + value.strip() + b"\n", base64.b64encode(value)):
        if leaked.strip() == value or b"\n" not in leaked:
            assert wiki.id in {one.record_id for one in find(session, leaked)}


def test_who_uses_it(session: Session) -> None:
    wiki = login(session, username="ada", password=TOKEN)
    shop = projects.create(session, None, "shop")
    yard = projects.create(session, None, "yard")
    assignments.assign(session, wiki, [shop])
    found = sets.create(session, NewSet(None, "deploy"))
    found = sets.put_reference(session, found, "PASSWORD", wiki, "password")
    sets.put_reference(session, found, "USER", wiki, "username")
    assignments.assign(session, found, [yard])
    (match,) = find(session, TOKEN)
    assert (match.sets, match.projects) == (("deploy",), ("shop", "yard"))


def test_a_key_of_a_set(session: Session) -> None:
    shop = projects.create(session, None, "shop")
    found = sets.create(session, NewSet(None, "deploy", project=shop))
    sets.put_value(session, found, "OWN", Secret(TOKEN))
    (match,) = find(session, TOKEN)
    assert (match.kind, match.name, match.field, match.until) == ("set", "deploy", "OWN", None)
    assert match.projects == ("shop",)


def test_a_value_without_a_fingerprint_is_opened(session: Session) -> None:
    record = "a" * 32
    sealed = session.keys.seal_value(record, "password", Secret(TOKEN))
    broken = Revision(
        k="credential", id="c" * 32, rev="d" * 32, par=(), at=1,
        m={"name": "broken"}, v={"password": sealed},
    )  # fmt: skip
    foreign = Revision(
        k="credential", id=record, rev="b" * 32, par=(), at=1,
        m={"name": "foreign"}, v={"password": sealed},
    )  # fmt: skip
    session.file.commit([foreign, broken])
    session.view.turn_to(session.file.document)
    assert places(session, TOKEN) == [("foreign", None, "as it is")]
    assert places(session, b"log: " + TOKEN) == [("foreign", 1, "as it is")]


@pytest.mark.parametrize("leaked", [b"", b" \n"])
def test_what_can_be_no_value(session: Session, leaked: bytes) -> None:
    with pytest.raises(InvalidValue):
        find(session, leaked)


def test_nothing_is_written_and_nothing_told(session: Session, vault: Path) -> None:
    login(session, password=TOKEN)
    before, reads = vault.read_bytes(), session.reads()
    (match,) = find(session, TOKEN)
    assert TOKEN.decode() not in repr(match)
    assert (vault.read_bytes(), session.reads()) == (before, reads)
