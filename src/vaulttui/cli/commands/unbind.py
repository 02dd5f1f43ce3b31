"""``unbind``: let nothing of the vault answer for an object on a remote."""

import click

from vaulttui.cli import bound, opening, output
from vaulttui.cli.addressing import check_bindable, check_remote
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.domain.text import safe_text
from vaulttui.operations import addresses, bindings


@command("unbind")
@click.argument("remote")
@click.argument("part", metavar="CRED|set:SET|project:P|type:T")
@click.pass_obj
def entry(options: Options, remote: str, part: str) -> None:
    """The remote is not touched: what is there stays. What was written there is forgotten
    here.
    """
    check_remote(remote)
    check_bindable(part)
    with opening.opened(options) as session:
        found = addresses.remote_at(session, remote)
        what = bindings.part_of(session, addresses.bindable_at(session, part))
        was = bindings.unbind(session, found, what)
    if options.json:
        output.put_json(bound.binding(found, was))
        return
    title, there = safe_text(what.title), safe_text(was.name)
    output.tell(f"The {what.kind} {title} is not bound to {found.name} any more; {there} stays.")
