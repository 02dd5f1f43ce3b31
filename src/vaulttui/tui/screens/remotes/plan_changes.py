"""What is asked for from a plan, and leads to another one: deleting there, and taking over."""

from functools import partial

from textual.worker import Worker

from vaulttui.errors import VaulttuiError
from vaulttui.remotes.protocol import Kind
from vaulttui.sync.asked import address
from vaulttui.sync.effects import EffectKind
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.screens.remotes.apply_run import Doing, Run
from vaulttui.tui.screens.remotes.asking import ask
from vaulttui.tui.screens.remotes.plan_apply import PlanApply
from vaulttui.tui.screens.remotes.plan_left import deletable
from vaulttui.tui.screens.remotes.plan_lines import STRANGERS
from vaulttui.tui.text import shown, words


class PlanChanges(PlanApply):
    """Nothing is deleted but what was asked for by its name, and planned, and applied."""

    deletes: tuple[str, ...] = ()
    """What is to be deleted, as the plan was asked for it."""
    worker: Worker[None] | None = None
    """Who waits for a reading."""

    def plan_again(self, deletes: tuple[str, ...]) -> None:
        """Read the remote anew."""
        raise NotImplementedError

    def action_trash(self) -> None:
        """Ask by name whether something is to be deleted there; then plan that."""
        one, effect, left = self.compared, self.effect, self.left
        if effect is not None and effect.kind is EffectKind.DELETE:
            whole = self._asked(effect.object_kind, effect.object_id)
            gone = {whole, *(f"{whole}/{one}" for one in effect.removed)}
            self.plan_again(tuple(one for one in self.deletes if one not in gone))
            return
        if one is None or one.found is None:
            self.vault.tell("Put the cursor on something that is there first.")
            return
        slot = deletable(self.plan, left) if self.plan and left else ""
        wanted = self._asked(one.kind, one.found.object_id) + (f"/{slot}" if slot else "")
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

    def _asked(self, kind: Kind, object_id: str) -> str:
        """An object there, as a plan is asked to delete it."""
        return address(self.plan.compared if self.plan else (), kind, object_id)

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
        self.vault.tell(f"{shown(what, 260)} answers for it from now on.")
        self.plan_again(self.deletes)

    def _not_adopted(self, error: VaulttuiError) -> None:
        self.over()
        self.trouble = f"✗ {words(error)}"
        self.say()
        self.fill()
