"""The page of health while it looks: how far it has come, stopping, and beginning again."""

import pytest

from tests.tui.samples import Run, named, press, running, screen_text, settle, top
from vaulttui.operations import health, trash
from vaulttui.session.session import Session
from vaulttui.tui.screens.health import looking as health_looking
from vaulttui.tui.screens.health.health import Health
from vaulttui.tui.screens.health.looking import Looking, LookingLine

OPEN = Run("show-health")


def test_a_look_ends_at_once_when_it_is_stopped(weak: Session) -> None:
    looking = Looking()
    health.report(weak, progress=looking)
    assert (looking.done, looking.total) == (5, 5)
    looking.stopped = True
    with pytest.raises(Exception, match="stopped"):
        health.report(weak, progress=looking)


async def test_what_was_stopped_can_be_begun_again(weak: Session) -> None:
    async with running(weak) as (app, pilot):
        await press(app, pilot, OPEN)
        screen = top(app, Health)
        screen.look()
        screen._give_up()
        await settle(app, pilot)
        assert "Stopped." in screen_text(app)
        await press(app, pilot, "home", "enter")
        assert "Stopped." not in screen_text(app)
        assert "things to look at" in screen_text(app)


async def test_how_far_a_look_has_come_is_seen_and_esc_stops_it(
    weak: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_looking, "_QUICK", -1.0)
    async with running(weak) as (app, pilot):
        await press(app, pilot, OPEN)
        screen = top(app, Health)
        looking = screen._looking = Looking()
        looking(1000, 4000)
        line = screen.query_one(LookingLine)
        line.follow(looking)
        line._turn()
        await settle(app, pilot)
        assert "Looking: 1,000 of 4,000  █████ 25%  esc stops" in screen_text(app)
        await press(app, pilot, "escape")
        assert looking.stopped
        assert "Stopped." in screen_text(app)
        assert "1,000 of 4,000" not in screen_text(app)


async def test_only_the_last_look_counts(weak: Session) -> None:
    async with running(weak) as (app, pilot):
        await press(app, pilot, OPEN)
        screen = top(app, Health)
        screen.look()
        trash.rm(weak, [named(weak, "Weather")])
        screen.look()
        await settle(app, pilot)
        assert "in 4 credentials" in screen_text(app)
        assert app.remembered.worries == 8
