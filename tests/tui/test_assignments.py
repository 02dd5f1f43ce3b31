"""Assigning: ticks for several things at once, names, collisions before and after saving."""

from pathlib import Path

import pytest

from tests.tui.samples import (
    Clock,
    login,
    make_vault,
    named,
    press,
    running,
    sample_session,
    screen_text,
    toasts,
    top,
)
from vaulttui.domain.projects import Project
from vaulttui.errors import InvalidValue
from vaulttui.operations import assignments, projects
from vaulttui.session.session import Session
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.records.assignments import Assignments
from vaulttui.tui.screens.records.ticks import Names, Subject, Ticks, read_renames, written
from vaulttui.tui.widgets.entry import Entry


def with_projects(path: Path, *names: str) -> tuple[Session, list[Project]]:
    session = make_vault(path)
    return session, [projects.create(session, None, name) for name in names]


def given(session: Session, name: str) -> list[str]:
    return session.view.graph.projects_of(named(session, name).id)


async def test_ticking_and_saving_and_one_undo(tmp_path: Path) -> None:
    session, _ = with_projects(tmp_path / "vault.vtv", "api", "web", "cron")
    async with running(session) as (app, pilot):
        await press(app, pilot, "a", "space", "down", "enter", "ctrl+s")
        top(app, Browse)
        assert given(session, "Mail") == ["api", "cron"]
        await press(app, pilot, "l")
        assert "Assigned to api, cron." in screen_text(app)
        await press(app, pilot, "u")
        assert given(session, "Mail") == []
        assert "Undone: Mail, api, cron are as they were before. U makes it again." in toasts(app)
        await press(app, pilot, "U")
        assert "Made again: Mail, api, cron." in toasts(app)


async def test_marked_ones_are_assigned_together_and_keep_their_names(tmp_path: Path) -> None:
    session, (api, web) = with_projects(tmp_path / "vault.vtv", "api", "web")
    login(session, "Other")
    assignments.assign(session, named(session, "Mail"), [api], prefix="M_")
    async with running(session) as (app, pilot):
        await press(app, pilot, "space", "space")
        assert "2 marked" in screen_text(app)
        await press(app, pilot, "a")
        assert "[-] api" in screen_text(app)
        await press(app, pilot, "down", "space", "ctrl+s")
        assert "marked" not in screen_text(app)
    assert given(session, "Mail") == ["api", "web"]
    assert given(session, "Other") == ["web"]
    (kept,) = session.view.graph.assigned_to(api.id)
    assert kept.prefix == "M_"
    assert {one.prefix for one in session.view.graph.assigned_to(web.id)} == {""}


async def test_escape_unmarks_first(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, "slash", *"mail", "enter", "space", "escape")
        assert "marked" not in screen_text(app)
        assert top(app, Browse).filter_entry.value == "mail"


async def test_marked_ones_go_to_the_trash_together(tmp_path: Path) -> None:
    session, (api,) = with_projects(tmp_path / "vault.vtv", "api")
    other = login(session, "Other")
    assignments.assign(session, other, [api])
    async with running(session) as (app, pilot):
        await press(app, pilot, "space", "space", "x")
        assert session.view.rows() == []
        assert "Mail, Other are in the trash. It was used by api." in toasts(app)
        await press(app, pilot, "u")
        assert len(session.view.rows()) == 2
        assert given(session, "Other") == ["api"]


async def test_only_these_replaces_the_rest(tmp_path: Path) -> None:
    session, (api, _, cron) = with_projects(tmp_path / "vault.vtv", "api", "web", "cron")
    assignments.assign(session, named(session, "Mail"), [api, cron])
    async with running(session) as (app, pilot):
        await press(app, pilot, "a", "end", "o")
        text = screen_text(app)
        assert "[ ] api" in text
        assert "[x] web" in text
        await press(app, pilot, "ctrl+s")
    assert given(session, "Mail") == ["web"]


