"""``health``: what is old, weak, reused, expiring or incomplete, and what is meant to be so."""

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import group, verb
from vaulttui.cli.health import excluded_rows, finding_shape, picture, report_shape, rows
from vaulttui.cli.options import Options
from vaulttui.cli.showing import put_written
from vaulttui.cli.table import put_table
from vaulttui.domain.health import Finding, Report, check_named
from vaulttui.operations import addresses, health
from vaulttui.session.session import Session


@verb("show")
@click.argument("check", metavar="[CHECK]", required=False)
@click.pass_obj
def show(options: Options, check: str | None) -> None:
    """Show the whole report, or what one CHECK worries about: expiry, strength, reuse, age,
    names or incomplete. No value is shown or kept. More says `vaulttui help health`.
    """
    chosen = check_named(check) if check is not None else None
    with opening.opened(options) as session:
        with output.counting("Looking at credentials") as progress:
            report = health.report(session, progress=progress)
        if chosen is None:
            _put_report(session, report, options)
        else:
            _put_finding(session, report.finding(chosen.id), options)


@verb("exclude")
@click.argument("address", metavar="CRED")
@click.argument("check")
@click.option("--reason", metavar="TEXT", required=True, help="Why it is meant to be so.")
@click.pass_obj
def exclude(options: Options, address: str, check: str, reason: str) -> None:
    """Leave a credential out of a CHECK from now on; the report counts it as excluded."""
    check_named(check)
    with opening.opened(options) as session:
        found = addresses.credential_at(session, address)
        changed = health.exclude(session, found, check, reason)
        put_written(session, changed, f"Excluded from the check {check}:", options)


@verb("include")
@click.argument("address", metavar="CRED")
@click.argument("check")
@click.pass_obj
def include(options: Options, address: str, check: str) -> None:
    """Let a CHECK look at a credential again."""
    check_named(check)
    with opening.opened(options) as session:
        found = addresses.credential_at(session, address)
        changed = health.include(session, found, check)
        put_written(session, changed, f"Included in the check {check} again:", options)


def _put_report(session: Session, report: Report, options: Options) -> None:
    if options.json:
        output.put_json(report_shape(session, report))
        return
    output.put_lines(picture(session, report))
    if any(finding.worries for finding in report.findings):
        output.tell(
            "\nAll that one check worries about: `vaulttui health show CHECK`. What is meant"
            "\nto be so is left out by `vaulttui health exclude CRED CHECK --reason TEXT`."
        )


def _put_finding(session: Session, finding: Finding, options: Options) -> None:
    if options.json:
        output.put_json(finding_shape(session, finding))
        return
    found = (*rows(session, finding), *excluded_rows(session, finding))
    if not put_table(("NAME", "FIELD", "WHAT", "ID"), found):
        output.tell(f"{finding.check.title}: nothing to look at.")


entry = group("health", (show, exclude, include), untold="show")
