"""Vectors of ops, and of what one sees of records."""

from collections.abc import Iterator
from typing import Any, Final

from tests.vectors.maker import (
    PASSPHRASE,
    File,
    Json,
    commit,
    hex16,
    op,
    sealed,
    snapshot,
    with_value,
)
from tests.vectors.vector import Vector

OFFER: Final = {"passphrase": PASSPHRASE}


def record_vectors() -> Iterator[Vector]:
    """Every rule marked O or M."""
    yield from _forms()
    yield from _identity()
    yield from _kept()
    yield from _heads()
    yield from _merging()


def _bad(name: str, about: str, *ops: Json) -> Vector:
    data = File(pieces=snapshot(*ops)).make()
    return Vector(name, name.split("-")[0].upper(), about, "Damaged", data, OFFER)


def _good(name: str, about: str, ops: list[Json], **shown: Any) -> Vector:  # JSON
    rule = name.split("-")[0].upper()
    seen = {"m": {}, "v": {}, "deleted": False, "conflicts": [], **shown}
    data = File(pieces=snapshot(*ops)).make()
    return Vector(name, rule, about, "success", data, OFFER, (), {hex16(1): seen})


def _forms() -> Iterator[Vector]:
    for key in ("k", "id", "rev", "par", "at"):
        yield _bad(
            f"o1-no-{key}", f"An op without {key}.", {k: v for k, v in op().items() if k != key}
        )
    for name, changes in (
        ("k-empty", {"k": ""}), ("k-number", {"k": 1}), ("id-short", {"id": "00" * 15}),
        ("id-upper", {"id": "AB" * 16}), ("id-space", {"id": " " * 32}), ("rev-long", {"rev": "00" * 17}),
        ("par-text", {"par": hex16(1)}), ("par-number", {"par": [1]}), ("par-short", {"par": ["00"]}),
        ("at-text", {"at": "1"}), ("at-true", {"at": True}), ("m-list", {"m": []}),
        ("m-null", {"m": None}), ("v-text", {"v": {"a": 1}}), ("v-base64", {"v": {"a": "@@@@"}}),
        ("v-unpadded", {"v": {"a": sealed(1, "a", b"12")[0].rstrip("=")}}),
        ("fp-short", {"fp": {"a": "00"}}), ("del-number", {"del": 1}), ("husk-text", {"husk": "yes"}),
    ):  # fmt: skip
        yield _bad(f"o1-{name}", f"An op with {name.replace('-', ': ')}.", {**op(), **changes})
    blob, mark = sealed(1, "a", b"12")
    loose = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = blob.rstrip("=")[-1]
    bits = blob.rstrip("=")[:-1] + loose[loose.index(last) | 1] + "=" * blob.count("=")
    yield _bad("o1-v-unused-bits", "Base64 with an unused bit set.", op(v={"a": bits}))
    yield Vector("o1-tx-short", "O1", "A commit whose tx is no hex16.", "Damaged",
                 _commit_of({"ops": [op(2, 102)], "tx": "00"}), OFFER)  # fmt: skip
    yield Vector("o1-ops-missing", "O1", "A commit without ops.", "Damaged",
                 _commit_of({"tx": hex16(9)}), OFFER)  # fmt: skip
    yield Vector("o1-tx-missing", "O1", "A commit without tx.", "Damaged",
                 _commit_of({"ops": [op(2, 102)]}), OFFER)  # fmt: skip
    blob, mark = sealed(1, "password", b"x")
    contents: Json = {"m": {"name": "x"}, "v": {"password": blob}, "fp": {"password": mark}}
    for key, value in contents.items():
        bare = {**op(m=...), "del": True}
        yield _bad(f"o2-with-{key}", f"A deletion with {key}.", {**bare, key: value})
        forgotten = op(m=..., husk=True)
        yield _bad(f"o3-with-{key}", f"A husk with {key}.", {**forgotten, key: value})
    yield _bad("o3-unknown-key", "A husk with an unknown key.", op(m=..., husk=True, later=1))
    long = "é" * 128
    for name, field, sealed_value in (
        ("empty-name", "", blob),
        ("long-name", long, blob),
        ("short-value", "password", "AQ" + "A" * 50),
        ("version-2", "password", "Ag" + blob[2:]),
    ):
        yield _bad(f"o7-{name}", f"v with {name.replace('-', ' ')}.", op(v={field: sealed_value}))


def _commit_of(document: Json) -> bytes:
    import json

    from tests.vectors.maker import Piece

    frame = Piece(0x20, json.dumps(document).encode())
    return File(pieces=[*snapshot(op()), frame]).make()


