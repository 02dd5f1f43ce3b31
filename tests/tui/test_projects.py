"""Projects, organizations, the environment, where-used and sources, and the ways between them."""

from pathlib import Path

import pytest

from tests.tui.samples import (
    CANARY,
    PASSPHRASE,
    USUAL,
    WIDE,
    Clock,
    Run,
    login,
    lookup,
    make_vault,
    named,
    press,
    running,
    sample_session,
    screen_text,
    settle,
    toasts,
    top,
)
from tests.tui.test_lock import resumed
from vaulttui.operations import assignments, organizations, projects, sets, sources
from vaulttui.operations.credentials import Edits, Owner, edit
from vaulttui.secret import Secret
from vaulttui.tui import lock
from vaulttui.tui.app import VaultApp
from vaulttui.tui.frames.collection import Collection, Rows
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.forms.form import Form
from vaulttui.tui.screens.records.assignments import Assignments
from vaulttui.tui.screens.records.environment import EnvironmentPreview
from vaulttui.tui.screens.records.organizations import Organizations
from vaulttui.tui.screens.records.projects import Projects
from vaulttui.tui.screens.records.sets import Sets
from vaulttui.tui.screens.records.where_used import WhereUsed
from vaulttui.tui.widgets.entry import SecretEntry
from vaulttui.tui.widgets.page import PageSheet

PROJECTS = (Run("show-projects"),)
ORGANIZATIONS = (Run("show-organizations"),)


def listed(app: VaultApp) -> list[str]:
    return [row.name for row in top(app, Collection).query_one(Rows).rows]


# Projects


async def test_a_project_is_made_renamed_and_trashed(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, *PROJECTS, "n", *"api", "enter", "n", *"api", "enter")
        assert "There is a project api already" in screen_text(app)
        await press(app, pilot, "escape", "e", *"2", "enter")
        assert listed(app) == ["api2"]
        assignments.assign(session, named(session, "Mail"), [session.view.graph.projects[0]])
        await settle(app, pilot)
        await press(app, pilot, "l", "x")
        assert "It was given Mail" in toasts(app)
        assert listed(app) == []
        assert app.focused is top(app, Projects).query_one(Rows)
        await press(app, pilot, Run("show-trash"), "b", "q")
        assert listed(app) == ["api2"]
        await press(app, pilot, "x", "u")
        assert listed(app) == ["api2"]


async def test_a_project_of_sets_cannot_go_and_says_why(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, *PROJECTS, "x")
        assert "deploy-hooks" in toasts(app)
        assert len(listed(app)) == 2


async def test_something_is_given_and_taken_away(clock: Clock) -> None:
    session = sample_session(clock)
    async with running(session) as (app, pilot):
        await press(app, pilot, *PROJECTS, "minus")
        (deployment, _) = session.view.graph.projects
        assert len(session.view.graph.assigned_to(deployment.id)) == 3
        await press(app, pilot, "a", *"webmail", "enter")
        top(app, Assignments)
        assert "[x] acme/deployment" in screen_text(app)
        await press(app, pilot, "ctrl+s")
        assert session.view.graph.projects_of(named(session, "Webmail").id) == ["acme/deployment"]
        await press(app, pilot, "l", "down", "down", "minus")
        assert session.view.graph.projects_of(named(session, "Webmail").id) == []
        await press(app, pilot, "home", "e")
        top(app, Assignments)


