"""Binding to remotes and letting go, from either side; and how lists say that it stands."""

import pytest
from textual.widgets import Select

from tests.tui.remote_samples import DATABASE, a_set, known, make
from tests.tui.samples import (
    USUAL,
    WIDE,
    Clock,
    Run,
    named,
    press,
    running,
    sample_session,
    screen_text,
    toasts,
    top,
)
from vaulttui.domain.bindings import Binding
from vaulttui.domain.remotes import Policy
from vaulttui.session.session import Session
from vaulttui.tui.dialogs.small_form import SmallForm
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.records.sets import Sets
from vaulttui.tui.screens.remotes.binding import PartChooser, RemoteChooser
from vaulttui.tui.screens.remotes.remotes import Remotes
from vaulttui.tui.widgets.entry import Entry


@pytest.fixture
def session(clock: Clock) -> Session:
    """The sample vault with three remotes."""
    return known(clock)


def of(session: Session, name: str) -> list[Binding]:
    """What is bound to a remote."""
    (found,) = (one for one in session.view.graph.remotes if one.name == name)
    return list(session.view.graph.bindings_of(found.id))


async def test_from_the_remote(session: Session) -> None:
    async with running(session, USUAL) as (app, pilot):
        await press(app, pilot, "q", Run("show-remotes"), "down", "a")
        chooser = top(app, PartChooser)
        titles = [one.title for one in chooser.answers("")]
        assert titles[:2] == ["acme/deploy-hooks", "acme/web-service"]
        assert not [one for one in chooser.answers("") if one.kind in ("project", "type")]
        await press(app, pilot, *"web", "enter")
        form = top(app, SmallForm)
        assert form.query_one("#name", Entry).value == "web-service"
        form.query_one("#name", Entry).value = "web"
        await press(app, pilot, "enter")
        assert "is bound to archive as web" in toasts(app)
        (one,) = of(session, "archive")
        assert (one.name, one.kind, dict(one.policies)) == ("web", "set", {"": Policy.ENFORCE})
        await press(app, pilot, "u")
        assert not of(session, "archive")
        await press(app, pilot, "down", "a")
        bound_there = [one.title for one in top(app, PartChooser).answers("deploy")]
        assert "acme/deploy-hooks" not in bound_there


async def test_from_a_credential(session: Session) -> None:
    async with running(session, USUAL) as (app, pilot):
        await press(app, pilot, "q")
        top(app, Browse).jump(named(session, "Session cache").id)
        await press(app, pilot, "B")
        assert [one.title for one in top(app, RemoteChooser).answers("")] == [
            "apps", "archive", "staging",
        ]  # fmt: skip
        await press(app, pilot, *"apps", "enter")
        form = top(app, SmallForm)
        form.query_one("#others", Entry).value = "password=often"
        await press(app, pilot, "enter")
        assert "not of the form NAME=POLICY" in screen_text(app)
        form.query_one("#others", Entry).value = "password=seed, host=ignore"
        form.query_one("#object", Entry).value = "c-9"
        await press(app, pilot, "enter")
        assert "Nothing is sent before a plan is applied." in toasts(app)
        (one,) = (one for one in of(session, "apps") if one.object_id == "c-9")
        assert (one.policy("password"), one.policy("host")) == (Policy.SEED, Policy.IGNORE)
        assert one.policy("port") is Policy.ENFORCE


async def test_a_binding_is_changed_and_taken_away_on_the_page(session: Session) -> None:
    async with running(session, USUAL) as (app, pilot):
        await press(app, pilot, "q", Run("show-remotes"), "minus")
        assert "l goes there" in toasts(app)
        await press(app, pilot, "enter", "e")
        form = top(app, SmallForm)
        form.query_one("#others", Entry).value = "password=ignore"
        await press(app, pilot, "enter")
        assert "policy enforce, password ignore" in screen_text(app)
        await press(app, pilot, "e")
        top(app, SmallForm).query_one("#others", Entry).value = ""
        await press(app, pilot, "enter")
        assert "policy" not in screen_text(app).partition("Connection")[0]
        await press(app, pilot, "minus")
        assert "what is there stays" in toasts(app)
        assert not of(session, "apps")
        await press(app, pilot, "u")
        assert len(of(session, "apps")) == 1