def _identity() -> Iterator[Vector]:
    yield _bad("o4-two-kinds", "One id with two kinds.", op(), op(rev=102, par=(101,), k="type"))
    yield _bad("o4-two-records", "One rev in two records.", op(1, 101), op(2, 101))
    yield _bad("o5-two-contents", "One rev with two contents.", op(), op(m={"name": "other"}))
    yield _bad("o5-true-is-not-one", "One rev, once with true and once with 1.",
               op(m={"a": True}), op(m={"a": 1}))  # fmt: skip
    yield _bad(
        "o5-husk-of-another-time", "A husk whose at differs.", op(), op(m=..., husk=True, at=5)
    )
    yield _good("o5-twice", "One rev twice, keys in another order.",
                [op(m={"a": 1, "b": 2}), op(m={"b": 2, "a": 1})], m={"a": 1, "b": 2})  # fmt: skip
    yield _good("o5-husk-stands", "One rev whole and as a husk.",
                [op(), op(m=..., husk=True)], m={})  # fmt: skip
    three = [op(), op(m={"name": "other"}), op(m=..., husk=True)]
    for order in ((0, 1, 2), (2, 0, 1)):
        yield _bad(f"o5-husk-hides-nothing-{order[0]}", "A husk, and two contents beside it.",
                   *[three[place] for place in order])  # fmt: skip
    yield _good("o5-husk-with-empty-m", "A husk whose empty m is written out.",
                [op(m={}, husk=True)], m={})  # fmt: skip
    yield _bad("o6-itself", "A revision names itself.", op(par=(101,)))
    yield _bad(
        "o6-circle", "Two revisions name each other.", op(par=(102,)), op(rev=102, par=(101,))
    )
    yield _bad("o6-circle-beside-a-head", "A circle beside a good head.",
               op(par=(102,)), op(rev=102, par=(101,)), op(rev=103))  # fmt: skip


def _kept() -> Iterator[Vector]:
    yield _good("o8-unknown-kind", "A record of an unknown kind.",
                [op(k="of-the-future", m={"a": [1, {"b": None}]})], m={"a": [1, {"b": None}]})  # fmt: skip
    yield _good("o8-unknown-key", "An op with an unknown key.",
                [op(later={"x": [True]})], m={"name": "record 1"}, more={"later": {"x": [True]}})  # fmt: skip
    yield _good("o8-absent-parent", "A parent that is not there.", [op(par=(99,))],
                m={"name": "record 1"})  # fmt: skip
    yield _good("o8-defaults-written", "Defaults that are written out.",
                [{**op(v={}, fp={}, husk=False), "del": False}], m={"name": "record 1"})  # fmt: skip


def _heads() -> Iterator[Vector]:
    first, second = op(), op(rev=102, par=(101,), m={"name": "new"})
    gone = {**op(rev=103, par=(102,), m=...), "del": True}
    yield _good("m1-second", "A revision that follows another.", [first, second], m={"name": "new"})
    yield _good("m1-order", "The same, in the other order.", [second, first], m={"name": "new"})
    yield _good("m1-deleted", "The head is a deletion.", [first, second, gone], deleted=True)
    other = {**op(rev=104, par=(102,), m=...), "del": True}
    yield _good("m2-deleted-twice", "Two deletions.", [first, second, gone, other], deleted=True)
    edit = op(rev=105, par=(102,), m={"name": "edited"})
    yield _good("m3-edit-and-deletion", "An edit beside a deletion lives.",
                [first, second, gone, edit], m={"name": "edited"}, conflicts=["del"])  # fmt: skip
    yield Vector("m1-in-a-commit", "M1", "The second revision came in a commit.", "success",
                 File(pieces=[*snapshot(first), commit(second)]).make(), OFFER, (),
                 {hex16(1): {"m": {"name": "new"}, "v": {}, "deleted": False, "conflicts": []}})  # fmt: skip


