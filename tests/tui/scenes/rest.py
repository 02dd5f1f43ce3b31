"""What the command line has as well: the manual, whose, a value into a file, running a command."""

from tests.tui.samples import Run, named, top
from tests.tui.scenes.stage import Stage, scene
from vaulttui.operations import credentials
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.whose import SoughtEntry
from vaulttui.tui.widgets.entry import Entry


@scene("manual")
async def manual(stage: Stage) -> None:
    """A page with a table, and what is searched in it."""
    await stage.press("M", "slash")
    await stage.put("#filter", "folder link")
    await stage.press("enter", "l")


@scene("manual-pages", once=True)
async def manual_pages(stage: Stage) -> None:
    """Its pages."""
    await stage.press("M", *["down"] * 12)


@scene("whose")
async def whose(stage: Stage) -> None:
    """A value that is live, and was in a set."""
    session = stage.session
    found = credentials.get(session, named(session, "Release token"), "token")
    await stage.press(Run("show-whose"))
    stage.app.screen.query_one(SoughtEntry).value = found.reveal().decode()
    await stage.settle()
    await stage.press("enter")


@scene("run", once=True)
async def run(stage: Stage) -> None:
    """A command with what a project gives."""
    (shop,) = (one for one in stage.session.view.graph.projects if one.name == "shop")
    top(stage.app, Browse).go_to("project", shop.id)
    await stage.settle()
    await stage.press("exclamation_mark")
    stage.app.screen.query_one("#command", Entry).value = "make deploy"
    await stage.settle()


@scene("save-value", once=True)
async def save_value(stage: Stage) -> None:
    """Where to."""
    stage.app.remembered.folder = "/home/ada"
    await stage.press("down", "l", "O")


@scene("new-secret", once=True)
async def new_secret(stage: Stage) -> None:
    """One to be copied."""
    await stage.press(Run("show-generator"))
