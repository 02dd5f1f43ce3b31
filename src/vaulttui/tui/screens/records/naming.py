"""The questions under which names something is given to projects."""

from dataclasses import dataclass

from vaulttui.errors import InvalidValue
from vaulttui.inject.naming import VARIABLE
from vaulttui.tui.dialogs.small_form import Given, Line, SmallForm
from vaulttui.tui.screens.records.ticks import Names, Ticks, read_renames, written
from vaulttui.tui.text import counted, shown

_ONE, _ALL = "one", "all"


@dataclass(frozen=True, slots=True)
class Named:
    """An answer: the names, and whether they are for all projects that are ticked."""

    names: Names
    everywhere: bool


def names_form(ticks: Ticks, project_id: str, ticked: int) -> SmallForm:
    """Asks for prefix and renames; of several projects that are ticked, for which of them."""
    project, present = ticks.projects[project_id], ticks.names(project_id)
    choices = ((f"{shown(project, 50)} only", _ONE), (f"all {ticked} that are ticked", _ALL))
    lines = (
        Line("prefix", "Prefix before every variable", present.prefix, "STAGING_"),
        Line("renames", "Renames", written(present.renames), "PGHOST=DB_HOST, PGUSER=DB_USER"),
        *((Line("where", "In", choices=choices),) if ticked > 1 else ()),
    )
    return SmallForm(f"Names in {project}", lines, _named, "Take", again=("names", project_id))


def _named(given: Given) -> Named:
    names = Names(given["prefix"], read_renames(given["renames"]))
    for name in filter(None, (names.prefix, *names.renames.values())):
        _check(name)
    return Named(names, given.get("where") == _ALL)


def rename_form(ticks: Ticks, project_id: str, variable: str, plain: str) -> SmallForm:
    """Asks for another name of one variable; empty stands for the one by itself, ``plain``."""
    project = ticks.projects[project_id]

    def name(given: Given) -> str:
        if given["name"]:
            _check(given["name"])
        return given["name"]

    lines = (Line("name", f"Its name in {shown(project, 40)}", variable, "as it is by itself"),)
    again = ("rename", project_id, variable, plain)
    return SmallForm(f"Rename {variable}", lines, name, "Take", again=again)


def _check(name: str) -> None:
    if not VARIABLE.fullmatch(name):
        raise InvalidValue(
            f'"{shown(name, 80)}" cannot be the name of a variable, nor begin one.',
            hint='Use letters, digits and "_", and begin with no digit.',
        )


def several_have_it(count: int) -> str:
    """Why one variable of several credentials is not renamed."""
    return f"{counted(count, 'credential')} of those chosen have it: assign them one by one."
