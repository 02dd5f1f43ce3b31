"""The credential types: one's own, and those that ship with the program."""

import os
from collections import Counter
from pathlib import Path

from vaulttui.domain.types import CredentialType
from vaulttui.errors import Exists, VaulttuiError
from vaulttui.host.reading import refuse_endless
from vaulttui.operations import types
from vaulttui.operations.type_file import type_text, write_type
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.dialogs.picking import pick_file
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.frames.collection import Collection, Row
from vaulttui.tui.position import TypeState
from vaulttui.tui.screens.types.form import TypeForm
from vaulttui.tui.screens.types.page import page_of
from vaulttui.tui.screens.types.state import copied, filled, read
from vaulttui.tui.text import shown, words
from vaulttui.tui.widgets.page import Page


class Types(Collection):
    """Makes, changes, copies and removes types; brings them in from files, and writes them."""

    place = Place.TYPES
    BINDINGS = bindings(Place.TYPES)
    noun = "type"
    empty = "n makes one."

    def __init__(self, keep: str = "", key: str = "") -> None:
        super().__init__(keep, key)
        self._counts: Counter[str] | None = None

    # Showing

    def vault_changed(self) -> None:
        """Count anew."""
        self._counts = None
        super().vault_changed()

    def rows(self) -> list[Row]:
        """One's own first, by name."""
        session = self.vault.open_session
        if self._counts is None:
            self._counts = Counter(row.type_id for row in session.view.rows())
        found = session.view.types()
        found.sort(key=lambda one: (one.managed, one.name.casefold()))
        return [self._row(one, self._counts[one.id]) for one in found]

    def _row(self, one: CredentialType, users: int) -> Row:
        mark = ("read-only", "dim") if one.managed else (f"{'own':>9}", "accent")
        fields = (f"field {field.id}: {field.label}" for field in (*one.fields, *one.metadata))
        given = (f"variable {name}" for name in one.injectors.env)
        more = "\n".join((f"id {one.id}", one.description, *fields, *given))
        return Row(one.id, one.name, f"{users or '':>4}", mark, more)

    def page(self) -> Page | None:
        """Its fields, what it gives, who uses it."""
        return page_of(self.vault.open_session, self.found) if self.found else None

    @property
    def found(self) -> CredentialType | None:
        """The type under the cursor, as it is now."""
        return self.vault.open_session.view.type(self.selected_id) if self.selected_id else None

    def open_key(self, key: str) -> None:
        """Go to who uses it, or to change the field or variable under the cursor."""
        kind, _, rest = key.partition(" ")
        if kind in ("credential", "type"):
            self.go_to(kind, rest)
        else:
            self.action_edit()

    # Making and changing

    def open_form(self, before: TypeState, now: TypeState | None = None, row: str = "") -> None:
        """Open the form of a type."""
        self.app.push_screen(TypeForm(before, now, row), self.made)

    def action_new(self) -> None:
        """Make a type from nothing."""
        self.open_form(TypeState())

    def action_edit(self) -> None:
        """Change one's own type, at what the sheet's cursor stands on."""
        found = self.found
        if found is None:
            self.nothing_selected()
        elif found.managed:
            self.vault.tell(
                f"{found.name} ships with vaulttui and stays as it is. d makes a copy to change."
            )
        else:
            inside = self.focused is self.detail
            self.open_form(filled(found), row=_row_of(found, self.detail.key) if inside else "")

    def action_duplicate(self) -> None:
        """Make a type that begins as this one."""
        found = self.found
        if found is None:
            self.nothing_selected()
            return
        taken = {one.id for one in self.vault.open_session.view.types()}
        self.open_form(copied(found, taken))

    def action_trash(self) -> None:
        """Remove a type that no credential is of."""
        found, session = self.found, self.vault.open_session
        if found is None:
            self.nothing_selected()
            return

        def then(_nothing: None) -> None:
            self.vault.tell(f"The type {shown(found.name, 60)} is removed.", undo="brings it back")

        def failed(error: VaulttuiError) -> None:
            self.vault.tell(words(error), severity="warning", seconds=9)

        self.vault.perform(lambda: types.rm(session, found.id), then, failed=failed)

    # Files

    def action_from_file(self) -> None:
        """Choose a TOML file; its type is looked at in the form before it is saved."""
        session = self.vault.open_session

        def chosen(path: str) -> None:
            self.vault.perform(lambda: look(path), self._look_at)

        def look(path: str) -> TypeState:
            refuse_endless(path)
            return read(session, type_text(path))

        pick_file(self, "", chosen)

    def _look_at(self, state: TypeState) -> None:
        known = self.vault.open_session.view.type(state.id) if state.of else None
        self.open_form(filled(known) if known else TypeState(), state)

    def action_to_file(self) -> None:
        """Choose a folder; the type is written there, under its id."""
        found = self.found
        if found is None:
            self.nothing_selected()
            return

        def chosen(folder: str) -> None:
            self._write(found, Path(folder, f"{found.id}.toml"), force=False)

        pick_file(self, "", chosen, folders_only=True)

    def _write(self, found: CredentialType, path: Path, *, force: bool) -> None:
        session, where = self.vault.open_session, shown(os.fspath(path), 400)

        def then(_nothing: None) -> None:
            self.vault.tell(f"{shown(found.name, 60)} is written to {where}.", seconds=9)

        def answered(answer: str | None) -> None:
            if answer == "replace":
                self._write(found, path, force=True)

        def failed(error: VaulttuiError) -> None:
            if isinstance(error, Exists):
                ways = (("replace", "Replace it"), ("keep", "Keep it"))
                self.app.push_screen(Question(f"There is a file {where}.", ways), answered)
            else:
                self.vault.tell_error(error)

        job = lambda: write_type(session, found.id, path, force=force)  # noqa: E731  # a job
        self.vault.perform(job, then, failed=failed)


def _row_of(found: CredentialType, key: str) -> str:
    """The form's row of what the sheet's cursor stands on."""
    word, _, name = key.partition(" ")
    if word == "field":
        known = [one.id for one in found.fields]
        return f"fields {known.index(name)}" if name in known else ""
    rows = list(getattr(found.injectors, word, ())) if word in ("env", "file", "extra_vars") else []
    return f"{word} {rows.index(name)}" if name in rows else ""
