"""``resume``: what was interrupted, settled."""

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.options import Options


@command("resume")
@click.pass_obj
def entry(options: Options) -> None:
    """Effects that this machine sent and whose answer it never saw: a reading tells of most,
    a repeat of those that are safe to repeat. Those of other machines are theirs.
    """
    from vaulttui.cli.commands.apply import refuse_undone
    from vaulttui.cli.plans import report_shape
    from vaulttui.cli.watching import Following
    from vaulttui.operations.plans import resume
    from vaulttui.sync.wording import outcomes

    following = Following(quiet=options.json)
    with opening.opened(options) as session, following.stoppable():
        made = [resume(session, remote, following) for remote in session.view.graph.remotes]
    reports = [report for report in made if report.results]
    if options.json:
        output.put_json([report_shape(report) for report in reports])
    elif not reports:
        output.tell("Nothing is open.")
    else:
        for report in reports:
            output.tell(f"{report.remote}: {outcomes(report)}.")
    refuse_undone(reports)
