"""What was open before a lock, opened again in the same order."""

from typing import Any

from vaulttui.errors import NotFound
from vaulttui.tui.browse_actions import BrowseActions
from vaulttui.tui.environment import EnvironmentPreview
from vaulttui.tui.position import AssignState, KeyState, Position, SmallState
from vaulttui.tui.screen import VaultScreen
from vaulttui.tui.small_form import SmallForm
from vaulttui.tui.subjects import subject_of
from vaulttui.tui.where_used import WhereUsed

_COLLECTIONS = {"sets": "set", "projects": "project", "organizations": "organization"}


def open_again(browse: BrowseActions, position: Position) -> None:
    """Open the screens above the list; what is gone from the vault meanwhile stays closed."""
    if position.form is None:
        _screen(browse, position)
    else:
        browse.open_form(position.form_before or position.form, position.form)
    if position.key is not None:
        _key(browse, position.key)
    if position.assign is not None:
        _assignments(browse, position.assign)
    if position.small is not None:
        top = browse.app.screen
        # Its messages wait until it stands.
        top.call_later(_small, top, position.small)


def _screen(browse: BrowseActions, position: Position) -> None:
    name, record = position.screen, position.record
    if name in _COLLECTIONS:
        browse.go_to(_COLLECTIONS[name], record)
    elif name == "environment":
        browse.app.push_screen(EnvironmentPreview(record))
    elif name == "where-used":
        browse.app.push_screen(WhereUsed(*record.split(" ", 2)))
    elif name == "import":
        browse.import_file(record)
    actions = {
        "history": browse.action_history,
        "trash": browse.action_show_trash,
        "activity": browse.action_show_activity,
        "first": browse.first_steps,
    }
    if name in actions:
        actions[name]()


def _key(browse: BrowseActions, state: KeyState) -> None:
    from vaulttui.tui.key_form import KeyForm

    found = browse.vault.open_session.view.graph.set(state.set_id)
    if found is not None:
        browse.app.push_screen(KeyForm(found, found.key(state.key), state))


def _assignments(browse: BrowseActions, state: AssignState) -> None:
    from vaulttui.tui.assignments import Assignments

    try:
        for one in state.subjects:
            subject_of(browse.vault.open_session, one)
    except NotFound:
        return
    browse.app.push_screen(Assignments(state.subjects, at=state.at, again=state))


def _small(screen: VaultScreen[Any], state: SmallState) -> None:
    """Let the screen below open the form anew, and put back what was typed."""
    name, *arguments = state.again
    opens = getattr(screen, f"form_{name}", None)
    if opens is not None:
        opens(*arguments)
    form = screen.app.screen
    if isinstance(form, SmallForm) and form.again == state.again:
        form.put(state.given)
