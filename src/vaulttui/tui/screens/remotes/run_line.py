"""The line that says what is under way on a remote, and how one gets out of it."""

from typing import Final

from textual.message import Message
from textual.widgets import Static

from vaulttui.sync.report import Outcome
from vaulttui.tui.screens.remotes.apply_run import Doing, Run
from vaulttui.tui.screens.remotes.plan_words import OUTCOMES
from vaulttui.tui.text import plain, shown
from vaulttui.tui.widgets.bars import bar

_SPINNER: Final = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_BAR: Final = 10
_DOING: Final = {
    Doing.READ: "Reads {name}",
    Doing.APPLY: "Writes to {name}",
    Doing.RESUME: "Settles what is open on {name}",
    Doing.ADOPT: "Reads {name}, to take it over",
}
WRITES: Final = frozenset({Doing.APPLY, Doing.RESUME})
"""What is not left half way: it ends after what is sent."""


class RunLine(Static):
    """Looks at a run ten times a second, and tells its screen when effects have moved."""

    DEFAULT_CSS = "RunLine { color: $muted; height: auto; padding: 0 1; }"

    class Moved(Message):
        """Something became of an effect since it was last said."""

    def __init__(self) -> None:
        super().__init__(id="run-line", markup=False)
        self._run: Run | None = None
        self._remote = ""
        self._turns = 0
        self._seen = 0

    def on_mount(self) -> None:
        """Turn only where something is under way."""
        self.display = self._run is not None
        self._timer = self.set_interval(0.1, self.turn, pause=self._run is None)

    def follow(self, run: Run | None, name: str = "") -> None:
        """Tell of this one; None tells nothing."""
        self._run, self._remote, self._seen = run, name, 0
        self.display = run is not None
        if run is None:
            self._timer.pause()
        else:
            self._timer.resume()
            self.turn()

    def turn(self) -> None:
        """Say how it stands now."""
        if self._run is not None:
            self._turns += 1
            sign = _SPINNER[self._turns % len(_SPINNER)]
            self.update(plain(f"{sign} {told(self._run, self._remote)}", 1000))
            moves = self._run.moves
            if moves != self._seen:
                self._seen = moves
                self.post_message(self.Moved())


def told(run: Run, name: str) -> str:
    """How a run stands, in words."""
    said = [_DOING[run.doing].format(name=shown(name, 40))]
    if run.doing is Doing.APPLY and not run.sent:
        said = [f"Reads {shown(name, 40)} once more"]
    elif run.effects:
        done = len(run.results)
        said = [f"{bar(done, len(run.effects), _BAR):{_BAR}} {done} of {len(run.effects)}"]
        counts = run.counts()
        bad = [one for one in (Outcome.FAILED, Outcome.UNKNOWN) if counts[one]]
        said += [f"{OUTCOMES[one][0][0]} {counts[one]} {one.value}" for one in bad]
    said += [f"{run.seconds:.0f} s"] if run.seconds >= 1 else []
    said += _pauses(run)
    return " · ".join([*said, _way_out(run)])


def _pauses(run: Run) -> list[str]:
    wanted, looks = run.pause_left(wanted=True), run.pause_left(wanted=False)
    if wanted:
        why = "the remote wants a pause" if run.asked else "no answer: tries again"
        return [f"! {why}: {wanted} s left"]
    if looks and run.sent:
        return [f"looks again in {looks} s"]
    return [f"! no answer yet: tries again in {looks} s"] if looks else []


def _way_out(run: Run) -> str:
    if run.doing not in WRITES:
        return "esc stops" if run.doing is Doing.READ else "a moment"
    if run.stops:
        under_way = len(run.sent) - len(run.results)
        then = f", then {run.then}" if run.then else ""
        return f"stops after what is sent ({under_way} under way){then}"
    return "no idle lock · esc stops after what is sent"
