"""``adopt``: what is on a remote, taken over."""

import click

from vaulttui.cli import opening, output
from vaulttui.cli.addressing import check_remote
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.domain.text import plural, safe_text
from vaulttui.operations import addresses


@command("adopt")
@click.argument("name", metavar="REMOTE")
@click.argument("ids", metavar="ID…", nargs=-1, required=True)
@click.pass_obj
def entry(options: Options, name: str, ids: tuple[str, ...]) -> None:
    """What is bound here under an object's name gets it; for others a set or credential is
    made that has no values yet. Nothing is written there before the next `vaulttui apply`.

    ID is the remote's; KIND:ID (credential:1, type:1) where a credential and a type share it.
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
                    "gained": one.gained,
                }
                for one in done
            ]
        )
        return
    for one in done:
        how = "a new placeholder" if one.made else "bound to"
        key, title = safe_text(one.key), safe_text(one.title)
        output.tell(f"Adopted {key}: {how} {one.kind} {title}.")
        if one.gained:
            names = ", ".join(map(safe_text, one.gained))
            output.tell(
                f"  {title} gets {plural(len(one.gained), 'key')} without a value: {names}."
            )
