"""``list``: credentials, one a line."""

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.cli.query import QueryCommand, joined
from vaulttui.operations import credentials


@command("list", QueryCommand)
@click.argument("query", nargs=-1)
@click.pass_obj
def entry(options: Options, query: tuple[str, ...]) -> None:
    """Words and "quoted phrases" must all occur in name, type, tags or public values.
    type:aws tag:work name:mail project:web set:deploy remote:hub expires:30d stale:90d narrow;
    a - in front negates.
    """
    with opening.opened(options) as session:
        rows = credentials.find(session, joined(query))
        if options.json:
            from vaulttui.cli.shapes import listed

            output.put_json([listed(session, session.view.credential(row.id)) for row in rows])
            return
    from vaulttui.cli.moments import local
    from vaulttui.cli.table import put_table

    shown = put_table(
        ("NAME", "TYPE", "TAGS", "CHANGED", "ID"),
        (
            (row.name, row.type_id, ", ".join(row.tags), local(row.updated_at), f"id:{row.id[:8]}")
            for row in rows
        ),
    )
    if not shown:
        output.tell("No credential fits." if query else "The vault holds no credentials yet.")
