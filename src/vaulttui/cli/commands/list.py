"""``list``: credentials, one a line."""

from collections.abc import Iterator

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.cli.query import QueryCommand, joined
from vaulttui.domain.text import plural, safe_text
from vaulttui.operations import credentials
from vaulttui.session.session import Session


def _beside(session: Session, query: str) -> Iterator[str]:
    """Of each remote that is asked for: that there is none, or what else is bound to it."""
    if "remote:" not in query.lower():
        return
    from vaulttui.domain.terms import Terms

    graph = session.view.graph
    asked = {one.value for one in Terms.parse(query, ("remote",)).conditions if not one.negated}
    for name in sorted(filter(None, asked)):
        found = [one for one in graph.remotes if one.name.casefold() == name]
        if not found:
            yield f"There is no remote {safe_text(name, 80)}: see `vaulttui remote list`."
        for remote in found:
            sets = sum(one.kind == "set" for one in graph.bindings_of(remote.id))
            if sets:
                verb = "is" if sets == 1 else "are"
                told = f"{plural(sets, 'set')} {verb} bound to {safe_text(remote.name)} as well"
                yield f"{told}: `vaulttui remote show {safe_text(remote.name)}`."


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
        for told in _beside(session, joined(query)):
            output.notice(told, as_json=options.json)
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
