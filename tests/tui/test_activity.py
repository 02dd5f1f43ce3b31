"""The activity and the trash, filtered; from a line to what it is about."""

from pathlib import Path

import pytest

from tests.tui.samples import (
    Run,
    login,
    make_vault,
    named,
    press,
    running,
    screen_text,
    settle,
    toasts,
    top,
)
from vaulttui.operations import projects, trash
from vaulttui.operations.assignments import assign
from vaulttui.session.session import Session
from vaulttui.tui.app import VaultApp
from vaulttui.tui.screens.activity import Activity, ActivityLines
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.records.projects import Projects
from vaulttui.tui.screens.records.trash import Trash


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """Two logins, one of them given to a project, and one in the trash."""
    session = make_vault(tmp_path / "vault.vtv")
    wiki = login(session, "Wiki")
    project = projects.create(session, None, "shop")
    assign(session, wiki, [project])
    trash.rm(session, [login(session, "Old")])
    return session


def rows(app: VaultApp) -> list[tuple[str, tuple[str, ...]]]:
    """Verb and names of what is shown."""
    lines = top(app, Activity).query_one(ActivityLines)
    return [(row.verb, row.names) for row in lines.rows]


async def test_the_grammar_of_the_command_line(session: Session) -> None:
    async with running(session) as (app, pilot):
        for typed, names in (
            ("wiki", {"Wiki"}),
            ("deleted", {"Old"}),
            ("verb:rm", {"Old"}),
            ("kind:project", {"shop"}),
            ("-kind:credential -kind:assignment", {"shop"}),
        ):
            await press(app, pilot, Run("show-activity"), "slash", *typed, "enter")
            assert {name for _, of in rows(app) for name in of} >= names, typed
            assert not {"Mail"} & {name for _, of in rows(app) for name in of}, typed
            assert top(app, Activity).query_one(ActivityLines).has_focus, typed
            await press(app, pilot, "escape")
            assert ("add", ("Mail",)) in rows(app), typed
            await press(app, pilot, "escape")
            assert isinstance(app.screen, Browse), typed


async def test_what_is_typed_may_be_unreadable_completed_or_fit_nothing(session: Session) -> None:
    """What cannot be read is told and leaves the list as it was."""
    async with running(session) as (app, pilot):
        await press(app, pilot, Run("show-activity"))
        before = rows(app)
        await press(app, pilot, "slash")
        entry = top(app, Activity).filter_entry
        entry.value = "since:soon"
        await press(app, pilot, "end")
        assert "cannot be read" in screen_text(app)
        assert rows(app) == before
        entry.value = ""
        await press(app, pilot, *"ve", "tab", *"r", "tab")
        assert entry.value == "verb:rm"
        entry.value = ""
        await settle(app, pilot)
        assert "Nothing fits" not in screen_text(app)
        await press(app, pilot, *"nowhere")
        assert "Nothing fits" in screen_text(app)


async def test_enter_goes_to_what_a_line_is_about(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(app, pilot, Run("show-activity"), "slash", *"verb:add wiki", "enter", "enter")
        assert top(app, Browse).selected_id == named(session, "Wiki").id
        await press(app, pilot, Run("show-activity"), "slash", *"verb:assign", "enter", "enter")
        assert top(app, Projects).found is not None


async def test_what_is_in_the_trash_is_told(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(app, pilot, Run("show-activity"), "slash", *"verb:rm", "enter", "enter")
        top(app, Activity)
        assert "The trash brings back" in toasts(app)


async def test_the_trash_is_filtered(session: Session) -> None:
    trash.rm(session, [named(session, "Wiki")])
    async with running(session) as (app, pilot):
        await press(app, pilot, Run("show-trash"), "slash", *"wik", "enter")
        assert "Trash · 1 of 2" in screen_text(app)
        await press(app, pilot, "b")
        assert session.view.named("Wiki")
        assert "Nothing fits" in screen_text(app)
        await press(app, pilot, "q")
        top(app, Trash)
