"""What projects and organizations are called, whose they are, and the folders that mean one."""

from pathlib import Path

from textual.widgets import Select

from tests.tui.samples import (
    WIDE,
    Clock,
    make_vault,
    press,
    running,
    sample_session,
    screen_text,
    toasts,
)
from tests.tui.test_projects import ORGANIZATIONS, PROJECTS, listed
from vaulttui.operations import organizations, projects
from vaulttui.tui.widgets.entry import Entry

# Folders


async def test_a_folder_is_linked_and_unlinked_and_undone(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    one, other = projects.create(session, None, "api"), projects.create(session, None, "web")
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "way").symlink_to(folder)
    projects.link(session, other, folder)

    def links(project_id: str) -> tuple[str, ...]:
        return projects.living(session, project_id).links

    async with running(session, WIDE) as (app, pilot):
        app.remembered.folder = str(tmp_path)
        await press(app, pilot, *PROJECTS, "plus", *"way", "enter", "enter")
        assert links(one.id) == (str(folder),)
        assert links(other.id) == ()
        assert "in place of web" in toasts(app)
        await press(app, pilot, "enter")
        assert "run and env mean this project" in toasts(app)
        await press(app, pilot, "minus")
        assert links(one.id) == ()
        assert "does not mean api any more" in toasts(app)
        await press(app, pilot, "u")
        assert links(one.id) == (str(folder),)
        await press(app, pilot, "u")
        assert (links(one.id), links(other.id)) == ((), (str(folder),))


async def test_taking_away_needs_something_to_take(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, *PROJECTS, "minus")
        assert "l goes there" in toasts(app)


# Name, description, owner


async def test_a_project_gets_another_owner_and_description(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    acme = organizations.create(session, "acme")
    projects.create(session, None, "api")
    projects.create(session, acme.id, "web")
    async with running(session) as (app, pilot):
        await press(app, pilot, *PROJECTS, "e")
        app.screen.query_one("#organization", Select).value = acme.id
        app.screen.query_one("#name", Entry).value = "web"
        await press(app, pilot, "enter")
        assert "There is a project web already" in screen_text(app)
        app.screen.query_one("#name", Entry).value = "shop"
        app.screen.query_one("#description", Entry).value = "Sells."
        app.screen.query_one("#name").focus()
        await press(app, pilot, "enter")
        assert listed(app) == ["acme/shop", "acme/web"]
        assert session.view.graph.projects[0].description == "Sells."
        await press(app, pilot, "u")
        assert "api" in listed(app)


async def test_an_organization_gets_another_description(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    organizations.create(session, "acme", "of old")
    async with running(session) as (app, pilot):
        await press(app, pilot, *ORGANIZATIONS, "down", "e")
        app.screen.query_one("#description", Entry).value = "new"
        await press(app, pilot, "enter")
        assert session.view.graph.organizations[0].description == "new"