async def test_a_collision_is_seen_before_it_is_saved_and_a_prefix_solves_it(clock: Clock) -> None:
    session = sample_session(clock)
    async with running(session) as (app, pilot):
        await press(app, pilot, *["down"] * 2, "a", "down", "e")
        app.screen.query_one("#prefix", Entry).value = ""
        await press(app, pilot, "enter")
        assert "≠ collides" in screen_text(app)
        await press(app, pilot, "l")
        text = screen_text(app)
        assert "1. Orders database / host" in text
        assert "2. Orders database, staging / host" in text
        await press(app, pilot, "h", "e")
        app.screen.query_one("#prefix", Entry).value = "OLD_"
        await press(app, pilot, "enter")
        assert "≠" not in screen_text(app)
        await press(app, pilot, "ctrl+s")
        assert "several sources" not in toasts(app)
    (one,) = session.view.graph.assignments_of(named(session, "Orders database, staging").id)
    assert one.prefix == "OLD_"


async def test_a_rename_solves_a_collision_where_it_is_seen(clock: Clock) -> None:
    session = sample_session(clock)
    staging = named(session, "Orders database, staging")
    shop = session.view.graph.projects[1]
    assignments.assign(session, staging, [shop], prefix="OLD_", renames={"PGHOST": "PGHOST"})
    async with running(session) as (app, pilot):
        await press(app, pilot, *["down"] * 2, "a", "down", "l")
        assert "! 1 name from several sources" in screen_text(app)
        top(app, Assignments).detail.go_to("variable 1 PGHOST")
        await press(app, pilot, "e")
        assert "Here is nothing about Orders database:" in toasts(app)
        await press(app, pilot, "down", "e")
        app.screen.query_one("#name", Entry).value = "1ST"
        await press(app, pilot, "enter")
        assert '"1ST" cannot be the name of a variable' in screen_text(app)
        app.screen.query_one("#name", Entry).value = "SECOND_HOST"
        await press(app, pilot, "enter")
        text = screen_text(app)
        assert "renamed from PGHOST" in text
        assert "≠" not in text
        top(app, Assignments).detail.go_to("variable 0 OLD_PGUSER")
        await press(app, pilot, "e")
        app.screen.query_one("#name", Entry).value = "SECOND_USER"
        await press(app, pilot, "enter", "ctrl+s")
    (one,) = session.view.graph.assignments_of(staging.id)
    assert one.prefix == "OLD_"
    assert one.renames == {"PGHOST": "SECOND_HOST", "PGUSER": "SECOND_USER"}


async def test_a_variable_of_several_chosen_is_not_renamed(tmp_path: Path) -> None:
    session, (api,) = with_projects(tmp_path / "vault.vtv", "api")
    assignments.assign(session, named(session, "Mail"), [api], prefix="M_")
    assignments.assign(session, login(session, "Other"), [api], prefix="M_")
    async with running(session) as (app, pilot):
        await press(app, pilot, "space", "space", "a", "l", "e")
        assert "2 credentials of those chosen have it" in toasts(app)
        top(app, Assignments)


async def test_a_prefix_for_all_projects_at_once(tmp_path: Path) -> None:
    session, (api, web, _) = with_projects(tmp_path / "vault.vtv", "api", "web", "cron")
    async with running(session) as (app, pilot):
        await press(app, pilot, "a", "e")
        assert not app.screen.query("#where")
        await press(app, pilot, "escape", "space", "end", "space", "e", *"M_", "tab", "tab")
        assert "all 2 that are ticked" not in screen_text(app)
        await press(app, pilot, "enter", "down", "enter")
        assert "all 2 that are ticked" in screen_text(app)
        await press(app, pilot, "tab", "enter", "ctrl+s")
    mail = session.view.graph.assignments_of(named(session, "Mail").id)
    assert {one.project_id: one.prefix for one in mail} == {api.id: "M_", web.id: "M_"}


async def test_a_collision_is_accepted_and_told(clock: Clock) -> None:
    session = sample_session(clock)
    async with running(session) as (app, pilot):
        await press(app, pilot, *["down"] * 2, "a", "down", "e")
        app.screen.query_one("#prefix", Entry).value = ""
        await press(app, pilot, "enter", "ctrl+s")
        assert "But PGDATABASE" in toasts(app)
        assert "has several sources in " in toasts(app)


