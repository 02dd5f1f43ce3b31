"""Plans as the front ends ask for them: over connections, beside sightings, one at a time."""

from collections.abc import Iterator

import pytest

from tests.sync.model_remote import ABILITIES, Fault, lost
from tests.sync.scripts import Script, and_no_reading
from tests.sync.world import URL, World, register
from vaulttui.domain.remotes import Budget
from vaulttui.errors import (
    InUse,
    NotFound,
    OddAnswer,
    OverBudget,
    Rejected,
    Stale,
    Unanswered,
    Unreachable,
)
from vaulttui.operations import plans, remotes
from vaulttui.remotes.protocol import Kind
from vaulttui.sync import runner
from vaulttui.sync.machine import alone
from vaulttui.sync.report import Outcome
from vaulttui.sync.states import State


@pytest.fixture(params=ABILITIES)
def world(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(runner, "FIRST_PAUSE", 0.0)
    register(monkeypatch)
    made = World.of(request.param)
    made.add("db", **dict.fromkeys(made.slots, "x"))
    yield made
    made.close()


@pytest.fixture
def unseen(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A value was written, and what the remote says of its set since could not be read."""
    register(monkeypatch)
    made = World.of("warmhub")
    made.add("db", ONE="x")
    made.apply()
    made.put("db", "ONE", "y")
    made.model.faults = and_no_reading(Script())
    assert made.apply().all_done
    made.model.faults = Script()
    assert len(made.journal) == 1
    yield made
    made.close()


def test_a_remote_says_what_answers(world: World) -> None:
    assert plans.test(world.session, world.remote) == "The model answers."


def test_planning_writes_nothing_anywhere(world: World) -> None:
    seq = world.session.file.next_seq
    assert not plans.plan(world.session, world.remote).empty
    assert world.model.things == {}
    assert world.session.file.next_seq == seq


def test_how_it_stands_needs_no_remote(world: World) -> None:
    assert plans.standing(world.session, world.remote) is None
    plans.plan(world.session, world.remote)
    world.model.faults = lambda _what: Fault(Unreachable("no route"))
    stands = plans.standing(world.session, world.remote)
    assert stands is not None
    assert stands.plan.effects != ()
    assert stands.at <= world.session.now()


def test_how_it_stands_follows_the_vault(world: World) -> None:
    world.apply()
    world.put("db", world.slots[0], "other")
    stands = plans.standing(world.session, world.remote)
    assert stands is not None
    ours = [one.state for one in stands.plan.compared if one.kind is not Kind.TYPE]
    assert ours == [State.LOCAL_AHEAD]


def test_how_it_stood_is_forgotten_where_the_remote_goes(world: World) -> None:
    plans.plan(world.session, world.remote)
    world.edit(url=URL.replace("127.0.0.1", "localhost"))
    assert plans.standing(world.session, world.remote) is None
    plans.plan(world.session, world.remote)
    gone = world.remote
    remotes.rm(world.session, gone)
    assert plans.standing(world.session, gone) is None


def test_what_cannot_be_reached_is_told_by_name(world: World) -> None:
    world.model.faults = lambda _what: Fault(Unreachable("no route"))
    with pytest.raises(Unreachable) as failed:
        world.plan()
    assert "`vaulttui remote show there`" in failed.value.hint
    world.model.faults = lambda _what: Fault(Rejected("no", 400))
    with pytest.raises(Rejected) as refused:
        world.plan()
    assert "`vaulttui remote show there`" in refused.value.hint


def test_too_large_a_plan_says_so_and_asks_nothing(world: World) -> None:
    world.add("web", **dict.fromkeys(world.slots, "x"))
    world.edit(max_effects=1)
    plan = world.plan()
    assert plan.over_limit == 1
    asked = world.model.asked.copy()
    with pytest.raises(OverBudget, match="may have 1 at once"):
        world.apply(plan)
    assert world.model.asked == asked
    assert len(world.apply(plan, {plan.effects[0].id}).results) == 1
    world.edit(max_effects=0)
    assert world.plan().over_limit is None


@pytest.mark.parametrize("error", [Unreachable("no route"), Unanswered("cut"), OddAnswer("HTML")])
def test_a_remote_that_cannot_be_read_is_not_planned(world: World, error: Exception) -> None:
    world.model.faults = lambda _what: Fault(error)  # type: ignore[arg-type]  # they are RemoteFailed
    with pytest.raises(type(error)):
        plans.plan(world.session, world.remote)
    assert plans.standing(world.session, world.remote) is None


def test_what_is_deleted_is_asked_for_by_an_id_that_is_there(world: World) -> None:
    world.apply()
    world.edit(budget=Budget.FULL)
    with pytest.raises(NotFound):
        world.plan(["nothing-of-that-name"])


def test_a_plan_made_before_another_program_changed_the_remote_is_stale(world: World) -> None:
    plan, remote = world.plan(), world.remote
    remotes.edit(world.session, remote, remotes.Edits(max_effects=1))
    with pytest.raises(Stale):
        plans.apply(world.session, remote, plan)
    assert world.model.things == {}


def test_resuming_where_nothing_is_open_asks_nothing(world: World) -> None:
    world.apply()
    world.model.asked.clear()
    assert plans.resume(world.session, world.remote).results == ()
    assert world.model.asked == {}


def test_an_apply_reads_first_and_writes_as_often_as_there_are_effects(world: World) -> None:
    plan = world.plan()
    world.model.asked.clear()
    report = world.apply(plan)
    assert [one.outcome for one in report.results] == [Outcome.DONE] * len(plan.effects)
    marks_are_read = world.model.name == "warmhub"
    assert world.model.asked["read"] == 1 + marks_are_read
    assert world.model.asked["write"] == len(plan.effects)


def test_open_effects_are_told(world: World) -> None:
    assert plans.open_effects(world.session, world.remote) == []
    sent: list[str] = []

    def cut(what: str) -> Fault | None:
        sent.extend([what] * (what == "write"))
        return Fault(Unanswered("cut off"), late=True) if sent else None

    plan = world.plan()
    world.model.faults = cut
    report = world.apply(plan)
    unknown = report.count(Outcome.UNKNOWN)
    assert unknown > 0
    assert len(plans.open_effects(world.session, world.remote)) == unknown
    assert report.hint == "`vaulttui resume` settles it."
    asked = world.model.asked.copy()
    with pytest.raises(InUse, match="interrupted"):
        plans.refuse_open(world.session, world.remote)
    with pytest.raises(InUse, match="interrupted"):
        world.apply(plan)
    assert world.model.asked == asked
    world.model.faults = lambda _what: None
    world.resume()
    assert plans.open_effects(world.session, world.remote) == []
    world.apply()
    world.check_settled()


def test_who_writes_now_is_told_as_such(world: World) -> None:
    plan = world.plan()
    world.model.faults = and_no_reading(Script(*lost(late=False)[:1] * 99))
    world.apply(plan)
    with (
        alone(world.session.keys.vault_id, world.remote),
        pytest.raises(InUse, match="is writing to there now"),
    ):
        plans.refuse_open(world.session, world.remote)
    with pytest.raises(InUse, match="interrupted"):
        plans.refuse_open(world.session, world.remote)


def test_what_is_done_and_not_looked_at_refuses_nothing(unseen: World) -> None:
    assert plans.open_effects(unseen.session, unseen.remote) == []
    plans.refuse_open(unseen.session, unseen.remote)
    sent = unseen.model.asked["write"]
    plans.look(unseen.session, unseen.remote)
    assert unseen.journal == []
    assert unseen.model.asked["write"] == sent
    assert unseen.state("db") is State.IN_SYNC


def test_an_apply_looks_first_at_what_is_done(unseen: World) -> None:
    unseen.put("db", "ONE", "z")
    before = unseen.plan()
    with pytest.raises(Stale):
        unseen.apply(before)
    assert unseen.journal == []
    stands = plans.standing(unseen.session, unseen.remote)
    assert stands is not None
    assert [one.state for one in stands.plan.compared] == [State.LOCAL_AHEAD]
    assert unseen.apply().all_done
    assert unseen.plan().empty


def test_resuming_settles_what_was_not_looked_at(unseen: World) -> None:
    assert [one.outcome for one in plans.resume(unseen.session, unseen.remote).results] == [
        Outcome.DONE
    ]
    assert unseen.journal == []


def test_looking_asks_nothing_where_all_is_known(world: World) -> None:
    world.apply()
    world.model.asked.clear()
    plans.look(world.session, world.remote)
    assert world.model.asked == {}


def test_what_is_open_on_a_remote_in_the_trash_is_known(world: World) -> None:
    plan = world.plan()
    world.model.faults = and_no_reading(Script(*lost(late=False)[:1] * 99))
    unknown = world.apply(plan).count(Outcome.UNKNOWN)
    assert plans.left_behind(world.session) == []
    with world.session.edit("rm", "remote") as change:
        change.delete(world.remote.record)
    assert plans.left_behind(world.session) == [("there", unknown)]
