"""Whose a value is, found by the value: typed or pasted unseen, or read from a file."""

from collections.abc import Callable
from typing import Final

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Button, Input, Static

from vaulttui.errors import VaulttuiError
from vaulttui.host.reading import begin_of_file, refuse_endless
from vaulttui.operations.whose import LIMIT, Answer, Match, whose
from vaulttui.secret import Secret
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.dialogs.picking import pick_file
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.position import Address
from vaulttui.tui.styles import style
from vaulttui.tui.text import counted, listed, moment, plain, shown, words
from vaulttui.tui.widgets.entry import SecretEntry
from vaulttui.tui.widgets.lines import Lines, Part
from vaulttui.tui.widgets.page import Item, Page, PageSheet, Section
from vaulttui.tui.widgets.working import WorkingLine

_NOTE: Final = (
    "A value, a log, a key: it is compared with all that is or was in the vault, and neither "
    "shown nor kept. Pasted text of several lines is looked for at once."
)
_NOTHING: Final = (
    "Nothing that is or was in this vault. Compared were the whole and its parts; not found are "
    "parts shorter than 6 bytes, and what is cut off or changed."
)


class SoughtEntry(SecretEntry):
    """Takes pasted text whole, of however many lines."""

    class Pasted(Message):
        """Several lines were pasted."""

        def __init__(self, text: Secret) -> None:
            super().__init__()
            self.text = text

    def _on_paste(self, event: events.Paste) -> None:
        if len(event.text.splitlines()) <= 1:
            super()._on_paste(event)
            return
        event.stop()
        event.prevent_default()
        # A terminal hands on the ends of lines as the key that makes them.
        text = event.text.replace("\r\n", "\n").replace("\r", "\n")
        self.post_message(self.Pasted(Secret.from_text(text)))


