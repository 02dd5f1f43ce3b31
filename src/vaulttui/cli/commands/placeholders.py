"""``placeholders``: what exists on remotes and whose value nobody can read."""

import click

from vaulttui.cli import opening, output
from vaulttui.cli.addressing import check_remote
from vaulttui.cli.command import command
from vaulttui.cli.moments import local, rfc3339
from vaulttui.cli.options import Options
from vaulttui.cli.table import put_whole
from vaulttui.operations import addresses


@command("placeholders")
@click.argument("name", metavar="[REMOTE]", required=False)
@click.pass_obj
def entry(options: Options, name: str | None) -> None:
    """Of a REMOTE that is named as it is now; of all others as they were when this machine
    last read them. `vaulttui adopt` makes the vault answer for one.
    """
    from vaulttui.operations.placeholders import of_plan, placeholders
    from vaulttui.operations.plans import plan

    if name is not None:
        check_remote(name)
    with opening.opened(options) as session:
        if name is None:
            found = placeholders(session)
        else:
            remote = addresses.remote_at(session, name)
            with output.patience(f"Asking {remote.name}"):
                found = of_plan(plan(session, remote), session.now())
    if options.json:
        output.put_json(
            [
                {
                    "remote": one.remote,
                    "kind": one.kind.value,
                    "id": one.object_id,
                    "name": one.key,
                    "slot": one.slot or None,
                    "bound": one.title or None,
                    "seen_at": rfc3339(one.at),
                }
                for one in found
            ]
        )
        return
    rows = [
        (one.remote, f"{one.kind} {one.key}", one.slot, one.object_id, one.title, local(one.at))
        for one in found
    ]
    if not put_whole(("REMOTE", "OBJECT", "SLOT", "ID", "BOUND TO", "SEEN"), rows):
        output.tell("No remote holds a value that is not here, as far as was read.")
