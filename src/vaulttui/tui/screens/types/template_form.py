"""One thing that a credential type gives to programs: a name and its template."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vaulttui.domain.types.templates import check_template
from vaulttui.errors import InvalidValue
from vaulttui.tui.dialogs.small_form import Given, Line
from vaulttui.tui.screens.types.row_form import RowForm, Text
from vaulttui.tui.text import listed, shown

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ONLY_FILE: Final = "template"
_MOST_NAMED: Final = 8


@dataclass(frozen=True, slots=True)
class Known:
    """What a template may name: ids of fields, and the names of the type's files."""

    fields: Sequence[str]
    files: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """One of the lists of templates, in words."""

    title: str
    one: str
    hint: str
    about: str


TABLES: Final[Mapping[str, Table]] = {
    "env": Table(
        "Variables", "variable", "ACME_TOKEN", "A variable in the environment of programs."
    ),
    "file": Table(
        "Files",
        "file",
        "empty, unless there are several",
        "A file while a program runs. {{ tower.filename }}, or with its name "
        "{{ tower.filename.NAME }}, is its path, for a variable.",
    ),
    "extra_vars": Table(
        "Extra variables", "extra variable", "acme_token", "A variable that Ansible is given."
    ),
}


class TypeTemplateForm(RowForm):
    """The answer is a pair of name and template; ``taken`` are the names of the others."""

    def __init__(
        self, table: str, row: tuple[str, str] | None, taken: Collection[str], known: Known, at: int
    ) -> None:
        words = TABLES[table]
        key, template = row or ("", "")
        name = key.removeprefix(_ONLY_FILE).removeprefix(".") if table == "file" else key
        label = "Name" if table == "file" else "Name *"
        self.told_always = _told(known)
        super().__init__(
            f"{words.one.capitalize()} · {name}" if name else f"New {words.one}",
            (Line("name", label, name, words.hint), Text("template", "Template *", template)),
            lambda given: _made(given, table, taken, known),
            "Take it",
            again=("template", table, str(at)),
            about=words.about,
        )


def _told(known: Known) -> str:
    fields = listed((f"{{{{ {one} }}}}" for one in known.fields), _MOST_NAMED)
    if not fields:
        return "There is no field yet; the template can stand without one."
    return f"A field stands in it as {fields}; {{% if %}} and {{% for %}} work too."


def _made(given: Given, table: str, taken: Collection[str], known: Known) -> tuple[str, str]:
    name, template = given["name"], given["template"]
    if name or table != "file":
        _check_name(name)
    key = name
    if table == "file":
        key = f"{_ONLY_FILE}.{name}" if name else _ONLY_FILE
        _check_file(key, taken)
    if key in taken:
        raise InvalidValue(f"There is {shown(name, 80) or 'such a file'} already.")
    if not template.strip():
        raise InvalidValue("The template is empty.")
    files = dict.fromkeys((*known.files, *((key,) if table == "file" else ())), "")
    check_template("The template", template, frozenset(known.fields), files)
    return key, template


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise InvalidValue(
            f'"{shown(name, 80)}" cannot be a name here.' if name else "It needs a name.",
            hint='Use letters, digits and "_", and begin with no digit.',
        )


def _check_file(key: str, taken: Collection[str]) -> None:
    if taken and (key == _ONLY_FILE or _ONLY_FILE in taken):
        raise InvalidValue(
            "Of several files each needs a name.", hint="Give the other one a name, too."
        )
