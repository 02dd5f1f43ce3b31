"""What the keys of the plan's screen do: ticks, deleting, taking over, and going on from a line."""

from functools import partial

from textual.worker import Worker

from vaulttui.errors import VaulttuiError
from vaulttui.sync.effects import Effect, EffectKind
from vaulttui.sync.states import State
from vaulttui.tui.commands import Command
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.screens.remotes.apply_run import Doing, Run
from vaulttui.tui.screens.remotes.asking import ask
from vaulttui.tui.screens.remotes.plan_apply import PlanApply
from vaulttui.tui.screens.remotes.plan_lines import STRANGERS, PlanLines
from vaulttui.tui.text import counted, shown, words
from vaulttui.tui.widgets.lines import Lines

_OF_A_PLAN = frozenset({"tick", "tick_all", "only_these", "save", "trash", "adopt"})


class PlanKeys(PlanApply):
    """Ticks count for the lines that are seen; what needs another effect goes along with it."""

    deletes: tuple[str, ...] = ()
    """Ids of what is to be deleted, as the plan was asked for."""
    worker: Worker[None] | None = None
    """Who waits for a reading."""

    def plan_again(self, deletes: tuple[str, ...]) -> None:
        """Read the remote anew."""
        raise NotImplementedError

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

    def _told_along(self, others: int, *, ticked: bool) -> None:
        self.fill()
        if others:
            why = "this needs them" if ticked else "they need this"
            went = "ticked" if ticked else "left out"
            self.vault.tell(f"{counted(others, 'other effect')} {went} too: {why}.")

    # Deleting and taking over

    def action_trash(self) -> None:
        """Ask by name whether something is to be deleted there; then plan that."""
        one, effect, left = self.compared, self.effect, self.left
        if effect is not None and effect.kind is EffectKind.DELETE:
            gone = {effect.object_id, *(f"{effect.object_id}/{one}" for one in effect.removed)}
            self.plan_again(tuple(one for one in self.deletes if one not in gone))
            return
        if one is None or one.found is None:
            self.vault.tell("Put the cursor on something that is there first.")
            return
        slots = left.removed if left else ()
        extra = [slot for slot in slots if one.extra.get(slot) is State.LOCAL_AHEAD]
        slot = extra[0] if extra else ""
        wanted = f"{one.found.object_id}/{slot}" if slot else one.found.object_id
        what = f"{shown(slot, 60)} of " if slot else ""
        what += f"the {one.kind.value} {shown(one.key, 60)}"
        text = (
            f"Delete {what} on {shown(self.name_there, 60)}? This plans it; it is done when you "
            "apply, and nothing brings it back."
        )

        def answered(answer: str | None) -> None:
            if answer == "delete":
                self.plan_again((*self.deletes, wanted))

        ways = [("delete", "Plan it"), ("stay", "Cancel")]
        self.app.push_screen(Question(text, ways, typed=shown(slot or one.key, 60)), answered)

    def action_adopt(self) -> None:
        """Take over what is there and not ours; nothing is written there by that."""
        object_id = self.adoptable
        if self.selected_id == STRANGERS:
            self.vault.show("placeholders", self.remote_id)
        elif not object_id:
            self.vault.tell("Only what is there and not ours is taken over.")
        else:
            run = Run(Doing.ADOPT)
            self.begin(run)
            self.worker = ask(
                self,
                partial(self.work().adopt, object_id, run),
                self._adopted,
                self._not_adopted,
            )

    def _adopted(self, what: str) -> None:
        self.over()
        self.vault.tell(f"{shown(what, 100)} answers for it from now on.")
        self.plan_again(self.deletes)

    def _not_adopted(self, error: VaulttuiError) -> None:
        self.over()
        self.trouble = f"✗ {words(error)}"
        self.say()
        self.fill()

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
