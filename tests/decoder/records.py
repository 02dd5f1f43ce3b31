"""Ops, the records they make, and what one sees of them."""

import base64
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from tests.decoder.notation import MIB, FormatError, canonical, is_base64, is_hex16

Op = dict[str, Any]
Record = dict[str, Op]  # rev → the revision

REQUIRED = ("k", "id", "rev", "par", "at")
DEFAULTS: Op = {"m": {}, "v": {}, "fp": {}, "del": False, "husk": False}
KNOWN = frozenset({*REQUIRED, *DEFAULTS})
HUSK_SAYS = ("k", "id", "rev", "par", "at", "del")
NEVER_IN_CONFLICT = frozenset({"ledger", "journal", "operation", "activity"})

FORMS: dict[str, Callable[[Any], bool]] = {
    "k": lambda value: isinstance(value, str) and value != "",
    "id": is_hex16,
    "rev": is_hex16,
    "par": lambda value: isinstance(value, list) and all(map(is_hex16, value)),
    "at": lambda value: type(value) is int,  # Python's bool is an int too
    "m": lambda value: isinstance(value, dict),
    "v": lambda value: isinstance(value, dict) and all(map(is_base64, value.values())),
    "fp": lambda value: isinstance(value, dict) and all(map(is_hex16, value.values())),
    "del": lambda value: isinstance(value, bool),
    "husk": lambda value: isinstance(value, bool),
}


# --- One op -----------------------------------------------------------------------------


def judge_op(op: object) -> Op:
    """The rules an op must obey by itself: [O1] to [O3] and [O7]."""
    if not isinstance(op, dict) or any(key not in op for key in REQUIRED):
        raise FormatError("Damaged", "[O1] a required key is missing")
    for key, is_of_its_form in FORMS.items():
        if key in op and not is_of_its_form(op[key]):
            raise FormatError("Damaged", f"[O1] {key}")
    if part(op, "del") and (part(op, "m") or part(op, "v") or part(op, "fp")):
        raise FormatError("Damaged", "[O2]")
    if part(op, "husk") and (part(op, "m") or part(op, "v") or part(op, "fp") or op.keys() - KNOWN):
        raise FormatError("Damaged", "[O3]")
    for field, sealed in part(op, "v").items():
        judge_value(field, base64.b64decode(sealed))
    return op


def judge_value(field: str, sealed: bytes) -> None:
    if not 1 <= len(field.encode("utf-8")) <= 255:
        raise FormatError("Damaged", "[O7] a field's name")
    if not 41 <= len(sealed) <= MIB + 41 or sealed[0] != 0x01:
        raise FormatError("Damaged", "[O7] a sealed value")


def part(op: Op, key: str) -> Any:
    """What an op has under a key, or the key's default where it is absent."""
    return op.get(key, DEFAULTS.get(key))


# --- All ops ----------------------------------------------------------------------------


def unite(ops: Iterable[Op]) -> dict[str, Record]:
    """The records by their ids, each revision once; [O4] to [O6]."""
    kinds: dict[str, str] = {}
    versions: dict[str, dict[bool, Op]] = {}  # rev → at most one husk and one that is none
    for op in ops:
        if kinds.setdefault(op["id"], op["k"]) != op["k"]:
            raise FormatError("Damaged", "[O4] one id with two kinds")
        known = versions.setdefault(op["rev"], {})
        if not all(is_same(op, other) for other in known.values()):
            raise FormatError("Damaged", "[O4] [O5] one rev, two revisions")
        known.setdefault(part(op, "husk"), op)
    records: dict[str, Record] = {}
    for rev, known in versions.items():
        op = known[True] if True in known else known[False]  # the husk stands
        records.setdefault(op["id"], {})[rev] = op
    for record in records.values():
        judge_ancestry(record)
    return records


def is_same(one: Op, other: Op) -> bool:
    """Whether two ops of one rev are the same revision, as [O5] compares them."""
    if part(one, "husk") != part(other, "husk"):
        return all(canonical(part(one, key)) == canonical(part(other, key)) for key in HUSK_SAYS)
    return canonical({**DEFAULTS, **one}) == canonical({**DEFAULTS, **other})


