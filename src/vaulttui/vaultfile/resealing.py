"""Revisions of one vault as they stand under the key of another."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from typing import Final

import msgspec

from vaulttui.crypto.keys import VaultKeys
from vaulttui.domain.metadata import text_of, under
from vaulttui.domain.revisions import Json, Revision
from vaulttui.domain.text import safe_text
from vaulttui.errors import Tampered
from vaulttui.secret import Secret

Marks = Mapping[str, str]
"""Fingerprints under the new key, by those under the old one."""
_MARKED: Final = frozenset({"ledger", "journal"})
"""The kinds whose metadata holds fingerprints: of what was written, and of what is under way."""
_MARK: Final = "fingerprint"
"""Where it stands in a ledger's."""


def resealed(
    revisions: Iterable[Revision], old: VaultKeys, new: VaultKeys, marks: Marks | None = None
) -> Iterator[Revision]:
    """The same revisions, each value opened and sealed anew, its fingerprint made anew.

    A value that did not change between two revisions is the same sealed bytes in
    both again. What fingerprints ledger and journal hold become those of ``marks``,
    without it those of values among the revisions; the ledger forgets others. Raises
    Tampered, naming the record, where a value does not open.
    """
    known: dict[tuple[str, str, bytes], tuple[bytes, str]] = {}
    every = list(revisions)
    marks = marks_of(every, old, new) if marks is None else marks
    for revision in every:
        if revision.k in _MARKED:
            revision = msgspec.structs.replace(revision, m=_remarked(revision, marks))
        if not (revision.v or revision.fp):
            yield revision
            continue
        v, fp = {}, {}
        for field, sealed in revision.v.items():
            key = (revision.id, field, sealed)
            if key not in known:
                value = _opened(revision, field, old)
                known[key] = new.seal_value(revision.id, field, value), new.fingerprint(value)
            v[field], fp[field] = known[key]
        yield msgspec.structs.replace(revision, v=v, fp=fp)


def marks_of(revisions: Collection[Revision], old: VaultKeys, new: VaultKeys) -> Marks:
    """The fingerprints in ledger and journal of a vault, as far as a value still has them."""
    wanted = {text for one in revisions if one.k in _MARKED for text in _texts(one.m)}
    marks: dict[str, str] = {}
    for value in _candidates(revisions, old, wanted) if wanted else ():
        mark = old.fingerprint(value)
        if mark in wanted:
            marks[mark] = new.fingerprint(value)
    return marks


def _candidates(
    revisions: Iterable[Revision], keys: VaultKeys, wanted: Set[str]
) -> Iterator[Secret]:
    """Values that may have one of these fingerprints; what is public has none beside it."""
    texts: set[str] = set()
    for revision in revisions:
        for field in revision.v:
            mark = revision.fp.get(field)
            if mark is None or mark in wanted:
                yield _opened(revision, field, keys)
        texts |= {text for _, text in under(revision.m, "field.") if isinstance(text, str)}
    yield from map(Secret.from_text, {"", *texts})


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _remarked(revision: Revision, marks: Marks) -> dict[str, Json]:
    m: dict[str, Json] = _replaced(revision.m, marks)
    if revision.k == "ledger" and text_of(revision.m, _MARK) not in marks:
        m.pop(_MARK, None)
    return m


def _replaced(value: Json, marks: Marks) -> Json:
    if isinstance(value, str):
        return marks.get(value, value)
    if isinstance(value, list):
        return [_replaced(one, marks) for one in value]
    if isinstance(value, dict):
        return {key: _replaced(one, marks) for key, one in value.items()}
    return value


def _opened(revision: Revision, field: str, keys: VaultKeys) -> Secret:
    try:
        return keys.open_value(revision.id, field, revision.v[field])
    except Tampered:
        name = safe_text(str(revision.m.get("name") or f"id:{revision.id[:8]}"), 128)
        raise Tampered(
            f"The value {safe_text(field)} of {name} does not belong where it stands.",
            hint="Give that field another value, or leave the record out.",
        ) from None
