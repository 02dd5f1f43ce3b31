"""Writing credentials into a file: a vault of its own, or in clear after an agreement."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar, cast

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Select, Static

from vaulttui.domain.text import plural
from vaulttui.errors import VaulttuiError
from vaulttui.formats.imported import NotCarried
from vaulttui.host.exposed_places import exposure
from vaulttui.host.folders import typed_path
from vaulttui.operations import clear_exports, exports
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.dialogs.picking import pick_folder_into
from vaulttui.tui.dialogs.question import agree
from vaulttui.tui.dialogs.report import Report
from vaulttui.tui.dialogs.working import work
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.position import Address
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.styles import style
from vaulttui.tui.text import counted, plain, shown, words
from vaulttui.tui.widgets.entry import Entry
from vaulttui.tui.widgets.page import Item, Page, Section
from vaulttui.tui.widgets.passphrase_pair import PassphrasePair
from vaulttui.tui.widgets.trouble import Trouble

T = TypeVar("T")
_VAULT: Final = "vtv"
_FORMATS: Final = (
    ("vaulttui vault, encrypted", _VAULT),
    ("JSON, in clear", "json"),
    ("dotenv, in clear", "dotenv"),
)
_MAKERS: Final = {"json": clear_exports.as_json, "dotenv": clear_exports.as_dotenv}
_MEANT: Final = {
    _VAULT: "A vault of its own, with the whole history. It opens with this passphrase alone.",
    "json": "! Every value in clear, for import into another vault. Whoever reads it has them.",
    "dotenv": "! Every value in clear, a line each: NAME=value. Whoever reads it has them.",
}
_ALL: Final = "all"


class Export(VaultScreen[None]):
    """What, as what, where to."""

    place = Place.EXPORT
    BINDINGS = bindings(Place.EXPORT)
    CSS_PATH = style("export")

    def __init__(self, format_name: str = _VAULT, path: str = "") -> None:
        super().__init__()
        self._format = format_name if format_name in _MEANT else _VAULT
        self._path = path
        self._chosen: dict[str, Sequence[str]] = {}

    def compose(self) -> ComposeResult:
        """Lines from above to below, as one thinks of them."""
        with Vertical(classes="frame -filled") as frame:
            frame.border_title = "Export"
            with Horizontal(classes="line"):
                yield Static("Credentials", classes="name", markup=False)
                yield Select(self._choices(), allow_blank=False, id="which", compact=True)
            with Horizontal(classes="line"):
                yield Static("Format", classes="name", markup=False)
                yield Select(
                    _FORMATS, allow_blank=False, value=self._format, id="format", compact=True
                )
            with Horizontal(classes="line"):
                yield Static("New file", classes="name", markup=False)
                yield Entry(self._path, id="path", placeholder="a file that is not there yet")
                yield Button("Folder…", id="pick", compact=True)
            yield Static(id="told", markup=False)
            yield PassphrasePair("Passphrase of the new file")
            yield Trouble()
            with Horizontal(classes="buttons"):
                yield Button("Export", variant="primary", id="go", compact=True)
                yield Button("Cancel", id="leave", compact=True)
        yield KeyBar(self.place)

    def _choices(self) -> list[tuple[str, str]]:
        """All, and what is shown or marked in the list below."""
        total = len(self.vault.open_session.view.rows())
        for below in self.app.screen_stack:
            if isinstance(below, Browse):
                shown_ids = [row.id for row in below.items.rows]
                narrowed = shown_ids if len(shown_ids) < total else []
                self._chosen = {"marked": below.marked, "shown": narrowed}
        titles = [(f"{what}: {len(ids):,}", what) for what, ids in self._chosen.items() if ids]
        return [*titles, (f"all: {total:,}", _ALL)]

    @property
    def address(self) -> Address:
        """Opened again after a lock, with format and path; the passphrase is asked for anew."""
        return ("export", self._given("format"), self.query_one("#path", Entry).value)

    def on_mount(self) -> None:
        """Begin at the file."""
        self._explain()
        self.query_one("#path").focus()

    def _given(self, key: str) -> str:
        return str(cast("Select[str]", self.query_one(f"#{key}", Select)).value)

    def _explain(self) -> None:
        chosen = self._given("format")
        self.query_one("#told", Static).update(plain(_MEANT[chosen]))
        self.query_one(PassphrasePair).display = chosen == _VAULT

    def _trouble(self, text: str) -> None:
        self.query_one(Trouble).say(text)

    def on_select_changed(self, event: Select.Changed) -> None:
        """Another format means something else."""
        event.stop()
        self._trouble("")
        self._explain()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another try begins without the old trouble."""
        event.stop()
        self._trouble("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on to the passphrase, and from there exports."""
        event.stop()
        if event.input.id == "path" and self._given("format") == _VAULT:
            self.query_one(PassphrasePair).begin()
        else:
            self._go()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Export, pick a folder, leave."""
        event.stop()
        match event.button.id:
            case "go":
                self._go()
            case "pick":
                usual = f"export.{self._given('format')}"
                pick_folder_into(self, self.query_one("#path", Entry), usual)
            case _:
                self.action_back()

    # Doing it

    def _go(self) -> None:
        typed = self.query_one("#path", Entry).value.strip()
        if not typed:
            self._trouble("Name the new file.")
            self.query_one("#path").focus()
            return
        path = typed_path(typed)
        which = self._given("which")
        ids = None if which == _ALL else self._chosen.get(which)
        if self._given("format") == _VAULT:
            self._as_vault(path, ids)
        else:
            self._in_clear(path, ids, self._given("format"))

    def _as_vault(self, path: Path, ids: Sequence[str] | None) -> None:
        pair = self.query_one(PassphrasePair)
        trouble = pair.refusal("Export")
        if trouble:
            self._trouble(trouble)
            return
        session, passphrase = self.vault.open_session, pair.secret()

        def then(done: exports.Exported) -> None:
            held = counted(done.credentials, "credential")
            told = f"{held}, {counted(done.records, 'record')} in all"
            self._written(path, told, done.left)

        work(
            self,
            "Writing the new vault",
            lambda: exports.to_vault(session, path, passphrase, ids),
            then,
        )

    def _in_clear(self, path: Path, ids: Sequence[str] | None, format_name: str) -> None:
        session = self.vault.open_session

        def looked(found: tuple[clear_exports.Clear, str]) -> None:
            clear, where = found
            values = plural(clear.values, "value")
            told = f"{shown(str(path), 200)} will hold {values} that anybody can read."
            agree(self, path, where, lambda: self._write(path, clear), told)

        def look() -> tuple[clear_exports.Clear, str]:
            exports.refuse_place(session, path, force=False)
            return _MAKERS[format_name](session, ids), exposure(path)

        self._perform(look, looked)

    def _write(self, path: Path, clear: clear_exports.Clear) -> None:
        session = self.vault.open_session

        def then(_nothing: None) -> None:
            held = counted(clear.credentials, "credential")
            self._written(path, f"{counted(clear.values, 'value')} of {held}, in clear", ())

        self._perform(lambda: clear_exports.write(session, path, clear), then)

    def _perform(self, job: Callable[[], T], then: Callable[[T], object]) -> None:
        self.vault.perform(job, then, failed=self._failed, group="export", exclusive=True)

    def _failed(self, error: VaulttuiError) -> None:
        self._trouble(f"✗ {words(error)}")

    def _written(self, path: Path, told: str, left: Sequence[NotCarried]) -> None:
        self.dismiss(None)
        self.vault.tell(f"Written to {shown(str(path), 200)}: {told}.", seconds=12)
        if left:
            items = tuple(
                Item("", one.name or "the file", f"{one.what}: {one.why}", "warn") for one in left
            )
            title = f"Left behind: {counted(len(left), 'thing')}"
            page = Page(id="left", name="", sections=(Section(title, items),))
            self.app.push_screen(Report("Export", page))
