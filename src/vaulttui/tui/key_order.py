"""Keys that are typed faster than screens open: each waits until the one before has done its work.

Otherwise the `x` of `/xmas`, typed at once, would move something to the trash, and a name
typed behind `n` would be taken for commands of the list.
"""

import asyncio
from collections import deque
from itertools import chain
from time import monotonic
from typing import Any, Final

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.widgets import Input, TextArea

_LONGEST: Final = 0.5
"""Seconds after which a key goes on all the same: whatever hangs, one can still type."""
Typed = events.Key | events.Paste


class KeyOrder:
    """Holds back what is typed while something of what was typed before is under way."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._held: deque[Typed] = deque()
        self._let_go: Typed | None = None
        self._text_into: object = None
        self._task: asyncio.Task[None] | None = None

    def holds(self, event: Typed) -> bool:
        """Whether it comes again later; called from the app's own handler."""
        if event is self._let_go:
            self._let_go = None
        elif self._held or not (self._continues(event) or self._quiet(in_handler=True)):
            self._held.append(event)
            if self._task is None or self._task.done():
                self._task = asyncio.create_task(self._hand_on())
            return True
        self._text_into = self._app.focused if _is_text(event) else None
        return False

    def _continues(self, event: Typed) -> bool:
        """Text behind text in the same entry keeps its order by itself."""
        into = self._app.focused
        is_entry = isinstance(into, Input | TextArea)
        return is_entry and into is self._text_into and _is_text(event)

    async def _hand_on(self) -> None:
        while self._held:
            end = monotonic() + _LONGEST
            while not (self._quiet() or monotonic() > end):  # noqa: ASYNC110  # nothing tells
                await asyncio.sleep(0)
            self._let_go = self._held.popleft()
            self._app.post_message(self._let_go)

    def _quiet(self, *, in_handler: bool = False) -> bool:
        """Whether the app and all of the top screen wait for something to do."""
        stack = self._app._screen_stack  # the property raises while a mode is opened
        pumps = chain.from_iterable(one.walk_children(with_self=True) for one in stack[-1:])
        here = self._app._message_queue.empty() if in_handler else _waits(self._app)
        return here and all(map(_waits, pumps))


def _is_text(event: Typed) -> bool:
    return isinstance(event, events.Key) and event.is_printable


def _waits(pump: MessagePump) -> bool:
    """Whether it has handled all its messages, and waits for another; Textual tells nobody."""
    queue: Any = pump._message_queue
    return queue.empty() and bool(queue.ready_event._waiters)
