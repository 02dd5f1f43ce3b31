"""What becomes of effects when somebody moves between plan, apply and resume."""

from collections.abc import Callable, Sequence

import pytest

from tests.sync.model_remote import Fault, Thing, lost
from tests.sync.scripts import Script, and_no_reading, outcomes
from tests.sync.world import World
from vaulttui.domain.remotes import Budget
from vaulttui.errors import (
    NotFound,
    OverBudget,
    Refused,
    Rejected,
    Stale,
    Throttled,
    Unanswered,
    Unreachable,
)
from vaulttui.operations import credentials, plans, sets, trash
from vaulttui.operations.bindings import part_of, unbind
from vaulttui.operations.credentials import Edits
from vaulttui.remotes.protocol import Kind
from vaulttui.sync.effects import EffectKind
from vaulttui.sync.report import Outcome
from vaulttui.sync.states import State

# Moved between plan and apply


def moves() -> Sequence[Callable[[World], object]]:
    def renamed(world: World) -> object:
        if world.keyed:
            found = world.session.view.graph.sets[0]
            return sets.put_value(world.session, found, "NEW", world.session.keys.vault_key)
        credential = world.session.view.credential(world.session.view.rows()[0].id)
        return credentials.edit(world.session, credential, Edits(description="other"))

    return [
        lambda world: world.model.take(world.place("db"), world.slots[0]),
        lambda world: world.model.things.pop(world.place("db")),
        lambda world: world.put("db", world.slots[1], "5"),
        lambda world: world.edit(budget=Budget.CREATE_ONLY),
        renamed,
    ]


@pytest.mark.parametrize("which", range(len(moves())))
def test_a_plan_of_another_state_is_refused(pushed: World, which: int) -> None:
    pushed.put("db", pushed.slots[0], "3")
    plan = pushed.plan()
    if which == 0 and not pushed.model.abilities.sees_slots:
        pushed.model.put(pushed.place("db"), pushed.slots[0], b"theirs")
    else:
        moves()[which](pushed)
    before = pushed.model.picture()
    with pytest.raises(Stale):
        pushed.apply(plan)
    assert pushed.model.picture() == before
    assert pushed.journal == []


def test_a_remote_that_is_gone_is_not_written_to(pushed: World) -> None:
    pushed.put("db", pushed.slots[0], "3")
    plan, remote = pushed.plan(), pushed.remote
    before = pushed.model.picture()
    with pushed.session.edit("rm", "remote") as change:
        change.delete(remote.record)
    with pytest.raises((Stale, NotFound)):
        plans.apply(pushed.session, remote, plan)
    assert pushed.model.picture() == before


def test_no_more_effects_than_allowed(world: World) -> None:
    for number in range(5):
        world.add(f"n{number}", **{world.slots[0]: "x"})
    world.edit(max_effects=2)
    plan = world.plan()
    with pytest.raises(OverBudget):
        world.apply(plan)
    assert world.model.done == {}
    chosen = {one.id for one in plan.effects[:2]}
    assert world.apply(plan, chosen).count(Outcome.DONE) == 2


def test_what_needs_an_effect_that_was_left_out_is_left(infra0: World) -> None:
    infra0.add("db", password="1")
    plan = infra0.plan()
    assert [one.object_kind for one in plan.effects] == [Kind.TYPE, Kind.CREDENTIAL]
    report = infra0.apply(plan, {plan.effects[1].id})
    assert outcomes(report) == [Outcome.LEFT]
    assert infra0.model.things == {}


# Bindings and parts that go while effects are open


def _open(world: World) -> None:
    """One change of a value, sent and lost, nothing being read afterwards."""
    world.put("db", world.slots[0], "3")
    world.model.faults = and_no_reading(Script(*[lost(late=True)[0]] * 9))
    world.apply()
    world.model.faults = lambda _what: None
    assert len(world.journal) == 1


def test_unbound_meanwhile_it_is_closed_and_nothing_is_remembered(pushed: World) -> None:
    _open(pushed)
    graph = pushed.session.view.graph
    bound = next(one for one in graph.bindings_of(pushed.remote_id) if one.kind != "type")
    subject = graph.set(bound.subject_id) or pushed.session.view.credential(bound.subject_id)
    unbind(pushed.session, pushed.remote, part_of(pushed.session, subject))
    pushed.resume()
    assert pushed.journal == []
    assert list(pushed.session.view.records("ledger")) == []
    assert pushed.plan().empty


def test_trashed_meanwhile_it_is_closed(infra0: World) -> None:
    infra0.add("db", password="1")
    infra0.apply()
    _open(infra0)
    row = infra0.session.view.named("db")[0]
    trash.rm(infra0.session, [infra0.session.view.credential(row.id)])
    assert outcomes(infra0.resume()) == [Outcome.UNKNOWN]
    assert infra0.journal == []
    assert infra0.plan().empty


