"""What stays behind on the way in or out, as people and programs read it."""

from collections.abc import Iterator, Sequence
from typing import Final

from vaulttui.cli import output
from vaulttui.formats.imported import NotCarried

_NAMED_SINGLY: Final = 5


def shapes(rows: Sequence[NotCarried]) -> list[dict[str, str]]:
    """Every row, as JSON shows it."""
    return [{"name": one.name, "what": one.what, "why": one.why} for one in rows]


def put_not_carried(rows: Sequence[NotCarried]) -> None:
    """Tell a person of it."""
    for sentence in _sentences(rows):
        output.tell(f"Not carried: {sentence}")


def _sentences(rows: Sequence[NotCarried]) -> Iterator[str]:
    """A sentence a row; what stays behind a hundred times for one reason is one sentence."""
    reasons: dict[str, list[NotCarried]] = {}
    for row in rows:
        reasons.setdefault(row.why, []).append(row)
    for why, alike in reasons.items():
        if len(alike) <= _NAMED_SINGLY:
            for row in alike:
                yield f"{row.name}: {row.what} ({why})" if row.name else f"{row.what} ({why})"
        else:
            first = ", ".join(f"{row.name}: {row.what}" for row in alike[:2])
            yield f"{first} and {len(alike) - 2} more ({why}); --json names them all"
