"""Planning and applying on the screen, with the engine itself and a remote in this process."""

import asyncio
from collections.abc import Callable, Iterator
from threading import Event

import pytest
from textual.pilot import Pilot

from tests.sync.model_remote import Fault, Thing
from tests.sync.world import World, register
from tests.tui.samples import SMALL, USUAL, press, running, screen_text, settle, toasts, top
from tests.tui.test_leaks import HOSTILE, assert_harmless
from vaulttui.domain.remotes import Budget
from vaulttui.errors import Unanswered, Unreachable
from vaulttui.operations import sets
from vaulttui.remotes.protocol import Kind
from vaulttui.sync import runner
from vaulttui.tui.app import VaultApp
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.screens.remotes.plan import PlanScreen
from vaulttui.tui.screens.remotes.plan_ticks import Ticks
from vaulttui.tui.widgets.trouble import Trouble

SECRET = "a value that nobody sees"


@pytest.fixture(autouse=True)
def models(monkeypatch: pytest.MonkeyPatch) -> None:
    """The models are dialects, and nothing waits before a repeat."""
    monkeypatch.setattr(runner, "FIRST_PAUSE", 0.0)
    register(monkeypatch)


@pytest.fixture
def keyed() -> Iterator[World]:
    """A set of two values, bound to a remote that takes one value at a time."""
    made = World.of("sourcecraft")
    made.add_set("deploy", ONE=SECRET, TWO=f"{SECRET} either")
    yield made
    made.close()


async def opened(app: VaultApp, pilot: Pilot[int], world: World) -> PlanScreen:
    app.show("plan", world.remote_id)
    await settle(app, pilot)
    return top(app, PlanScreen)


async def until(pilot: Pilot[int], true: Callable[[], object]) -> None:
    """Let the app and its threads go on until something is so."""
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0.002)
            await pilot.pause()


def trouble(screen: PlanScreen) -> str:
    return str(screen.query_one("#plan-trouble", Trouble).content)


def there(world: World) -> dict[str, bytes]:
    return {slot: text for one in world.model.things.values() for slot, text in one.values.items()}


async def test_only_what_is_ticked_is_done(keyed: World) -> None:
    async with running(keyed.session, USUAL) as (app, pilot):
        await opened(app, pilot, keyed)
        text = screen_text(app)
        assert "[x] set deploy" in text
        assert "[x] + create  ONE" in text
        assert "never pushed" in text
        assert "2 to create." in text
        await press(app, pilot, "down", "space")
        assert "[ ] + create  ONE" in screen_text(app)
        assert "[-] set deploy" in screen_text(app)
        await press(app, pilot, "ctrl+s")
        assert "1 to create? 1" in screen_text(app)
        assert keyed.model.asked["write"] == 0
        await press(app, pilot, "enter")
        assert "1 done. p plans again." in screen_text(app)
        assert there(keyed) == {"TWO": f"{SECRET} either".encode()}
        await press(app, pilot, "p")
        assert "create  set deploy  ONE" in screen_text(app)
        assert SECRET not in screen_text(app)


async def test_all_none_and_only_one(keyed: World) -> None:
    async with running(keyed.session, USUAL) as (app, pilot):
        screen = await opened(app, pilot, keyed)
        await press(app, pilot, "A")
        assert [*screen.ticks.unticked] == [*screen.ticks.effects]
        await press(app, pilot, "ctrl+s")
        assert "Nothing is ticked." in toasts(app)
        await press(app, pilot, "A", "down", "o")
        assert [list(one.slots) for one in screen.ticks.chosen] == [["ONE"]]
        assert screen.address == ("plan", keyed.remote_id, *screen.ticks.unticked)
        await press(app, pilot, "slash", "t", "w", "o", "enter", "A")
        assert len(screen.ticks.chosen) == 2


def test_nothing_is_ticked_without_what_it_needs() -> None:
    world = World.of("infra0")
    world.add_credential("mail", password=SECRET)
    world.add_credential("wiki", password=SECRET)
    effects = world.plan().effects
    world.close()
    ticks = Ticks(effects)
    of_type, *others = [one.id for one in effects]
    assert ticks.toggle([of_type]) == len(others)
    assert [*ticks.unticked] == [*ticks.effects]
    assert ticks.toggle(others[:1]) == 1
    assert [one.id for one in ticks.chosen] == [of_type, others[0]]
    assert Ticks(effects, ticks.unticked).chosen == ticks.chosen
    assert ticks.only([others[1]]) == 1


