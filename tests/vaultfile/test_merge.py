"""Merging is a union of sets: no order, no clock and no repetition changes what one sees."""

from collections.abc import Sequence
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from tests.vaultfile.examples import examples
from vaulttui.domain.document import Document
from vaulttui.domain.revisions import Json, OddRevision, Record, Revision, canonical, see
from vaulttui.errors import Damaged

_CLOCKS: Final = st.sampled_from([-(10**12), 0, 1, 2, 2**31 * 1000, 10**15])
"""Ten years wrong in both directions, 1970, 2038, and moments that are equal."""
_VALUES: Final = st.sampled_from([True, 1, 0, "a", "b", None, ["x"], {"n": 1}])
_MARKS: Final = st.sampled_from(["a" * 32, "b" * 32])
_BLOBS: Final = st.sampled_from([b"\x01" + bytes(40), b"\x01" + b"x" * 40])


def _hex(number: int) -> str:
    return f"{number:032x}"


@st.composite
def _revision(draw: st.DrawFn, number: int, record: int) -> Revision:
    """The n-th revision of a record, over any of those before it."""
    par = draw(st.lists(st.integers(0, number - 1), max_size=2, unique=True)) if number else []
    deleted = draw(st.integers(0, 5)) == 0
    common: dict[str, Json] = {
        "k": "activity" if record == 9 else "credential",
        "id": _hex(record),
        # No order of the ids follows that of their making.
        "rev": _hex(1000 * record + number * 7919 % 997),
        "par": tuple(_hex(1000 * record + one * 7919 % 997) for one in par),
        "at": draw(_CLOCKS),
    }
    if deleted:
        return Revision(**common, deleted=True)
    fields = draw(st.dictionaries(st.sampled_from(["p", "q"]), _BLOBS, max_size=2))
    content: dict[str, Json] = {
        "m": draw(st.dictionaries(st.sampled_from(["name", "x"]), _VALUES, max_size=2)),
        "v": fields,
        "fp": {name: draw(_MARKS) for name in fields if draw(st.booleans())},
    }
    if draw(st.integers(0, 3)) == 0:
        return OddRevision(**common, **content, unknown={"new": draw(_VALUES)})
    return Revision(**common, **content)


@st.composite
def histories(draw: st.DrawFn) -> list[Revision]:
    """Revisions of one to three records, some of them husks as well."""
    made: list[Revision] = []
    for record in draw(st.lists(st.sampled_from([1, 2, 9]), min_size=1, max_size=3, unique=True)):
        made += [draw(_revision(number, record)) for number in range(draw(st.integers(1, 6)))]
    husks = draw(st.lists(st.sampled_from(made), max_size=2))
    return made + [one.as_husk() for one in husks]


def _seen(record: Record) -> bytes:
    parts = [
        sorted(head.rev for head in record.heads),
        sorted(record.conflicts),
        {**record.m},
        {name: blob.hex() for name, blob in record.v.items()},
        {**record.fp},
        {**record.more},
        record.deleted,
        record.kind,
    ]
    return canonical(parts)


def _all_seen(document: Document) -> dict[str, bytes]:
    shown = {}
    for record_id in document:
        record = document.record(record_id)
        assert record is not None
        shown[record_id] = _seen(record)
    return shown


def _held(document: Document) -> frozenset[bytes]:
    return frozenset(canonical(one) for one in document.revisions())


def _union(*parts: Sequence[Revision]) -> Document:
    document = Document()
    for part in parts:
        document.add(part)
    return document


@examples(40, 1_500)
@given(histories(), st.data())
def test_union_laws(history: list[Revision], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(history)))
    again = data.draw(st.permutations(history))
    left, right = history[:cut], history[cut:]
    once = Document(history)
    for other in (
        _union(right, left),
        _union(left, right, left),
        _union(again),
        _union(history, again),
        _union(list(_union(left).revisions()), list(_union(right).revisions())),
    ):
        assert _held(other) == _held(once)
        assert _all_seen(other) == _all_seen(once)


@examples(40, 1_500)
@given(histories())
def test_nothing_is_lost_and_husks_win(history: list[Revision]) -> None:
    document = Document(history)
    held = {one.rev: one for one in document.revisions()}
    assert set(held) == {one.rev for one in history}
    forgotten = {one.rev for one in history if one.husk}
    for one in history:
        assert held[one.rev].husk == (one.rev in forgotten)
        if one.rev not in forgotten:
            assert canonical(held[one.rev]) == canonical(one)


@examples(40, 1_500)
@given(histories())
def test_each_value_of_a_head_is_shown_or_in_conflict(history: list[Revision]) -> None:
    document = Document(history)
    for record_id in document:
        record = document.record(record_id)
        assert record is not None
        living = [head for head in record.heads if not head.deleted]
        if len(living) < 2 or record.kind == "activity":
            continue
        for head in living:
            for key, value in head.m.items():
                told = f"m.{key}" in record.conflicts
                shown = key in record.m and canonical(record.m[key]) == canonical(value)
                assert told or shown or _superseded(record, "m", key, value)


def _superseded(record: Record, part: str, key: str, value: object) -> bool:
    """True where a side did not change the key since an ancestor that says the same."""
    older = [one for one in record.revisions if one not in record.heads]
    return any(key in one.m and canonical(one.m[key]) == canonical(value) for one in older)


@examples(40, 1_500)
@given(histories(), _CLOCKS)
def test_a_change_that_names_all_heads_is_seen_whatever_the_clock(
    history: list[Revision], at: int
) -> None:
    document = Document(history)
    for record_id in list(document):
        before = document.record(record_id)
        assert before is not None
        heads = tuple(head.rev for head in before.heads)
        over = Revision(
            k=before.kind, id=record_id, rev="f" * 31 + record_id[-1], par=heads, at=at, m={"z": 1}
        )
        document.add([over])
        after = document.record(record_id)
        assert after is not None
        assert (after.m, after.conflicts, after.deleted) == ({"z": 1}, frozenset(), False)


@examples(40, 1_500)
@given(histories(), st.permutations(range(6)))
def test_see_does_not_look_at_the_order(history: list[Revision], order: list[int]) -> None:
    document = Document(history)
    for record_id in document:
        record = document.record(record_id)
        assert record is not None
        mixed = [record.revisions[at] for at in order if at < len(record.revisions)]
        rest = [one for one in record.revisions if one not in mixed]
        assert _seen(see(mixed + rest)) == _seen(record)


@examples(40, 1_500)
@given(histories(), st.data())
def test_circles_and_strangers_change_nothing(history: list[Revision], data: st.DataObject) -> None:
    document = Document(history)
    before = _held(document)
    known = data.draw(st.sampled_from(history))
    wrong = [
        Revision(k=known.k, id=known.id, rev="e" * 32, par=("e" * 32,), at=1),
        Revision(k="other", id=known.id, rev="e" * 32, par=(), at=1),
        Revision(k=known.k, id="d" * 32, rev=known.rev, par=(), at=1),
        Revision(k=known.k, id=known.id, rev=known.rev, par=("c" * 32,), at=known.at),
    ]
    good = Revision(k="credential", id="b" * 32, rev="b" * 32, par=(), at=1)
    for one in wrong:
        for pair in ([good, one], [one, good]):
            try:
                document.add(pair)
            except Damaged:
                assert _held(document) == before
                assert not document.holds("b" * 32)
            else:
                raise AssertionError(one)
