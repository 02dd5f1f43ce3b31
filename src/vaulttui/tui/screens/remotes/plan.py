"""The plan for a remote: read, ticked, applied, and told what came of it."""

from functools import partial

from vaulttui.errors import VaulttuiError
from vaulttui.sync.effects import EffectKind
from vaulttui.sync.plan import Plan
from vaulttui.tui.position import Address
from vaulttui.tui.screens.remotes.apply_run import Doing, Run
from vaulttui.tui.screens.remotes.asking import ask
from vaulttui.tui.screens.remotes.at_remote import AtRemote, Work
from vaulttui.tui.screens.remotes.plan_apply import BUSY
from vaulttui.tui.screens.remotes.plan_keys import PlanKeys
from vaulttui.tui.screens.remotes.plan_left import joined
from vaulttui.tui.screens.remotes.plan_ticks import Ticks
from vaulttui.tui.text import counted, words


class PlanScreen(PlanKeys):
    """Reads the remote at once, but where an interrupted run is to be settled first.

    ``unticked`` are ids of effects that stay left out. ``work`` is done on the remote itself
    unless something else is given.
    """

    def __init__(self, remote_id: str, *unticked: str, work: Work | None = None) -> None:
        super().__init__(remote_id)
        self._unticked = unticked
        self._work = work

    def work(self) -> Work:
        """What is done on the remote, and by whom."""
        return self._work or AtRemote(self.vault.open_session, self.remote_id)

    def on_mount(self) -> None:
        """Begin."""
        self.go_to_pane("list")
        try:
            self.know_opened(self.work().opened())
        except VaulttuiError as error:
            self.trouble = f"✗ {words(error)}"
            self.say()
            self.fill()
            return
        if self.opened:
            self.trouble = self.interrupted()
            self.say()
            self.fill()
        else:
            self.plan_again(())

    @property
    def address(self) -> Address:
        """After a lock the remote is read again; what is to be deleted is asked for again."""
        return ("plan", self.remote_id, *(self.ticks.unticked or self._unticked))

    def interrupted(self) -> str:
        """What there is to say of effects that are open."""
        if self.work().writing():
            return f"! {BUSY} p reads it once that is done."
        count = counted(len(self.opened), "effect")
        return (
            f"! Not settled: {count} of an interrupted run, with an outcome that is not known. "
            "z settles that first, by looking or by doing again what may be done twice."
        )

    # Reading

    def action_plan(self) -> None:
        """Read the remote anew."""
        if self.run_now is None:
            self.plan_again(self.deletes)

    def plan_again(self, deletes: tuple[str, ...]) -> None:
        """Read the remote anew, with these ids to be deleted there."""
        run = Run(Doing.READ)
        self.begin(run)
        job = partial(self.work().read, deletes, run)
        failed = partial(self._unread, run, deletes)
        self.worker = ask(self, job, partial(self._read, run, deletes), failed)

    def _read(self, run: Run, deletes: tuple[str, ...], plan: Plan) -> None:
        if run is not self.run_now:
            return
        self.over()
        unticked = self.ticks.unticked if self.plan is not None else self._unticked
        self.plan, self.results = plan, None
        self.left_over = joined(plan)
        self.ticks = Ticks(plan.effects, unticked)
        fresh = deletes != self.deletes
        self.old, self.stale = "", False
        self.know_opened(self.work().opened())
        self.trouble = self.interrupted() if self.opened else ""
        self.deletes = deletes
        self.vault.look_at_remotes()
        self.say()
        self.fill()
        gone = (key for key, one in self.ticks.effects.items() if one.kind is EffectKind.DELETE)
        if fresh and (last := [*gone][-1:]):
            self.list_lines.go_to(f"effect {last[0]}")

    def _unread(self, run: Run, deletes: tuple[str, ...], error: VaulttuiError) -> None:
        if run is self.run_now:
            self.over()
            other = self.plan is not None and deletes != self.deletes
            hint = "The plan is the former one." if other else "p tries again."
            self.trouble = f"✗ {words(error)} {hint}"
            self.say()
            self.fill()

    def standings_changed(self) -> None:
        """Say where the plan is not true any more: another program changed the vault, or read."""
        known = self.vault.remembered.standings
        if known is None or self.plan is None or not self.shows_plan or self.stale:
            return
        seen = known.remotes.get(self.remote_id)
        if self.remote_id not in known.remotes:
            self.old = "This remote is not in the vault any more."
        elif seen is not None and seen.plan.vault != self.plan.vault:
            self.old = "The vault changed since this was planned. p plans again."
        elif seen is not None and seen.plan.snapshot != self.plan.snapshot:
            self.old = "The remote was read again since, and is another one. p plans again."
        else:
            self.old = ""
        self.say()

    # Back

    def action_escape(self) -> None:
        """Stop what is under way, else one step back."""
        self.action_back()

    def action_back(self) -> None:
        """Stop what is under way, else to the list, to everything, and out."""
        if self.writes:
            self.stop_writing()
        elif self.run_now is not None:
            self._leave_reading(self.run_now)
        elif self.focused is self.detail:
            self.go_to_pane("list")
        elif not self.clear_filter():
            self.dismiss(None)

    def _leave_reading(self, run: Run) -> None:
        """Wait for the answer no more; the thread that does ends by itself."""
        if run.doing is Doing.ADOPT:
            self.vault.tell("This is not stopped half way. A moment.")
            return
        run.stop.set()
        if self.worker is not None:
            self.worker.cancel()
        self.over()
        if self.plan is None and self.results is None and not self.opened:
            self.dismiss(None)
        else:
            self.trouble = "The reading was stopped. p reads again."
            self.say()
            self.fill()
