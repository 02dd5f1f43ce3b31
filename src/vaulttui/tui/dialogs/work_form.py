"""A form above a screen whose saving takes a while: key derivation, files, another vault."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Static

from vaulttui.errors import VaulttuiError
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.dialogs.picking import pick_into
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.screen import VaultModal
from vaulttui.tui.styles import style
from vaulttui.tui.text import plain, words
from vaulttui.tui.widgets.entry import Entry
from vaulttui.tui.widgets.trouble import Trouble
from vaulttui.tui.widgets.working import WorkingLine


class WorkForm(VaultModal[object]):
    """The answer is what the job gives; where it raises, that is said here.

    Subclasses say which inputs there are, and what is to be done with them.
    """

    place = Place.LOCKED
    BINDINGS = bindings(Place.LOCKED)
    CSS_PATH = style("question")
    doing = "Working"

    def __init__(self, title: str, note: str, done: str) -> None:
        super().__init__()
        self._title = title
        self._note = note
        self.done = done

    # What subclasses say

    def inputs(self) -> ComposeResult:
        """The lines of the form."""
        raise NotImplementedError

    def job(self) -> Callable[[], object] | None:
        """What is to be done, and gives what is not None; None where something lacks, told."""
        raise NotImplementedError

    # The form

    def compose(self) -> ComposeResult:
        """A note, the inputs, what is under way or wrong, two buttons."""
        with Vertical(classes="box -wide") as box:
            box.border_title = plain(self._title, 60)
            if self._note:
                yield Static(plain(self._note, 1000), classes="note")
            yield from self.inputs()
            yield WorkingLine()
            yield Trouble()
            with Horizontal(classes="buttons"):
                yield Button(self.done, variant="primary", id="save", compact=True)
                yield Button("Cancel", id="leave", compact=True)
        yield KeyBar(self.place)

    @property
    def enters(self) -> str:
        """Enter goes on, wherever one types."""
        return self.done

    def key_file(self, label: str, path: str = "") -> ComposeResult:
        """The line of a key file, typed or picked."""
        yield Static(plain(label), classes="label")
        with Horizontal(classes="line"):
            yield Entry(path, id="key-file", placeholder="its path", max_length=4096)
            yield Button("Choose…", id="pick", compact=True)

    def say(self, text: str) -> None:
        """Say what is wrong, or nothing."""
        self.query_one(Trouble).say(text)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another try begins without the old trouble."""
        event.stop()
        self.say("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on."""
        event.stop()
        self._try()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Go on, pick a file, or leave."""
        event.stop()
        match event.button.id:
            case "save":
                self._try()
            case "pick":
                pick_into(self, self.query_one("#key-file", Entry))
            case _:
                self.action_back()

    def _try(self) -> None:
        working = self.query_one(WorkingLine)
        if working.busy:
            return
        job = self.job()
        if job is not None:
            self.say("")
            working.start(self.doing)
            self.vault.perform(job, self._done, failed=self._failed)

    def _done(self, made: object) -> None:
        self.query_one(WorkingLine).stop()
        self.dismiss(made)

    def _failed(self, error: VaulttuiError) -> None:
        self.query_one(WorkingLine).stop()
        self.query_one(Trouble).answer(f"✗ {words(error)}")

    def action_back(self) -> None:
        """Leave, unless the work is under way."""
        if self.query_one(WorkingLine).busy:
            self.vault.tell("This is not stopped half way. A moment.")
        else:
            self.dismiss(None)
