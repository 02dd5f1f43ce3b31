"""What becomes of effects when answers are lost, late or odd."""

import pytest

from tests.sync.model_remote import Fault, Thing, lost
from tests.sync.scripts import Listener, Script, and_no_reading, held, left_open, outcomes
from tests.sync.world import World
from vaulttui.errors import (
    InUse,
    InvalidValue,
    OddAnswer,
    Refused,
    Rejected,
    Throttled,
    Unreachable,
)
from vaulttui.operations import bindings, plans
from vaulttui.remotes.protocol import Kind
from vaulttui.sync.report import SETTLES, Outcome, Result
from vaulttui.sync.runner import LONGEST_PAUSE
from vaulttui.sync.states import State

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
    pushed.model.faults = and_no_reading(pushed.model.faults)
    assert outcomes(pushed.apply()) == [Outcome.UNKNOWN]
    assert len(pushed.journal) == 1
    pushed.model.faults = lambda _what: None
    with pytest.raises(InUse):
        pushed.apply()
    assert pushed.resume().all_done
    assert held(pushed)[one] == b"3"
    pushed.check_settled()


def test_a_value_that_may_be_there_is_never_called_in_sync(infra0: World) -> None:
    """Sent, lost, and then changed here: what is there, nobody knows, whatever is here now."""
    infra0.add("db", password="1")
    infra0.apply()
    infra0.put("db", "password", "3")
    infra0.model.faults = and_no_reading(Script(*[lost(late=True)[0]] * 9))
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


@pytest.mark.parametrize(("description", "type_key"), [("of others", "Login"), ("", "Other")])
def test_what_others_made_under_the_name_is_not_taken_for_ours(
    infra0: World, description: str, type_key: str
) -> None:
    """Its creation was lost on the way; then somebody made another one."""
    infra0.add("db", password="1")
    infra0.model.faults = and_no_reading(Script(None, *[lost(late=False)[0]] * 9))
    assert infra0.apply().count(Outcome.UNKNOWN) == 1
    infra0.model.faults = lambda _what: None
    infra0.model.one("Login")
    public = {"description": description}
    theirs = Thing(Kind.CREDENTIAL, "theirs", "db", public, {}, type_key=type_key)
    infra0.model.add(theirs)
    [result] = infra0.resume().results
    assert result.outcome is Outcome.UNKNOWN
    assert "not as it was to be made" in result.message
    assert infra0.journal == []
    assert theirs.values == {}
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


def test_what_cannot_be_sent_at_all_fails_alone(world: World) -> None:
    one, _ = world.slots
    for name in ("db", "web", "mail"):
        world.add(name, **{one: "1"})
    odd = Fault(InvalidValue("It cannot be sent as text."))  # type: ignore[arg-type]  # no failure of the remote
    world.model.faults = Script(None, odd)
    report = world.apply()
    assert report.count(Outcome.FAILED) == 1
    assert report.count(Outcome.DONE) >= 2
    assert world.journal == []
    [failed] = [one for one in report.results if one.outcome is Outcome.FAILED]
    assert failed.message == "It cannot be sent as text."
    world.apply()
    world.check_settled()


def test_an_effect_whose_binding_is_gone_is_given_up_once(pushed: World) -> None:
    left_open(pushed, pushed.slots[0])
    [bound] = [b for b in bindings.bound(pushed.session, pushed.remote) if b.part.kind != "type"]
    bindings.unbind(pushed.session, pushed.remote, bound.part)
    [result] = pushed.resume().results
    assert result.outcome is Outcome.UNKNOWN
    assert result.message.startswith("given up: ")
    assert "not bound any more" in result.message
    assert pushed.resume().results == ()


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
    world.model.faults = and_no_reading(down)
    assert outcomes(world.apply()) == [Outcome.UNKNOWN]
    world.model.faults = lambda _what: None
    asked = world.model.asked["write"]
    assert world.resume().all_done
    assert world.model.asked["write"] == asked, "followed, not sent again"
    world.check_settled()
    world.close()


@pytest.mark.parametrize("odd", [False, True], ids=["not known", "elsewhere"])
def test_an_operation_that_cannot_be_followed_any_more_is_done_again(odd: bool) -> None:
    world = World.of("sourcecraft")
    world.add("db", ONE="1")
    world.model.faults = and_no_reading(Script(lost(late=False)[0], what="follow"))
    world.apply()
    world.model.faults = lambda _what: None
    world.model.operations.clear()
    if odd:
        elsewhere = Fault(OddAnswer("It names an address of another server."))
        world.model.faults = Script(elsewhere, what="follow")
    assert world.resume().all_done
    assert held(world) == {"ONE": b"1"}
    world.check_settled()
    world.close()


