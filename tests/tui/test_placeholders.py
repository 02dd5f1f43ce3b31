"""What nobody holds: the first picture, taken over, and given a value."""

import asyncio

import pytest

from tests.sync.model_remote import Thing
from tests.sync.world import World, register
from tests.tui.remote_samples import a_set, known, one_there, see
from tests.tui.samples import (
    SMALL,
    USUAL,
    WIDE,
    Clock,
    Run,
    press,
    running,
    screen_text,
    settle,
    toasts,
    top,
)
from tests.tui.test_leaks import HOSTILE, assert_harmless
from vaulttui.operations import sets
from vaulttui.remotes.protocol import Found, Kind, Presence
from vaulttui.session.session import Session
from vaulttui.sync import sightings
from vaulttui.tui.dialogs.generator import Generator
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.position import Position
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.forms.key_form import KeyForm
from vaulttui.tui.screens.remotes.placeholders import Placeholders


@pytest.fixture
def session(clock: Clock) -> Session:
    """The sample vault with three remotes."""
    return known(clock)


def lacking(session: Session) -> None:
    """The set that is bound holds a key there that it has not here."""
    (staging,) = (one for one in session.view.graph.remotes if one.name == "staging")
    hooks = a_set(session, "deploy-hooks")
    slots = dict.fromkeys([*(key.name for key in hooks.keys), "THIRD"], Presence.PRESENT)
    bound = Found(Kind.SET, hooks.name, hooks.name, slots=slots, mark="m1")
    sightings.save(session, staging.id, [bound, one_there("old-hooks", "SIGNING_KEY")])


async def test_it_is_the_first_picture(session: Session) -> None:
    async with running(session, USUAL) as (app, pilot):
        text = screen_text(app)
        assert "Values that nobody holds · 3" in text
        assert "old-hooks / SIGNING_KEY" in text
        assert "q Credentials" in text
        await press(app, pilot, "q")
        top(app, Browse)
        await press(app, pilot, Run("show-remotes"), Run("show-placeholders"))
        assert "q Back" in screen_text(app)
        await press(app, pilot, "q", "q")
        app.look_at_remotes()
        await settle(app, pilot)
        top(app, Browse)


async def test_after_a_lock_one_is_where_one_was(session: Session) -> None:
    async with running(None, USUAL) as (app, pilot):
        app.position = Position(filter="mail")
        app.enter(session)
        await settle(app, pilot)
        assert top(app, Browse).filter_entry.value == "mail"


async def test_nothing_to_tell_is_not_told(session: Session) -> None:
    for one in session.view.graph.remotes:
        see(session, one, [])
    async with running(session, USUAL) as (app, pilot):
        top(app, Browse)
        await press(app, pilot, Run("show-placeholders"))
        assert "Every value out there that was seen is held here" in screen_text(app)
        for one in session.view.graph.remotes:
            sightings.forget(session, one.id)
        app.look_at_remotes()
        await settle(app, pilot)
        assert "No remote was read by this machine yet" in screen_text(app)


async def test_the_filter_and_what_is_said_beside(session: Session) -> None:
    async with running(session, WIDE) as (app, pilot):
        text = screen_text(app)
        assert "Nothing here answers for it" in text
        assert "Analytics" in text
        await press(app, pilot, "slash", *"old", "enter")
        text = screen_text(app)
        assert "2 of 3" in text
        assert "Analytics" not in text
        await press(app, pilot, "escape", "slash", *"nothing-like-it", "enter")
        assert "Nothing fits" in screen_text(app)


async def test_taking_over_is_asked_and_can_be_left(session: Session) -> None:
    async with running(session, SMALL) as (app, pilot):
        await press(app, pilot, "e")
        assert "a takes it over first" in toasts(app)
        await press(app, pilot, "enter")
        top(app, Question)
        await press(app, pilot, "escape")
        top(app, Placeholders)


async def test_what_shares_its_id_with_a_type_is_taken_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    register(monkeypatch)
    world = World.of("infra0")
    world.model.add(Thing(Kind.TYPE, "1", "API key", fields=("key", "url")))
    world.model.add(Thing(Kind.CREDENTIAL, "1", "legacy", type_key="API key"))
    await asyncio.to_thread(world.plan)
    async with running(world.session, USUAL) as (app, pilot):
        await press(app, pilot, Run("show-placeholders"), "a", "enter")
        assert "The credential legacy answers for it now." in toasts(app)
    world.close()


async def test_a_key_that_is_bound_is_given_its_value(session: Session) -> None:
    lacking(session)
    async with running(session, USUAL) as (app, pilot):
        await press(app, pilot, "down")
        assert "deploy-hooks / THIRD" in screen_text(app)
        await press(app, pilot, "a")
        assert "answers for it already" in toasts(app)
        await press(app, pilot, "e")
        form = top(app, KeyForm)
        assert not form.unsaved
        await press(app, pilot, "escape", "g")
        top(app, Generator)
        await press(app, pilot, "enter", "ctrl+s")
        screen = top(app, Placeholders)
        assert a_set(session, "deploy-hooks").holds("THIRD")
        assert "THIRD" not in screen_text(app).partition("Saved")[0]
        await press(app, pilot, "u")
        assert "deploy-hooks / THIRD" in screen_text(app)
        assert screen.address == ("placeholders", "")


async def test_a_revoked_set_is_left_alone(session: Session) -> None:
    lacking(session)
    sets.revoke(session, a_set(session, "deploy-hooks"))
    async with running(session, USUAL) as (app, pilot):
        await press(app, pilot, "down", "e")
        assert "is revoked" in toasts(app)


async def test_names_from_a_remote_do_nothing(session: Session) -> None:
    (staging,) = (one for one in session.view.graph.remotes if one.name == "staging")
    hooks = a_set(session, "deploy-hooks")
    slots = dict.fromkeys([*(key.name for key in hooks.keys), HOSTILE], Presence.PRESENT)
    bound = Found(Kind.SET, hooks.name, hooks.name, slots=slots, mark="m1")
    sightings.save(session, staging.id, [bound, one_there(HOSTILE, HOSTILE)])
    async with running(session, WIDE) as (app, pilot):
        to_the_page = ["q", Run("show-remotes"), "end", "enter"]
        for keys in (["end"], ["a"], ["escape"], ["up"], to_the_page):
            await press(app, pilot, *keys)
            assert_harmless(app)
