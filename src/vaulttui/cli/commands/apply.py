"""``apply``: a plan carried out."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.domain.text import plural, safe_text
from vaulttui.errors import AnswerNeeded, Interrupted, NotFound, RemoteFailed
from vaulttui.host.reading import read_file
from vaulttui.operations import addresses
from vaulttui.session.session import Session

if TYPE_CHECKING:
    from vaulttui.domain.remotes import Remote
    from vaulttui.sync.plan import Plan
    from vaulttui.sync.plan_file import KeptPlan
    from vaulttui.sync.report import Report

_LARGEST: Final = 16 << 20
"""Bytes of a plan that is kept in a file."""


@command("apply")
@click.argument("what", metavar="REMOTE|F")
@click.pass_obj
def entry(options: Options, what: str) -> None:
    """For a REMOTE the plan is made, shown and asked about; a plan kept in a file F is carried
    out as it was read, unless the vault or the remote moved since (5). Control-C stops after
    what is sent; what became of that, `vaulttui resume` finds out.
    """
    with opening.opened(options) as session:
        remote, approved, shown = _approved(session, what, options)
        report = _applied(session, remote, approved, options) if shown else None
    _tell(report, remote.name, options)


def _approved(
    session: Session, what: str, options: Options
) -> "tuple[Remote, Plan | KeptPlan, bool]":
    """The remote, the plan for it, and whether there is anything to do."""
    from vaulttui.cli.plans import plan_lines
    from vaulttui.operations.plans import look, plan, refuse_open
    from vaulttui.sync import plan_file

    if not _names_remote(session, what):
        if not Path(what).exists():
            raise NotFound(
                f"There is neither a remote nor a file {safe_text(what)}.",
                hint="See `vaulttui remote list`; `vaulttui plan REMOTE --out F` makes a file.",
            )
        kept = plan_file.read(session, read_file(what, _LARGEST))
        remote = session.view.graph.remote(kept.remote_id)
        if remote is None:
            raise NotFound(f"The remote {safe_text(kept.remote)} is not there any more.")
        return remote, kept, bool(kept.effects)
    found = addresses.remote_at(session, what)
    refuse_open(session, found)
    with output.patience(f"Asking {found.name}"):
        look(session, found)
        made = plan(session, found)
    if not made.empty:
        made.check_budget()
        if not options.json:
            output.tell("\n".join(plan_lines(made)))
        _confirm(f"Do this on {safe_text(made.remote.name)}?", options)
    return made.remote, made, not made.empty


def _names_remote(session: Session, what: str) -> bool:
    return what.startswith("id:") or bool(session.view.graph.remotes_called(what))


def _confirm(question: str, options: Options) -> None:
    try:
        options.terminal.confirm(question)
    except AnswerNeeded as error:
        raise AnswerNeeded(error.message, hint="Say so beforehand with --yes.") from None


def _applied(
    session: Session, remote: "Remote", approved: "Plan | KeptPlan", options: Options
) -> "Report":
    from vaulttui.cli.watching import Following
    from vaulttui.operations.plans import apply
    from vaulttui.sync.report import Outcome

    following = Following(quiet=options.json)
    with following.stoppable():
        report = apply(session, remote, approved, following)
    if following.stop.is_set() and report.count(Outcome.LEFT):
        tell_report(report, options)
        raise Interrupted("Stopped; see above for what was done.", hint=report.hint)
    return report


def _tell(report: "Report | None", name: str, options: Options) -> None:
    if report is None:
        if options.json:
            output.put_json({"remote": name, "results": []})
        else:
            output.tell("Nothing to do.")
        return
    tell_report(report, options)
    refuse_undone([report])


def tell_report(report: "Report", options: Options) -> None:
    """Say what became of the effects."""
    from vaulttui.cli.plans import report_shape
    from vaulttui.sync.wording import outcomes

    if options.json:
        output.put_json(report_shape(report))
    else:
        output.tell(f"{report.remote}: {outcomes(report)}.")


def refuse_undone(reports: "list[Report]") -> None:
    """Raise RemoteFailed where not everything is done."""
    from vaulttui.sync.report import Outcome, Report

    whole = Report("", tuple(one for report in reports for one in report.results))
    undone = len(whole.results) - whole.count(Outcome.DONE)
    if undone:
        verb = "is" if undone == 1 else "are"
        told = f"{undone} of {plural(len(whole.results), 'effect')} {verb} not done."
        raise RemoteFailed(told, hint=whole.hint)
