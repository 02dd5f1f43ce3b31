"""What was promised for one set is done in one commit, as if it were done one by one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.operations.promises import NAME, Killed, carry_out, cut, held, put, unset
from tests.operations.samples import session_on
from tests.session.sessions import memory_session
from vaulttui.domain.operations import Operation, Status
from vaulttui.domain.projects import Project
from vaulttui.operations import operations, organizations, projects, sets
from vaulttui.operations.activity import activity
from vaulttui.operations.operations import (
    Asked,
    accept,
    carry_out_together,
    find,
    pending,
    set_of,
    together,
)
from vaulttui.secret import Secret
from vaulttui.session.session import Session

OTHER: Final = "shop.other"


@pytest.fixture
def shop(session: Session) -> Project:
    acme = organizations.create(session, "acme")
    return projects.create(session, acme.id, "shop")


def puts(session: Session, shop: Project, *keys: str) -> list[Operation]:
    return [put(session, shop, key, key.encode()) for key in keys]


def ids(found: Sequence[Operation]) -> list[str]:
    return [one.id for one in found]


def work(session: Session) -> int:
    """Carry out all that waits; in how many parts."""
    parts = 0
    while waiting := pending(session):
        carry_out_together(session, together(waiting))
        parts += 1
    return parts


def statuses(session: Session, promised: Sequence[Operation]) -> list[Status]:
    return [find(session, one.id).status for one in promised]


def test_what_waits_for_one_set_is_one_change(session: Session, shop: Project) -> None:
    promised = puts(session, shop, "A", "B", "C")
    rows = len(activity(session))
    assert work(session) == 1
    assert statuses(session, promised) == [Status.SUCCESS] * 3
    assert held(session, shop) == {"A": b"A", "B": b"B", "C": b"C"}
    found = set_of(session, shop, NAME)
    assert found is not None
    assert len(found.record.revisions) == 1
    told = [row.names for row in activity(session) if row.kind == "set"]
    assert told == [(NAME, "A", "B", "C")]
    assert len(activity(session)) == rows + 1
    assert all(not find(session, one.id).record.v for one in promised)


def test_other_sets_wait_for_their_turn(session: Session, shop: Project) -> None:
    one = puts(session, shop, "A")
    other = accept(session, Asked(shop, OTHER, "A", Secret(b"x")))
    more = puts(session, shop, "B")
    assert ids(together(pending(session))) == ids([*one, *more])
    carry_out_together(session, together(pending(session)))
    assert ids(together(pending(session))) == [other.id]


def test_a_key_is_written_once_in_a_change(session: Session, shop: Project) -> None:
    puts(session, shop, "A")
    put(session, shop, "A", b"second")
    unset(session, shop, "A")
    put(session, shop, "A", b"last")
    assert work(session) == 4
    assert held(session, shop) == {"A": b"last"}
    found = set_of(session, shop, NAME)
    assert found is not None
    assert len(found.record.revisions) == 4


def test_what_is_put_and_what_is_unset_are_two_changes(session: Session, shop: Project) -> None:
    puts(session, shop, "A", "B")
    unset(session, shop, "A")
    unset(session, shop, "B")
    puts(session, shop, "C")
    assert work(session) == 3
    assert held(session, shop) == {"C": b"C"}


@pytest.mark.parametrize(("limit", "most"), [("_MOST_TOGETHER", 2), ("_BYTES_TOGETHER", 100)])
def test_a_change_has_an_end(
    session: Session, shop: Project, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    monkeypatch.setattr(operations, limit, most)
    promised = puts(session, shop, *"ABCDE")
    assert ids(together(pending(session))) == ids(promised[:2])
    assert work(session) == 3
    assert held(session, shop).keys() == set("ABCDE")


def test_a_value_that_is_too_large_for_company_goes_alone(
    session: Session, shop: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "_BYTES_TOGETHER", 1)
    puts(session, shop, "A", "B")
    assert work(session) == 2


def test_one_that_cannot_be_done_does_not_keep_the_others(session: Session, shop: Project) -> None:
    puts(session, shop, "A", "B", "C")
    work(session)
    promised = [unset(session, shop, key) for key in "ABC"]
    found = set_of(session, shop, NAME)
    assert found is not None
    sets.unset(session, found, ["B"])
    assert work(session) == 1
    assert statuses(session, promised) == [Status.SUCCESS, Status.FAILED, Status.SUCCESS]
    assert find(session, promised[1].id).error == (
        "not_found", "The set shop.default has no key B.",
    )  # fmt: skip
    assert held(session, shop) == {}


def test_nothing_is_done_for_a_project_that_is_gone(session: Session, shop: Project) -> None:
    promised = puts(session, shop, "A", "B")
    projects.rm(session, shop)
    work(session)
    assert statuses(session, promised) == [Status.FAILED] * 2


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", [0, 1])
def test_a_kill_anywhere_leaves_all_or_nothing(
    session: Session, shop: Project, vault: Path, at: int, after: bool
) -> None:
    promised = puts(session, shop, "A", "B", "C")
    rows = len(activity(session))
    cut(session, at, after)
    with pytest.raises(Killed):
        work(session)
    again = session_on(vault)
    ended = at == 1 and after
    assert ids(pending(again)) == ([] if ended else ids(promised))
    assert held(again, shop).keys() == (set("ABC") if ended else set())
    work(again)
    assert statuses(again, promised) == [Status.SUCCESS] * 3
    assert len(activity(again)) == rows + 1, "done just once"
    again.close()


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_a_kill_while_one_of_them_fails(
    session: Session, shop: Project, vault: Path, at: int, after: bool
) -> None:
    puts(session, shop, "A", "B", "C")
    work(session)
    promised = [unset(session, shop, key) for key in "ABC"]
    found = set_of(session, shop, NAME)
    assert found is not None
    sets.unset(session, found, ["B"])
    cut(session, at, after)
    with pytest.raises(Killed):
        work(session)
    again = session_on(vault)
    work(again)
    assert statuses(again, promised) == [Status.SUCCESS, Status.FAILED, Status.SUCCESS]
    rows = [row for row in activity(again) if row.verb == sets.UNSET]
    assert sorted(name for row in rows for name in row.names[1:]) == ["A", "B", "C"]
    again.close()


def test_what_another_program_has_ended_meanwhile_is_left(
    session: Session, shop: Project, vault: Path
) -> None:
    """One was under way when it was killed; while it is marked so anew, another ends it."""
    begun, fresh = puts(session, shop, "A", "B")
    cut(session, 1, after=False)
    with pytest.raises(Killed):
        carry_out(session, begun.id)
    here, other = session_on(vault), session_on(vault)
    batch = together(pending(here))
    assert ids(batch) == ids([begun, fresh])
    carry_out(other, begun.id)
    carry_out_together(here, batch)
    assert statuses(here, [begun, fresh]) == [Status.SUCCESS] * 2
    named = [name for row in activity(here) if row.kind == "set" for name in row.names[1:]]
    assert sorted(named) == ["A", "B"]
    for one in (here, other):
        one.close()


_STEPS = st.lists(
    st.tuples(st.sampled_from(["put", "put", "put", "unset", "work"]), st.sampled_from("ABC")),
    max_size=16,
)


@given(_STEPS)
@settings(max_examples=40, deadline=None)
def test_together_is_as_one_by_one(steps: list[tuple[str, str]]) -> None:
    found = []
    for at_once in (False, True):
        _, session = memory_session()
        project = projects.create(session, None, "shop")
        will_be: set[str] = set()
        for number, (verb, key) in enumerate(steps):
            if verb == "put":
                put(session, project, key, f"{number}".encode())
                will_be.add(key)
            elif verb == "unset" and key in will_be:
                unset(session, project, key)
                will_be.discard(key)
            elif verb == "work" and at_once:
                work(session)
        if not at_once:
            for one in pending(session):
                assert carry_out(session, one.id).status is Status.SUCCESS
        work(session)
        found.append(held(session, project))
        assert {one.m["status"] for one in session.view.records("operation")} <= {"success"}
        session.close()
    assert found[0] == found[1]