def test_an_operation_that_goes_on_is_never_sent_twice() -> None:
    world = World.of("sourcecraft")
    world.add("db", **{f"K{number}": "x" for number in range(30)})
    world.model.endless = True
    report = world.apply()
    assert report.count(Outcome.UNKNOWN) == 30
    assert world.model.asked == {"read": 2, "write": 30, "follow": 30}
    assert world.resume().count(Outcome.UNKNOWN) == 30
    assert world.model.asked["write"] == 30
    world.model.endless = False
    assert world.resume().all_done
    assert world.model.asked["write"] == 30
    world.check_settled()
    world.close()


def test_a_stop_leaves_open_what_is_not_come_to(pushed: World) -> None:
    left_open(pushed, pushed.slots[0])
    asked, heard = pushed.model.asked["write"], Listener()
    heard.stop.set()
    [result] = plans.resume(pushed.session, pushed.remote, heard).results
    assert (result.outcome, result.hint) == (Outcome.LEFT, SETTLES)
    assert pushed.model.asked["write"] == asked
    assert len(pushed.journal) == 1
    assert pushed.resume().all_done
    pushed.check_settled()


# Pauses and giving up


def test_a_wanted_pause_is_kept_and_told(pushed: World) -> None:
    one, _ = pushed.slots
    pushed.put("db", one, "3")
    slow = [Fault(Throttled("slow down", 0.001)), Fault(Throttled("slow down"))]
    pushed.model.faults = Script(*slow)
    heard = Listener()
    assert pushed.apply(watcher=heard).all_done
    assert heard.waited == [0.001, 0.0]


def test_a_pause_of_our_own_is_not_told_as_the_remotes(pushed: World) -> None:
    one, _ = pushed.slots
    pushed.put("db", one, "3")
    pushed.model.faults = Script(lost(late=False)[1])
    heard = Listener()
    assert pushed.apply(watcher=heard).all_done
    assert heard.asked == [False]


def test_too_long_a_pause_is_not_waited_for(pushed: World) -> None:
    one, _ = pushed.slots
    pushed.put("db", one, "3")
    pushed.model.faults = Script(Fault(Throttled("tomorrow", LONGEST_PAUSE + 1)))
    assert outcomes(pushed.apply()) == [Outcome.FAILED]
    assert pushed.journal == []


def test_too_long_a_pause_is_asked_for_once(world: World) -> None:
    together = world.model.abilities.at_once
    for number in range(together + 12):
        world.add(f"n{number}", **{world.slots[0]: "x"})
    tomorrow = Fault(Throttled("tomorrow", LONGEST_PAUSE + 1))
    world.model.faults = Script(*[tomorrow] * 99)
    report = world.apply()
    assert world.model.asked["write"] <= together
    assert report.count(Outcome.LEFT) >= 12


def test_whoever_waits_can_be_stopped(pushed: World) -> None:
    one, _ = pushed.slots
    pushed.put("db", one, "3")
    pushed.model.faults = Script(*[Fault(Throttled("slow down", 200.0))] * 9)
    heard = Listener(lambda heard: bool(heard.waited))
    assert outcomes(pushed.apply(watcher=heard)) == [Outcome.FAILED]
    assert (heard.waited, heard.asked) == ([200.0], [True])
    assert pushed.journal == []


def test_whoever_waits_keeps_nobody_from_writing_down_what_is_done() -> None:
    """What one was told to wait holds for all that is not sent yet, and is told once for each."""
    world = World.of("sourcecraft")
    world.add("db", **{f"K{number}": "x" for number in range(30)})
    at_once = world.model.abilities.at_once
    slow = Fault(Throttled("slow down", 200.0))
    world.model.faults = Script(*[slow] * (at_once - 1))
    heard = Listener()

    def ended(result: Result) -> None:
        if result.outcome is Outcome.DONE:
            heard.stop.set()

    heard.ended = ended  # type: ignore[method-assign]  # a listener of its own
    report = world.apply(watcher=heard)
    assert report.count(Outcome.DONE) == 1
    assert report.count(Outcome.LEFT) == 30 - at_once
    assert world.model.asked["write"] == at_once
    assert heard.waited == [200.0] * (at_once - 1)
    assert world.journal == []
    world.close()


def test_a_login_that_is_turned_away_is_not_tried_on_and_on(world: World) -> None:
    together = world.model.abilities.at_once
    for number in range(together + 12):
        world.add(f"n{number}", **{world.slots[0]: "x"})
    world.model.faults = Script(*[Fault(Refused("not you"))] * 99)
    report = world.apply()
    assert world.model.asked["write"] <= 2 + together
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
