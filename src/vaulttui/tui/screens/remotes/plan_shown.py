"""What the plan's screen shows, and what the cursor stands on there."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from vaulttui.domain.journal import JournalEntry
from vaulttui.sync.effects import Effect
from vaulttui.sync.plan import Plan
from vaulttui.sync.report import Result
from vaulttui.sync.states import Compared
from vaulttui.tui.frames.panes import Panes
from vaulttui.tui.screens.remotes import plan_page
from vaulttui.tui.screens.remotes.apply_run import Run
from vaulttui.tui.screens.remotes.plan_left import adoptable, hint_here
from vaulttui.tui.screens.remotes.plan_lines import STRANGERS, PlanList
from vaulttui.tui.screens.remotes.plan_ticks import Ticks
from vaulttui.tui.screens.remotes.report_lines import effect_in
from vaulttui.tui.screens.remotes.run_line import WRITES
from vaulttui.tui.widgets.page import Page, PageSheet


class PlanShown(Panes):
    """A plan, or a report of ``results``; a run under way; what an earlier one left open."""

    PANES: ClassVar[tuple[str, ...]] = ("list", "detail")

    def __init__(self, remote_id: str) -> None:
        super().__init__()
        self.remote_id = remote_id
        self.plan: Plan | None = None
        self.left_over: Sequence[Effect] = ()
        """What is left, as it is shown."""
        self.ticks = Ticks(())
        self.run_now: Run | None = None
        self.results: Mapping[str, Result] | None = None
        self.opened: Sequence[JournalEntry] = ()
        """What an interrupted run left open."""
        self.opened_effects: Mapping[str, Effect] = {}

    @property
    def name_there(self) -> str:
        """The remote's name."""
        found = self.vault.open_session.view.graph.remote(self.remote_id)
        return found.name if found else "a remote that is gone"

    @property
    def writes(self) -> bool:
        """Whether something is sent that must not be cut off."""
        return self.run_now is not None and self.run_now.doing in WRITES

    @property
    def shows_plan(self) -> bool:
        """Whether a plan can be ticked and applied here and now."""
        return self.plan is not None and self.results is None and self.run_now is None

    @property
    def sought(self) -> list[str]:
        """The words of the filter."""
        return self.filter_entry.value.casefold().split()

    @property
    def list_lines(self) -> PlanList:
        """The list."""
        return self.query_one(PlanList)

    def know_opened(self, entries: Sequence[JournalEntry]) -> None:
        """Take note of what an interrupted run left open."""
        self.opened = entries
        found = [one for one in map(effect_in, entries) if one is not None]
        self.opened_effects = {one.id: one for one in found}

    # What the cursor stands on

    @property
    def selected_id(self) -> str:
        """The key of the line."""
        return self.list_lines.key

    @property
    def detail(self) -> PageSheet:
        """What is said of it."""
        return self.query_one(PageSheet)

    @property
    def effect(self) -> Effect | None:
        """The effect under the cursor, done or to be done."""
        kind, _, effect_id = self.selected_id.partition(" ")
        return self.effect_of(effect_id) if kind == "effect" else None

    def effect_of(self, effect_id: str) -> Effect | None:
        """An effect that is shown."""
        done = self.results.get(effect_id) if self.results else None
        running = self.run_now.effects.get(effect_id) if self.run_now else None
        found = running or (done.effect if done else self.ticks.effects.get(effect_id))
        return found or self.opened_effects.get(effect_id)

    @property
    def left(self) -> Effect | None:
        """What is left of the plan, under the cursor."""
        kind, _, at = self.selected_id.partition(" ")
        return self.left_over[int(at)] if kind == "left" else None

    @property
    def compared(self) -> Compared | None:
        """The object under the cursor, or the one that the line there is about."""
        if self.plan is None:
            return None
        kind, _, at = self.selected_id.partition(" ")
        if kind == "object" and int(at) >= 0:
            return self.plan.compared[int(at)]
        effect = self.effect or self.left
        return next(
            (
                one
                for one in self.plan.compared
                if effect and one.wanted and one.wanted.place == effect.place
            ),
            None,
        )

    @property
    def adoptable(self) -> str:
        """What could be taken over, as it is asked for, where the cursor stands on such a thing."""
        left = self.left
        return adoptable(self.plan, left) if self.plan and left else ""

    def show_page(self) -> None:
        """Say what there is to say of the line under the cursor."""
        self.detail.show(self._page())
        self.entitle("detail", "What it means")

    def _page(self) -> Page | None:
        session, key = self.vault.open_session, self.selected_id
        effect, left, one = self.effect, self.left, self.compared
        if effect is not None:
            results = self.run_now.results if self.run_now else self.results
            ticks = self.ticks if self.shows_plan else None
            result = results.get(effect.id) if results else None
            public = plan_page.public_of(effect, self.plan, one)
            return plan_page.effect_page(session, effect, public, ticks, result)
        if left is not None:
            hint = hint_here(self.plan, left) if self.plan else left.hint
            return plan_page.left_page(session, left, key, hint)
        if one is not None:
            return plan_page.object_page(session, one, key)
        is_rest = key == STRANGERS and self.plan is not None
        return plan_page.strangers_page(self.plan) if is_rest and self.plan else None
