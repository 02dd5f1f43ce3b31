"""``activity``: what changed, and what this machine looked at."""

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.moments import local, rfc3339
from vaulttui.cli.options import Options
from vaulttui.cli.query import QueryCommand, joined
from vaulttui.cli.table import put_table
from vaulttui.operations import activity
from vaulttui.operations.activity import ActivityRow


@command("activity", QueryCommand)
@click.argument("query", nargs=-1)
@click.option(
    "--limit", metavar="N", type=click.IntRange(min=1), default=200, show_default=True,
    help="How many, newest first.",
)  # fmt: skip
@click.pass_obj
def entry(options: Options, query: tuple[str, ...], limit: int) -> None:
    """Changes are kept in the vault; looks at values are remembered on each machine alone.

    Words and "quoted phrases" must all occur in a line. verb:edit kind:set name:mail by:tui
    machine:laptop since:7d narrow; a - in front negates.
    """
    with opening.opened(options) as session:
        found = activity.activity(session, limit, joined(query))
    if options.json:
        output.put_json([_shape(row) for row in found])
        return
    put_table(
        ("WHEN", "WHAT", "KIND", "OF", "BY", "HOST"),
        [(local(row.at), row.verb, row.kind, _names(row), row.by, row.host) for row in found],
    )
    if not found:
        output.tell("Nothing fits." if query else "Nothing happened yet.")


def _names(row: ActivityRow) -> str:
    to = (f"to {row.to}",) if row.to else ()
    named = ", ".join((*row.names[:3], *row.fields, *to))
    more = row.count - min(len(row.names), 3)
    return f"{named} and {more} more" if more > 0 and named else named


def _shape(row: ActivityRow) -> dict[str, object]:
    return {
        "at": rfc3339(row.at),
        "verb": row.verb,
        "kind": row.kind,
        "names": row.names,
        "fields": row.fields,
        "count": row.count,
        "by": row.by,
        "host": row.host,
        "here": row.here,
        "to": row.to,
    }