async def test_a_revoked_set_is_told_where_it_is_given(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    found = sets.create(session, sets.NewSet(None, "deploy"))
    assignments.assign(session, found, [projects.create(session, None, "api")])
    async with running(session) as (app, pilot):
        await press(app, pilot, *PROJECTS, "l")
        assert "revoked" not in screen_text(app)
        sets.revoke(session, found)
        await settle(app, pilot)
        assert "! revoked: none of its keys is given" in screen_text(app)
        await press(app, pilot, "v")
        assert "it is left out" in screen_text(app)


async def test_enter_goes_to_what_is_given(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, *PROJECTS, "down", "l", "end", "enter")
        assert listed(app) == ["acme/deploy-hooks", "acme/web-service"]
        assert top(app, Sets).selected_id == app.open_session.view.graph.sets[1].id
        await press(app, pilot, "q", "home", "enter")
        browse = top(app, Browse)
        assert browse.selected is not None
        assert browse.selected.name == "Orders database"


async def test_the_palette_goes_to_projects_and_sets(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, "ctrl+p", *"acme/shop", "enter")
        assert top(app, Projects).selected_id == app.open_session.view.graph.projects[1].id
        await press(app, pilot, "ctrl+p", *"web-service", "enter")
        top(app, Sets)
        await press(app, pilot, "ctrl+p", *"webmail", "enter")
        top(app, Browse)


# Environment


async def test_the_environment_names_origins_and_no_values(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    api = projects.create(session, None, "api")
    assignments.assign(session, named(session, "Mail"), [api], prefix="M_")
    found = sets.create(session, sets.NewSet(None, "deploy"))
    found = sets.put_value(session, found, "TOKEN", Secret(CANARY.encode()))
    assignments.assign(session, found, [api])
    async with running(session) as (app, pilot):
        await press(app, pilot, *PROJECTS, "v")
        text = screen_text(app)
        assert "M_PASSWORD" in text
        assert "Mail / password · prefix M_" in text
        assert "set deploy, key TOKEN, its own value" in text
        assert CANARY not in text
        login(session, "Later")
        assignments.assign(session, named(session, "Later"), [api])
        await settle(app, pilot)
        assert "LATER_PASSWORD" in screen_text(app)
        await press(app, pilot, "end", "enter")
        assert top(app, Sets).detail.key == "key TOKEN"
        await press(app, pilot, "q", "q")
        top(app, EnvironmentPreview)
        await press(app, pilot, "home", "enter")
        assert top(app, Browse).selected_id == named(session, "Later").id


async def test_a_collision_in_the_environment_leads_to_its_sources(clock: Clock) -> None:
    session = sample_session(clock)
    shop = session.view.graph.projects[1]
    staging = named(session, "Orders database, staging")
    assignments.assign(session, staging, [shop], renames={"PGPORT": "STAGING_PORT"})
    async with running(session) as (app, pilot):
        await press(app, pilot, *PROJECTS, "down", "v")
        preview = top(app, EnvironmentPreview).query_one(PageSheet)
        preview.go_to("variable 2 PGHOST")
        await press(app, pilot, "e")
        assert "Names in" in screen_text(app)
        await press(app, pilot, "escape")
        top(app, EnvironmentPreview)
        await press(app, pilot, "e", *"S_", "enter")
        assert "Saved." in toasts(app)
        text = screen_text(app)
        top(app, EnvironmentPreview)
        assert "≠" not in text
        assert "S_PGHOST" in text
        preview.go_to("variable 0 S_PGHOST")
        await press(app, pilot, "enter")
        assert top(app, Browse).selected_id == staging.id
        assert top(app, Browse).detail.key == "host"


async def test_an_environment_of_nothing_says_what_to_do(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    projects.create(session, None, "api")
    async with running(session) as (app, pilot):
        await press(app, pilot, *PROJECTS, "v", "e")
        assert "none: in the project, a assigns" in screen_text(app)
        assert "Put the cursor on a variable" in toasts(app)


# Organizations


async def test_organizations_are_made_renamed_and_kept_while_they_own(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, *ORGANIZATIONS, "e", "x")
        assert "personal always exists" in toasts(app)
        await press(app, pilot, "n", *"acme", "enter", "e", *"2", "enter")
        assert listed(app) == ["personal", "acme2"]
        owner = session.view.graph.organizations[0]
        project = projects.create(session, owner.id, "api")
        await settle(app, pilot)
        await press(app, pilot, "x")
        assert "owns 1 project" in toasts(app)
        projects.rm(session, project)
        await settle(app, pilot)
        await press(app, pilot, "x")
        assert listed(app) == ["personal"]


async def test_a_credential_changes_its_organization_in_the_form(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, "e")
        assert not top(app, Form).query("#organization")
        await press(app, pilot, "escape")
        owner = organizations.create(session, "acme")
        await press(app, pilot, "e")
        select = top(app, Form).query_one("#organization")
        select.value = owner.id  # type: ignore[attr-defined]  # it is a Select
        await settle(app, pilot)
        await press(app, pilot, "ctrl+s", "l")
        assert "Login · acme" in screen_text(app)
        assert named(session, "Mail").organization_id == owner.id
        await press(app, pilot, "u")
        assert named(session, "Mail").organization_id is None


async def test_an_organization_lists_what_it_owns(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    owner = organizations.create(session, "acme")
    edit(session, named(session, "Mail"), Edits(owner=Owner(owner.id)))
    async with running(session) as (app, pilot):
        await press(app, pilot, *ORGANIZATIONS, "end", "l", "enter")
        assert top(app, Browse).selected_id == named(session, "Mail").id


# Lock, mouse, hostile names


@pytest.mark.parametrize(
    ("keys", "screen"),
    [
        ((Run("show-sets"), "down"), Sets),
        ((*PROJECTS, "down"), Projects),
        ((*PROJECTS, "down", "v"), EnvironmentPreview),
        ((*ORGANIZATIONS, "down"), Organizations),
        (("w",), WhereUsed),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
async def test_screens_cross_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...], screen: type[Browse]
) -> None:
    path = tmp_path / "vault.vtv"
    session = make_vault(path)
    organizations.create(session, "acme")
    for name in ("one", "two"):
        sets.create(session, sets.NewSet(None, name))
        assignments.assign(session, named(session, "Mail"), [projects.create(session, None, name)])
    async with running(session) as (app, pilot):
        await press(app, pilot, *keys)
        before = screen_text(app)
        app.lock_vault()
        await settle(app, pilot)
    session.close()
    assert app.sealed is not None
    monkeypatch.setenv(lock.RESUME_VARIABLE, str(resumed(app.sealed)))
    async with running(path=path) as (app, pilot):
        app.screen.query_one("#secret", SecretEntry).value = PASSPHRASE
        await press(app, pilot, "enter")
        assert isinstance(app.screen, screen)
        assert screen_text(app) == before


async def test_everything_by_mouse(clock: Clock) -> None:
    async with running(sample_session(clock), WIDE) as (app, pilot):
        lines = screen_text(app).splitlines()
        y = next(at for at, line in enumerate(lines) if line.startswith("│ Projects"))
        await pilot.click(offset=(4, y))
        await settle(app, pilot)
        await pilot.click(offset=(4, y), times=2)
        await settle(app, pilot)
        top(app, Projects)
        await pilot.click(offset=(4, 2))
        await settle(app, pilot)
        assert "acme/shop" in screen_text(app).splitlines()[1].split("││")[1]
        bar = screen_text(app).splitlines()[-1]
        await pilot.click(offset=(bar.index("v Environment") + 3, 49))
        await settle(app, pilot)
        top(app, EnvironmentPreview)


@pytest.mark.parametrize("size", [USUAL, WIDE, (40, 10)])
async def test_hostile_names_on_the_new_screens(tmp_path: Path, size: tuple[int, int]) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    bad = login(session, "\x1b]52;c;RVZJTA==\x07[@click=app.quit]x[/]\u202e\u200b")
    about = "[/nope]\x1b[2J\x9b"
    owner = organizations.create(session, "acme", about)
    api = projects.create(session, owner.id, "api", about)
    found = sets.create(session, sets.NewSet(owner.id, "deploy", project=api, description=about))
    sets.put_reference(session, found, "BAD", bad, "password", description=about)
    assignments.assign(session, bad, [api])
    lookup(session, "Vault\x1b[31m\u202e")
    asked = {"secret_path": "/\x1b[31m", "secret_key": "\u202e"}
    sources.put(session, bad, "password", named(session, "Vault\x1b[31m\u202e"), asked)
    async with running(session, size) as (app, pilot):
        top(app, Browse).jump(bad.id)
        await settle(app, pilot)
        for keys in (
            ["w"],
            ["q", "a"],
            ["l"],
            ["q", "q", "l", "s"],
            ["enter"],
            ["escape", "q", *PROJECTS],
            ["l"],
            ["v"],
            ["q", "q", "a", "escape", "q", *ORGANIZATIONS],
            ["end", "l"],
            ["q", "q", "x"],
        ):
            await press(app, pilot, *keys)
            assert not set("\x1b\x07\x9b\u202e\u200b") & set(screen_text(app)), keys
            assert app.is_running
        assert not set("\x1b\x07\x9b\u202e\u200b") & set(toasts(app))