class Whose(VaultScreen[None]):
    """An unseen line, and what holds or held what was given; enter goes there."""

    place = Place.WHOSE
    BINDINGS = bindings(Place.WHOSE)
    CSS_PATH = style("whose")

    def __init__(self) -> None:
        super().__init__()
        self._found: tuple[Match, ...] = ()

    def compose(self) -> ComposeResult:
        """The line, and below it the answer."""
        with Vertical(classes="frame -filled") as frame:
            frame.border_title = "Whose is this?"
            yield Static(plain(_NOTE), classes="note")
            with Horizontal(classes="line"):
                yield SoughtEntry(id="sought", placeholder="type or paste it, unseen; enter looks")
                yield Button("Look", variant="primary", id="look", compact=True)
                yield Button("A file…", id="pick", compact=True)
            yield WorkingLine()
            yield Static(id="told", markup=False)
            yield PageSheet()
        yield KeyBar(self.place)

    def on_mount(self) -> None:
        """Begin at the line."""
        self.query_one(PageSheet).empty = ""
        self.query_one(SoughtEntry).focus()

    @property
    def enters(self) -> str:
        """Enter looks for what is typed, and goes where it was found."""
        return "Look" if isinstance(self.focused, SoughtEntry) else "Go there"

    @property
    def address(self) -> Address:
        """Opened again after a lock, empty."""
        return ("whose",)

    # Looking

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another text has another answer."""
        event.stop()
        if event.value:
            self._tell("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Look for what was typed."""
        event.stop()
        self._look_typed()

    def on_sought_entry_pasted(self, event: SoughtEntry.Pasted) -> None:
        """Look for what was pasted."""
        event.stop()
        text = event.text
        self._look(lambda: text)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Look, or choose a file."""
        event.stop()
        if event.button.id == "look":
            self._look_typed()
        else:
            pick_file(self, "", self._look_into)

    def _look_typed(self) -> None:
        entry = self.query_one(SoughtEntry)
        sought = Secret.from_text(entry.value)
        with self.prevent(Input.Changed):
            entry.value = ""
        self._look(lambda: sought)

    def _look_into(self, path: str) -> None:
        def read() -> Secret:
            refuse_endless(path)
            return Secret(begin_of_file(path, LIMIT + 1))

        self._look(read)

    def _look(self, read: Callable[[], Secret]) -> None:
        session = self.vault.open_session
        self._tell("")
        self._show(())
        self.query_one(WorkingLine).start("Comparing")
        self.vault.perform(
            lambda: whose(session, read()),
            self._answered,
            failed=self._failed,
            group="whose",
            exclusive=True,
        )

    def _failed(self, error: VaulttuiError) -> None:
        self.query_one(WorkingLine).stop()
        self._tell(f"✗ {words(error)}")

    def _answered(self, answer: Answer) -> None:
        self.query_one(WorkingLine).stop()
        told = "" if answer.matches else _NOTHING
        if answer.unfinished is not None:
            told += f" The text is too large: the search ended in line {answer.unfinished:,}."
        self._tell(told.strip())
        self._show(answer.matches)
        if answer.matches:
            self.query_one(PageSheet).focus()

    # The answer

    def _tell(self, text: str) -> None:
        told = self.query_one("#told", Static)
        told.update(plain(text, 1000))
        told.display = bool(text)

    def _show(self, found: tuple[Match, ...]) -> None:
        self._found = found
        self.query_one(PageSheet).show(page_of(found) if found else None)

    def vault_changed(self) -> None:
        """What was found may lie elsewhere by now; it is looked for again by the user alone."""

    def on_lines_highlighted(self, event: Lines.Highlighted) -> None:
        """Nothing follows the cursor."""
        event.stop()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Go to what holds it; to the history where it held it formerly."""
        event.stop()
        match = self._here()
        if match is None:
            return
        if match.deleted:
            self.vault.show("trash")
        elif match.kind == "set":
            self.go_to("set", match.record_id, f"key {match.field}")
        elif match.until is not None:
            self.vault.show("history", match.record_id)
        else:
            self.go_to("credential", match.record_id, match.field)

    def _here(self) -> Match | None:
        at = self.query_one(PageSheet).key.partition(" ")[2]
        return self._found[int(at)] if at.isdecimal() and int(at) < len(self._found) else None

    def pointed(self) -> tuple[str, ...]:
        """The field or key that was found."""
        match = self._here()
        if match is None or match.deleted:
            return ()
        return (match.kind, match.record_id, match.field)

    def action_escape(self) -> None:
        """From the answer to the line, from there back."""
        entry = self.query_one(SoughtEntry)
        if entry.has_focus:
            self.dismiss(None)
        else:
            entry.focus()


def page_of(found: tuple[Match, ...]) -> Page:
    """What was found, live first."""
    live = tuple(_item(at, one) for at, one in enumerate(found) if one.until is None)
    former = tuple(_item(at, one) for at, one in enumerate(found) if one.until is not None)
    sections = (("Live now", live), ("Held it formerly", former))
    return Page(
        "found",
        f"{counted(len(found), 'place')}; enter goes there",
        sections=tuple(Section(title, items) for title, items in sections if items),
    )


def _item(at: int, match: Match) -> Item:
    where = match.how if match.line is None else f"line {match.line:,}, {match.how}"
    until = "" if match.until is None else f" until {moment(match.until)}"
    notes: list[Part] = [(f"since {moment(match.since)}{until}; {where}", "dim")]
    used = [f"set {name}" for name in match.sets] + [f"project {name}" for name in match.projects]
    if used:
        notes.append((f"used by {listed(used, 4)}", "dim"))
    if match.deleted:
        notes.append(("it is in the trash", "dim"))
    elif not match.secret:
        notes.append(("public, no secret: it need not be changed", "good"))
    elif match.until is None:
        notes.append(("! live: change it where it is used, then here", "bad"))
    name = shown(match.name, 200)
    return Item(f"match {at}", name, shown(match.field, 200), notes=tuple(notes))
