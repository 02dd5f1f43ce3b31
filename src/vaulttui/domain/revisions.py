"""Revisions, and what one sees of a set of them (``docs/format.md``, *What one sees*).

Merging is the union of two sets; everything shown is a function of the set
alone. Nothing here looks at a clock or opens a value.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec

from vaulttui.errors import Damaged

Json = Any
"""A JSON value of the format: without floats, at most 16 deep."""

DEPTH_LIMIT: Final = 16
"""How deep the JSON of a frame may nest, the frame's own object being the first level."""
INTEGER_LIMIT: Final = 1 << 53
_QUICK_DEPTH: Final = 3
"""How deep metadata is spelled out as a type: what we write nests no deeper, and a type that
spelled out all that is allowed would be 4,096 times as large."""

if TYPE_CHECKING:
    Integer = int
    JsonMap = dict[str, Json]
else:
    # A type is checked by msgspec while it decodes: far quicker than a walk over the result.
    Integer = Annotated[int, msgspec.Meta(gt=-INTEGER_LIMIT, lt=INTEGER_LIMIT)]

    def _nested(depth: int) -> object:
        kind = None | bool | Integer | str
        for _ in range(depth):
            kind = None | bool | Integer | str | list[kind] | dict[str, kind]
        return kind

    JsonMap = dict[str, _nested(_QUICK_DEPTH)]


WITHOUT_HISTORY: Final = frozenset({"ledger", "journal", "operation", "activity"})
"""Kinds of which a checkpoint keeps only the heads."""


_NO_CONFLICTS: Final[frozenset[str]] = frozenset()


class Revision(
    msgspec.Struct,
    frozen=True,
    gc=False,
    omit_defaults=True,
    kw_only=True,
    rename={"deleted": "del"},
):
    """One whole state of one record: the op of the file format, decoded."""

    k: str
    id: str
    rev: str
    par: tuple[str, ...]
    at: Integer
    m: JsonMap = {}
    v: dict[str, bytes] = {}
    fp: dict[str, str] = {}
    deleted: bool = False
    husk: bool = False

    @property
    def more(self) -> Mapping[str, Json]:
        """Keys of the op that this version does not know."""
        return {}

    @property
    def conflicts(self) -> frozenset[str]:
        """Nothing: a revision alone has none. A merged record may."""
        return _NO_CONFLICTS

    @property
    def order(self) -> tuple[int, str]:
        """Which of two heads is shown first; the larger one is."""
        return self.at, self.rev

    def as_husk(self) -> "Revision":
        """The same revision with its content forgotten for good."""
        return Revision(
            k=self.k, id=self.id, rev=self.rev, par=self.par, at=self.at,
            deleted=self.deleted, husk=True,
        )  # fmt: skip


class OddRevision(Revision, frozen=True, kw_only=True):
    """A revision with keys of a later version; they survive every rewrite."""

    unknown: dict[str, Json]

    @property
    def more(self) -> Mapping[str, Json]:
        """Keys of the op that this version does not know."""
        return self.unknown


