"""``check``: every byte of the vault, verified."""

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.cli.table import put_pairs
from vaulttui.domain.text import plural
from vaulttui.errors import SomethingToDo, Tampered
from vaulttui.operations import check
from vaulttui.operations.check import Report


@command("check")
@click.pass_obj
def entry(options: Options) -> None:
    """Exit code 9: whole, but a header copy or the tail is wanting. 6: values do not open."""
    session = opening.open_session(options)
    try:
        found = check.check(session.file)
    finally:
        session.close()
    _put(found, options)
    if found.broken:
        raise Tampered(f"{plural(len(found.broken), 'value')} cannot be opened.")
    if found.findings:
        raise SomethingToDo(
            "All records are whole, but the file needs mending.",
            hint="The next change of the vault mends it.",
        )


def _put(found: Report, options: Options) -> None:
    if options.json:
        output.put_json(
            {
                "path": found.path,
                "epoch": found.epoch,
                "records": found.records,
                "revisions": found.revisions,
                "values": found.values,
                "findings": found.findings,
                "broken": found.broken,
            }
        )
        return
    put_pairs(
        [
            ("vault", found.path),
            ("epoch", str(found.epoch)),
            ("records", str(found.records)),
            ("revisions", str(found.revisions)),
            ("sealed values", str(found.values)),
        ]
    )
    for sentence in (*found.findings, *found.broken):
        output.tell(sentence)
    if not found.findings and not found.broken:
        output.tell("Everything is whole.")
