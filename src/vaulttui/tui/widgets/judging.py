"""When what is typed is judged."""

from collections.abc import Callable

from textual.message_pump import MessagePump
from textual.timer import Timer


class Judging:
    """At once where something is wrong already; else when no key has come for ``pause`` seconds."""

    def __init__(self, owner: MessagePump, judge: Callable[[], None], pause: float) -> None:
        self._owner = owner
        self._judge = judge
        self._pause = pause
        self.timer: Timer | None = None

    def typed(self, *, wrong: bool) -> None:
        """Something was typed."""
        if self.timer is not None:
            self.timer.stop()
        if wrong:
            self._judge()
        else:
            self.timer = self._owner.set_timer(self._pause, self._judge)
