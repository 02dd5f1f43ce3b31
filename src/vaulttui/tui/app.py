"""The terminal UI: one app over at most one open vault."""

import asyncio
import signal
import sys
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from textual import events
from textual.notifications import Notification, Notify
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker, WorkerState, get_current_worker

from vaulttui import settings
from vaulttui.errors import VaulttuiError
from vaulttui.settings import Settings
from vaulttui.tui import lock, themes
from vaulttui.tui.commands import BY_ID, Place, keys_of
from vaulttui.tui.crash import place_of
from vaulttui.tui.following import Following
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.hangup import end_if_hung_up
from vaulttui.tui.idle import Idle
from vaulttui.tui.key_order import KeyOrder
from vaulttui.tui.local_server import LocalServer
from vaulttui.tui.navigation import Navigation
from vaulttui.tui.position import Position
from vaulttui.tui.start import Start
from vaulttui.tui.styles import style
from vaulttui.tui.text import listed, words
from vaulttui.tui.vault import Remembered

if TYPE_CHECKING:
    from vaulttui.agent.holder import Holder
    from vaulttui.session.session import Session

T = TypeVar("T")
_OPEN = "open"
_LOCKED = "locked"
_FOLLOW_SECONDS = 1.0
_TOLD_AT_ONCE = 2