def _merging() -> Iterator[Vector]:
    base = op(m={"a": 1, "b": 1, "c": 1, "gone": 1})
    left = op(rev=102, par=(101,), m={"a": 2, "b": 1, "c": 5, "gone": 1, "l": 1})
    right = op(rev=103, par=(101,), m={"a": 1, "b": 3, "c": 5, "r": 1})
    yield _good("m4-both-sides", "Two sides change different keys; one takes a key away.",
                [base, left, right], m={"a": 2, "b": 3, "c": 5, "l": 1, "r": 1})  # fmt: skip
    clash = op(rev=104, par=(101,), m={**right["m"], "a": 9})
    yield _good("m4-conflict", "Two sides change one key; the later one is shown.",
                [base, left, clash], m={"a": 9, "b": 3, "c": 5, "l": 1, "r": 1}, conflicts=["m.a"])  # fmt: skip
    early = {**clash, "at": base["at"] - 1000}
    yield _good("m4-clock-back", "The same, the second clock being behind.",
                [base, left, early], m={"a": 2, "b": 3, "c": 5, "l": 1, "r": 1}, conflicts=["m.a"])  # fmt: skip
    same_time = {**clash, "at": left["at"]}
    yield _good("m4-equal-times", "Equal times: the larger rev is shown.",
                [base, left, same_time], m={"a": 9, "b": 3, "c": 5, "l": 1, "r": 1},
                conflicts=["m.a"])  # fmt: skip
    untouched = op(rev=109, par=(101,), m=base["m"])
    yield _good("m4-three-sides", "Of three sides the latest changed nothing.",
                [base, op(rev=102, par=(101,), m={**base["m"], "a": 2}),
                 op(rev=103, par=(101,), m={**base["m"], "a": 3}), untouched],
                m={**base["m"], "a": 3}, conflicts=["m.a"])  # fmt: skip
    yield _good("m4-true-and-one", "One side says true, the other 1.",
                [op(m={"a": 0}), op(rev=102, par=(101,), m={"a": True}),
                 op(rev=103, par=(101,), m={"a": 1})], m={"a": 1}, conflicts=["m.a"])  # fmt: skip
    yield _good("m4-unknown-key", "Unknown keys of the op are merged too.",
                [op(m={}, later=1), op(rev=102, par=(101,), m={}, later=2),
                 op(rev=103, par=(101,), m={}, later=3)], more={"later": 3}, conflicts=["later"])  # fmt: skip
    yield from _values()
    yield _good("m5-no-base", "Two first revisions of one record.",
                [op(m={"a": 1, "b": 1}), op(rev=102, m={"a": 2, "b": 1, "c": 1})],
                m={"a": 2, "b": 1, "c": 1}, conflicts=["m.a", "m.c"])  # fmt: skip
    yield _good("m5-no-base-absent", "The later first revision lacks a key: it is not shown.",
                [op(m={"a": 1, "b": 1}), op(rev=102, m={"a": 1})], m={"a": 1}, conflicts=["m.b"])  # fmt: skip
    husk = op(m=..., husk=True)
    yield _good("m5-husk", "The common ancestor is a husk.",
                [husk, op(rev=102, par=(101,), m={"a": 1}), op(rev=103, par=(101,), m={"a": 2})],
                m={"a": 2}, conflicts=["m.a"])  # fmt: skip
    crossed = [op(m={"a": 0}), op(rev=102, m={"a": 1}), op(rev=103, par=(101, 102), m={"a": 2}),
               op(rev=104, par=(101, 102), m={"a": 2, "b": 1})]  # fmt: skip
    yield _good("m5-two-ancestors", "Two maximal common ancestors.", crossed,
                m={"a": 2, "b": 1}, conflicts=["m.b"])  # fmt: skip
    both = [op(k="journal", m={"a": 1}), {**op(k="journal", rev=102, m=...), "del": True}]
    yield _good("m7-deleted", "A kind without history: the latest head is a deletion.",
                both, deleted=True)  # fmt: skip
    yield _good("m7-not-deleted", "A kind without history: the latest head is none.",
                [both[0], {**both[1], "at": 5}], m={"a": 1})  # fmt: skip
    yield _good("m5-husk-head", "A husk among the heads: every key of it is absent.",
                [op(m={"a": 1, "b": 1}), op(rev=102, par=(101,), m=..., husk=True),
                 op(rev=103, par=(101,), m={"a": 1, "b": 2})], m={"b": 2}, conflicts=["m.b"])  # fmt: skip
    yield _good("m7-journal", "A kind without history: the latest head, no conflict.",
                [op(k="journal", m={"a": 1, "b": 2}), op(k="journal", rev=102, m={"a": 2})],
                m={"a": 2})  # fmt: skip


def _values() -> Iterator[Vector]:
    base = with_value(op(m={}), "p", b"old")
    left = {**with_value(op(rev=102, par=(101,), m={}), "p", b"new")}
    right = {**op(rev=103, par=(101,), m={"n": 1}), "v": base["v"], "fp": base["fp"]}
    yield _good("m4-value", "One side changes a value, the other a key.", [base, left, right],
                m={"n": 1}, v={"p": "new"})  # fmt: skip
    other = with_value(op(rev=104, par=(101,), m={}), "p", b"other")
    yield _good("m4-value-conflict", "Two sides change a value.", [base, left, other],
                v={"p": "other"}, conflicts=["v.p"])  # fmt: skip
    cleared = op(rev=105, par=(101,), m={"n": 1})
    yield _good("m4-value-cleared", "One side clears a value, the other changes a key.",
                [base, cleared, {**right, "m": {"o": 1}}], m={"n": 1, "o": 1})  # fmt: skip
    again = with_value(op(rev=106, par=(101,), m={}), "p", b"new")
    yield _good("m6-equal-values", "Both sides set the same value.", [base, left, again],
                v={"p": "new"})  # fmt: skip
