"""The way to a record, from whichever screen."""

from typing import Any

from textual.app import App

from vaulttui.tui.browse import Browse
from vaulttui.tui.collection import Collection
from vaulttui.tui.organizations import Organizations
from vaulttui.tui.projects import Projects
from vaulttui.tui.sets import Sets

_COLLECTIONS: dict[str, type[Collection]] = {
    "set": Sets,
    "project": Projects,
    "organization": Organizations,
}


def go_to(app: App[Any], kind: str, record_id: str, key: str = "") -> None:
    """Show a record: credentials on the lowest screen, others on one above what is open."""
    wanted = _COLLECTIONS.get(kind)
    if kind == "credential":
        browse = _uncovered(app)
        browse.jump(record_id, key)
    elif wanted is not None and isinstance(app.screen, wanted):
        app.screen.select(record_id, key)
    elif wanted is not None:
        app.push_screen(wanted(record_id, key))


def _uncovered(app: App[Any]) -> Browse:
    while not isinstance(app.screen, Browse):
        app.pop_screen()
    return app.screen
