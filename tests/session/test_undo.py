"""Changes taken back and made again, one after the other."""

from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.session.sessions import (
    NAME,
    add,
    delete,
    describe,
    memory_session,
    new_session,
    put,
    record,
    same_vault,
    value,
)
from tests.vaultfile.examples import examples
from vaulttui.domain.revisions import Record
from vaulttui.errors import Conflict, NotFound, VaulttuiError
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session

State = dict[str, bytes]
"""What lives, by name, and its value."""
_STATES: Final = st.dictionaries(st.sampled_from("abc"), st.binary(max_size=1))
_TURNS: Final = st.sampled_from(["undo", "redo"])


class Twin:
    """A session beside the list of its states, and where in it one is."""

    def __init__(self) -> None:
        self.session = memory_session()[1]
        self.states: list[State] = [{}]
        self.at = 0

    def go(self, doing: State | str) -> None:
        """Reach a state by one change, or take one back or make it again."""
        if isinstance(doing, str):
            self.turn(doing)
        elif doing != self.states[self.at]:
            self.change(self.states[self.at], doing)
            self.states[self.at + 1 :] = [doing]
            self.at += 1
        assert self.shown() == self.states[self.at]
        assert self.session.can_undo is (self.at > 0)
        assert self.session.can_redo is (self.at < len(self.states) - 1)

    def turn(self, verb: str) -> None:
        to = self.at + {"undo": -1, "redo": 1}[verb]
        if not 0 <= to < len(self.states):
            with pytest.raises(NotFound):
                getattr(self.session, verb)()
            return
        before, after = self.states[self.at], self.states[to]
        named = getattr(self.session, verb)()
        assert set(named) == {one for one in "abc" if before.get(one) != after.get(one)}
        self.at = to

    def change(self, before: State, after: State) -> None:
        with self.session.edit("edit") as change:
            for name in before.keys() - after.keys():
                change.delete(self.living(name))
            for name, content in after.items():
                if before.get(name) != content:
                    change.put(self.draft(name, content, there=name in before))

    def draft(self, name: str, content: bytes, *, there: bool) -> Draft:
        draft = Draft.of(self.living(name)) if there else Draft.new("credential")
        draft.m |= {"name": name, "type": "login"}
        draft.set("password", Secret(content))
        return draft

    def living(self, name: str) -> Record:
        (row,) = self.session.view.named(name)
        return record(self.session, row.id)

    def shown(self) -> State:
        return {row.name: value(self.session, row.id) for row in self.session.view.rows()}


@given(st.lists(st.one_of(_STATES, _TURNS, _TURNS), max_size=30))
@examples(60, 2_000)
def test_any_order_of_doings_ends_where_a_list_of_states_says(doings: list[State | str]) -> None:
    twin = Twin()
    for doing in doings:
        twin.go(doing)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Session, Session]:
    """Two sessions on one vault."""
    first = new_session(tmp_path / NAME)
    return first, same_vault(tmp_path / NAME, first.keys)


def test_what_is_made_again_is_the_same_bytes() -> None:
    _, session = memory_session()
    chosen = add(session, "x", b"one")
    put(session, chosen, b"two")
    sealed = record(session, chosen).v["password"]
    session.undo()
    assert session.redo() == ["x"]
    assert record(session, chosen).v["password"] == sealed


def test_a_step_forth_is_remembered_as_one() -> None:
    _, session = memory_session()
    add(session, "x")
    session.undo()
    session.redo()
    made = [(one.m["verb"], one.m["kind"]) for one in session.view.records("activity")]
    assert sorted(made) == [("add", "credential"), ("redo", "credential"), ("undo", "credential")]


def test_a_new_change_ends_it_and_an_empty_one_does_not() -> None:
    _, session = memory_session()
    chosen = add(session, "x")
    describe(session, chosen, "one")
    session.undo()
    with session.edit("nothing") as change:
        change.put(Draft.of(record(session, chosen)))
    session.redo()
    session.undo()
    add(session, "y")
    assert not session.can_redo
    with pytest.raises(NotFound, match="redo"):
        session.redo()


def test_what_another_program_changed_is_not_lost(pair: tuple[Session, Session]) -> None:
    ours, theirs = pair
    first, second = add(ours, "first"), add(ours, "second")
    describe(ours, first, "ours")
    describe(ours, second, "ours")
    ours.undo()
    ours.undo()
    theirs.refresh()
    describe(theirs, first, "theirs")
    with pytest.raises(Conflict, match="first was changed since; redo"):
        ours.redo()
    assert record(ours, first).m["description"] == "theirs"
    # Of what stands apart from it, the way goes on.
    assert ours.redo() == ["second"]
    assert record(ours, second).m["description"] == "ours"
    assert not ours.can_redo


def test_redo_does_not_bring_back_what_was_forgotten() -> None:
    _, session = memory_session()
    chosen = add(session, "x", b"old")
    put(session, chosen, b"forgotten")
    session.undo()
    with session.edit("history purge") as change:
        change.forget(record(session, chosen).revisions[:-1])
    with pytest.raises(VaulttuiError, match="forgotten"):
        session.redo()
    assert value(session, chosen) == b"old"
    assert not session.can_redo


def test_listeners_hear_of_it_once_it_can_be_taken_back() -> None:
    _, session = memory_session()
    add(session, "x")
    heard: list[tuple[bool, bool]] = []
    session.listen(lambda: heard.append((session.can_undo, session.can_redo)))
    session.undo()
    session.redo()
    delete(session, session.view.rows()[0].id)
    assert heard == [(False, True), (True, False), (True, False)]
