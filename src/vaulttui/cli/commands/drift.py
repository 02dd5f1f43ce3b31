"""``drift``: how what is bound stands on remotes."""

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.cli.table import put_table
from vaulttui.domain.identifiers import check_identifier
from vaulttui.errors import SomethingToDo
from vaulttui.operations import addresses


@command("drift")
@click.argument("name", metavar="[REMOTE]", required=False)
@click.option("--check", is_flag=True, help="End with 9 where something is not in sync.")
@click.pass_obj
def entry(options: Options, name: str | None, check: bool) -> None:
    """A fingerprint proves what was written from here, never what is there now: "in sync" is
    as of the last confirmed write. Without REMOTE all remotes are read.
    """
    from vaulttui.cli.plans import state_rows, state_shape
    from vaulttui.operations.plans import plan

    if name is not None:
        check_identifier(name, "remote")
    with opening.opened(options) as session:
        remotes = session.view.graph.remotes if name is None else ()
        if name is not None:
            remotes = (addresses.remote_at(session, name),)
        read = [plan(session, remote) for remote in remotes]
    bound = [(p.remote.name, one) for p in read for one in p.compared if one.wanted]
    if options.json:
        output.put_json([state_shape(remote, one) for remote, one in bound])
    else:
        for made in read:
            rows = state_rows(made.compared)
            if not put_table((made.remote.name.upper(), "STATE", ""), rows):
                output.tell(f"Nothing is bound to {made.remote.name}.")
        if not read:
            output.tell("There are no remotes.")
    drifted = [one for _, one in bound if one.drifts]
    if check and drifted:
        raise SomethingToDo(f"{len(drifted)} of {len(bound)} bound objects are not in sync.")
