"""What is remembered of changes and of looks: names and fields, and never a value."""

import os
from pathlib import Path

import pytest

from tests.operations.samples import Moments, login, session_on, values
from vaulttui.crypto.keys import new_secret
from vaulttui.errors import InvalidValue
from vaulttui.operations import history, slots, trash, types
from vaulttui.operations.activity import activity
from vaulttui.operations.credentials import Edits, duplicate, edit, get
from vaulttui.session.session import Session

DAY = 24 * 3600 * 1000
TYPE = 'id = "q"\nname = "Q"\nversion = 1\nkind = "cloud"\n[[fields]]\nid = "a"\nlabel = "A"\n'


def test_every_verb_is_remembered_newest_first(session: Session, moments: Moments) -> None:
    made = login(session, "wiki", username="ada", password="s1")
    moments.at += 1
    made = edit(session, made, Edits(name="renamed", values=values(password="s2")))
    moments.at += 1
    copy = duplicate(session, made, "copy")
    moments.at += 1
    trash.rm(session, [copy, made])
    moments.at += 1
    trash.restore(session, trash.trashed(session)[0].record)
    moments.at += 1
    types.add(session, TYPE)
    rows = activity(session)
    assert [(row.verb, row.kind, row.count) for row in rows] == [
        ("type add", "type", 1),
        ("restore", "credential", 1),
        ("rm", "credential", 2),
        ("duplicate", "credential", 1),
        ("edit", "credential", 1),
        ("add", "credential", 1),
    ]
    assert [sorted(row.names) for row in rows[2:]] == [
        ["copy", "renamed"],
        ["copy"],
        ["renamed"],
        ["wiki"],
    ]
    assert {(row.by, row.here) for row in rows} == {("test", False)}
    assert all(row.host for row in rows)


def test_a_look_is_known_here_alone(session: Session, moments: Moments, vault: Path) -> None:
    made = login(session, "wiki", password="s1")
    moments.at += 1
    get(session, made, "password")
    row = activity(session)[0]
    assert (row.verb, row.names, row.fields, row.here) == ("get", ("wiki",), ("password",), True)
    assert [row.verb for row in activity(session_on(vault))] == ["add"]


def test_no_value_is_remembered(session: Session, tmp_path: Path) -> None:
    made = login(session, "wiki", username="ada-of-the-log", password="s3cret one")
    made = edit(session, made, Edits(values=values(password="s3cret two")))
    get(session, made, "password")
    get(session, made, "username")
    history.purge(session, made)
    slots.add_recovery(session, new_secret())
    rows = activity(session)
    assert {"get", "add", "edit", "history purge", "slot add"} <= {row.verb for row in rows}
    told = repr(rows) + repr([record.m for record in session.view.records("activity")])
    for value in ("ada-of-the-log", "s3cret one", "s3cret two"):
        assert value not in told
    for path in (tmp_path / "reads").iterdir():
        assert b"wiki" not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0


def test_what_was_purged_is_told_by_number(session: Session, moments: Moments) -> None:
    trash.rm(session, [login(session, "one"), login(session, "two")])
    moments.at += 1
    trash.purge(session, [gone.record for gone in trash.trashed(session)])
    row = activity(session)[0]
    assert (row.verb, row.count, row.names) == ("purge", 2, ())


@pytest.mark.parametrize("limit", [1, 5])
def test_a_limit(session: Session, moments: Moments, limit: int) -> None:
    for number in range(4):
        moments.at += 1
        get(session, login(session, f"n{number}"), "password")
    rows = activity(session, limit)
    assert len(rows) == limit
    assert rows[0].names == ("n3",)


@pytest.fixture
def busy(session: Session, moments: Moments) -> Session:
    """An old login, and of this week a type, an edit and a look."""
    made = login(session, "Mail server", password="s1")
    moments.at += 30 * DAY
    types.add(session, TYPE)
    made = edit(session, made, Edits(name="Mail"))
    get(session, made, "password")
    return session


@pytest.mark.parametrize(
    ("query", "verbs"),
    [
        ("", ["type add", "edit", "get", "add"]),
        ("mail", ["edit", "get", "add"]),
        ('"mail server"', ["add"]),
        ("-mail", ["type add"]),
        ("PASSWORD", ["get"]),
        ("verb:edit", ["edit"]),
        ("verb:add", ["type add", "add"]),
        ('verb:"type add"', ["type add"]),
        ("verb:ed", []),
        ("-verb:add", ["edit", "get"]),
        ("kind:type", ["type add"]),
        ("name:server", ["add"]),
        ("name:password", []),
        ("by:TEST", ["type add", "edit", "get", "add"]),
        ("by:tui", []),
        ("since:7d", ["type add", "edit", "get"]),
        ("-since:7d", ["add"]),
        ("since:2023-12-01", ["type add", "edit", "get"]),
        ("since:7d kind:credential -verb:get", ["edit"]),
        ("odd:word", []),
    ],
)
def test_a_filter(busy: Session, query: str, verbs: list[str]) -> None:
    assert sorted(row.verb for row in activity(busy, query=query)) == sorted(verbs)


def test_a_look_is_of_this_machine(busy: Session) -> None:
    here = os.uname().nodename
    assert len(activity(busy, query=f"machine:{here}")) == 4
    assert activity(busy, query=f"-machine:{here}") == []


def test_the_limit_counts_what_fits(busy: Session) -> None:
    assert [row.verb for row in activity(busy, 1, "verb:add")] == ["type add"]


@pytest.mark.parametrize("query", ["verb:", "since:", "since:soon", "since:2023-02-30", "-kind:"])
def test_a_filter_without_sense(busy: Session, query: str) -> None:
    with pytest.raises(InvalidValue):
        activity(busy, query=query)


def test_of_many_records_the_first_names_stay(session: Session) -> None:
    made = [login(session, f"n{number:02}") for number in range(25)]
    trash.rm(session, made)
    (row,) = [row for row in activity(session) if row.verb == "rm"]
    assert (row.count, len(row.names), row.names[0]) == (25, 20, "n00")


def test_a_broken_line_of_the_log_is_passed_over(session: Session, tmp_path: Path) -> None:
    made = login(session)
    get(session, made, "password")
    (log,) = (tmp_path / "reads").iterdir()
    log.write_bytes(b"no base64 \xff\n" + log.read_bytes() + b"AAAA\n")
    get(session, made, "password")
    assert [row.here for row in activity(session)].count(True) == 2


def test_a_log_that_cannot_be_written_stops_no_look(session: Session, tmp_path: Path) -> None:
    (tmp_path / "reads").write_text("a file in the way", "utf-8")
    assert get(session, login(session), "password").reveal()
    assert session.reads() == []