async def test_the_activity_leads_to_the_remote(session: Session) -> None:
    async with running(session, USUAL) as (app, pilot):
        await press(app, pilot, "q", Run("show-remotes"), "down", "a", *"web", "enter", "enter")
        await press(app, pilot, "q", Run("show-activity"))
        assert "bound" in screen_text(app)
        await press(app, pilot, "slash", *"kind:binding", "enter", "enter")
        (one,) = of(session, "archive")
        assert top(app, Remotes).selected_id == one.remote_id


async def test_a_project_needs_its_id_there(session: Session) -> None:
    async with running(session, USUAL) as (app, pilot):
        await press(app, pilot, "q", Run("show-projects"), "B", "enter")
        form = top(app, SmallForm)
        assert "whose id only you know" in screen_text(app)
        form.query_one("#object", Entry).value = "p-1"
        await press(app, pilot, "enter")
        assert [one.object_id for one in of(session, "apps") if one.kind == "project"] == ["p-1"]


async def test_what_is_marked_is_bound_together(session: Session) -> None:
    async with running(session, USUAL) as (app, pilot):
        await press(app, pilot, "q", "home", "space", "down", "space", "B", *"apps", "enter")
        assert "Bind 2 credentials" in screen_text(app)
        top(app, SmallForm).query_one("#policy", Select).value = "seed"
        await press(app, pilot, "tab", "enter")
        assert "2 credentials bound to apps." in toasts(app)
        assert not top(app, Browse).marked
        new = [one for one in of(session, "apps") if dict(one.policies) == {"": Policy.SEED}]
        assert [one.kind for one in new] == ["credential", "credential"]
        before = len(of(session, "apps"))
        await press(app, pilot, "u")
        assert len(of(session, "apps")) == before - 2


async def test_a_lock_over_the_form_opens_it_again(session: Session) -> None:
    async with running(session, USUAL) as (app, pilot):
        await press(app, pilot, "q", Run("show-sets"), "B", "escape")
        top(app, Sets).select(a_set(session, "deploy-hooks").id)
        await press(app, pilot, "B", *"staging", "enter")
        top(app, SmallForm).query_one("#name", Entry).value = "hooks"
        position = app.present_position()
        await press(app, pilot, "escape", "q")
        app.position = position
        app.take_up()
        await press(app, pilot, "end")
        assert top(app, SmallForm).query_one("#name", Entry).value == "hooks"


async def test_where_nothing_can_be_bound(clock: Clock) -> None:
    session = sample_session(clock)
    async with running(session, USUAL) as (app, pilot):
        await press(app, pilot, "B")
        assert "There are no remotes yet" in toasts(app)
        await press(app, pilot, "h", "B")
        assert "Put the cursor on" in toasts(app)
        make(session, "only", "warmhub", org="a", repo="b")
        await press(app, pilot, Run("show-projects"), "B")
        assert "None of the remotes has anything that a project answers for." in toasts(app)


async def test_badges_in_the_lists_and_beside_them(session: Session) -> None:
    async with running(session, WIDE) as (app, pilot):
        await press(app, pilot, "q")
        top(app, Browse).jump(named(session, DATABASE).id)
        await press(app, pilot, "right")
        text = screen_text(app)
        assert "↑ ahead" in text
        assert "↑ apps: local ahead, written 3 days ago" in text
        await press(app, pilot, Run("show-sets"))
        top(app, Sets).select(a_set(session, "deploy-hooks").id)
        await press(app, pilot, "enter", "end")
        assert "✓ in sync, written 3 days ago" in screen_text(app)
        await press(app, pilot, "minus")
        assert "is not bound to staging any more" in toasts(app)
        assert not of(session, "staging")
        await press(app, pilot, "u")
        (one,) = of(session, "staging")
        top(app, Sets).select(one.subject_id, f"remote {one.remote_id}")
        await press(app, pilot, "enter")
        assert top(app, Remotes).selected_id == one.remote_id


async def test_without_remotes_there_are_no_badges(clock: Clock) -> None:
    async with running(sample_session(clock), WIDE) as (app, _):
        assert app.remembered.standings is None
        assert not top(app, Browse).items.badges