class VaultApp(Navigation, inherit_bindings=False):
    """Owns the session while one is open; screens ask it to perform what they want done."""

    # What stands before an open vault is read at once: another sheet later is a second parse.
    CSS_PATH = [style("app"), style("gate")]  # noqa: RUF012  # as in App
    TITLE = "vaulttui"
    ENABLE_COMMAND_PALETTE = False
    DEFAULT_MODE = "locked"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  # as in App
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-tall")]  # noqa: RUF012  # as in App

    def __init__(self, start: Start, *, open_with: "Session | None" = None) -> None:
        super().__init__()
        self.start_with = start
        self.settings: Settings = start.settings
        self.session: Session | None = open_with
        self.remembered = Remembered()
        self.position = Position()
        self.sample = False
        self.left_behind = lock.left_behind(start)
        self.sealed: bytes | None = None
        self.holder: Holder | None = None
        self.lock_asked = False
        self.server = LocalServer(self.perform, lambda: self.call_later(self._server_changed))
        self.idle = Idle(self, self.lock_vault, start.settings.lock_minutes * 60)
        self._following = Following(self, self.vault_screens)
        self._undoable: deque[Notification] = deque(maxlen=32)
        self._key_order = KeyOrder(self)
        self.add_mode(_LOCKED, self._locked_screen)
        self.register_theme(themes.DARK)
        self.register_theme(themes.LIGHT)
        self.theme = themes.theme_named(start.settings.theme)
        self.set_keymap(start.settings.keys)

    @property
    def open_session(self) -> "Session":
        """The session, where one must be open."""
        if self.session is None:
            raise RuntimeError("no vault is open")
        return self.session

    # Starting

    def _locked_screen(self) -> Screen[object]:
        from vaulttui.tui.screens.before.gate import first_screen

        return first_screen(self.start_with, ready=self.session is not None)

    def on_mount(self) -> None:
        """Take up what the command line asked for."""
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self._told_to_end)
        self.set_interval(_FOLLOW_SECONDS, self._tick)
        if self.session is not None:
            self.enter(self.session)

    def _told_to_end(self) -> None:
        """Leave the terminal as it was, with no value on it; who says it again does not wait."""
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        self.exit(return_code=128 + signal.SIGTERM)

    def enter(self, session: "Session", *, sample: bool = False) -> None:
        """Show an open vault, where the user stood before a lock if there was one."""
        from vaulttui.tui.remapping import troubles
        from vaulttui.tui.screens.browse.browse import Browse

        self.session = session
        self.sample = sample
        if self.left_behind is not None:
            self.position = lock.unseal(self.left_behind, session.keys)
            self.left_behind = None
        session.listen(self._announced)
        self._listen_for_lock()
        self.idle.touch()
        self.add_mode(_OPEN, Browse)
        self.switch_mode(_OPEN)
        self._following.look_at_remotes()
        # Its inputs held the passphrase.
        self.remove_mode(_LOCKED)
        trouble = filter(None, [self.start_with.trouble])
        for notice in (*session.file.notices, *trouble, *troubles(self.settings.keys)):
            self.tell(notice, severity="warning")

    def _listen_for_lock(self) -> None:
        """Let `vaulttui lock` lock this program too; the sample holds nothing to lock."""
        if self.sample or self.holder is not None:
            return
        from vaulttui.agent.holder import Holder

        self.holder = Holder(self._asked_to_lock)
        self.holder.listen()

    def _asked_to_lock(self) -> None:
        # Called in the holder's thread; while a program has the terminal, only the flag is seen.
        self.lock_asked = True
        self.call_later(self.lock_vault)

    def on_unmount(self) -> None:
        """Whoever asked for the lock waits until this process is another one."""
        if self.holder is not None:
            self.holder.close()

    # Work off the screen's thread

    def perform(
        self,
        job: Callable[[], T],
        then: Callable[[T], object] | None = None,
        *,
        failed: Callable[[VaulttuiError], object] | None = None,
        group: str = "work",
        exclusive: bool = False,
    ) -> Worker[None]:
        """Do something in a thread; then, back in the screen's, show its result or its error."""

        def run() -> None:
            try:
                result = job()
            except VaulttuiError as error:
                self._back(failed or self.tell_error, error, left=self.tell_error)
            else:
                if then is not None:
                    self._back(then, result)

        return self.run_worker(
            run, thread=True, group=group, exclusive=exclusive, exit_on_error=False
        )

    def _back(
        self,
        callback: Callable[[T], object],
        result: T,
        left: Callable[[T], object] | None = None,
    ) -> None:
        def deliver() -> object:
            # Screens that are being taken down have lost their widgets before their place.
            if not self.is_running:
                return None
            owner = getattr(callback, "__self__", None)
            # A fast hand has left the screen that asked.
            if isinstance(owner, Widget) and not owner.is_attached:
                return None if left is None else left(result)
            return callback(result)

        if not get_current_worker().is_cancelled:
            self.call_later(deliver)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say where a worker failed, and nothing that it knew."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.tell(place_of(event.worker.error), severity="error", seconds=30)

    # Telling

    def tell(
        self,
        text: str,
        *,
        severity: str = "information",
        seconds: float = 6,
        undo: str = "",
    ) -> None:
        """Show a sentence for a while; it is never markup.

        ``undo`` is what the undo key does, which is said as long as it does that.
        """
        level = severity if severity in ("warning", "error") else "information"
        key = next(iter(keys_of(BY_ID["undo"], self.settings.keys)), "")
        told = f"{text} {key} {undo}." if undo and key else text
        shown = Notification(told, "", level, seconds, markup=False)  # type: ignore[arg-type]  # a literal of the three
        self._make_room(shown)
        if undo:
            self._promise_no_undo()
            self._undoable.append(shown)
        self.post_message(Notify(shown))

    def _make_room(self, coming: Notification) -> None:
        """Let a sentence stand once, and only the last ones that went well: warnings stay."""
        standing = list(self._notifications)
        same = [one for one in standing if one.message == coming.message]
        well = [one for one in standing if one.severity == "information" and one not in same]
        for one in (*same, *well[: 1 - _TOLD_AT_ONCE]):
            self._unnotify(one, refresh=False)

    def _promise_no_undo(self) -> None:
        for shown in self._undoable:
            self._unnotify(shown, refresh=False)
        self._undoable.clear()
        self._refresh_notifications()

    def tell_error(self, error: VaulttuiError) -> None:
        """Show an error and what to do about it."""
        self.tell(words(error), severity="error", seconds=12)

    # Following the file

    def _tick(self) -> None:
        end_if_hung_up()
        if self.session is None or self.sample:
            return
        self.idle.tick(held=any(one.holds_lock for one in self.vault_screens()))
        self._following.look()

    def _announced(self) -> None:
        # Called in whatever thread made the change.
        self.call_later(self._vault_changed)

    def _vault_changed(self) -> None:
        for screen in self.vault_screens():
            screen.vault_changed()
        self._following.look_at_remotes()

    def look_at_remotes(self) -> None:
        """Work out anew how the remotes stand; none of them is asked."""
        self._following.look_at_remotes()

    def _server_changed(self) -> None:
        trouble = self.server.news()
        screens = [one for one in self.vault_screens() if one.is_mounted]
        for screen in screens:
            screen.query(KeyBar).refresh()
            screen.server_changed()
        if trouble is not None and all(one.place is not Place.SERVER for one in screens):
            self.tell_error(trouble)

    def vault_screens(self) -> list[VaultScreen[object]]:
        """The screens of the present mode, the lowest first."""
        return [screen for screen in self.screen_stack if isinstance(screen, VaultScreen)]

    # Commands that count everywhere

    def action_undo(self) -> None:
        """Take back the last change of this session, and say what it was."""

        def told(names: list[str]) -> str:
            are = "is as it was" if len(names) == 1 else "are as they were"
            again = next(iter(keys_of(BY_ID["redo"], self.settings.keys)), "Redo")
            return f"Undone: {listed(names)} {are} before. {again} makes it again."

        self._turn(self.open_session.undo, told)

    def action_redo(self) -> None:
        """Make again the change that was taken back last, and say what it was."""
        self._turn(self.open_session.redo, lambda names: f"Made again: {listed(names)}.")

    def _turn(self, turn: Callable[[], list[str]], told: Callable[[list[str]], str]) -> None:
        def turned(names: list[str]) -> None:
            self._promise_no_undo()
            self.tell(told(names))

        def failed(error: VaulttuiError) -> None:
            self._promise_no_undo()
            self.tell_error(error)

        self.perform(turn, turned, failed=failed)

    def action_theme(self) -> None:
        """Take the next theme, and keep it."""
        following = themes.after(self.theme)

        def taken(changed: Settings) -> None:
            self.take_settings(changed)
            self.tell(f"The theme is {following}. It stays so.")

        self.perform(lambda: settings.change("theme", following), taken)

    def take_settings(self, settings: Settings) -> None:
        """Let other settings count from now on."""
        self.settings = settings
        self.theme = themes.theme_named(settings.theme)
        self.idle.limit = settings.lock_minutes * 60
        self.set_keymap(settings.keys)
        for screen in self.vault_screens():
            screen.query(KeyBar).refresh()
            screen.settings_changed()

    def action_lock(self) -> None:
        """Lock."""
        self.lock_vault()

    def touch(self) -> None:
        """Somebody is there."""
        self.idle.touch()

    def lock_vault(self) -> None:
        """Seal the position, leave, and start anew; what is written elsewhere is ended first."""
        if self.session is None:
            return
        if any(screen.puts_off_lock() for screen in self.vault_screens()):
            return
        if self.sample:
            self.tell("The sample vault holds nothing to lock. q leaves it.")
            return
        self.sealed = lock.seal(self.present_position(), self.session.keys)
        self.exit(0)

    def present_position(self) -> Position:
        """Where the user stands, which is what comes back after a lock."""
        position = Position()
        for screen in self.vault_screens():
            position = screen.stands(position)
        return position

    def hide_secrets(self) -> None:
        """Mask what is revealed, on every screen."""
        for screen in self.vault_screens():
            screen.hide_secrets()

    # What Textual would do otherwise

    async def on_event(self, event: events.Event) -> None:
        """Every key and every move of the mouse keeps the vault open; keys come in their order."""
        if isinstance(event, events.Key | events.MouseEvent | events.Paste):
            self.idle.touch()
        if (
            isinstance(event, events.Key | events.Paste)
            and not event.is_forwarded
            and self._key_order.holds(event)
        ):
            return
        await super().on_event(event)

    def on_app_blur(self) -> None:
        """Nothing stays revealed in a window that nobody looks at."""
        self.hide_secrets()


def run_tui(start: Start) -> int:
    """Run the terminal UI; return the exit code. A lock never returns: it becomes a new process."""
    app = VaultApp(start)
    try:
        app.run()
    finally:
        app.server.close()
    if app.sealed is not None:
        sys.stdout.flush()
        lock.execute(start, app.sealed)
    return app.return_code or 0
