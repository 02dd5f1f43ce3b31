"""One field of a credential type, being made or changed."""

import re
from collections.abc import Collection
from typing import Final

from msgspec.structs import replace
from textual.widgets import Input, Select

from vaulttui.domain.fields import ALWAYS_SECRET, Field, FieldKind
from vaulttui.domain.identifiers import check_identifier
from vaulttui.domain.validation import problem_of
from vaulttui.errors import InvalidValue
from vaulttui.tui.dialogs.small_form import Given, Line
from vaulttui.tui.screens.types.row_form import YES, RowForm, Text, Tick, entry_of
from vaulttui.tui.text import shown
from vaulttui.tui.widgets.tick_box import TickBox

KINDS: Final = {
    FieldKind.TEXT: "text, one line",
    FieldKind.SECRET: "secret text",
    FieldKind.MULTILINE: "several lines: keys, certificates",
    FieldKind.CHOICE: "one of a few choices",
    FieldKind.URL: "address",
    FieldKind.INTEGER: "whole number",
    FieldKind.BOOLEAN: "yes or no",
    FieldKind.DATE: "date",
    FieldKind.FILE: "file, secret",
    FieldKind.TOTP: "one-time codes, secret",
    FieldKind.JSON: "JSON",
}
"""The kinds as people choose them."""
_ODD: Final = re.compile(r"[^a-z0-9]+")


class TypeFieldForm(RowForm):
    """The answer is a Field; ``taken`` are the ids of the others, ``was`` its own so far."""

    def __init__(self, field: Field | None, taken: Collection[str], was: str, at: int) -> None:
        self._was = was
        self._follows = field is None
        title = f"Field · {field.id}" if field else "New field"
        super().__init__(
            title,
            _lines(field or Field("", "")),
            lambda given: _made(given, field or Field("", ""), taken),
            "Take it",
            again=("field", str(at)),
        )

    def changed(self) -> None:
        """Only what the kind has is asked; a new id follows the label until it is typed."""
        kind = FieldKind(str(self.query_one("#kind", Select).value))
        secret = self.query_one("#secret", TickBox)
        always = kind in ALWAYS_SECRET
        secret.disabled = always
        if always:
            secret.value = True
        self.query_one("#row-choices").display = kind is FieldKind.CHOICE
        self.query_one("#row-default").display = not secret.value
        self.told_always = self._told_of_id(entry_of(self, "id").value.strip())
        if not self._trouble:
            self.say("")

    def _told_of_id(self, field_id: str) -> str:
        if not self._was or field_id in ("", self._was):
            return ""
        return (
            f"{shown(self._was, 60)} becomes {shown(field_id, 60)}: values, keys of sets and "
            "templates follow; references in files and scripts are yours to change."
        )

    def on_input_changed(self, event: Input.Changed) -> None:
        """What the label suggests, until an id is typed."""
        event.prevent_default()
        event.stop()
        wanted = id_from(entry_of(self, "label").value)
        entry = entry_of(self, "id")
        if event.input.id == "id" and entry.has_focus:
            self._follows = False
        elif event.input.id == "label" and self._follows:
            entry.value = wanted
        self.typed()


def id_from(label: str) -> str:
    """An id that a template can use, as a label suggests it."""
    return _ODD.sub("_", label.casefold()).strip("_")[:128]


def _lines(field: Field) -> tuple[Line, ...]:
    kinds = tuple((title, kind.value) for kind, title in KINDS.items())
    return (
        Line("label", "Label *", field.label, "as people read it: Access token"),
        Line("id", "Id *", field.id, "as templates and the command line name it"),
        Line("kind", "Kind", field.kind.value, choices=kinds),
        Tick("secret", "secret", YES if field.secret else ""),
        Tick("required", "required", YES if field.required else ""),
        Tick("ask", "asked for at use", YES if field.ask else ""),
        Text("choices", "Choices *", "\n".join(field.choices)),
        Line("default", "Default", field.default or "", "what a form begins with"),
        Line("help", "Help", field.help, "a sentence under the field"),
    )


def _made(given: Given, before: Field, taken: Collection[str]) -> Field:
    kind = FieldKind(given["kind"])
    if not given["label"]:
        raise InvalidValue("A field needs a label.")
    _check_id(given["id"], taken)
    secret = bool(given["secret"]) or kind in ALWAYS_SECRET
    field = replace(
        before,
        id=given["id"],
        label=given["label"],
        kind=kind,
        secret=secret,
        required=bool(given["required"]),
        ask=bool(given["ask"]),
        choices=_choices(given["choices"]) if kind is FieldKind.CHOICE else (),
        default=None if secret else given["default"] or None,
        help=given["help"],
        format=before.format if kind is before.kind else "",
    )
    if field.default is not None and (problem := problem_of(field, field.default.encode())):
        raise InvalidValue(f"The default cannot be: {problem[0].lower()}{problem[1:]}")
    return field


def _check_id(field_id: str, taken: Collection[str]) -> None:
    check_identifier(field_id, "field")
    if field_id in taken:
        raise InvalidValue(f"There is a field {field_id} already.")
    if field_id == "tower":
        raise InvalidValue('No field may be named "tower": templates use it.')


def _choices(text: str) -> tuple[str, ...]:
    found = tuple(filter(None, map(str.strip, text.splitlines())))
    if not found:
        raise InvalidValue("A choice needs its choices, one on each line.")
    if len(set(found)) < len(found):
        raise InvalidValue("The choices must differ.")
    return found
