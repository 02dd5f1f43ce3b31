"""What becomes of effects when answers are lost, late or odd, or somebody moves meanwhile."""

from collections.abc import Callable, Iterator, Sequence
from threading import Event

import pytest

from tests.sync.model_remote import Fault, Thing, lost
from tests.sync.world import World
from vaulttui.domain.remotes import Budget
from vaulttui.errors import (
    InUse,
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
from vaulttui.sync.effects import Effect, EffectKind
from vaulttui.sync.report import Outcome, Report, Result
from vaulttui.sync.runner import LONGEST_PAUSE
from vaulttui.sync.states import State


class Script:
    """Faults for the writes of a run, in turn; None lets one pass, and so does the end."""

    def __init__(self, *faults: Fault | None, what: str = "write") -> None:
        self.faults, self.what = iter(faults), what

    def __call__(self, what: str) -> Fault | None:
        return next(self.faults, None) if what == self.what else None


class Listener:
    """Hears what happens; ``until`` stops the run."""

    def __init__(self, until: Callable[["Listener"], bool] = lambda _heard: False) -> None:
        self.stop = Event()
        self.until = until
        self.began_: list[Effect] = []
        self.waited: list[float] = []
        self.results: list[Result] = []

    def began(self, effect: Effect) -> None:
        self.began_.append(effect)
        self._look()

    def waits(self, seconds: float, effect: Effect | None) -> None:
        self.waited.append(seconds)
        self._look()

    def ended(self, result: Result) -> None:
        self.results.append(result)

    def _look(self) -> None:
        if self.until(self):
            self.stop.set()


def outcomes(report: Report) -> list[Outcome]:
    return [one.outcome for one in report.results]


def held(world: World, name: str = "db") -> dict[str, bytes]:
    return world.model.things[world.place(name)].values


@pytest.fixture
def infra0() -> Iterator[World]:
    made = World.of("infra0")
    yield made
    made.close()


@pytest.fixture
def pushed(world: World) -> World:
    one, two = world.slots
    world.add("db", **{one: "1", two: "2"})
    assert world.apply().all_done
    return world


# Lost answers


@pytest.mark.parametrize("late", [False, True], ids=["not done", "done"])
@pytest.mark.parametrize("which", range(3), ids=["unanswered", "500", "odd"])
def test_a_lost_answer_is_made_up_for_at_once(world: World, which: int, late: bool) -> None:
    one, _ = world.slots
    world.add("db", **{one: "1"})
    world.model.faults = Script(lost(late)[which])
    assert world.apply().all_done
    assert held(world) == {one: b"1"}
    assert {n for what, n in world.model.done.items() if what[0] == "create"} <= {1}
    world.check_settled()


def test_sent_once_and_then_out_of_reach_stays_open(pushed: World) -> None:
    one, _ = pushed.slots
    pushed.put("db", one, "3")
    gone = Fault(Unreachable("no route"))
    pushed.model.faults = Script(lost(late=True)[0], gone, gone, gone)
    pushed.model.faults = _and_no_reading(pushed.model.faults)
    assert outcomes(pushed.apply()) == [Outcome.UNKNOWN]
    assert len(pushed.journal) == 1
    pushed.model.faults = lambda _what: None
    with pytest.raises(InUse):
        pushed.apply()
    assert pushed.resume().all_done
    assert held(pushed)[one] == b"3"
    pushed.check_settled()


def _and_no_reading(faults: Callable[[str], Fault | None]) -> Callable[[str], Fault | None]:
    """The same; and after the first write nothing can be read."""
    written: list[str] = []

    def both(what: str) -> Fault | None:
        written.extend([what] * (what == "write"))
        if what == "read" and written:
            return Fault(Unreachable("no route"))
        return faults(what)

    return both


def test_a_value_that_may_be_there_is_never_called_in_sync(infra0: World) -> None:
    """Sent, lost, and then changed here: what is there, nobody knows, whatever is here now."""
    infra0.add("db", password="1")
    infra0.apply()
    infra0.put("db", "password", "3")
    infra0.model.faults = _and_no_reading(Script(*[lost(late=True)[0]] * 9))
    infra0.apply()
    infra0.model.faults = lambda _what: None
    infra0.put("db", "password", "1")
    report = infra0.resume()
    assert outcomes(report) == [Outcome.UNKNOWN]
    assert "another value here" in report.results[0].message
    assert infra0.journal == []
    assert infra0.slot_states("db")["password"] is State.CANNOT_TELL
    infra0.apply()
    assert held(infra0) == {"password": b"1"}
    infra0.check_settled()


def test_a_refusal_of_the_repeat_gives_it_up(infra0: World) -> None:
    infra0.add("db", password="1")
    infra0.apply()
    infra0.put("db", "password", "3")
    infra0.model.faults = Script(lost(late=True)[2], Fault(Rejected("too long", 422)))
    report = infra0.apply()
    assert outcomes(report) == [Outcome.FAILED]
    assert infra0.journal == []
    assert infra0.slot_states("db")["password"] is State.CANNOT_TELL
    infra0.apply()
    infra0.check_settled()


def test_several_of_one_name_that_appear_meanwhile_are_reported(infra0: World) -> None:
    infra0.add("db", password="1")

    def twice() -> None:
        infra0.model.when_done = lambda: None
        thing = infra0.model.one("db")
        infra0.model.add(type(thing)(thing.kind, "other", "db", type_key=thing.type_key))

    infra0.model.faults = Script(None, lost(late=True)[0])
    plan = infra0.plan()
    infra0.model.when_done = lambda: (
        twice() if any(t.key == "db" for t in infra0.model.things.values()) else None
    )
    report = infra0.apply(plan)
    assert outcomes(report) == [Outcome.DONE, Outcome.UNKNOWN]
    assert "several db" in report.results[1].message
    assert infra0.journal == []
    later = infra0.plan()
    assert later.empty
    assert "was not made from here" in later.left[0].reason


def test_what_waits_for_a_late_answer_is_done_after_it(world: World) -> None:
    one, two = world.slots
    world.add("db", **{one: "1", two: "2"})
    world.model.faults = Script(lost(late=True)[2])
    report = world.apply()
    assert report.all_done
    assert held(world) == {one: b"1", two: b"2"}


# Work that goes on there


def test_an_operation_that_fails_there_is_reported() -> None:
    world = World.of("sourcecraft")
    world.add("db", ONE="1", TWO="2")
    world.model.fails_later = lambda step: "ONE" in step.values
    report = world.apply()
    assert outcomes(report) == [Outcome.FAILED, Outcome.DONE]
    assert world.journal == []
    assert world.slot_states("db") == {"ONE": State.NEVER_PUSHED, "TWO": State.IN_SYNC}
    world.close()


@pytest.mark.parametrize("late", [False, True])
def test_an_operation_is_followed_by_the_next_program(late: bool) -> None:
    world = World.of("sourcecraft")
    world.add("db", ONE="1")
    down = Script(*[Fault(Unreachable("no route"), late)] * 9, what="follow")
    world.model.faults = _and_no_reading(down)
    assert outcomes(world.apply()) == [Outcome.UNKNOWN]
    world.model.faults = lambda _what: None
    asked = world.model.asked["write"]
    assert world.resume().all_done
    assert world.model.asked["write"] == asked, "followed, not sent again"
    world.check_settled()
    world.close()


def test_an_operation_that_is_not_known_any_more_is_done_again() -> None:
    world = World.of("sourcecraft")
    world.add("db", ONE="1")
    world.model.faults = _and_no_reading(Script(lost(late=False)[0], what="follow"))
    world.apply()
    world.model.faults = lambda _what: None
    world.model.operations.clear()
    assert world.resume().all_done
    assert held(world) == {"ONE": b"1"}
    world.check_settled()
    world.close()


# Pauses and giving up


def test_a_wanted_pause_is_kept_and_told(pushed: World) -> None:
    one, _ = pushed.slots
    pushed.put("db", one, "3")
    slow = [Fault(Throttled("slow down", 0.001)), Fault(Throttled("slow down"))]
    pushed.model.faults = Script(*slow)
    heard = Listener()
    assert pushed.apply(watcher=heard).all_done
    assert heard.waited == [0.001, 0.0]


def test_too_long_a_pause_is_not_waited_for(pushed: World) -> None:
    one, _ = pushed.slots
    pushed.put("db", one, "3")
    pushed.model.faults = Script(Fault(Throttled("tomorrow", LONGEST_PAUSE + 1)))
    assert outcomes(pushed.apply()) == [Outcome.FAILED]
    assert pushed.journal == []


def test_whoever_waits_can_be_stopped(pushed: World) -> None:
    one, _ = pushed.slots
    pushed.put("db", one, "3")
    pushed.model.faults = Script(*[Fault(Throttled("slow down", 200.0))] * 9)
    heard = Listener(lambda heard: bool(heard.waited))
    assert outcomes(pushed.apply(watcher=heard)) == [Outcome.FAILED]
    assert heard.waited == [200.0]
    assert pushed.journal == []


def test_whoever_waits_keeps_nobody_from_writing_down_what_is_done() -> None:
    world = World.of("sourcecraft")
    world.add("db", **{f"K{number}": "x" for number in range(30)})
    slow = Fault(Throttled("slow down", 200.0))
    done: list[Outcome] = []
    world.model.faults = Script(*[slow] * (world.model.abilities.at_once - 1))

    def ended(result: Result) -> None:
        done.append(result.outcome)
        if done.count(Outcome.DONE) == 23:
            heard.stop.set()

    heard = Listener()
    heard.ended = ended  # type: ignore[method-assign]  # a listener of its own
    report = world.apply(watcher=heard)
    assert report.count(Outcome.DONE) == 23
    assert world.journal == []
    world.close()


def test_a_login_that_is_turned_away_is_not_tried_on_and_on(world: World) -> None:
    for number in range(20):
        world.add(f"n{number}", **{world.slots[0]: "x"})
    world.model.faults = Script(*[Fault(Refused("not you"))] * 99)
    report = world.apply()
    assert world.model.asked["write"] <= 2 + world.model.abilities.at_once
    assert report.count(Outcome.DONE) == 0
    assert report.count(Outcome.LEFT) >= 10
    assert world.journal == []


def test_a_stop_ends_it_after_what_is_sent(world: World) -> None:
    for number in range(20):
        world.add(f"n{number}", **{world.slots[0]: "x"})
    heard = Listener(lambda heard: len(heard.began_) == 3)
    report = world.apply(watcher=heard)
    assert 3 <= report.count(Outcome.DONE) <= 3 + world.model.abilities.at_once
    assert report.results[-1].outcome is Outcome.LEFT
    assert world.journal == []
    world.apply()
    world.check_settled()


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
    world.model.faults = _and_no_reading(Script(*[lost(late=True)[0]] * 9))
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
    infra0.model.faults = _and_no_reading(Script(*[lost(late=True)[0]] * 9))
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
    pushed.model.faults = _and_no_reading(Script(*[Fault(Unanswered("cut off"), True)] * 9))
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
    infra0.model.faults = _and_no_reading(Script(*[lost(late=False)[0]] * 9))
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
