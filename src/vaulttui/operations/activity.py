"""What changed, and what this machine looked at: newest first, never a value."""

from collections.abc import Sequence
from dataclasses import dataclass

from vaulttui.domain.revisions import Json, Record
from vaulttui.session.reads import Read
from vaulttui.session.session import Session


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One line; ``at`` in milliseconds since 1970 UTC, ``here`` where only this machine knows."""

    at: int
    verb: str
    kind: str
    names: tuple[str, ...]
    fields: tuple[str, ...]
    count: int
    by: str
    host: str
    here: bool


def activity(session: Session, limit: int = 200) -> list[ActivityRow]:
    """The latest changes of the vault, and the reads of this machine, newest first."""
    rows = [_changed(record) for record in session.view.records("activity")]
    rows += [_read(read) for read in session.reads()]
    rows.sort(key=lambda row: row.at, reverse=True)
    return rows[:limit]


def _changed(record: Record) -> ActivityRow:
    m = record.m
    count = m.get("count")
    return ActivityRow(
        at=record.latest.at,
        verb=_text(m.get("verb")),
        kind=_text(m.get("kind")),
        names=_texts(m.get("names")),
        fields=(),
        count=count if isinstance(count, int) else 0,
        by=_text(m.get("by")),
        host=_text(m.get("host")),
        here=False,
    )


def _read(read: Read) -> ActivityRow:
    return ActivityRow(
        at=read.at,
        verb=read.verb,
        kind="credential",
        names=(read.name,),
        fields=(read.field,),
        count=1,
        by=read.by,
        host="",
        here=True,
    )


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Json) -> tuple[str, ...]:
    found: Sequence[Json] = value if isinstance(value, list) else ()
    return tuple(text for text in found if isinstance(text, str))
