"""Bringing in what another tool holds: the file, the plan as a table, then the import."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Select, Static

from vaulttui.errors import VaulttuiError
from vaulttui.host.folders import typed_path
from vaulttui.operations.imports import Action, ImportPlan, OnConflict
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.dialogs.picking import pick_into
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.position import Address
from vaulttui.tui.screens.vault.import_source import (
    ENCRYPTED,
    FORMATS,
    Prepared,
    Request,
    opens_by_itself,
    prepare,
    takes_key_file,
)
from vaulttui.tui.styles import style
from vaulttui.tui.text import counted, fit, listed, plain, shown, words
from vaulttui.tui.widgets.entry import Entry, SecretEntry
from vaulttui.tui.widgets.lines import Lines, Part
from vaulttui.tui.widgets.row_lines import RowLines

_SIGNS: Final = {Action.NEW: ("+ new", "good"), Action.UPDATE: ("~ update", "warn")}


class PlanLines(RowLines[tuple[Part, ...]]):
    """What will come, and what cannot be carried."""

    empty = "Name a file: what it would bring is shown here, before anything is written."

    def show(self, plan: ImportPlan) -> None:
        """Show a plan; what cannot be carried stands first, because it has to be read."""
        left = [
            (("  ! left behind  ", "warn"), (f"{one.name or 'the file'}: {one.what}, ", ""),
             (one.why, "dim"))
            for one in plan.not_carried
        ]  # fmt: skip
        rows = []
        for row in plan.rows:
            sign, style = _SIGNS.get(row.action, ("= there already", "dim"))
            name, tags = fit(shown(row.name, 200), 34), shown(", ".join(row.tags), 80)
            kind = fit(shown(row.type_id, 40), 15)
            rows.append(
                ((f"  {sign:<15}", style), (name + " ", ""), (kind, "dim"), (tags, "accent"))
            )
        self.rows = [*left, *rows]
        self.changed(0)

    def line(self, index: int, width: int) -> Sequence[Part]:
        """One line."""
        return self.rows[index]


class ImportFile(VaultScreen[None]):
    """A path, perhaps what opens it, the plan, and the word to go."""

    place = Place.IMPORT
    BINDINGS = bindings(Place.IMPORT)
    CSS_PATH = style("import_file")
    heading = "Import a file"
    hint = "KeePass XML or KDBX, Bitwarden, .env, .vtv"
    opens_hint = ""
    go = "Import"
    named = "import"

    def __init__(self, path: str = "") -> None:
        super().__init__()
        self._path = path
        self._prepared: Prepared | None = None

    def compose(self) -> ComposeResult:
        """The file above, the plan below."""
        with Vertical(classes="frame -filled") as frame:
            frame.border_title = self.heading
            with Horizontal(classes="line"):
                yield Static("File", classes="name", markup=False)
                yield Entry(self._path, id="path", placeholder=self.hint)
                yield Button("Look into it", variant="primary", id="look", compact=True)
                yield Button("Choose…", id="pick", compact=True)
            with Horizontal(classes="line", id="secret-line"):
                yield Static("Its passphrase", classes="name", markup=False)
                yield SecretEntry(id="secret", placeholder=self.opens_hint)
            with Horizontal(classes="line", id="key-line"):
                yield Static("Its key file", classes="name", markup=False)
                yield Entry(id="key-file", placeholder="its path, if it has one")
                yield Button("Choose…", id="pick-key", compact=True)
            yield from self.choices()
            yield Static(id="told", markup=False)
            yield PlanLines()
            with Horizontal(classes="buttons"):
                yield Button(self.go, variant="primary", id="go", compact=True, disabled=True)
                yield Button("Cancel", id="leave", compact=True)
        yield KeyBar(self.place)

    def choices(self) -> ComposeResult:
        """What is asked beside the file."""
        with Horizontal(classes="line"):
            yield Static("Format", classes="name", markup=False)
            yield Select(FORMATS, prompt="by the file", id="format", compact=True)
        with Horizontal(classes="line"):
            yield Static("Known already", classes="name", markup=False)
            ways = [("leave as they are", "skip"), ("update", "update"), ("import anew", "new")]
            yield Select(ways, allow_blank=False, value="skip", id="conflict", compact=True)

    def request(self) -> Request:
        """What is asked for at present."""
        chosen = self.query_one("#format", Select).value
        return Request(
            self._typed_path,
            chosen if isinstance(chosen, str) else None,
            self.query_one("#secret", SecretEntry).value,
            self.query_one("#key-file", Entry).value.strip(),
            OnConflict(str(self.query_one("#conflict", Select).value)),
        )

    @property
    def _typed_path(self) -> Path:
        return typed_path(self.query_one("#path", Entry).value)

    @property
    def address(self) -> Address:
        """Opened again after a lock, with the path; the passphrase is asked for anew."""
        return (self.named, self.query_one("#path", Entry).value)

    def on_mount(self) -> None:
        """Begin at the path."""
        self.query_one("#path").focus()
        self._ask_what_opens()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another file, another plan."""
        event.stop()
        self._forget_plan()
        if event.input.id == "path":
            self._ask_what_opens()

    def on_select_changed(self, event: Select.Changed) -> None:
        """Another format, another plan."""
        event.stop()
        if event.select.id == "format":
            self._ask_what_opens()
        self._forget_plan()

    def _ask_what_opens(self) -> None:
        """Show the lines for what the file opens with; a vault's header tells of a key file."""
        request = self.request()
        self.query_one("#secret-line").set_class(request.format_name in ENCRYPTED, "-needed")
        self.vault.perform(
            lambda: takes_key_file(request), self._ask_key_file, group="header", exclusive=True
        )

    def _ask_key_file(self, takes: bool) -> None:
        self.query_one("#key-line").set_class(takes, "-needed")

    def _forget_plan(self) -> None:
        self._prepared = None
        self.query_one("#go", Button).disabled = True

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter looks into the file."""
        event.stop()
        self._look()

    def on_lines_highlighted(self, event: Lines.Highlighted) -> None:
        """Nothing follows the cursor."""
        event.stop()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Nothing to open."""
        event.stop()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Look, import, leave."""
        event.stop()
        match event.button.id:
            case "look":
                self._look()
            case "pick" | "pick-key":
                into = "#path" if event.button.id == "pick" else "#key-file"
                pick_into(self, self.query_one(into, Entry))
            case "go":
                self._go()
            case _:
                self.action_back()

    def _look(self) -> None:
        if not self.query_one("#path", Entry).value.strip():
            return
        request, session = self.request(), self.vault.open_session
        self._say("Reading…")

        def job() -> Prepared | None:
            unlocked = request.passphrase or (request.format_name == "kdbx" and request.key_file)
            if request.format_name in ENCRYPTED and not unlocked:
                known = request.path.exists() and opens_by_itself(session, request)
                if not known:
                    return None
            return prepare(session, request)

        self.vault.perform(job, self._looked, failed=self._failed, group="plan", exclusive=True)

    def _say(self, text: str) -> None:
        self.query_one("#told", Static).update(plain(text, 2000))

    def _failed(self, error: VaulttuiError) -> None:
        self._say(f"✗ {words(error)}")

    def _looked(self, prepared: Prepared | None) -> None:
        if prepared is None:
            self._say("Type the passphrase of this file, then Enter.")
            self.query_one("#secret").focus()
            return
        plan = prepared.plan
        self._prepared = prepared
        self.query_one(PlanLines).show(plan)
        new, update = plan.count(Action.NEW), plan.count(Action.UPDATE)
        self._say("; ".join(_told(prepared)) + ".")
        go = self.query_one("#go", Button)
        go.disabled = not (new or update)
        (self.query_one(PlanLines) if go.disabled else go).focus()

    def _go(self) -> None:
        prepared = self._prepared
        if prepared is None:
            return
        self._forget_plan()
        self._say("Importing…")

        def then(_nothing: None) -> None:
            plan = prepared.plan
            done = counted(plan.count(Action.NEW) + plan.count(Action.UPDATE), prepared.noun)
            self.dismiss(None)
            self.done(done, prepared)

        self.vault.perform(prepared.apply, then, failed=self._failed)

    def done(self, brought: str, prepared: Prepared) -> None:
        """Tell what was brought in."""
        self.vault.tell(f"{brought} imported.", undo="undoes it all", seconds=10)


def _told(prepared: Prepared) -> Iterator[str]:
    """What a plan would do, in clauses."""
    plan = prepared.plan
    yield (
        f"{shown(plan.tool, 40)}: {plan.count(Action.NEW):,} new, "
        f"{plan.count(Action.UPDATE):,} to update, {plan.count(Action.SKIP):,} there already"
    )
    if plan.not_carried:
        yield f"{counted(len(plan.not_carried), 'thing')} cannot be carried"
    if prepared.both_changed:
        yield f"changed here and there: {listed(prepared.both_changed)}"
