"""The plan's screen where another program writes to the remote now, or has just done so."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.sync.model_remote import Fault
from tests.sync.scripts import Script, and_no_reading
from tests.sync.world import World, register
from tests.tui.samples import USUAL, WIDE, press, running, screen_text, settle, toasts, top
from vaulttui.errors import Unanswered
from vaulttui.sync import runner
from vaulttui.sync.machine import alone
from vaulttui.tui.screens.remotes.plan import PlanScreen
from vaulttui.tui.widgets.trouble import Trouble


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Two values were sent, and nobody answered."""
    monkeypatch.setattr(runner, "FIRST_PAUSE", 0.0)
    register(monkeypatch)
    world = World.of("sourcecraft")
    world.add_set("deploy", ONE="x", TWO="x")
    world.model.faults = and_no_reading(Script(*[Fault(Unanswered("cut off"))] * 99))
    world.apply()
    world.model.faults = Script()
    yield world
    world.close()


def trouble(screen: PlanScreen) -> str:
    return str(screen.query_one("#plan-trouble", Trouble).content)


async def test_who_writes_now_is_not_called_interrupted(cut: World) -> None:
    async with running(cut.session, USUAL) as (app, pilot):
        with alone(cut.session.keys.vault_id, cut.remote):
            app.show("plan", cut.remote_id)
            await settle(app, pilot)
            screen = top(app, PlanScreen)
            assert "Another program on this machine is writing there now." in trouble(screen)
            assert "interrupted" not in trouble(screen)
            await press(app, pilot, "z")
            assert "Another program on this machine is writing to there now." in trouble(screen)
            await press(app, pilot, "p", "ctrl+s")
            assert "writing there now" in toasts(app)
        await press(app, pilot, "p")
        assert "2 effects of an interrupted run" in trouble(screen)
        await press(app, pilot, "z", "p")
        assert "Nothing to do." in screen_text(app)


async def test_a_remote_with_open_effects_is_not_moved_to_the_trash(cut: World) -> None:
    async with running(cut.session, WIDE) as (app, pilot):
        app.show("remotes", cut.remote_id)
        await settle(app, pilot)
        assert "! 2 effects not settled" in screen_text(app)
        assert "a program is at it, or was interrupted" in screen_text(app)
        await press(app, pilot, "x")
        assert "2 effects on there were interrupted and not settled." in toasts(app)
        assert cut.session.view.graph.remotes != ()
        await asyncio.to_thread(cut.resume)
        await press(app, pilot, "x")
        assert cut.session.view.graph.remotes == ()
