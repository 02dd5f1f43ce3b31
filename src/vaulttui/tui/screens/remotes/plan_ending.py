"""What is under way on the plan's screen, and how it ends: never cut off where it writes."""

from collections.abc import Callable

from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.screens.remotes.apply_run import Run
from vaulttui.tui.screens.remotes.plan_panes import PlanPanes
from vaulttui.tui.screens.remotes.run_line import RunLine
from vaulttui.tui.widgets.trouble import Trouble


class PlanEnding(PlanPanes):
    """A lock, the end of the program and esc wait for what is sent, or are asked for twice."""

    trouble = ""
    """What is wrong; empty for nothing."""
    old = ""
    """Why the plan is out of date; empty while it is not."""
    _afterwards: Callable[[], object] | None = None

    # Showing

    def begin(self, run: Run) -> None:
        """Show that something is under way."""
        self.run_now = run
        self.trouble = ""
        self.query_one(RunLine).follow(run, self.name_there)
        self.say()
        self.fill()

    def over(self) -> None:
        """Nothing is under way any more."""
        self.run_now = None
        self.query_one(RunLine).follow(None)

    @property
    def holds_lock(self) -> bool:
        """Nobody may touch a key as long as it takes."""
        return self.writes

    def say(self) -> None:
        """Say what is wrong, the gravest first."""
        self.query_one(Trouble).say(self.trouble or self.old)

    def on_run_line_moved(self, event: RunLine.Moved) -> None:
        """Effects have moved: show how they stand."""
        event.stop()
        if self.writes:
            self.fill()

    # Ending it

    def go_on(self) -> None:
        """Do what waited for the end."""
        then, self._afterwards = self._afterwards, None
        if then is not None:
            then()

    @property
    def unsaved(self) -> bool:
        """Whether something is being sent."""
        return self.writes

    def puts_off_lock(self) -> bool:
        """Stop after what is sent, and lock then."""
        if self.writes:
            self._stop("locks", self.vault.lock_vault)
        return self.writes

    async def action_quit(self) -> None:
        """Leave the program, after what is sent."""
        if self.writes:
            self._stop("quits", lambda: self.app.exit(0))
        else:
            await super().action_quit()

    def stop_writing(self) -> None:
        """Stop after what is sent, and stay."""
        self._stop("", None)

    def _stop(self, then: str, do: Callable[[], object] | None) -> None:
        run = self.run_now
        if run is None:
            return
        again = run.stops and (not then or run.then == then)
        run.stop.set()
        run.then = then or run.then
        self._afterwards = do or self._afterwards
        self.query_one(RunLine).turn()
        if again and self.app.screen is self:
            self._ask_at_once(run)

    def _ask_at_once(self, run: Run) -> None:
        def answered(answer: str | None) -> None:
            if answer == "now" and self.run_now is run:
                self.over()
                (self._afterwards or (lambda: self.app.exit(0)))()

        text = (
            "The remote has not answered yet. What was sent is in the journal: who leaves now "
            "finds here again what is not known, to settle it."
        )
        leave = "Lock now" if run.then == "locks" else "Quit now"
        self.app.push_screen(Question(text, [("wait", "Wait"), ("now", leave)]), answered)
