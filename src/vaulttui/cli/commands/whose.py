"""``whose``: which credential a leaked text belongs to, or belonged to."""

import sys

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.moments import local, rfc3339
from vaulttui.cli.options import Options
from vaulttui.cli.table import put_table
from vaulttui.domain.text import safe_text
from vaulttui.errors import NotFound, UsageError, VaulttuiError
from vaulttui.operations.whose import LIMIT, Match, whose
from vaulttui.secret import Secret


@command("whose")
@click.argument("source", metavar="[-]", default="-")
@click.pass_obj
def entry(options: Options, source: str) -> None:
    """The text is read from standard input, and compared by fingerprint with every present and
    former value: as it is, trimmed, and through base64 and URL encoding. Nothing of it is shown
    or kept. Exit code 3 where nobody has or had it.
    """
    if source != "-":
        raise UsageError(
            "The text is read from standard input; as an argument it would stay in the shell's "
            "history.",
            hint="Pipe it in.",
        )
    leaked = _leaked()
    with opening.opened(options) as session:
        matches = whose(session, leaked)
    if not matches:
        raise NotFound("No value in this vault is or was this text.")
    if options.json:
        output.put_json([_shape(match) for match in matches])
    else:
        _put(matches)


def _leaked() -> Secret:
    if sys.stdin is None:
        raise VaulttuiError("Standard input is closed.")
    if sys.stdin.isatty():
        raise UsageError("The text is read from standard input.", hint="Pipe it in.")
    return Secret(sys.stdin.buffer.read(LIMIT + 1))


def _put(matches: list[Match]) -> None:
    put_table(
        ("NAME", "FIELD", "LIVE FROM", "UNTIL", "FOUND", "SETS", "PROJECTS", "ID"),
        (
            (
                match.name,
                match.field,
                local(match.since),
                "now" if match.until is None else local(match.until),
                match.how,
                ", ".join(match.sets),
                ", ".join(match.projects),
                f"id:{match.record_id[:8]}",
            )
            for match in matches
        ),
    )
    live = [match for match in matches if match.until is None]
    for match in live:
        output.tell(f"{safe_text(match.name)}/{safe_text(match.field)} is live: change it.")


def _shape(match: Match) -> dict[str, object]:
    return {
        "id": match.record_id,
        "kind": match.kind,
        "name": match.name,
        "type": match.type_id or None,
        "field": match.field,
        "found": match.how,
        "from": rfc3339(match.since),
        "until": None if match.until is None else rfc3339(match.until),
        "deleted": match.deleted,
        "sets": match.sets,
        "projects": match.projects,
    }
