"""Revisions of one vault as they stand under the key of another."""

from collections.abc import Iterable, Iterator

import msgspec

from vaulttui.crypto.keys import VaultKeys
from vaulttui.domain.revisions import Revision
from vaulttui.domain.text import safe_text
from vaulttui.errors import Tampered


def resealed(revisions: Iterable[Revision], old: VaultKeys, new: VaultKeys) -> Iterator[Revision]:
    """The same revisions, each value opened and sealed anew, its fingerprint made anew.

    A value that did not change between two revisions is the same sealed bytes in
    both again. Raises Tampered, naming the record, where a value does not open.
    """
    known: dict[tuple[str, str, bytes], tuple[bytes, str]] = {}
    for revision in revisions:
        if not (revision.v or revision.fp):
            yield revision
            continue
        v, fp = {}, {}
        for field, sealed in revision.v.items():
            key = (revision.id, field, sealed)
            if key not in known:
                known[key] = _resealed(revision, field, old, new)
            v[field], fp[field] = known[key]
        yield msgspec.structs.replace(revision, v=v, fp=fp)


def _resealed(revision: Revision, field: str, old: VaultKeys, new: VaultKeys) -> tuple[bytes, str]:
    try:
        value = old.open_value(revision.id, field, revision.v[field])
    except Tampered:
        name = safe_text(str(revision.m.get("name") or f"id:{revision.id[:8]}"), 128)
        raise Tampered(
            f"The value {safe_text(field)} of {name} does not belong where it stands.",
            hint="Give that field another value, or leave the record out.",
        ) from None
    return new.seal_value(revision.id, field, value), new.fingerprint(value)
