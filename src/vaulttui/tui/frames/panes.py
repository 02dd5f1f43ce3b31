"""Panes side by side with a filter over the list's; in a narrow terminal one is seen at a time."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import events
from textual.geometry import Region
from textual.widgets import Input

from vaulttui.host import clipboard
from vaulttui.secret import Secret
from vaulttui.tui.frames.filtering import Filtering
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.screen import Spot
from vaulttui.tui.styles import style
from vaulttui.tui.text import plain, shown
from vaulttui.tui.widgets.sheet import Sheet


class Panes(Filtering):
    """Each of PANES names a list, and ``NAME-pane`` the frame around it; one is "list"."""

    PANES: ClassVar[tuple[str, ...]] = ("list", "detail")
    CSS_PATH = style("panes")
    AUTO_FOCUS = ""
    _pane = ""

    # What subclasses say

    @property
    def selected_id(self) -> str:
        """What the list's cursor stands on; empty for nothing."""
        raise NotImplementedError

    @property
    def detail(self) -> Sheet:
        """What is shown of it."""
        raise NotImplementedError

    def fill(self) -> None:
        """Show what fits the filter, standing where we stand."""
        raise NotImplementedError

    # Panes

    def entitle(self, pane: str, title: str) -> None:
        """Name a pane; where only one is seen, each must say that this is the sample."""
        mark = "sample · " if self.vault.sample else ""
        self.query_one(f"#{pane}-pane").border_title = plain(mark + title)

    def go_to_pane(self, pane: str) -> None:
        """Put the focus into a pane; in a narrow terminal it is the only one seen."""
        self._see(pane)
        self.query_one(f"#{pane}").focus()

    def _see(self, pane: str) -> None:
        self._pane = pane
        for name in self.PANES:
            self.query_one(f"#{name}-pane").set_class(name == pane, "-here")
        self.query_one(KeyBar).refresh()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click or tab into another pane goes there too."""
        name = event.widget.id
        if name in self.PANES and name != self._pane:
            self.go_to_pane(name)
        self._offer_help()

    def on_descendant_blur(self) -> None:
        """Nothing is said of filters where none is typed."""
        self._offer_help()

    def _offer_help(self) -> None:
        """Say under an empty filter what it can do."""
        entry = self.filter_entry
        empty = self.focused is entry and not entry.value
        self.query_one("#list-pane").set_class(empty, "-asks")

    async def on_click(self, event: events.Click) -> None:
        """A click on a pane's frame goes there; where it is the only one, it offers the others."""
        here, _ = self.get_widget_at(*event.screen_offset)
        name = (here.id or "").removesuffix("-pane")
        if name not in self.PANES or here.id == name:
            return
        if self.has_class("-narrow"):
            await self.run_action("app.jump")
        else:
            self.go_to_pane(name)

    def action_pane_left(self) -> None:
        """One pane to the left."""
        at = self.PANES.index(self._pane)
        self.go_to_pane(self.PANES[max(0, at - 1)])

    def action_pane_right(self) -> None:
        """One pane to the right."""
        at = self.PANES.index(self._pane)
        if self._pane != "list" or self.selected_id:
            self.go_to_pane(self.PANES[min(len(self.PANES) - 1, at + 1)])

    def spots(self) -> list[Spot]:
        """The panes, the filter too; those that are not seen have their letters on the right."""
        pane = self.query_one(f"#{self._pane}-pane").region
        hidden = [one for one in self.PANES if not self.query_one(f"#{one}-pane").display]
        ways: list[tuple[str, Callable[[], object]]] = [
            (one, partial(self.go_to_pane, one)) for one in hidden
        ]
        if not self.filter_entry.display:
            ways.append(("filter", self.action_filter))
        beside: list[Spot] = []
        right = pane.right - 2
        for title, go in reversed(ways):
            right -= len(title) + 4
            beside.insert(0, Spot(Region(right, pane.y, len(title) + 4, 1), go, title))
        return [*super().spots(), *beside]

    # The filter

    def put_filter(self, text: str) -> None:
        """Let the filter say this, without looking yet."""
        with self.prevent(Input.Changed):
            self.filter_entry.value = text
        self.filter_entry.set_class(bool(text), "-used")
        self.query_one(KeyBar).refresh()

    def action_filter(self) -> None:
        """Type a filter."""
        self._see("list")
        super().action_filter()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter at each key."""
        event.stop()
        self.query_one(KeyBar).refresh()
        self._offer_help()
        self.fill()

    def go_to_list(self) -> None:
        """Go into its pane."""
        self.go_to_pane("list")

    # Secrets

    def count_seconds(self) -> None:
        """Let what is revealed be masked in time."""
        self.ticking = self.set_interval(1.0, self._tick)

    def _tick(self) -> None:
        if self.detail.tick():
            self.reveal_code_again()

    def reveal_code_again(self) -> None:
        """The revealed code counts no more: show the next."""

    def hide_secrets(self) -> None:
        """Mask what is revealed."""
        self.detail.reveal_value(None)

    def look_at_detail(self) -> None:
        """Go where the detail is seen."""
        if self.has_class("-narrow"):
            self.go_to_pane("detail")

    def copy_with(self, label: str, read: Callable[[], Secret]) -> None:
        """Copy a value, and say which clipboard took it and when it is cleared."""
        seconds = self.vault.settings.clipboard_seconds

        def job() -> str:
            return clipboard.copy(read(), seconds).sentence

        def then(sentence: str) -> None:
            self.vault.tell(f"{shown(label)}: {sentence}", seconds=8)

        self.vault.perform(job, then, group="copy")
