"""The remotes: their list and page, their form, and the trash."""

import pytest

from tests.tui.remote_samples import known
from tests.tui.samples import (
    SMALL,
    USUAL,
    WIDE,
    Clock,
    Run,
    named,
    press,
    running,
    sample_session,
    screen_text,
    settle,
    toasts,
    top,
)
from vaulttui.domain.remotes import Budget
from vaulttui.operations import trash
from vaulttui.session.session import Session
from vaulttui.tui.app import VaultApp
from vaulttui.tui.position import SmallState
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.records.where_used import WhereUsed
from vaulttui.tui.screens.remotes.form import RemoteForm
from vaulttui.tui.screens.remotes.placeholders import Placeholders
from vaulttui.tui.screens.remotes.remotes import Remotes
from vaulttui.tui.widgets.entry import Entry
from vaulttui.tui.widgets.segments import Segments


@pytest.fixture
def session(clock: Clock) -> Session:
    """The sample vault with three remotes."""
    return known(clock)


def fill(app: VaultApp, **texts: str) -> None:
    """Type into the form."""
    for line, text in texts.items():
        app.screen.query_one(f"#{line.replace('__', '-')}", Entry).value = text


def choose(app: VaultApp, what: str, at: int) -> None:
    """Take one of the segments."""
    app.screen.query_one(f".{what}", Segments).choose(at)


async def test_the_list_says_how_each_stands(session: Session) -> None:
    async with running(session, WIDE) as (app, pilot):
        await press(app, pilot, Run("show-remotes"))
        text = screen_text(app)
        for words in ("Remotes · 3", "infra0", "! 1 of 1 not in sync", "✓ 1 in sync"):
            assert words in text
        assert "never read" in text
        assert "30 minutes ago" in text
        await press(app, pilot, "enter")
        for words in ("↑ local ahead", "last written 3 days ago", "1 object", "Release token"):
            assert words in screen_text(app)


async def test_without_remotes_it_says_what_to_do(clock: Clock) -> None:
    async with running(sample_session(clock), USUAL) as (app, pilot):
        await press(app, pilot, Run("show-remotes"))
        assert "n adds one" in screen_text(app)
        await press(app, pilot, "p", "t", "e", "a", "x", "minus")
        assert "Select a remote first" in toasts(app)
        await press(app, pilot, "q", Run("show-placeholders"))
        assert "There are no remotes yet" in screen_text(app)


@pytest.mark.parametrize("size", [SMALL, (20, 5)])
async def test_a_tiny_terminal_shows_name_and_standing(
    session: Session, size: tuple[int, int]
) -> None:
    async with running(session, size) as (app, pilot):
        await press(app, pilot, "q", Run("show-remotes"))
        assert "apps" in screen_text(app)
        await press(app, pilot, "enter", "end")
        assert app.is_running


async def test_adding_one(session: Session) -> None:
    async with running(session, USUAL) as (app, pilot):
        await press(app, pilot, "q", Run("show-remotes"), "n", "ctrl+s")
        text = screen_text(app)
        assert "! It needs one." in text
        assert "marked with !" in toasts(app)
        fill(app, name="hub", url="http://hub.example", option__org="acme", option__repo="web")
        top(app, RemoteForm)._choose()
        await settle(app, pilot)
        await press(app, pilot, *"Release", "enter", "enter", "ctrl+s")
        assert "http:// is for this machine alone" in screen_text(app)
        fill(app, url="https://hub.example")
        choose(app, "budget", 0)
        fill(app, most="20", name="apps")
        await press(app, pilot, "ctrl+s")
        assert app.screen.query_one("#trouble-name").has_class("-shown")
        fill(app, name="hub")
        await press(app, pilot, "ctrl+s")
        assert top(app, Remotes).found is not None
        (made,) = (one for one in session.view.graph.remotes if one.name == "hub")
        assert (made.url, made.dialect) == ("https://hub.example", "warmhub")
        assert (made.budget, made.max_effects) == (Budget.READ_ONLY, 20)
        assert made.options == {"org": "acme", "repo": "web"}
        assert made.auth == {"token": (named(session, "Release token").id, "token")}
        assert "t asks whether it answers" in toasts(app)
        await press(app, pilot, "u")
        assert "hub" not in [one.name for one in session.view.graph.remotes]


