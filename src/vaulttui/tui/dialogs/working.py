"""Something that takes a while, above a screen; the user may leave it where that does no harm."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button

from vaulttui.errors import VaulttuiError
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.screen import VaultModal, VaultScreen
from vaulttui.tui.styles import style
from vaulttui.tui.text import words
from vaulttui.tui.widgets.trouble import Trouble
from vaulttui.tui.widgets.working import WorkingLine

T = TypeVar("T")


def work(
    screen: VaultScreen[Any],
    doing: str,
    job: Callable[[], T],
    then: Callable[[T], object],
    *,
    may_leave: bool = False,
) -> None:
    """Do a job with a line that says so; then, unless it was left or failed, go on."""

    def answered(done: Done[T] | None) -> None:
        if done is not None:
            then(done.result)

    screen.app.push_screen(Working(doing, job, may_leave=may_leave), answered)


class Done(Generic[T]):
    """What a job gave."""

    def __init__(self, result: T) -> None:
        self.result = result


class Working(VaultModal[Done[T] | None]):
    """Says what is under way; where it fails, that is said here and read at leisure."""

    place = Place.LOCKED
    BINDINGS = bindings(Place.LOCKED)
    CSS_PATH = style("question")

    def __init__(self, doing: str, job: Callable[[], T], *, may_leave: bool) -> None:
        super().__init__()
        self._doing = doing
        self._job = job
        self._may_leave = may_leave

    def compose(self) -> ComposeResult:
        """One line, and the way out where there is one."""
        with Vertical(classes="box"):
            yield WorkingLine()
            yield Trouble()
            with Horizontal(classes="buttons"):
                button = Button("Stop" if self._may_leave else "Close", id="leave", compact=True)
                button.display = self._may_leave
                yield button

    def on_mount(self) -> None:
        """Begin."""
        self.query_one(WorkingLine).start(self._doing)
        self.vault.perform(self._job, self._done, failed=self._failed)

    def _done(self, result: T) -> None:
        self.dismiss(Done(result))

    def _failed(self, error: VaulttuiError) -> None:
        self._may_leave = True
        self.query_one(WorkingLine).stop()
        self.query_one(Trouble).say(f"✗ {words(error)}")
        button = self.query_one(Button)
        button.label = "Close"
        button.display = True
        button.focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Leave."""
        event.stop()
        self.action_back()

    def action_back(self) -> None:
        """Leave it, if that does no harm."""
        if self._may_leave:
            self.dismiss(None)
        else:
            self.vault.tell("This is not stopped half way. A moment.")