def test_deleted_there_meanwhile_it_fails_and_is_told(pushed: World) -> None:
    if pushed.model.abilities.owns_slots:
        pytest.skip("a container comes back with its slots")
    _open(pushed)
    del pushed.model.things[pushed.place("db")]
    assert outcomes(pushed.resume()) == [Outcome.FAILED]
    assert pushed.journal == []
    assert pushed.state("db") is State.MISSING
    pushed.apply()
    pushed.check_settled()


def test_another_machines_effects_are_left_alone(
    pushed: World, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    _open(pushed)
    here = tmp_path_factory.mktemp("other")
    monkeypatch.setenv("VAULTTUI_HOME", str(here))
    assert plans.open_effects(pushed.session, pushed.remote) == []
    assert not any(here.rglob("machine")), "looking makes no id"
    assert pushed.resume().results == ()
    plan = pushed.plan()
    pushed.apply(plan)
    assert len(pushed.journal) == 1
    monkeypatch.undo()


def test_a_doubt_outlives_a_crash(infra0: World) -> None:
    one, two = infra0.slots
    infra0.add("db", **{one: "1", two: "2"})
    infra0.apply()
    infra0.model.put(infra0.place("db"), two, b"theirs")
    infra0.put("db", one, "3")
    plan = infra0.plan()
    infra0.model.faults = and_no_reading(Script(*[lost(late=True)[0]] * 9))
    infra0.apply(plan, {plan.effects[0].id})
    infra0.model.faults = lambda _what: None
    assert infra0.resume().all_done
    assert infra0.slot_states("db") == {one: State.IN_SYNC, two: State.TOUCHED}


def test_no_value_is_in_what_is_told(world: World) -> None:
    one, _ = world.slots
    world.add("db", **{one: "the-value"})
    world.model.faults = Script(*[Fault(Rejected("no", 400))] * 9)
    report = world.apply()
    said = repr((report, world.plan(), world.journal))
    assert "the-value" not in said


def test_an_unanswered_write_says_how_it_is_settled(pushed: World) -> None:
    pushed.put("db", pushed.slots[0], "3")
    pushed.model.faults = and_no_reading(Script(*[Fault(Unanswered("cut off"), True)] * 9))
    [result] = pushed.apply().results
    assert (result.outcome, "resume" in result.hint) == (Outcome.UNKNOWN, True)


@pytest.mark.parametrize(
    "error", [Unreachable("no route"), Throttled("slow"), Refused("not you")], ids=type
)
def test_what_may_be_done_stays_open_until_somebody_knows(
    infra0: World, error: Unreachable | Throttled | Refused
) -> None:
    infra0.add("db", password="1")
    infra0.apply()
    _open(infra0)
    infra0.model.faults = Script(*[Fault(error)] * 9)
    assert outcomes(infra0.resume()) == [Outcome.UNKNOWN]
    assert len(infra0.journal) == 1
    infra0.model.faults = lambda _what: None
    assert infra0.resume().all_done
    infra0.check_settled()


def test_what_was_there_before_is_not_taken_for_what_was_made(infra0: World) -> None:
    infra0.add("db", password="1")
    infra0.apply()
    old = infra0.place("db")
    row = infra0.session.view.named("db")[0]
    credential = infra0.session.view.credential(row.id)
    credentials.edit(infra0.session, credential, Edits(name="former"))
    infra0.add("db", password="2")
    plan = infra0.plan()
    [create] = [one for one in plan.effects if one.kind is EffectKind.CREATE]
    infra0.model.faults = Script(lost(late=False)[0])
    assert infra0.apply(plan, {create.id}).all_done
    assert infra0.model.things[old].values == {"password": b"1"}
    assert sorted(t.values["password"] for t in infra0.model.things.values() if t.values) == [
        b"1", b"2",
    ]  # fmt: skip
    infra0.apply()
    infra0.check_settled()


def test_turned_to_another_object_meanwhile_the_former_is_not_written(infra0: World) -> None:
    infra0.add("db", password="1")
    infra0.apply()
    former = infra0.place("db")
    infra0.put("db", "password", "3")
    infra0.model.faults = and_no_reading(Script(*[lost(late=False)[0]] * 9))
    infra0.apply()
    infra0.model.faults = lambda _what: None
    other = Thing(Kind.CREDENTIAL, "other", "db", values={"password": b"x"}, type_key="Login")
    infra0.model.add(other)
    row = infra0.session.view.named("db")[0]
    infra0.bind(infra0.session.view.credential(row.id), object_id="other")
    assert outcomes(infra0.resume()) == [Outcome.UNKNOWN]
    assert infra0.journal == []
    assert infra0.model.things[former].values == {"password": b"1"}
    [mine] = [one for one in infra0.plan().compared if one.found and one.found.object_id == "other"]
    assert mine.slots == {"password": State.CANNOT_TELL}
    assert list(infra0.session.view.records("ledger")) == [], "nothing is known of the other"
    infra0.apply()
    assert other.values == {"password": b"3"}