async def test_each_dialect_asks_for_its_own(session: Session) -> None:
    async with running(session, (80, 60)) as (app, pilot):
        await press(app, pilot, "q", Run("show-remotes"), "n")
        fill(app, name="new", url="https://new.example", option__org="acme")
        choose(app, "dialect", 1)
        await press(app, pilot, "ctrl+s")
        assert "by its id, or by both names" in screen_text(app)
        choose(app, "dialect", 2)
        choose(app, "way", 1)
        await press(app, pilot, "ctrl+s")
        text = screen_text(app)
        assert "Organization" not in text
        assert "the cookie's name" in text
        assert "! Say the cookie's name." in text
        assert "Choose the credential" in text


async def test_changing_one(session: Session) -> None:
    async with running(session, USUAL) as (app, pilot):
        await press(app, pilot, "q", Run("show-remotes"), "e")
        form = top(app, RemoteForm)
        assert not form.unsaved
        assert form.given["way"] == "bearer"
        choose(app, "way", 2)
        fill(app, way__name="X-Api-Key", url="https://elsewhere.example")
        await press(app, pilot, "ctrl+s")
        found = top(app, Remotes).found
        assert found is not None
        assert list(found.auth) == ["header:X-Api-Key"]
        assert "former place" in toasts(app)


async def test_a_dialect_does_not_change_under_what_is_bound(session: Session) -> None:
    async with running(session, USUAL) as (app, pilot):
        await press(app, pilot, "q", Run("show-remotes"), "e")
        choose(app, "dialect", 0)
        await settle(app, pilot)
        fill(app, option__org="a", option__repo="b")
        await press(app, pilot, "ctrl+s")
        assert "1 binding of apps speak infra0" in screen_text(app)
        await press(app, pilot, "escape")
        assert "The remote is not saved." in screen_text(app)


async def test_the_form_crosses_a_lock(session: Session) -> None:
    async with running(session, USUAL) as (app, pilot):
        await press(app, pilot, "q", Run("show-remotes"), "n")
        fill(app, name="half", url="https://half")
        choose(app, "dialect", 2)
        await settle(app, pilot)
        position = app.present_position()
        assert isinstance(position.small, SmallState)
        while len(app.screen_stack) > 1:
            app.pop_screen()
            await settle(app, pilot)
        app.position = position
        app.take_up()
        await settle(app, pilot)
        form = top(app, RemoteForm)
        assert (form.given["name"], form.given["dialect"]) == ("half", "infra0")
        assert form.unsaved


async def test_the_trash_brings_it_back_with_what_is_bound(session: Session) -> None:
    async with running(session, USUAL) as (app, pilot):
        await press(app, pilot, "q", Run("show-remotes"), "x")
        assert "apps is in the trash with 1 binding" in toasts(app)
        assert len(session.view.graph.remotes) == 2
        assert [one.name for one in trash.trashed(session)] == ["apps"]
        await press(app, pilot, "u")
        (back,) = (one for one in session.view.graph.remotes if one.name == "apps")
        assert len(session.view.graph.bindings_of(back.id)) == 1


async def test_the_page_leads_on(session: Session) -> None:
    async with running(session, USUAL) as (app, pilot):
        await press(app, pilot, "q", Run("show-remotes"), "enter", "enter")
        browse = top(app, Browse)
        assert browse.selected is not None
        assert browse.selected.name == "Orders database"
        await press(app, pilot, "w")
        rows = [use.kind for use in top(app, WhereUsed).query_one("Uses").rows]  # type: ignore[attr-defined]  # its list
        await press(app, pilot, *["down"] * rows.index("remote"), "enter")
        remotes = top(app, Remotes)
        assert remotes.detail.key.startswith("credential ")
        remotes.detail.go_to("strangers")
        await press(app, pilot, "enter")
        assert isinstance(app.screen, Placeholders)
        assert "Analytics" in screen_text(app)
        assert "old-hooks" not in screen_text(app)


async def test_why_it_cannot_be_asked_is_told(session: Session) -> None:
    trash.rm(session, [named(session, "Release token")])
    async with running(session, USUAL) as (app, pilot):
        await press(app, pilot, "q", Run("show-remotes"), "end", "t")
        assert "The credential that logs in to staging is not there any more." in toasts(app)
        await press(app, pilot, "enter", "end", "up")
        assert "! the credential is gone" in screen_text(app)
