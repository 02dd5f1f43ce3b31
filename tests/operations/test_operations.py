"""What the local server promises is done once, in order, whatever breaks off between."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.operations.promises import NAME, Killed, carry_out, cut, held, put, unset
from tests.operations.samples import Moments, login, session_on
from tests.session.sessions import memory_session
from vaulttui.domain.operations import Status
from vaulttui.domain.projects import Project
from vaulttui.errors import Conflict, Exists, InUse, InvalidValue, NotFound
from vaulttui.operations import assignments, organizations, projects, sets
from vaulttui.operations.activity import activity
from vaulttui.operations.operations import (
    Asked,
    accept,
    cancel,
    fail,
    find,
    pending,
    set_of,
)
from vaulttui.operations.sets import NewSet
from vaulttui.secret import Secret
from vaulttui.session.session import Session


@pytest.fixture
def shop(session: Session) -> Project:
    acme = organizations.create(session, "acme")
    return projects.create(session, acme.id, "shop")


def work(session: Session) -> list[Status]:
    """Carry out all that waits."""
    return [carry_out(session, one.id).status for one in pending(session)]


def test_a_promise_is_kept_later(session: Session, shop: Project) -> None:
    made = put(session, shop, "TOKEN", b"t0ken")
    assert (made.status, made.key, made.removes) == (Status.SCHEDULED, "TOKEN", False)
    assert held(session, shop) == {}
    done = carry_out(session, made.id)
    assert done.status is Status.SUCCESS
    assert held(session, shop) == {"TOKEN": b"t0ken"}
    assert (done.record.v, done.error, pending(session)) == ({}, None, [])


def test_a_set_that_is_missing_is_made_for_its_project(session: Session, shop: Project) -> None:
    put(session, shop, "TOKEN", b"t0ken")
    work(session)
    found = set_of(session, shop, NAME)
    assert found is not None
    assert (found.organization_id, found.scope, found.project_id) == (
        shop.organization_id, "repo", shop.id,
    )  # fmt: skip
    assert session.view.graph.projects_of(found.id) == ["acme/shop"]


def test_a_set_that_is_there_keeps_the_rest(session: Session, shop: Project) -> None:
    made = sets.create(session, NewSet(shop.organization_id, NAME, project=shop))
    made = sets.put_value(session, made, "OLD", Secret(b"old"))
    sets.put_value(session, made, "TOKEN", Secret(b"first"), description="of the shop")
    put(session, shop, "TOKEN", b"second")
    work(session)
    assert held(session, shop) == {"OLD": b"old", "TOKEN": b"second"}
    found = set_of(session, shop, NAME)
    key = found.key("TOKEN") if found else None
    assert key is not None
    assert key.description == "of the shop"


def test_a_key_that_points_elsewhere_gets_a_value_of_its_own(
    session: Session, shop: Project
) -> None:
    made = sets.create(session, NewSet(shop.organization_id, NAME, project=shop))
    wiki = login(session, "wiki", password="kept")
    sets.put_reference(session, made, "TOKEN", wiki, "password")
    put(session, shop, "TOKEN", b"own")
    work(session)
    assert held(session, shop) == {"TOKEN": b"own"}
    again = session.view.credential(wiki.id)
    assert session.peek(again.record, "password").reveal() == b"kept"


def test_unset(session: Session, shop: Project) -> None:
    put(session, shop, "TOKEN", b"t0ken")
    work(session)
    assert unset(session, shop, "TOKEN").removes
    assert held(session, shop) == {"TOKEN": b"t0ken"}
    assert work(session) == [Status.SUCCESS]
    assert held(session, shop) == {}


def test_the_later_of_two_wins(session: Session, shop: Project, moments: Moments) -> None:
    first, second = (put(session, shop, "TOKEN", value) for value in (b"first", b"second"))
    moments.at -= 60_000  # a clock that is put back changes no order
    third = put(session, shop, "TOKEN", b"third")
    assert [one.id for one in pending(session)] == [first.id, second.id, third.id]
    assert first.created_at < second.created_at < third.created_at
    work(session)
    assert held(session, shop) == {"TOKEN": b"third"}


def test_what_will_be_there_can_be_unset(session: Session, shop: Project) -> None:
    put(session, shop, "TOKEN", b"t0ken")
    unset(session, shop, "TOKEN")
    with pytest.raises(NotFound):
        unset(session, shop, "TOKEN")
    assert work(session) == [Status.SUCCESS, Status.SUCCESS]
    assert held(session, shop) == {}


def test_what_is_not_there_cannot_be_unset(session: Session, shop: Project) -> None:
    with pytest.raises(NotFound):
        unset(session, shop, "TOKEN")
    put(session, shop, "OTHER", b"x")
    work(session)
    with pytest.raises(NotFound):
        unset(session, shop, "TOKEN")
    assert pending(session) == []


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        (NAME, "no key", b"x"),
        (NAME, "", b"x"),
        ("shop.a/b", "KEY", b"x"),
        ("shop." + "g" * 128, "KEY", b"x"),
        (NAME, "KEY", b""),
        (NAME, "KEY", b"x" * (sets.VALUE_LIMIT + 1)),
    ],
)
def test_what_cannot_be_is_not_promised(
    session: Session, shop: Project, name: str, key: str, value: bytes
) -> None:
    with pytest.raises(InvalidValue):
        accept(session, Asked(shop, name, key, Secret(value)))
    assert list(session.view.records("operation")) == []


def test_a_revoked_set_stays_as_it_is(session: Session, shop: Project) -> None:
    made = sets.create(session, NewSet(shop.organization_id, NAME, project=shop))
    waiting = put(session, shop, "TOKEN", b"t0ken")
    sets.revoke(session, made)
    with pytest.raises(InUse):
        put(session, shop, "TOKEN", b"other")
    done = carry_out(session, waiting.id)
    assert (done.status, done.error and done.error[0]) == (Status.FAILED, "in_use")


def test_a_set_that_the_project_is_not_given_is_not_touched(
    session: Session, shop: Project
) -> None:
    waiting = put(session, shop, "TOKEN", b"t0ken")
    made = sets.create(session, NewSet(shop.organization_id, NAME))
    with pytest.raises(Exists):
        put(session, shop, "TOKEN", b"other")
    done = carry_out(session, waiting.id)
    assert (done.status, done.error and done.error[0]) == (Status.FAILED, "exists")
    assert sets.living(session, made.id).keys == ()
    assignments.assign(session, made, [shop])
    put(session, shop, "TOKEN", b"third")
    assert work(session) == [Status.SUCCESS]
    assert held(session, shop) == {"TOKEN": b"third"}


def test_a_project_that_is_gone_by_then(session: Session, shop: Project) -> None:
    waiting = put(session, shop, "TOKEN", b"t0ken")
    projects.rm(session, shop)
    done = carry_out(session, waiting.id)
    assert done.status is Status.FAILED
    assert done.error == ("not_found", "The project is not there any more.")
    assert done.record.v == {}


def test_failed_and_cancelled_ones_are_not_done(session: Session, shop: Project) -> None:
    one, other = put(session, shop, "ONE", b"1"), put(session, shop, "OTHER", b"2")
    failed = fail(session, one.id, "Quota", "There is no room.")
    cancelled = cancel(session, other.id)
    assert (failed.status, failed.error) == (Status.FAILED, ("Quota", "There is no room."))
    assert (cancelled.status, cancelled.error) == (Status.CANCEL, None)
    assert (failed.record.v, cancelled.record.v) == ({}, {})
    assert [carry_out(session, done.id).status for done in (one, other)] == ["failed", "cancel"]
    assert held(session, shop) == {}


def test_what_has_ended_stays_so(session: Session, shop: Project) -> None:
    made = put(session, shop, "TOKEN", b"t0ken")
    carry_out(session, made.id)
    put(session, shop, "TOKEN", b"second")
    work(session)
    assert carry_out(session, made.id).status is Status.SUCCESS
    assert cancel(session, made.id).status is Status.SUCCESS
    assert fail(session, made.id, "x", "y").error is None
    assert held(session, shop) == {"TOKEN": b"second"}


def test_what_was_unset_once_is_not_unset_again(session: Session, shop: Project) -> None:
    put(session, shop, "TOKEN", b"first")
    removed = unset(session, shop, "TOKEN")
    put(session, shop, "TOKEN", b"second")
    work(session)
    carry_out(session, removed.id)
    assert held(session, shop) == {"TOKEN": b"second"}


def test_only_an_operation_is_found(session: Session, shop: Project) -> None:
    for record_id in (shop.id, "0" * 32):
        with pytest.raises(NotFound):
            find(session, record_id)


def test_the_activity_tells_of_the_set_alone(session: Session, shop: Project) -> None:
    before = len(activity(session))
    made = put(session, shop, "TOKEN", b"t0ken")
    cancel(session, put(session, shop, "OTHER", b"x").id)
    assert len(activity(session)) == before
    carry_out(session, made.id)
    rows = activity(session)
    assert len(rows) == before + 1
    assert [row.names for row in rows if row.kind == "set"] == [(NAME, "TOKEN")]


def test_waiting_work_is_no_step_to_be_undone(session: Session, shop: Project) -> None:
    put(session, shop, "TOKEN", b"t0ken")
    assert session.undo() == ["shop"]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", [0, 1])
@pytest.mark.parametrize("removes", [False, True], ids=["put", "unset"])
def test_a_kill_between_any_two_steps(
    session: Session, shop: Project, vault: Path, at: int, after: bool, removes: bool
) -> None:
    put(session, shop, "OTHER", b"stays")
    put(session, shop, "TOKEN", b"first")
    work(session)
    made = unset(session, shop, "TOKEN") if removes else put(session, shop, "TOKEN", b"second")
    rows = len(activity(session))
    cut(session, at, after)
    with pytest.raises(Killed):
        carry_out(session, made.id)
    again = session_on(vault)
    ended = at == 1 and after
    assert [one.id for one in pending(again)] == ([] if ended else [made.id])
    work(again)
    assert find(again, made.id).status is Status.SUCCESS
    wanted = {"OTHER": b"stays"} if removes else {"OTHER": b"stays", "TOKEN": b"second"}
    assert held(again, shop) == wanted
    assert len(activity(again)) == rows + 1, "done just once"
    again.close()


def test_there_are_no_more_steps_than_were_cut(session: Session, shop: Project) -> None:
    made = put(session, shop, "TOKEN", b"t0ken")
    cut(session, 2, after=False)
    assert carry_out(session, made.id).status is Status.SUCCESS


def test_a_promise_that_was_not_saved_is_none(session: Session, shop: Project, vault: Path) -> None:
    cut(session, 0, after=False)
    with pytest.raises(Killed):
        put(session, shop, "TOKEN", b"t0ken")
    again = session_on(vault)
    assert pending(again) == []
    again.close()


def test_another_program_in_the_way_fails_nothing(
    session: Session, shop: Project, vault: Path
) -> None:
    put(session, shop, "TOKEN", b"first")
    work(session)
    made = put(session, shop, "TOKEN", b"second")
    cut(session, 1, after=False)
    with pytest.raises(Killed):
        carry_out(session, made.id)
    other = session_on(vault)
    sets.put_value(other, other.view.graph.sets[0], "THEIRS", Secret(b"theirs"))
    with pytest.raises(Conflict):
        carry_out(session, made.id)
    assert find(session, made.id).status is Status.IN_PROGRESS
    session.refresh()
    assert carry_out(session, made.id).status is Status.SUCCESS
    assert held(session, shop) == {"TOKEN": b"second", "THEIRS": b"theirs"}
    other.close()


_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from("AB"), st.binary(min_size=1, max_size=3)),
        st.tuples(st.just("unset"), st.sampled_from("AB"), st.just(b"")),
        st.tuples(st.sampled_from(["work", "cancel"]), st.just(""), st.just(b"")),
    ),
    max_size=12,
)


@given(_STEPS)
@settings(max_examples=40, deadline=None)
def test_the_set_is_what_the_promises_say(steps: list[tuple[str, str, bytes]]) -> None:
    _, session = memory_session()
    project = projects.create(session, None, "shop")
    model: dict[str, bytes] = {}
    for verb, key, value in steps:
        if verb == "put":
            put(session, project, key, value)
            model[key] = value
        elif verb == "unset" and key in model:
            unset(session, project, key)
            del model[key]
        elif verb == "cancel" and not pending(session):
            cancel(session, put(session, project, "A", b"never").id)
        elif verb == "work":
            assert {*work(session)} <= {Status.SUCCESS}
            assert held(session, project) == model
    work(session)
    assert held(session, project) == model
    assert all(not record.v for record in session.view.records("operation"))
    session.close()


def test_undoing_the_change_of_the_set_leaves_the_operation_ended(
    session: Session, shop: Project
) -> None:
    made = put(session, shop, "TOKEN", b"t0ken")
    carry_out(session, made.id)
    session.undo()
    again = find(session, made.id)
    assert (again.status, dict(again.record.v)) == (Status.SUCCESS, {})
    assert held(session, shop) == {}
