"""``whose``: which credential a leaked text belongs to, or belonged to."""

import sys
from collections.abc import Sequence
from typing import Final

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.moments import local, rfc3339
from vaulttui.cli.options import Options
from vaulttui.cli.table import put_table
from vaulttui.domain.text import safe_text
from vaulttui.errors import NotFound, UsageError, VaulttuiError
from vaulttui.operations.whose import LIMIT, Answer, Match, whose
from vaulttui.secret import Secret

_LOOKED_FOR: Final = (
    "Compared were the whole text, its lines and words, and what stands in them behind = and :, "
    "in quotes, in brackets and in addresses, also decoded from base64 and URL encoding. Not found "
    "within a text are secrets shorter than 6 bytes, public values, and what is cut off or changed."
)


@command("whose")
@click.argument("source", metavar="[-]", default="-")
@click.pass_obj
def entry(options: Options, source: str) -> None:
    """\b
    The text, a log for example, is read from standard input, and compared by
    fingerprint with every present and former value: the whole, each line and word,
    and what stands in quotes or behind = and :, also decoded from base64 and URL
    encoding. Told is the line, never the value. Nothing of the text is shown or
    kept. Exit code 3 where nothing was found. More says
    `vaulttui help export`.
    """
    if source != "-":
        raise UsageError(
            "The text is read from standard input; as an argument it would stay in the shell's "
            "history.",
            hint="Pipe it in.",
        )
    leaked = _leaked()
    with opening.opened(options) as session:
        answer = whose(session, leaked)
    if not answer.matches:
        sentence = "No value that is or was in this vault was found in the text."
        raise NotFound(" ".join((sentence, *_unfinished(answer))), hint=_LOOKED_FOR)
    if options.json:
        output.put_json([_shape(match) for match in answer.matches])
    else:
        _put(answer.matches)
    for sentence in _unfinished(answer):
        output.notice(sentence, as_json=options.json)


def _unfinished(answer: Answer) -> list[str]:
    if answer.unfinished is None:
        return []
    return [
        "The text is too large to be searched wholly: the search ended in line "
        f"{answer.unfinished}. Give the rest by itself."
    ]


def _leaked() -> Secret:
    if sys.stdin is None:
        raise VaulttuiError("Standard input is closed.")
    if sys.stdin.isatty():
        raise UsageError("The text is read from standard input.", hint="Pipe it in.")
    return Secret(sys.stdin.buffer.read(LIMIT + 1))


def _put(matches: Sequence[Match]) -> None:
    put_table(
        ("NAME", "FIELD", "LIVE FROM", "UNTIL", "FOUND", "SETS", "PROJECTS", "ID"),
        (
            (
                match.name,
                match.field,
                local(match.since),
                "now" if match.until is None else local(match.until),
                match.how if match.line is None else f"line {match.line}, {match.how}",
                ", ".join(match.sets),
                ", ".join(match.projects),
                f"id:{match.record_id[:8]}",
            )
            for match in matches
        ),
    )
    for advice in dict.fromkeys(map(_advice, matches)):
        if advice:
            output.tell(advice)


def _advice(match: Match) -> str:
    place = f"{safe_text(match.name)}/{safe_text(match.field)}"
    if not match.secret:
        return f"{place} is public, no secret: it need not be changed."
    return f"{place} is live: change it." if match.until is None else ""


def _shape(match: Match) -> dict[str, object]:
    return {
        "id": match.record_id,
        "kind": match.kind,
        "name": match.name,
        "type": match.type_id or None,
        "field": match.field,
        "secret": match.secret,
        "line": match.line,
        "found": match.how,
        "from": rfc3339(match.since),
        "until": None if match.until is None else rfc3339(match.until),
        "deleted": match.deleted,
        "sets": match.sets,
        "projects": match.projects,
    }
