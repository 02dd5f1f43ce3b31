"""``list``: credentials, one a line."""

import re

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import Command, command
from vaulttui.cli.options import Options
from vaulttui.operations import credentials


class _List(Command):
    """Takes -WORD as a term of the query: there are no short options that it could be."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Let click see all but the negated terms; the order of terms means nothing."""
        negated = [term for term in args if re.match("-[^-]", term)]
        rest = super().parse_args(ctx, [term for term in args if term not in negated])
        ctx.params["query"] += tuple(negated)
        return rest


@command("list", _List)
@click.argument("query", nargs=-1)
@click.pass_obj
def entry(options: Options, query: tuple[str, ...]) -> None:
    """Words and "quoted phrases" must all occur in name, type, tags or public values.
    type:aws tag:work name:mail project:web set:deploy expires:30d stale:90d narrow; a - in
    front negates.
    """
    with opening.opened(options) as session:
        rows = credentials.find(session, " ".join(map(_term, query)))
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


def _term(argument: str) -> str:
    """One argument of the shell is one term, blanks included, as whoever quoted it meant."""
    if " " not in argument or '"' in argument:
        return argument
    word, colon, value = argument.partition(":")
    if colon and word.lstrip("-").isalpha():
        return f'{word}:"{value}"'
    return f'"{argument}"'
