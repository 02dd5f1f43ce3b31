"""The remotes: what is bound to each, and how it stood when this machine last read it."""

from typing import TYPE_CHECKING, Final

from vaulttui.domain.remotes import Remote
from vaulttui.operations import remotes
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.collection import Collection, Row, Rows
from vaulttui.tui.matches import marked
from vaulttui.tui.screens.remotes.binding import (
    BOUND,
    ask_how,
    bind_something,
    unbind,
)
from vaulttui.tui.screens.remotes.page import OPEN, STRANGERS, page_of
from vaulttui.tui.screens.remotes.words import standing_part
from vaulttui.tui.text import ago, counted, shown
from vaulttui.tui.widgets.lines import Part
from vaulttui.tui.widgets.page import Page

if TYPE_CHECKING:
    from vaulttui.operations.plans import Standing

_COLUMNS: Final = ((12, 62), (13, 74))
"""Of what stands behind a name: its width, and from which width on there is room for it."""
_STANDING: Final = 22
_CONTACT: Final = 16


class RemoteRows(Rows):
    """Name, dialect, how much is bound, how it stands, last contact."""

    def line(self, index: int, width: int) -> list[Part]:
        """As many columns as the width allows; how it stands in every width."""
        row = self.rows[index]
        texts = row.note.split("\t")
        wide = [
            (text, w) for text, (w, least) in zip(texts, _COLUMNS, strict=False) if width >= least
        ]
        contact = _CONTACT if width >= 50 else 0
        left = width - sum(w for _, w in wide) - _STANDING - contact - 2
        return [
            (" ", ""),
            *marked(shown(row.name, 200), max(6, left), self.sought),
            (" ", ""),
            *(part for text, w in wide for part in marked(text, w, self.sought, "dim")),
            *marked(shown(row.mark[0], 60), _STANDING, self.sought, row.mark[1]),
            *marked(texts[-1], contact, self.sought, "dim"),
        ]


class Remotes(Collection):
    """Adds and changes remotes, binds to them, and leads to their plans."""

    place = Place.REMOTES
    BINDINGS = bindings(Place.REMOTES)
    noun = "remote"
    lines_of = RemoteRows
    empty = (
        "There are no remotes yet. A remote is a server that takes credentials and never gives "
        "their values back; what it should hold is read here, and brought there by a plan. "
        "n adds one."
    )

    def rows(self) -> list[Row]:
        """All remotes, each with how it stands."""
        session = self.vault.open_session
        return [self._row(one, session.now()) for one in session.view.graph.remotes]

    def _row(self, one: Remote, now: int) -> Row:
        seen, opened = self._known(one)
        bound = len(self.vault.open_session.view.graph.bindings_of(one.id))
        columns = (one.dialect, f"{bound:,} bound", ago(seen.at, now) if seen else "")
        mark = standing_part(seen, opened)
        return Row(one.id, one.name, "\t".join(columns), mark, one.url)

    def _known(self, remote: Remote) -> "tuple[Standing | None, int]":
        """How it stood when it was last read, and how many effects on it are open."""
        known = self.vault.remembered.standings
        if known is None:
            return None, 0
        return known.remotes.get(remote.id), known.open.get(remote.id, 0)

    def standings_changed(self) -> None:
        """Show it in the list and on the page."""
        self.fill()

    def page(self) -> Page | None:
        """What is bound, what is there, and how it is reached."""
        found = self.found
        return page_of(self.vault.open_session, found, *self._known(found)) if found else None

    @property
    def found(self) -> Remote | None:
        """The remote under the cursor, as it is now."""
        return self.vault.open_session.view.graph.remote(self.selected_id)

    @property
    def _bound_here(self) -> tuple[str, str] | None:
        """Kind and id of what is bound, where the page's cursor stands on such a thing."""
        kind, _, subject_id = self.detail.key.partition(" ")
        here = self.focused is self.detail and kind in BOUND
        return (kind, subject_id) if here else None

    def open_key(self, key: str) -> None:
        """What is bound leads to itself, what is not ours to the placeholders."""
        kind, _, rest = key.partition(" ")
        if kind == STRANGERS:
            self.vault.show("placeholders", self.selected_id)
        elif kind == OPEN:
            self.action_plan()
        elif kind == "login":
            self.go_to("credential", *rest.split(" ", 1))
        elif kind == "type":
            self.vault.show("types", rest)
        elif kind in BOUND:
            self.go_to(kind, rest)
        else:
            self.action_edit()

    def pointed(self) -> tuple[str, ...]:
        """What is bound, else the remote."""
        here = self._bound_here
        return here or (("remote", self.selected_id) if self.selected_id else ())

    # Changing

    def action_new(self) -> None:
        """Add a remote."""
        self.form_remote("")

    def action_edit(self) -> None:
        """Change the binding under the cursor, or else the remote."""
        found, here = self.found, self._bound_here
        if found is None:
            self.nothing_selected()
        elif here is not None:
            ask_how(self, found.id, *here)
        else:
            self.form_remote(found.id)

    def form_remote(self, remote_id: str) -> None:
        """Ask for all of it; of one that is there, for what is to be other."""
        from vaulttui.tui.screens.remotes.form import RemoteForm

        found = self.vault.open_session.view.graph.remote(remote_id)
        if found is not None or not remote_id:
            self.app.push_screen(RemoteForm(found), self.made)

    def action_assign(self) -> None:
        """Bind something of the vault to it."""
        if self.found is None:
            self.nothing_selected()
        else:
            bind_something(self, self.found)

    def action_take_away(self) -> None:
        """Unbind what the page's cursor stands on; from the list one would not see what."""
        found, here = self.found, self._bound_here
        if found is None or here is None:
            self.vault.tell("Put the cursor on what is bound first: l goes there.")
        else:
            unbind(self, found, *here)

    def action_trash(self) -> None:
        """Move the remote to the trash, with what is bound to it; nothing is asked of it."""
        found, session = self.found, self.vault.open_session
        if found is None:
            self.nothing_selected()
            return
        count = len(session.view.graph.bindings_of(found.id))
        along = f" with {counted(count, 'binding')}" if count else ""

        def then(_nothing: None) -> None:
            name = shown(found.name, 60)
            told = f"{name} is in the trash{along}; what it holds stays as it is there."
            self.vault.tell(told, seconds=9, undo="brings it back")

        self.vault.perform(lambda: remotes.rm(session, found), then)

    # Asking it

    def action_plan(self) -> None:
        """Read the remote, and show what would bring it into line."""
        if self.found is None:
            self.nothing_selected()
        else:
            self.vault.show("plan", self.found.id)

    def action_test(self) -> None:
        """Ask for something that needs the login."""
        from vaulttui.tui.screens.remotes.asking import ask

        found, session = self.found, self.vault.open_session
        if found is None:
            self.nothing_selected()
            return

        def job() -> str:
            from vaulttui.operations.plans import test

            return test(session, found)

        def then(answered: str) -> None:
            self.vault.tell(f"{shown(found.name, 60)}: {shown(answered, 300)}", seconds=9)

        self.vault.tell(f"Asking {shown(found.name, 60)} …", seconds=3)
        ask(self, job, then, self.vault.tell_error)