class Record(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What one sees of a record: its revisions merged.

    ``conflicts`` names what two sides changed to different things: ``m.KEY``,
    ``v.FIELD``, an unknown key of the op, or ``del`` where one side deleted.
    """

    id: str
    kind: str
    revisions: tuple[Revision, ...]
    heads: tuple[Revision, ...]
    m: Mapping[str, Json]
    v: Mapping[str, bytes]
    fp: Mapping[str, str]
    more: Mapping[str, Json]
    deleted: bool
    conflicts: frozenset[str]

    @property
    def at(self) -> int:
        """When it last changed, in milliseconds since 1970 UTC."""
        return max(head.at for head in self.heads)

    @property
    def latest(self) -> Revision:
        """The head shown first."""
        return max(self.heads, key=lambda head: head.order)

    @property
    def purged(self) -> bool:
        """True where the user had the record forgotten: nothing is left to restore."""
        return self.deleted and all(
            revision.husk or revision.deleted for revision in self.revisions
        )


def see(revisions: Sequence[Revision]) -> Record:
    """Merge the revisions of one record; raise Damaged where they form no history."""
    if len(revisions) == 1:
        heads = tuple(one for one in revisions if one.rev not in one.par)
    else:
        heads = _heads(revisions)
    if not heads:
        raise Damaged("A record has no newest revision.")
    living = [head for head in heads if not head.deleted]
    if not living or len(heads) == 1 or heads[0].k in WITHOUT_HISTORY:
        shown = max(heads, key=lambda head: head.order)
        return _record(revisions, heads, shown, frozenset())
    flags = frozenset({"del"}) if len(living) < len(heads) else frozenset[str]()
    if len(living) == 1:
        return _record(revisions, heads, living[0], flags)
    return _merged(revisions, heads, living, flags)


def see_next(record: Record, revision: Revision) -> Record | None:
    """What one sees once a revision follows all heads; None where it does not simply follow.

    This is :func:`see` without its walk over a long history.
    """
    follows = all(head.rev in revision.par for head in record.heads)
    awaited = any(revision.rev in known.par for known in record.revisions)
    if not follows or awaited or revision.rev in revision.par:
        return None
    return _record((*record.revisions, revision), (revision,), revision, frozenset())


def _record(
    revisions: Sequence[Revision],
    heads: tuple[Revision, ...],
    shown: Revision,
    conflicts: frozenset[str],
) -> Record:
    return Record(
        id=shown.id,
        kind=shown.k,
        revisions=tuple(revisions),
        heads=heads,
        m=shown.m,
        v=shown.v,
        fp=shown.fp,
        more=shown.more,
        deleted=shown.deleted,
        conflicts=conflicts,
    )


def _heads(revisions: Sequence[Revision]) -> tuple[Revision, ...]:
    named = {parent for revision in revisions for parent in revision.par}
    _refuse_cycles({revision.rev: revision.par for revision in revisions})
    return tuple(revision for revision in revisions if revision.rev not in named)


def _refuse_cycles(parents: Mapping[str, Sequence[str]]) -> None:
    # Kahn's algorithm: what still waits for a parent at the end lies on a cycle.
    waiting = {rev: sum(parent in parents for parent in par) for rev, par in parents.items()}
    children: dict[str, list[str]] = {}
    for rev, par in parents.items():
        for parent in par:
            children.setdefault(parent, []).append(rev)
    ready = [rev for rev, count in waiting.items() if count == 0]
    done = 0
    while ready:
        done += 1
        for child in children.get(ready.pop(), ()):
            waiting[child] -= 1
            if waiting[child] == 0:
                ready.append(child)
    if done < len(parents):
        raise Damaged("The revisions of a record name each other in a circle.")


def _merged(
    revisions: Sequence[Revision],
    heads: tuple[Revision, ...],
    living: Sequence[Revision],
    flags: frozenset[str],
) -> Record:
    ranked = sorted(living, key=lambda head: head.order, reverse=True)
    base = _base({revision.rev: revision for revision in revisions}, living)
    m, m_conflicts = _merge_maps(ranked, base, lambda revision: revision.m)
    more, more_conflicts = _merge_maps(ranked, base, lambda revision: revision.more)
    values, v_conflicts = _merge_maps(ranked, base, _values_by_fingerprint)
    sealed = {
        field: next(head.v[field] for head in ranked if _has(head, field, mark))
        for field, mark in values.items()
    }
    return Record(
        id=ranked[0].id,
        kind=ranked[0].k,
        revisions=tuple(revisions),
        heads=heads,
        m=m,
        v=sealed,
        fp={field: mark for field, mark in values.items() if isinstance(mark, str)},
        more=more,
        deleted=False,
        conflicts=flags.union(
            {f"m.{key}" for key in m_conflicts}, {f"v.{key}" for key in v_conflicts}, more_conflicts
        ),
    )


def _values_by_fingerprint(revision: Revision) -> dict[str, Json]:
    # Without a fingerprint only the sealed bytes themselves can be compared.
    return {field: revision.fp.get(field, sealed) for field, sealed in revision.v.items()}


def _has(revision: Revision, field: str, mark: Json) -> bool:
    return field in revision.v and _values_by_fingerprint(revision)[field] == mark


def _base(known: Mapping[str, Revision], heads: Iterable[Revision]) -> Revision | None:
    common = set.intersection(*({*_ancestors(known, head.rev)} for head in heads))
    maximal = common.difference(*(_ancestors(known, rev) - {rev} for rev in common))
    if len(maximal) != 1:
        return None
    base = known[maximal.pop()]
    return None if base.husk else base


def _ancestors(known: Mapping[str, Revision], rev: str) -> set[str]:
    found: set[str] = set()
    waiting = [rev]
    while waiting:
        rev = waiting.pop()
        if rev in known and rev not in found:
            found.add(rev)
            waiting.extend(known[rev].par)
    return found


class _Absent:
    """Stands for a key that a side does not have."""


_ABSENT: Final = _Absent()


def _same(left: Json, right: Json) -> bool:
    """Equal as JSON: unlike Python's ``==``, true is not 1."""
    if left is _ABSENT or right is _ABSENT:
        return left is right
    if isinstance(left, bytes) or isinstance(right, bytes):
        return bool(left == right)
    return canonical(left) == canonical(right)


def canonical(value: object) -> bytes:
    """One spelling for equal JSON values."""
    return msgspec.json.encode(value, order="deterministic")


def _merge_maps(
    ranked: Sequence[Revision],
    base: Revision | None,
    part: Callable[[Revision], Mapping[str, Json]],
) -> tuple[dict[str, Json], set[str]]:
    sides = [part(head) for head in ranked]
    root = part(base) if base is not None else {}
    merged: dict[str, Json] = {}
    conflicts: set[str] = set()
    for key in dict.fromkeys(key for side in (*sides, root) for key in side):
        values = [side.get(key, _ABSENT) for side in sides]
        if base is not None:
            before = root.get(key, _ABSENT)
            values = [value for value in values if not _same(value, before)] or [before]
        if any(not _same(value, values[0]) for value in values[1:]):
            conflicts.add(key)
        if values[0] is not _ABSENT:
            merged[key] = values[0]
    return merged, conflicts
