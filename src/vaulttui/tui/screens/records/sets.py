"""The sets: their keys, what each points at, and which projects are given them."""

from functools import partial

from vaulttui.domain.qr import modules
from vaulttui.domain.remotes import Remote
from vaulttui.domain.sets import Key, Set
from vaulttui.operations import sets
from vaulttui.operations.where_used import uses_of_set
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.dialogs.small_form import Given, Line, SmallForm
from vaulttui.tui.frames.collection import Collection, Row
from vaulttui.tui.screens.records.ownership import change_form, owner_in, owner_line
from vaulttui.tui.screens.records.set_page import page_of
from vaulttui.tui.screens.records.where_used import lost
from vaulttui.tui.screens.remotes.binding import ask_how, unbind
from vaulttui.tui.screens.remotes.words import marks
from vaulttui.tui.text import counted, shown
from vaulttui.tui.widgets.page import Page
from vaulttui.tui.widgets.sheet import Revealed, readable

EVERYWHERE = "-"
"""Stands for no project, where one is chosen."""


class Sets(Collection):
    """Makes and changes sets and their keys; shows values like those of credentials."""

    place = Place.SETS
    BINDINGS = bindings(Place.SETS)
    noun = "set"
    empty = (
        "There are no sets yet. A set is a group of keys, each the name of a variable, that is "
        "given to projects as one. n makes one."
    )

    def rows(self) -> list[Row]:
        """All sets, each with how many keys it has."""
        graph = self.vault.open_session.view.graph
        stand = marks(self.vault.remembered.standings, "set")
        revoked = ("! revoked", "bad")
        return [
            Row(
                one.id,
                graph.full_name(one),
                counted(len(one.keys), "key"),
                stand.get(one.id, ("", "")) if one.revoked_at is None else revoked,
                "\n".join((one.description, *(key.name for key in one.keys))),
            )
            for one in graph.sets
        ]

    def page(self) -> Page | None:
        """Keys and projects."""
        found, session = self.found, self.vault.open_session
        known = self.vault.remembered.standings
        return page_of(session, found, known) if found else None

    def standings_changed(self) -> None:
        """How remotes stand is said of the sets that are bound to them."""
        self.fill()

    @property
    def found(self) -> Set | None:
        """The set under the cursor, as it is now."""
        return self.vault.open_session.view.graph.set(self.selected_id)

    @property
    def _key_here(self) -> Key | None:
        kind, _, name = self.detail.key.partition(" ")
        return self.found.key(name) if kind == "key" and self.found else None

    @property
    def _remote_here(self) -> Remote | None:
        """The remote that it is bound to, where the page's cursor stands on one."""
        kind, _, remote_id = self.detail.key.partition(" ")
        here = kind == "remote" and self.focused is self.detail
        return self.vault.open_session.view.graph.remote(remote_id) if here else None

    def open_key(self, key: str) -> None:
        """A key that points at a field leads there; one with its own value shows it."""
        here = self._key_here
        if here is None:
            super().open_key(key)
        elif here.own:
            self.action_reveal()
        elif sets.target_of(self.vault.open_session, here):
            self.go_to("credential", here.credential_id or "", here.field)

    # Values

    def _target(self) -> tuple[Set, Key] | None:
        found, key = self.found, self._key_here
        return (found, key) if found and key else None

    def _key_meant(self) -> tuple[Set, Key] | None:
        target = self._target()
        if target is None:
            self.vault.tell("Put the cursor on a key first: l goes to the keys.")
        return target

    def action_reveal(self) -> None:
        """Show what the key under the cursor gives, or mask it again."""
        target = self._key_meant()
        if target is None:
            return
        session, line = self.vault.open_session, self.detail.key
        if self.detail.revealed is not None and self.detail.revealed.key == line:
            self.hide_secrets()
            return
        found, key = target
        seconds = self.vault.settings.reveal_seconds

        def opened() -> Revealed:
            return Revealed(line, readable(_value(session, found, key, "reveal")), seconds)

        self.look_at_detail()
        self.detail.reveal_later(opened)

    def action_copy(self) -> None:
        """Copy what the key under the cursor gives."""
        target = self._key_meant()
        if target is not None:
            session = self.vault.open_session
            self.copy_with(target[1].name, lambda: _value(session, *target, "copy"))

    def action_qr(self) -> None:
        """Draw what the key under the cursor gives for a camera."""
        from vaulttui.tui.dialogs.qr_code import show_qr

        target = self._key_meant()
        if target is not None:
            session, title = self.vault.open_session, shown(target[1].name, 80)
            show_qr(self, title, lambda: modules(_value(session, *target, "reveal")))

    def action_save_value(self) -> None:
        """Write what the key under the cursor gives into a file."""
        from vaulttui.tui.dialogs.save_value import save_value

        target = self._key_meant()
        if target is not None:
            session, (found, key) = self.vault.open_session, target
            names = (found.name, key.name)
            save_value(self, shown(key.name, 60), names, lambda: _value(session, *target, "get"))

    # Changing

    def action_new(self) -> None:
        """Make a set."""
        self.form_new()

    def form_new(self) -> None:
        """Ask for a new one."""
        session = self.vault.open_session
        lines, save = _new_lines(session), partial(_create, session)
        self.app.push_screen(SmallForm("New set", lines, save, "Create", again=("new",)), self.made)

    def action_edit(self) -> None:
        """Change the key under the cursor, or else name, owner and description of the set."""
        found = self.found
        if found is None:
            self.nothing_selected()
        elif self._remote_here is not None:
            ask_how(self, self._remote_here.id, "set", found.id)
        elif self._key_here is not None and self.focused is self.detail:
            self._key_form(found, self._key_here)
        else:
            self.form_edit(found.id)

    def form_edit(self, record_id: str) -> None:
        """Ask for another name, owner and description."""
        session = self.vault.open_session
        found = session.view.graph.set(record_id)
        if found is not None:
            self.app.push_screen(change_form(session, found, sets.edit), self.made)

    def action_put_key(self) -> None:
        """Add a key, or put the one under the cursor anew."""
        if self.found is None:
            self.nothing_selected()
        else:
            self._key_form(self.found, None)

    def _key_form(self, found: Set, key: Key | None) -> None:
        from vaulttui.tui.screens.forms.key_form import KeyForm

        if found.revoked_at is not None:
            self.vault.tell("The set is revoked; its keys stay as they are.", severity="warning")
            return

        def put(name: str | None) -> None:
            if name is not None:
                self.select(found.id, f"key {name}")

        self.app.push_screen(KeyForm(found, key), put)

    def action_take_away(self) -> None:
        """Take the key or binding under the cursor away; from the list one would not see which."""
        if self._remote_here is not None:
            unbind(self, self._remote_here, "set", self.selected_id)
            return
        target = self._target() if self.focused is self.detail else None
        if target is None:
            self.vault.tell("Put the cursor on a key first: l goes to the keys.")
            return
        found, key = target
        session = self.vault.open_session

        def then(_set: Set) -> None:
            self.vault.tell(f"{shown(key.name, 60)} is taken away.", undo="brings it back")

        self.vault.perform(lambda: sets.unset(session, found, [key.name]), then)

    def action_revoke(self) -> None:
        """Let nothing use the set any more, asked once more."""
        found = self.found
        if found is None or found.revoked_at is not None:
            self.vault.tell("It is revoked already." if found else "Select a set first.")
            return
        session = self.vault.open_session

        def then(_set: Set) -> None:
            self.vault.tell(f"{shown(found.name, 60)} is revoked.", undo="undoes")

        def answered(answer: str | None) -> None:
            if answer == "revoke":
                self.vault.perform(lambda: sets.revoke(session, found), then)

        text = (
            f"Revoke {shown(found.name, 60)}? Nothing is given its keys any more. "
            f"{lost(uses_of_set(session, found))}Keys and values stay to be read."
        )
        ways = (("revoke", "Revoke"), ("keep", "Keep it"))
        self.app.push_screen(Question(text, ways), answered)

    def action_trash(self) -> None:
        """Move the set to the trash."""
        found = self.found
        if found is None:
            self.nothing_selected()
            return
        session = self.vault.open_session
        touched = lost(uses_of_set(session, found))

        def then(_nothing: None) -> None:
            name = shown(found.name, 60)
            told = f"{name} is in the trash. {touched}".strip()
            self.vault.tell(told, seconds=9, undo="brings it back")

        self.vault.perform(lambda: sets.rm(session, found), then)

    # Other screens

    def gives(self) -> tuple[str, ...]:
        """The set."""
        return ("set", self.selected_id) if self.selected_id else ()

    def action_assign(self) -> None:
        """Choose the projects that are given the set."""
        from vaulttui.tui.screens.records.assignments import Assignments

        if self.found is None:
            self.nothing_selected()
        else:
            self.app.push_screen(Assignments([self.found.id]))


def _value(session: Session, found: Set, key: Key, verb: str) -> Secret:
    return sets.get(session, found, key.name, verb=verb)


def _new_lines(session: Session) -> tuple[Line, ...]:
    graph = session.view.graph
    only = tuple((f"only {graph.full_name(one)}", one.id) for one in graph.projects)
    seen = Line("project", "Seen from", choices=(("every project", EVERYWHERE), *only))
    return (
        Line("name", "Name", hint="deploy-keys"),
        *owner_line(session),
        *((seen,) if only else ()),
        Line("description", "Description"),
    )


def _create(session: Session, given: Given) -> str:
    project = session.view.graph.project(given.get("project", EVERYWHERE))
    new = sets.NewSet(
        owner_in(given), given["name"], project=project, description=given["description"]
    )
    return sets.create(session, new).id