def judge_ancestry(record: Record) -> None:
    """[O6]; a record whose every revision is named is one with a circle, being finite."""
    try:
        TopologicalSorter({rev: op["par"] for rev, op in record.items()}).prepare()
    except CycleError as error:
        raise FormatError("Damaged", "[O6] a circle") from error


# --- What one sees ----------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """What one sees of a record."""

    kind: str
    deleted: bool
    m: dict[str, Any]
    values: dict[str, str]  # field → sealed value, base64
    fingerprints: dict[str, str]  # of those values that have one
    unknown: dict[str, Any]  # the op's unknown keys
    conflicts: frozenset[str]


def see(ops: Sequence[Op]) -> dict[str, Seen]:
    """What one sees of every record, by its id."""
    return {record_id: see_record(record) for record_id, record in unite(ops).items()}


def see_record(record: Record) -> Seen:
    named = {parent for op in record.values() for parent in op["par"]}
    heads = sorted((op for rev, op in record.items() if rev not in named), key=age)
    living = [head for head in heads if not part(head, "del")]
    if not living or heads[0]["k"] in NEVER_IN_CONFLICT:
        return merge(heads[-1:], None, deleted=part(heads[-1], "del"))  # [M1] [M2] [M7]
    flags = {"del"} if len(living) < len(heads) else set()  # [M3]
    return merge(living, base_of(living, record), flags)


def age(op: Op) -> tuple[int, str]:
    return op["at"], op["rev"]


def base_of(heads: list[Op], record: Record) -> Op | None:
    """The one maximal common ancestor [M4], unless it is a husk [M5]."""
    common = set.intersection(*(ancestors(head, record) for head in heads))
    # Whatever stands between two common ancestors is one too, so that looking at the
    # parents suffices.
    maximal = common - {parent for rev in common for parent in record[rev]["par"]}
    if len(maximal) != 1:
        return None
    base = record[maximal.pop()]
    return None if part(base, "husk") else base


def ancestors(op: Op, record: Record) -> set[str]:
    found: set[str] = set()
    to_visit = [op]
    while to_visit:
        for parent in to_visit.pop()["par"]:
            if parent in record and parent not in found:
                found.add(parent)
                to_visit.append(record[parent])
    return found


Place = tuple[str, str]  # ("m", key), ("v", field) or ("", an unknown key)


def sides(op: Op) -> dict[Place, str]:
    """What an op says at each place, as a text to compare."""
    said = {("m", key): canonical(value) for key, value in part(op, "m").items()}
    for field, sealed in part(op, "v").items():
        fingerprint = part(op, "fp").get(field)
        said["v", field] = f"bytes {sealed}" if fingerprint is None else f"fp {fingerprint}"
    said |= {("", key): canonical(op[key]) for key in op.keys() - KNOWN}
    return said


def merge(
    heads: list[Op], base: Op | None, flags: Iterable[str] = (), *, deleted: bool = False
) -> Seen:
    """Heads, the oldest first, merged place by place. One head is shown as it is.

    A place that a side does not have is a side too: None. The last of the heads that count
    is shown wherever they agree as well, which is what [M6] asks.
    """
    seen = Seen(heads[0]["k"], deleted, {}, {}, {}, {}, frozenset())
    conflicts = set(flags)
    said = [(head, sides(head)) for head in heads]
    base_said = None if base is None else sides(base)
    for place in sorted({place for _, side in said for place in side} | (base_said or {}).keys()):
        counting = said
        if base_said is not None:
            counting = [one for one in said if one[1].get(place) != base_said.get(place)]
        if len({side.get(place) for _, side in counting}) > 1:
            conflicts.add(".".join(filter(None, place)))
        shown, shown_side = (counting or said)[-1]
        if place in shown_side:
            show(seen, shown, place)
    return Seen(
        seen.kind,
        deleted,
        seen.m,
        seen.values,
        seen.fingerprints,
        seen.unknown,
        frozenset(conflicts),
    )


def show(seen: Seen, head: Op, place: Place) -> None:
    """Put what a head says at a place into what is seen."""
    where, key = place
    if where == "m":
        seen.m[key] = head["m"][key]
    elif where == "v":
        seen.values[key] = head["v"][key]
        if key in part(head, "fp"):
            seen.fingerprints[key] = head["fp"][key]
    else:
        seen.unknown[key] = head[key]