async def test_renames_are_typed_and_refused_where_they_cannot_be(tmp_path: Path) -> None:
    session, _ = with_projects(tmp_path / "vault.vtv", "api")
    async with running(session) as (app, pilot):
        await press(app, pilot, "a", "e")
        app.screen.query_one("#renames", Entry).value = "MAIL_PASSWORD"
        await press(app, pilot, "enter")
        assert "A rename is written OLD=NEW" in screen_text(app)
        app.screen.query_one("#renames", Entry).value = "MAIL_PASSWORD=P-W"
        await press(app, pilot, "enter")
        assert '"P-W" cannot be the name of a variable' in screen_text(app)
        app.screen.query_one("#renames", Entry).value = "MAIL_PASSWORD=PW"
        await press(app, pilot, "enter")
        assert "MAIL_PASSWORD as PW" in screen_text(app)
        await press(app, pilot, "ctrl+s")
    (one,) = session.view.graph.assignments_of(named(session, "Mail").id)
    assert one.renames == {"MAIL_PASSWORD": "PW"}


async def test_a_project_is_made_on_the_way(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, "a")
        assert "There are no projects yet" in screen_text(app)
        await press(app, pilot, "space", "e", "o", "enter", "n", *"api", "enter")
        assert "[x] api" in screen_text(app)
        await press(app, pilot, "ctrl+s")
    assert given(session, "Mail") == ["api"]


async def test_leaving_asks_and_quitting_too(tmp_path: Path) -> None:
    session, _ = with_projects(tmp_path / "vault.vtv", "api")
    async with running(session) as (app, pilot):
        await press(app, pilot, "a", "space", "space", "q", "a", "space", "q")
        assert "The assignments are not saved" in screen_text(app)
        await press(app, pilot, "tab", "enter")
        top(app, Browse)
        assert given(session, "Mail") == []
        await press(app, pilot, "a", "space", "ctrl+q", "enter")
        assert given(session, "Mail") == ["api"]


async def test_a_filter_narrows_the_projects(tmp_path: Path) -> None:
    session, _ = with_projects(tmp_path / "vault.vtv", "api", "web")
    async with running(session) as (app, pilot):
        await press(app, pilot, "a", "slash", *"we", "enter", "space")
        assert "[x] web" in screen_text(app)
        assert "api" not in screen_text(app)
        await press(app, pilot, "escape", "ctrl+s")
    assert given(session, "Mail") == ["web"]


def test_ticks_come_to_the_smallest_change(tmp_path: Path) -> None:
    session, (api, web) = with_projects(tmp_path / "vault.vtv", "api", "web")
    mail = named(session, "Mail")
    assignments.assign(session, mail, [api], prefix="M_", renames={"A": "B"})
    ticks = Ticks(session, [Subject(mail.id, of_set=False)])
    assert ticks.changes() == ([], [])
    ticks.toggle(api.id)
    ticks.toggle(web.id)
    put, drop = ticks.changes()
    assert [(one.project_id, one.prefix) for one in put] == [(web.id, "")]
    assert [one.project_id for one in drop] == [api.id]
    ticks.toggle(api.id)
    assert ticks.names(api.id) == Names("M_", {"A": "B"})
    ticks.name(api.id, Names("M_", {"A": "B"}))
    ticks.toggle(web.id)
    assert ticks.changes() == ([], [])


def test_a_rename_is_taken_back_whatever_it_was_called_by(tmp_path: Path) -> None:
    session, (api,) = with_projects(tmp_path / "vault.vtv", "api")
    mail = named(session, "Mail")
    renames = {"P_USER": "WHO", "OTHER": "KEPT"}
    assignments.assign(session, mail, [api], prefix="P_", renames=renames)
    ticks = Ticks(session, [Subject(mail.id, of_set=False)])
    ticks.rename(api.id, "USER", "WHO", "WHOM")
    assert ticks.names(api.id) == Names("P_", {"OTHER": "KEPT", "USER": "WHOM"})
    ticks.rename(api.id, "USER", "WHOM", "")
    assert ticks.names(api.id) == Names("P_", {"OTHER": "KEPT"})


def test_renames_are_read_as_they_are_written() -> None:
    assert read_renames(written({"A": "B", "C": "D"})) == {"A": "B", "C": "D"}
    assert read_renames(" ") == {}
    for odd in ("A", "=B", "A=", "A=B,C"):
        with pytest.raises(InvalidValue):
            read_renames(odd)
