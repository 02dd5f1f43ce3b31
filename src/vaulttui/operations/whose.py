"""Whose value a leaked text is or holds: found by fingerprint, in what is and in what was."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vaulttui.crypto.keys import SEALED_OVERHEAD, VALUE_LIMIT, VaultKeys
from vaulttui.domain.credentials import value_info
from vaulttui.domain.leaked_text import Parts
from vaulttui.domain.metadata import text_of
from vaulttui.domain.revisions import Record, Revision
from vaulttui.domain.sets import Set
from vaulttui.domain.value_forms import forms_of
from vaulttui.errors import InvalidValue, Tampered
from vaulttui.operations.addresses import former_state
from vaulttui.secret import Secret
from vaulttui.session.session import Session

LIMIT: Final = 4 * VALUE_LIMIT
"""So much of a text is searched: no value is larger than 1 MiB, however it was encoded."""
_HOLDERS: Final = frozenset({"credential", "set"})


@dataclass(frozen=True, slots=True)
class Match:
    """One field, or key of a set, that holds the value or held it.

    ``line`` is the first line of the text that holds the value, None where the whole
    text is it; ``how`` says in which form. ``secret`` is False for a public value.
    ``since`` and ``until`` are in milliseconds since 1970 UTC; ``until`` None means that
    it is live. ``sets`` and ``projects`` are those that use the field now, by full name.
    """

    record_id: str
    kind: str
    name: str
    type_id: str
    field: str
    line: int | None
    how: str
    secret: bool
    since: int
    until: int | None
    deleted: bool
    sets: tuple[str, ...]
    projects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found; ``unfinished`` is the line in which the search of a large text ended."""

    matches: tuple[Match, ...]
    unfinished: int | None


@dataclass(frozen=True, slots=True)
class _Found:
    """Where in the text a value stands, and in which form."""

    line: int | None
    how: str
    secret: bool = True


def whose(session: Session, leaked: Secret) -> Answer:
    """Everything that holds or held the text or a part of it, live first.

    Parts are compared with secrets alone. Raises InvalidValue where there is no text.
    """
    text = leaked.reveal()
    if not text.strip():
        raise InvalidValue("There is nothing to look for.", hint="Give the text on standard input.")
    forms = forms_of(text, VALUE_LIMIT) if len(text) <= LIMIT else {}
    marks = {
        session.keys.fingerprint(Secret(value)): _Found(None, how) for value, how in forms.items()
    }
    texts = {_text(value): _Found(None, how, secret=False) for value, how in forms.items()}
    unfinished = _search(session, text[:LIMIT], marks)
    if unfinished is None and len(text) > LIMIT:
        unfinished = text.count(b"\n", 0, LIMIT) + 1
    matches = [
        match
        for record in session.file.document.of_kinds(_HOLDERS)
        for match in _matches(session, record, marks, texts)
    ]
    matches.sort(key=lambda one: (one.until is not None, one.name.casefold(), one.field, one.since))
    return Answer(tuple(matches), unfinished)


def _search(session: Session, text: bytes, marks: dict[str, _Found]) -> int | None:
    """Add the parts of a text that are a secret of the vault; say where it became too much."""
    known, sizes = set[str](), set[int]()
    for revision in session.file.document.revisions():
        if revision.k in _HOLDERS:
            known.update(mark for _, mark in _marks(session.keys, revision))
            sizes.update(len(sealed) - SEALED_OVERHEAD for sealed in revision.v.values())
    parts = Parts(text, sizes)
    for part in parts:
        mark = session.keys.fingerprint(Secret(part.value))
        if mark in known:
            marks.setdefault(mark, _Found(part.line, part.how))
    return parts.unfinished


def _text(value: bytes) -> str:
    # What is no UTF-8 cannot be a public value, and must not look like one.
    return value.decode("utf-8", "surrogateescape")


def _matches(
    session: Session,
    record: Record,
    marks: Mapping[str, _Found],
    texts: Mapping[str, _Found],
) -> Iterator[Match]:
    found: dict[str, _Found] = {}
    held: dict[str, set[str]] = {}
    for revision in record.revisions:
        for field, one in _hits(session.keys, revision, marks, texts):
            if field not in found or (one.secret and not found[field].secret):
                found[field] = one
            held.setdefault(field, set()).add(revision.rev)
    for field, revs in held.items():
        for since, until in _spans(record, field, revs):
            yield _match(session, record, field, found[field], (since, until))


def _hits(
    keys: VaultKeys,
    revision: Revision,
    marks: Mapping[str, _Found],
    texts: Mapping[str, _Found],
) -> Iterator[tuple[str, _Found]]:
    for field, mark in _marks(keys, revision):
        if mark in marks:
            yield field, marks[mark]
    for key, text in revision.m.items():
        if key.startswith("field.") and isinstance(text, str) and text in texts:
            yield key.removeprefix("field."), texts[text]


def _marks(keys: VaultKeys, revision: Revision) -> Iterator[tuple[str, str]]:
    for field, sealed in revision.v.items():
        yield field, revision.fp.get(field) or _fingerprint(keys, revision.id, field, sealed)


def _fingerprint(keys: VaultKeys, record_id: str, field: str, sealed: bytes) -> str:
    """Of a value that another program wrote without one; empty where it does not open."""
    try:
        return keys.fingerprint(keys.open_value(record_id, field, sealed))
    except Tampered:
        return ""


def _spans(record: Record, field: str, revs: set[str]) -> Iterator[tuple[int, int | None]]:
    """From when until when a field held it, in the order of its changes."""
    since: int | None = None
    for revision in sorted(record.revisions, key=lambda one: one.order):
        if revision.rev in revs:
            if since is None:
                # What a record came with may be older than the record here.
                info = value_info(revision.m.get(f"value.{field}"), revision.at)
                since = revision.at if revision.par else min(info.set_at, revision.at)
        elif since is not None and not (revision.husk and not revision.deleted):
            yield since, revision.at
            since = None
    if since is not None:
        live = not revs.isdisjoint(head.rev for head in record.heads)
        yield since, None if live else record.at


def _match(
    session: Session, record: Record, field: str, found: _Found, span: tuple[int, int | None]
) -> Match:
    graph = session.view.graph
    m = former_state(record).m if record.deleted else record.m
    sets: Sequence[str] = ()
    if not record.deleted and record.kind == "credential":
        sets = [graph.full_name(one) for one, key in graph.keys_at(record.id) if key.field == field]
    name = text_of(m, "name")
    if not record.deleted and record.kind == "set":
        name = graph.full_name(Set(record))
    return Match(
        record_id=record.id,
        kind=record.kind,
        name=name,
        type_id=text_of(m, "type"),
        field=field,
        line=found.line,
        how=found.how,
        secret=found.secret,
        since=span[0],
        until=span[1],
        deleted=record.deleted,
        sets=tuple(dict.fromkeys(sets)),
        projects=tuple(dict.fromkeys(_projects(session, record, field))),
    )


def _projects(session: Session, record: Record, field: str) -> Iterator[str]:
    """The projects that are given the record, or a set with a key that points at the field."""
    if record.deleted:
        return
    graph = session.view.graph
    yield from graph.projects_of(record.id)
    for one, key in graph.keys_at(record.id):
        if key.field == field:
            yield from graph.projects_of(one.id)
