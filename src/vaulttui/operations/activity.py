"""What changed, and what this machine looked at: newest first, never a value.

A filter has the grammar of ``terms``. Words are sought in all that a row shows; qualifiers
narrow by one thing: ``verb:edit`` (or one word of it: ``verb:purge``), ``kind:set``,
``name:mail``, ``by:tui``, ``machine:laptop``, ``since:7d`` and ``since:2030-01-31``.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vaulttui.domain.revisions import Json, Record
from vaulttui.domain.terms import Condition, Terms, date_ms, fitting, needed_value, span_ms
from vaulttui.session.reads import Read
from vaulttui.session.session import Session


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One line; ``at`` in milliseconds since 1970 UTC, ``here`` where only this machine knows.

    ``records`` are the ids of the first of those it is about; ``to`` is the remote that a value
    was sent to.
    """

    at: int
    verb: str
    kind: str
    names: tuple[str, ...]
    fields: tuple[str, ...]
    count: int
    by: str
    host: str
    here: bool
    records: tuple[str, ...] = ()
    to: str = ""

    @property
    def told(self) -> str:
        """The verb as people say it."""
        return _TOLD.get(self.verb, self.verb)

    @property
    def machine(self) -> str:
        """Where it happened."""
        return os.uname().nodename if self.here else self.host

    @property
    def haystack(self) -> str:
        """All that it shows, case-folded."""
        of = (*self.names, *self.fields, self.to)
        shown = (self.verb, self.told, self.kind, *of, self.by, self.machine)
        return "\n".join(shown).casefold()


def activity(session: Session, limit: int = 200, query: str = "") -> list[ActivityRow]:
    """The latest changes of the vault, and the reads of this machine, newest first.

    ``limit`` counts those that fit ``query``; InvalidValue for one that cannot be read.
    """
    terms = Terms.parse(query, EXAMPLES)
    tests = [(_test(one, session.now()), not one.negated) for one in terms.conditions]
    rows = [_changed(record) for record in session.view.records("activity")]
    rows += [_read(session, read) for read in session.reads()]
    rows.sort(key=lambda row: row.at, reverse=True)
    return [rows[at] for at in fitting(rows, terms.words, terms.absent, tests)[:limit]]


def _test(condition: Condition, now_ms: int) -> Callable[[ActivityRow], bool]:
    wanted = needed_value(condition, EXAMPLES[condition.qualifier])
    if condition.qualifier == "since":
        day = date_ms(wanted)
        begin = now_ms - span_ms(condition, EXAMPLES["since"]) if day is None else day
        return lambda row: row.at >= begin
    test = _TESTS[condition.qualifier]
    return lambda row: test(row, wanted)


_TESTS: Final[Mapping[str, Callable[[ActivityRow, str], bool]]] = {
    "verb": lambda row, wanted: wanted in (row.verb, *row.verb.split()),
    "kind": lambda row, wanted: row.kind == wanted,
    "name": lambda row, wanted: any(wanted in name.casefold() for name in row.names),
    "by": lambda row, wanted: row.by.casefold() == wanted,
    "machine": lambda row, wanted: wanted in row.machine.casefold(),
}
EXAMPLES: Final = {
    "verb": "verb:edit",
    "kind": "kind:set",
    "name": "name:mail",
    "by": "by:tui",
    "machine": "machine:laptop",
    "since": "since:7d or since:2030-01-31",
}
"""The qualifiers of the filter, each as it may be used."""
_TOLD: Final[Mapping[str, str]] = {
    "add": "added",
    "edit": "changed",
    "rm": "deleted",
    "restore": "brought back",
    "purge": "forgot",
    "history purge": "forgot former",
    "duplicate": "copied",
    "import": "imported",
    "undo": "undid",
    "redo": "made again",
    "get": "read",
    "reveal": "revealed",
    "copy": "to clipboard",
    "code": "made a code",
    "former": "read former",
    "slots": "changed keys",
    "type add": "saved type",
    "type rm": "removed type",
    "type migrate": "migrated",
    "exclude": "left out",
    "include": "took in again",
    "create": "made",
    "rename": "renamed",
    "assign": "assigned",
    "unassign": "took from",
    "link": "linked",
    "unlink": "unlinked",
    "revoke": "revoked",
    "bind": "bound",
    "unbind": "unbound",
    "adopt": "took over",
    "set": "fed",
    "unset": "fed no more",
    "key put": "put keys in",
    "key unset": "took keys from",
    "run": "ran with",
    "env": "printed",
    "inject": "injected",
    "export": "exported",
    "push": "pushed",
}
"""The verbs of the activity as people say them; one that is not here stands for itself."""


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
        records=_texts(m.get("records")),
    )


def _read(session: Session, read: Read) -> ActivityRow:
    record = session.view.record(read.record_id) if read.record_id else None
    return ActivityRow(
        at=read.at,
        verb=read.verb,
        kind=record.kind if record else "credential",
        names=(read.name,),
        fields=(read.field,),
        count=1,
        by=read.by,
        host="",
        here=True,
        records=(read.record_id,) if read.record_id else (),
        to=read.to,
    )


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Json) -> tuple[str, ...]:
    found: Sequence[Json] = value if isinstance(value, list) else ()
    return tuple(text for text in found if isinstance(text, str))