async def test_an_unread_remote_says_why_and_is_tried_again(keyed: World) -> None:
    keyed.model.faults = lambda _what: Fault(Unreachable("Nobody is there.", hint="Look."))
    async with running(keyed.session, USUAL) as (app, pilot):
        screen = await opened(app, pilot, keyed)
        assert trouble(screen) == "✗ Nobody is there. Look. p tries again."
        keyed.model.faults = lambda _what: None
        await press(app, pilot, "p")
        assert "2 to create." in screen_text(app)
        assert not trouble(screen)


async def test_what_was_interrupted_is_settled_first(keyed: World) -> None:
    lost = Fault(Unanswered("cut off"))
    plan = await asyncio.to_thread(keyed.plan)
    reads = iter([None])
    keyed.model.faults = lambda what: lost if what != "read" else next(reads, lost)
    await asyncio.to_thread(keyed.apply, plan)
    keyed.model.faults = lambda _what: None
    asked = keyed.model.asked["read"]
    async with running(keyed.session, USUAL) as (app, pilot):
        screen = await opened(app, pilot, keyed)
        assert "2 effects of an interrupted run" in trouble(screen)
        assert "perhaps sent" in screen_text(app)
        assert keyed.model.asked["read"] == asked
        await press(app, pilot, "z")
        assert "2 done." in screen_text(app)
        assert not trouble(screen)
        await press(app, pilot, "p")
        assert "Nothing to do." in screen_text(app)
        assert "✓ set deploy" in screen_text(app)


async def test_what_failed_stands_first_with_its_reason(keyed: World) -> None:
    keyed.model.fails_later = lambda step: "TWO" in step.values
    async with running(keyed.session, USUAL) as (app, pilot):
        await opened(app, pilot, keyed)
        await press(app, pilot, "ctrl+s", "enter")
        text = screen_text(app)
        assert text.index("Failed") < text.index("TWO") < text.index("Done") < text.index("ONE")
        assert "took the write, and it was not done" in text
        assert "1 done, 1 failed." in text


async def test_a_plan_that_is_out_of_date_is_not_applied(keyed: World) -> None:
    async with running(keyed.session, USUAL) as (app, pilot):
        screen = await opened(app, pilot, keyed)
        keyed.put("deploy", "ONE", "another")
        await settle(app, pilot)
        assert trouble(screen) == "! The vault changed since this was planned. p plans again."
        await press(app, pilot, "ctrl+s")
        assert not isinstance(app.screen, Question)
        await press(app, pilot, "p")
        assert not trouble(screen)
        keyed.model.add(Thing(Kind.SET, "deploy", "deploy", values={"THREE": b"of others"}))
        await press(app, pilot, "ctrl+s", "enter")
        assert "The remote changed since the plan was made; nothing was sent." in trouble(screen)
        assert keyed.model.asked["write"] == 0
        await press(app, pilot, "p")
        assert not trouble(screen)


async def test_a_slot_is_deleted_when_its_name_was_typed(keyed: World) -> None:
    await asyncio.to_thread(keyed.apply)
    keyed.edit(budget=Budget.FULL)
    (found,) = keyed.session.view.graph.sets
    sets.unset(keyed.session, found, ["ONE"])
    async with running(keyed.session, USUAL) as (app, pilot):
        await opened(app, pilot, keyed)
        assert "x deletes it there." in screen_text(app)
        await press(app, pilot, "x", "enter")
        assert isinstance(app.screen, Question)
        await press(app, pilot, *"ONE", "enter")
        assert "[x] - delete  set deploy  ONE" in screen_text(app)
        await press(app, pilot, "ctrl+s", "enter")
        assert there(keyed).keys() == {"TWO"}


async def test_what_is_not_ours_is_taken_over(keyed: World) -> None:
    keyed.model.add(Thing(Kind.SET, "deploy", "deploy", values={"ONE": b"of others"}))
    async with running(keyed.session, USUAL) as (app, pilot):
        screen = await opened(app, pilot, keyed)
        assert "a takes it over." in screen_text(app)
        await press(app, pilot, "end", "a")
        assert "= adopt" in screen_text(app)
        assert screen.adoptable == ""
        assert there(keyed) == {"ONE": b"of others"}


async def test_keys_that_a_set_gets_are_told(keyed: World) -> None:
    held = {"ONE": b"of others", "THIRD": b"of others"}
    keyed.model.add(Thing(Kind.SET, "deploy", "deploy", values=held))
    async with running(keyed.session, USUAL) as (app, pilot):
        await opened(app, pilot, keyed)
        await press(app, pilot, "end", "a")
        told = "set deploy, which got 1 key without a value (THIRD), answers for it"
        assert told in toasts(app)


