"""Writing to a remote from the plan's screen: watched, stopped after what is sent, reported."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from vaulttui.errors import Stale, VaulttuiError
from vaulttui.sync.effects import Effect
from vaulttui.sync.plan import Plan
from vaulttui.sync.report import Report
from vaulttui.sync.wording import to_do
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.screens.remotes.apply_run import Doing, Run
from vaulttui.tui.screens.remotes.asking import ask
from vaulttui.tui.screens.remotes.at_remote import Work
from vaulttui.tui.screens.remotes.plan_ending import PlanEnding
from vaulttui.tui.text import shown, words

BUSY: Final = "Another program on this machine is writing there now."


class PlanApply(PlanEnding):
    """Applies what is ticked, and settles what an interrupted run left open."""

    stale = False
    """Whether an apply found that the plan is out of date."""

    def work(self) -> Work:
        """What is done on the remote, and by whom."""
        raise NotImplementedError

    def interrupted(self) -> str:
        """What there is to say of effects that are open."""
        raise NotImplementedError

    def action_save(self) -> None:
        """Ask once, and do what is ticked."""
        plan, chosen = self.plan, self.ticks.chosen
        if plan is None or not self.shows_plan:
            return
        why_not = self._why_not(plan, chosen)
        if why_not:
            self.vault.tell(why_not, severity="warning", seconds=9)
            return

        def answered(answer: str | None) -> None:
            if answer == "apply" and self.plan is plan and self.shows_plan:
                self._apply(plan, {one.id: one for one in chosen})

        out = len(self.ticks.unticked)
        rest = f" {out} left out." if out else ""
        name, url = shown(self.name_there, 60), shown(plan.remote.url, 200)
        text = f"Apply to {name} ({url}): {', '.join(to_do(chosen))}?{rest}"
        self.app.push_screen(Question(text, [("apply", "Apply"), ("stay", "Cancel")]), answered)

    def _why_not(self, plan: Plan, chosen: tuple[Effect, ...]) -> str:
        if self.old:
            return self.old
        if self.opened:
            first = "z settles first what the interrupted run left open."
            return BUSY if self.work().writing() else first
        if not chosen:
            return "Nothing is ticked." if plan.effects else "There is nothing to do."
        try:
            replace(plan, effects=chosen).check_budget()
        except VaulttuiError as error:
            return f"{error.message} Untick some, or raise it with e on the remote."
        return ""

    def _apply(self, plan: Plan, chosen: Mapping[str, Effect]) -> None:
        work, run = self.work(), Run(Doing.APPLY, chosen)
        self.begin(run)
        job = partial(work.apply, plan, run, frozenset(chosen))
        ask(self, job, self._ended, partial(self._broken, run))

    def action_resume(self) -> None:
        """Settle what is open: by looking, or by doing again what may be done twice."""
        if self.run_now is not None or not self.opened:
            return
        work, run = self.work(), Run(Doing.RESUME, self.opened_effects)
        self.begin(run)
        ask(self, partial(work.resume, run), self._ended, partial(self._broken, run))

    def _ended(self, report: Report) -> None:
        self.over()
        self.results = {one.effect.id: one for one in report.results}
        self._look_again()

    def _broken(self, run: Run, error: VaulttuiError) -> None:
        self.over()
        self.trouble = f"✗ {words(error)}"
        if isinstance(error, Stale):
            self.stale, self.trouble = True, ""
            self.old = f"{words(error)} p plans again."
        if run.results:
            self.results = dict(run.results)
        self._look_again()

    def _look_again(self) -> None:
        self.know_opened(self.work().opened())
        if self.opened and not self.trouble:
            self.trouble = self.interrupted()
        self.vault.look_at_remotes()
        self.say()
        self.fill()
        self.go_on()
