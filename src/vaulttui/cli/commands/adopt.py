"""``adopt``: what is on a remote, taken over."""

import click

from vaulttui.cli import opening, output
from vaulttui.cli.addressing import check_remote
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.operations import addresses


@command("adopt")
@click.argument("name", metavar="REMOTE")
@click.argument("ids", metavar="ID…", nargs=-1, required=True)
@click.pass_obj
def entry(options: Options, name: str, ids: tuple[str, ...]) -> None:
    """What is bound here under an object's name gets it; for others a set or credential is
    made that has no values yet. Nothing is written there before the next `vaulttui apply`.
    """
    from vaulttui.operations.adoption import adopt

    check_remote(name)
    with opening.opened(options) as session:
        remote = addresses.remote_at(session, name)
        with output.patience(f"Asking {remote.name}"):
            done = adopt(session, remote, ids)
    if options.json:
        output.put_json(
            [
                {
                    "id": one.object_id,
                    "name": one.key,
                    "kind": one.kind,
                    "bound": one.title,
                    "made": one.made,
                }
                for one in done
            ]
        )
        return
    for one in done:
        how = "a new placeholder" if one.made else "bound to"
        output.tell(f"Adopted {one.key}: {how} {one.kind} {one.title}.")
