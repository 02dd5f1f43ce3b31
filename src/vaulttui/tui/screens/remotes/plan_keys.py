"""What the keys of the plan's screen do: ticks, deleting, taking over, and going on from a line."""

from vaulttui.sync.effects import Effect
from vaulttui.tui.commands import Command
from vaulttui.tui.screens.remotes.plan_changes import PlanChanges
from vaulttui.tui.screens.remotes.plan_lines import STRANGERS, PlanLines
from vaulttui.tui.text import counted
from vaulttui.tui.widgets.lines import Lines

_OF_A_PLAN = frozenset({"tick", "tick_all", "only_these", "save", "trash", "adopt"})


class PlanKeys(PlanChanges):
    """Ticks count for the lines that are seen; what needs another effect goes along with it."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done here and now."""
        if action in _OF_A_PLAN and not self.shows_plan:
            return False
        if action == "resume" and (self.run_now is not None or not self.opened):
            return False
        if action == "plan" and self.run_now is not None:
            return False
        return super().check_action(action, parameters)

    def title_of(self, command: Command) -> str:
        """To go back from what is under way is to stop it."""
        busy = self.run_now is not None and command.id in ("back", "escape")
        return "Stop" if busy else super().title_of(command)

    @property
    def enters(self) -> str:
        """What enter does where it stands."""
        return "Show them" if self.selected_id == STRANGERS else "Explain"

    # Ticks

    def _here(self) -> list[str]:
        """The ids of the effects of the line under the cursor."""
        kind, _, rest = self.selected_id.partition(" ")
        if kind == "object":
            return next((list(group) for at, group in self._groups() if str(at) == rest), [])
        return [rest] if kind == "effect" else []

    def _groups(self) -> list[tuple[int, dict[str, Effect]]]:
        if self.plan is None:
            return []
        return list(PlanLines(self.plan, (), self.ticks, 0, self.sought).groups())

    def action_tick(self) -> None:
        """Do the effect, or leave it out; of an object, all of its effects."""
        here = self._here()
        if here:
            ticked = self.ticks.state(here) is not True
            self._told_along(self.ticks.toggle(here), ticked=ticked)
        elif self.selected_id:
            self.vault.tell("Only what is to be done has a tick.")

    def action_tick_all(self) -> None:
        """Tick all that is seen, or take all of its ticks away."""
        seen = [key for _, group in self._groups() for key in group]
        if seen:
            self._told_along(self.ticks.toggle(seen), ticked=self.ticks.state(seen) is not False)

    def action_only_these(self) -> None:
        """Do the effect under the cursor and what it needs, and nothing beside."""
        here = self._here()
        if here:
            self._told_along(self.ticks.only(here), ticked=True)
        else:
            self.vault.tell("Only what is to be done has a tick.")

    def _told_along(self, others: int, *, ticked: bool) -> None:
        self.fill()
        if others:
            went = "ticked, which this needs" if ticked else "left out, which cannot be without it"
            self.vault.tell(f"Beside it {counted(others, 'effect')} {went}.")

    # Going on

    def on_lines_highlighted(self, event: Lines.Highlighted) -> None:
        """Follow the list's cursor."""
        event.stop()
        if event.lines.id == "list":
            self.show_page()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """From a line to what it means, and from there to what it is about."""
        event.stop()
        if self.selected_id == STRANGERS:
            self.action_adopt()
        elif event.lines.id == "list":
            self.go_to_pane("detail")
        else:
            self._go_from(self.detail.key)

    def _go_from(self, key: str) -> None:
        kind, _, name = key.partition(" ")
        effect, one = self.effect, self.compared
        if kind == "effect":
            self.list_lines.go_to(key)
            self.go_to_pane("list")
            return
        slots = one.wanted.slots if one and one.wanted else effect.slots if effect else {}
        holder = slots[name].holder_id if name in slots else ""
        record = self.vault.open_session.view.record(holder) if holder else None
        if record is not None and not record.deleted and not self.writes:
            self.go_to(record.kind, record.id, name)