async def test_of_two_kinds_that_share_an_id_the_one_meant_is_taken() -> None:
    world = World.of("infra0")
    world.model.add(Thing(Kind.TYPE, "1", "Login", fields=("username", "password")))
    world.model.add(Thing(Kind.CREDENTIAL, "1", "db", type_key="Login"))
    world.add_credential("db", password=SECRET)
    world.edit(budget=Budget.FULL)
    async with running(world.session, USUAL) as (app, pilot):
        screen = await opened(app, pilot, world)
        await press(app, pilot, "end", "a")
        assert "credential db answers for it" in toasts(app)
        await press(app, pilot, "home", "x")
        await press(app, pilot, *"db", "enter")
        assert [*screen.deletes] == ["credential:1"]
        assert "- delete" in screen_text(app)
        await press(app, pilot, "home", "x")
        assert [*screen.deletes] == []
    world.close()


class Slow:
    """A remote that does one thing, and no more before it is let."""

    def __init__(self, world: World) -> None:
        self.let, self.came = Event(), Event()
        world.model.when_done = self._wait

    def _wait(self) -> None:
        self.came.set()
        assert self.let.wait(10)


async def test_an_apply_stops_after_what_is_sent(keyed: World) -> None:
    slow = Slow(keyed)
    async with running(keyed.session, USUAL) as (app, pilot):
        screen = await opened(app, pilot, keyed)
        app.screen.call_later(screen.run_action, "save")
        await until(pilot, lambda: isinstance(app.screen, Question))
        await pilot.press("enter")
        await until(pilot, slow.came.is_set)
        app.idle.limit = -1
        app._tick()
        app.idle.limit = 900
        assert not screen.run_now or not screen.run_now.stops
        assert "esc stops after what is sent" in str(screen.query_one("#run-line").render())
        await pilot.press("escape")
        await until(pilot, lambda: screen.run_now is None or screen.run_now.stops)
        slow.let.set()
        await until(pilot, lambda: screen.run_now is None)
        await settle(app, pilot)
        assert not screen.holds_lock
        assert "not tried" in screen_text(app) or "2 done" in screen_text(app)
        assert top(app, PlanScreen) is screen


@pytest.mark.parametrize("way", ["lock", "quit"])
async def test_a_lock_and_the_end_wait_for_what_is_sent(keyed: World, way: str) -> None:
    slow = Slow(keyed)
    async with running(keyed.session, USUAL) as (app, pilot):
        screen = await opened(app, pilot, keyed)
        app.screen.call_later(screen.run_action, "save")
        await until(pilot, lambda: isinstance(app.screen, Question))
        await pilot.press("enter")
        await until(pilot, slow.came.is_set)
        if way == "lock":
            app.lock_vault()
        else:
            app.screen.call_later(screen.run_action, "quit")
        await until(pilot, lambda: screen.run_now is not None and screen.run_now.stops)
        assert app.is_running
        assert app.sealed is None
        assert f"then {way}s" in str(screen.query_one("#run-line").render())
        slow.let.set()
        await until(pilot, lambda: app._exit)
    assert (app.sealed is not None) is (way == "lock")
    assert not keyed.journal


async def test_a_reading_is_left_with_esc(keyed: World) -> None:
    gate, came = Event(), Event()

    def fault(_what: str) -> None:
        came.set()
        assert gate.wait(10)

    keyed.model.faults = fault
    async with running(keyed.session, USUAL) as (app, pilot):
        app.show("plan", keyed.remote_id)
        await until(pilot, came.is_set)
        screen = top(app, PlanScreen)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not screen)
        await settle(app, pilot)
    gate.set()


async def test_hostile_names_and_tiny_terminals() -> None:
    world = World.of("infra0")
    world.add_credential("mail", password=SECRET)
    world.model.add(Thing(Kind.CREDENTIAL, HOSTILE, HOSTILE, values={HOSTILE: b"x"}))
    world.model.add(Thing(Kind.CREDENTIAL, "id", "mail", values={HOSTILE: b"x"}))
    async with running(world.session, USUAL) as (app, pilot):
        await opened(app, pilot, world)
        assert "○ 1 object that nothing here answers for" in screen_text(app)
        for size in (USUAL, SMALL):
            await pilot.resize_terminal(*size)
            for key in ("home", "down", "down", "down", "enter", "escape", "end"):
                await press(app, pilot, key)
                assert_harmless(app)
        assert app._exception is None
    world.close()
