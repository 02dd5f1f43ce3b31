"""Sets, projects and organizations."""

from tests.tui.samples import Run, named, top
from tests.tui.scenes.stage import Stage, scene
from vaulttui.operations import assignments
from vaulttui.tui.screens.browse.browse import Browse


@scene("set")
async def one_set(stage: Stage) -> None:
    """Its keys."""
    sets = stage.session.view.graph.sets
    found = next(one for one in sets if one.name == "deploy-hooks")
    top(stage.app, Browse).go_to("set", found.id, "key SESSION_SECRET")
    await stage.settle()


@scene("project")
async def project(stage: Stage) -> None:
    """What it is given."""
    await stage.press(Run("show-projects"), "down", "l")


@scene("environment")
async def environment(stage: Stage) -> None:
    """Two sources for some names."""
    session = stage.session
    (shop,) = (one for one in session.view.graph.projects if one.name == "shop")
    assignments.assign(session, named(session, "Orders database, staging"), [shop])
    await stage.settle()
    await stage.press(Run("show-projects"), "down", "v")


@scene("organizations")
async def organization(stage: Stage) -> None:
    """What one owns."""
    await stage.press(Run("show-organizations"), "down")
