"""What the program keeps for itself: durable, found at once, and never the user's change."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.session.sessions import NAME, add, memory_session, new_session, record, same_vault
from vaulttui.domain.document import Document
from vaulttui.domain.ledger import entry_to_json, ledger_id
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session
from vaulttui.session.view import View

REMOTE, BINDING, OTHER = "1" * 32, "2" * 32, "3" * 32


def note(session: Session, slot: str, mark: str, binding: str = BINDING) -> str:
    """Remember that a slot was written."""
    record_id = ledger_id(REMOTE, binding, slot)
    known = session.view.record(record_id)
    draft = Draft.of(known) if known else Draft.new("ledger", record_id)
    draft.m = {**entry_to_json(REMOTE, binding, slot, 5), "fingerprint": mark}
    with session.bookkeeping() as change:
        change.put(draft)
    return record_id


def forget(session: Session, record_id: str) -> None:
    with session.bookkeeping() as change:
        change.delete(record(session, record_id))


def marks(session: Session, binding: str = BINDING) -> dict[str, str]:
    return {slot: entry.fingerprint for slot, entry in session.view.ledger(binding).items()}


def test_it_is_saved_and_told_and_nobody_did_it(tmp_path: Path) -> None:
    session = new_session(tmp_path / NAME)
    add(session, "wiki")
    before = [one.id for one in session.view.records("activity")]
    told: list[None] = []
    session.listen(lambda: told.append(None))
    note(session, "PW", "a")
    assert told == [None]
    assert [one.id for one in session.view.records("activity")] == before
    assert marks(same_vault(tmp_path / NAME, session.keys)) == {"PW": "a"}
    assert session.undo() == ["wiki"]
    assert marks(session) == {"PW": "a"}


def test_an_empty_one_saves_nothing(tmp_path: Path) -> None:
    session = new_session(tmp_path / NAME)
    before = (tmp_path / NAME).read_bytes()
    with session.bookkeeping():
        pass
    assert (tmp_path / NAME).read_bytes() == before


def test_entries_of_a_binding_follow_every_change() -> None:
    _, session = memory_session()
    assert marks(session) == {}
    first = note(session, "PW", "a")
    note(session, "TOKEN", "b")
    note(session, "PW", "elsewhere", OTHER)
    note(session, "PW", "c")
    assert marks(session) == {"PW": "c", "TOKEN": "b"}
    assert marks(session, OTHER) == {"PW": "elsewhere"}
    forget(session, first)
    assert marks(session) == {"TOKEN": "b"}


@settings(max_examples=20)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", ""]), st.sampled_from([BINDING, OTHER]), st.integers(0, 3)
        ),
        max_size=12,
    )
)
def test_what_follows_is_what_a_new_look_shows(steps: list[tuple[str, str, int]]) -> None:
    _, session = memory_session()
    marks(session)
    for slot, binding, mark in steps:
        record_id = note(session, slot, str(mark), binding)
        if not mark:
            forget(session, record_id)
    anew = View(session.file.document)
    for binding in (BINDING, OTHER):
        assert session.view.ledger(binding) == anew.ledger(binding)
    assert {one.id for one in session.view.records("ledger")} == {
        one.id for one in anew.records("ledger")
    }


def test_neither_a_walk_nor_a_new_graph_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    _, session = memory_session()
    for number in range(5):
        add(session, f"wiki {number}")
    graph, _ = session.view.graph, marks(session)
    rows = session.view.rows()
    walks: Counter[str] = Counter()

    def counting(name: str) -> None:
        real = getattr(Document, name)

        def counted(*words: object) -> object:
            walks[name] += 1
            return real(*words)

        monkeypatch.setattr(Document, name, counted)

    for name in ("of_kind", "of_kinds", "shown"):
        counting(name)
    for number in range(50):
        note(session, f"SLOT_{number}", "a")
    assert len(marks(session)) == len(list(session.view.records("ledger"))) == 50
    assert list(session.view.records("journal")) == []
    assert session.view.graph is graph
    assert session.view.rows() is rows
    assert walks == {}
