"""The plan's screen as it looks: what is under way, the list, what is said of a line, the sum."""

from typing import Final

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from vaulttui.sync.plan import Plan
from vaulttui.sync.report import Report
from vaulttui.sync.wording import left_over, outcomes, to_do
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.screens.remotes.apply_run import Doing
from vaulttui.tui.screens.remotes.plan_lines import Build, PlanLines, PlanList
from vaulttui.tui.screens.remotes.plan_shown import PlanShown
from vaulttui.tui.screens.remotes.report_lines import OpenLines, ReportLines, RunLines
from vaulttui.tui.screens.remotes.run_line import RunLine
from vaulttui.tui.text import counted, plain, shown
from vaulttui.tui.widgets.filter_entry import FilterEntry
from vaulttui.tui.widgets.page import PageSheet
from vaulttui.tui.widgets.trouble import Trouble

_TITLES: Final = {Doing.APPLY: "Apply", Doing.RESUME: "Settle"}


class PlanPanes(PlanShown):
    """Shows the run that is under way, else a report, else a plan, else what is open."""

    place = Place.PLAN
    BINDINGS = bindings(Place.PLAN)
    DEFAULT_CSS = """
    PlanPanes #sum { height: auto; padding: 0 1; }
    """

    def compose(self) -> ComposeResult:
        """What is under way, what is wrong, two panes, the sum, and the commands."""
        yield RunLine()
        yield Trouble("plan-trouble")
        with Horizontal(id="panes"):
            with Vertical(id="list-pane", classes="pane"):
                yield FilterEntry(placeholder="a part of a name or state")
                yield PlanList()
            with Vertical(id="detail-pane", classes="pane"):
                yield PageSheet()
        yield Static(id="sum", markup=False)
        yield KeyBar(self.place)

    # Filling

    def fill(self) -> None:
        """Show all as it is now."""
        self.list_lines.empty = self._nothing()
        title, build = self._content()
        self.entitle("list", f"{title} · {shown(self.name_there, 60)}")
        self.list_lines.show(title, build)
        self.list_lines.follow(self.run_now if self.writes else None)
        told = self._sum()
        self.query_one("#sum", Static).update(plain(told, 1000))
        self.query_one("#sum").display = bool(told)
        self.show_page()
        self.query_one(KeyBar).refresh()

    def _content(self) -> tuple[str, Build]:
        words = self.sought
        now = self.vault.open_session.now()
        if self.run_now is not None and self.writes:
            return _TITLES[self.run_now.doing], RunLines(self.run_now)
        if self.results is not None:
            return "Report", ReportLines(self.results, words)
        if self.plan is not None:
            return "Plan", PlanLines(self.plan, self.left_over, self.ticks, now, words)
        return "Plan", OpenLines(self.opened, now)

    def _nothing(self) -> str:
        if self.run_now is not None:
            return ""
        if self.plan is None and self.results is None:
            return "Nothing was read. p tries again."
        return "Nothing fits. esc clears the filter." if self.sought else "Nothing is bound to it."

    def _sum(self) -> str:
        if self.run_now is not None and self.writes:
            return ""
        if self.results is not None:
            count = (
                outcomes(Report(self.name_there, tuple(self.results.values())))
                or "Nothing was open"
            )
            return f"{count}. p plans again."
        return self._sum_of(self.plan) if self.plan is not None else ""

    def _sum_of(self, plan: Plan) -> str:
        chosen, out = self.ticks.chosen, len(self.ticks.unticked)
        nothing = "Nothing is ticked" if plan.effects else "Nothing to do"
        said = [", ".join(to_do(chosen)) or nothing]
        said += [f"{out} left out"] if out else []
        said += left_over(plan.left)
        most = plan.remote.max_effects
        if most is not None and len(chosen) > most:
            said.append(f"! more than {counted(most, 'effect')} at once, which it may have")
        return f"{'; '.join(said)}."
