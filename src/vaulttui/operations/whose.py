"""Whose value a leaked text is: found by fingerprint, in what is and in what was."""

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from vaulttui.crypto.keys import VALUE_LIMIT, VaultKeys
from vaulttui.domain.credentials import value_info
from vaulttui.domain.metadata import text_of
from vaulttui.domain.revisions import Record, Revision
from vaulttui.domain.sets import Set
from vaulttui.errors import InvalidValue, Tampered
from vaulttui.operations.addresses import former_state
from vaulttui.secret import Secret
from vaulttui.session.session import Session

LIMIT: Final = 4 * VALUE_LIMIT
"""A leaked text is at most so long: no value is larger than 1 MiB, however it was encoded."""
_HOLDERS: Final = frozenset({"credential", "set"})


@dataclass(frozen=True, slots=True)
class Match:
    """One field, or key of a set, that holds the value or held it.

    ``how`` says in which form the text is the value. ``since`` and ``until`` are in
    milliseconds since 1970 UTC; ``until`` None means that it is live. ``sets`` and
    ``projects`` are those that use the field now, by full name.
    """

    record_id: str
    kind: str
    name: str
    type_id: str
    field: str
    how: str
    since: int
    until: int | None
    deleted: bool
    sets: tuple[str, ...]
    projects: tuple[str, ...]


def whose(session: Session, leaked: Secret) -> list[Match]:
    """Everything that holds or held a text, live first; InvalidValue for what can be no value."""
    forms = _forms(leaked)
    marks = {session.keys.fingerprint(Secret(value)): how for value, how in forms.items()}
    texts = {_text(value): how for value, how in forms.items()}
    matches = [
        match
        for record in session.file.document.of_kinds(_HOLDERS)
        for match in _matches(session, record, marks, texts)
    ]
    return sorted(
        matches, key=lambda one: (one.until is not None, one.name.casefold(), one.field, one.since)
    )


def _forms(leaked: Secret) -> dict[bytes, str]:
    """Every value that the text may be, with the words for how."""
    given = leaked.reveal()
    if not given.strip():
        raise InvalidValue("There is nothing to look for.", hint="Give the text on standard input.")
    if len(given) > LIMIT:
        raise InvalidValue("The text is larger than any value: those have at most 1 MiB.")
    forms = {given: "as it is"}
    forms.setdefault(given.removesuffix(b"\n"), "without the newline at its end")
    forms.setdefault(given.strip(), "trimmed")
    for plain in list(forms):
        for value, how in _decoded(plain):
            if value and len(value) <= VALUE_LIMIT:
                forms.setdefault(value, how)
    return {value: how for value, how in forms.items() if value and len(value) <= VALUE_LIMIT}


def _decoded(plain: bytes) -> Iterator[tuple[bytes, str]]:
    from_base64 = _from_base64(plain)
    if from_base64 is not None:
        yield from_base64, "decoded from base64"
        yield from_base64.strip(), "decoded from base64 and trimmed"
    for coded in (base64.b64encode(plain), base64.urlsafe_b64encode(plain)):
        yield coded, "encoded in base64"
        yield coded.rstrip(b"="), "encoded in base64"
    yield unquote_to_bytes(plain), "URL-decoded"
    yield unquote_to_bytes(plain.replace(b"+", b" ")), "URL-decoded"
    yield quote(plain, safe="").encode(), "URL-encoded"


def _from_base64(plain: bytes) -> bytes | None:
    """Base64 of either alphabet, with padding or without, perhaps over several lines."""
    packed = b"".join(plain.split()).rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
    try:
        return base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _text(value: bytes) -> str:
    # What is no UTF-8 cannot be a public value, and must not look like one.
    return value.decode("utf-8", "surrogateescape")


def _matches(
    session: Session, record: Record, marks: Mapping[str, str], texts: Mapping[str, str]
) -> Iterator[Match]:
    found: dict[str, str] = {}
    held: dict[str, set[str]] = {}
    for revision in record.revisions:
        for field, how in _hits(session.keys, revision, marks, texts):
            found.setdefault(field, how)
            held.setdefault(field, set()).add(revision.rev)
    for field, revs in held.items():
        for since, until in _spans(record, field, revs):
            yield _match(session, record, field, found[field], (since, until))


def _hits(
    keys: VaultKeys, revision: Revision, marks: Mapping[str, str], texts: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    for field, sealed in revision.v.items():
        mark = revision.fp.get(field) or _fingerprint(keys, revision.id, field, sealed)
        if mark in marks:
            yield field, marks[mark]
    for key, text in revision.m.items():
        if key.startswith("field.") and isinstance(text, str) and text in texts:
            yield key.removeprefix("field."), texts[text]


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
    session: Session, record: Record, field: str, how: str, span: tuple[int, int | None]
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
        how=how,
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
