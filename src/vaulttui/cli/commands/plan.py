"""``plan``: what would bring a remote into line."""

from pathlib import Path

import click

from vaulttui.cli import opening, output
from vaulttui.cli.addressing import check_remote
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.domain.remotes import Remote
from vaulttui.domain.text import plural
from vaulttui.errors import InUse, SomethingToDo
from vaulttui.host.files import refuse_taken, write_secret
from vaulttui.operations import addresses
from vaulttui.secret import Secret
from vaulttui.session.session import Session


@command("plan")
@click.argument("name", metavar="REMOTE")
@click.option("--out", metavar="F", help="Keep the plan in a new file, for `vaulttui apply F`.")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@click.option("--check", is_flag=True, help="End with 9 where there is something to do.")
@click.option("--delete", "deletes", metavar="ID", multiple=True, help="Delete this object there.")
@click.pass_obj
def entry(
    options: Options, name: str, out: str | None, force: bool, check: bool, deletes: tuple[str, ...]
) -> None:
    """The remote is read; nothing is written there. Nothing is deleted but what --delete names
    by its id (OBJECT, or OBJECT/SLOT; KIND:OBJECT where a credential and a type share it).
    """
    from vaulttui.cli.plans import over_limit, plan_lines, plan_shape
    from vaulttui.operations.plans import plan
    from vaulttui.sync import plan_file

    check_remote(name)
    if out is not None:
        refuse_taken(Path(out), force=force)
    with opening.opened(options) as session:
        remote = addresses.remote_at(session, name)
        with output.patience(f"Asking {remote.name}"):
            made = plan(session, remote, deletes)
        told = _told_open(session, remote)
        if out is not None:
            write_secret(Path(out), Secret(plan_file.write(session, made)), force=force)
    if told:
        output.notice(told, as_json=options.json)
    if options.json:
        output.put_json(plan_shape(made))
    else:
        output.put_lines(plan_lines(made))
    if check and not made.empty:
        raise SomethingToDo(
            f"The plan for {name} has {plural(len(made.effects), 'effect')}.",
            hint=over_limit(made) or "`vaulttui apply` it.",
        )


def _told_open(session: Session, remote: Remote) -> str:
    """Why an apply would be refused as the remote stands; empty where it would not."""
    from vaulttui.operations.plans import refuse_open

    try:
        refuse_open(session, remote)
    except InUse as error:
        return f"{error.message} {error.hint}"
    return ""
