"""The JSON inside frames: whatever stands there, a typed error or revisions that survive."""

import contextlib
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.vaultfile.json_texts import payloads
from tests.vaultfile.samples import revision
from vaulttui.domain.document import Document
from vaulttui.domain.revisions import Revision, canonical
from vaulttui.errors import Damaged
from vaulttui.vaultfile import ops
from vaulttui.vaultfile.frames import PLAINTEXT_LIMIT, unpad

_ID: Final = "0" * 32


def _decoded(payload: bytes, *, commit: bool) -> list[Revision] | None:
    try:
        return ops.decode_ops(payload, commit=commit)
    except Damaged:
        return None


@given(st.one_of(payloads(), st.binary(max_size=60)))
@example(b"[" * 100_000)
@example(b'{"ops":' * 5_000)
@example(b'{"ops":[],"tx":"' + b"9" * 5_000 + b'"}')
@example(b'{"ops":[{"at":' + b"9" * 5_000 + b"}]}")
@example(b'{"ops":[{"k":"\\ud800"}]}')
@example(b"\xef\xbb\xbf{}")
def test_nothing_but_damaged(payload: bytes) -> None:
    for commit in (False, True):
        _decoded(payload, commit=commit)
    with contextlib.suppress(Damaged):
        ops.parse_json(payload)
    with contextlib.suppress(Damaged):
        ops.decode_end(payload)


@given(payloads())
def test_the_quick_way_and_the_slow_one_agree(payload: bytes) -> None:
    quick = ops._decode_quickly(payload)
    try:
        slow = ops._decode_slowly(payload)
    except Damaged:
        assert quick is None
        return
    if quick is not None:
        assert canonical(quick) == canonical(slow)
        assert [type(one) for one in quick.ops] == [type(one) for one in slow.ops]


@given(payloads())
def test_what_is_read_is_written_as_the_same(payload: bytes) -> None:
    found = _decoded(payload, commit=False)
    if found is None:
        return
    again = ops.decode_ops(ops.encode_commit(found, _ID), commit=True)
    assert [canonical(one) for one in again] == [canonical(one) for one in found]
    assert [dict(one.more) for one in again] == [dict(one.more) for one in found]


@given(payloads())
def test_what_is_read_is_a_document_or_damaged(payload: bytes) -> None:
    found = _decoded(payload, commit=False)
    if found is None:
        return
    with contextlib.suppress(Damaged):
        document = Document(found)
        assert {one.rev for one in document.revisions()} == {one.rev for one in found}
        for record_id in document:
            assert document.record(record_id) is not None


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":1}', '{"a":{"b":1,"b":2}}', '{"a":1.0}', '{"a":1e2}', '{"a":-0.0}',
        '{"a":9007199254740992}', '{"a":-9007199254740992}', '{"a":NaN}', '{"a":Infinity}',
        '{"a":"\\ud800"}', '{"\\udfff":1}', '{"a":"\t"}', '{"a":1,}', '{"a":01}', '{"a":1}x',
        "[]", "1", "", "\ufeff{}", '{"a":' + "[" * 16 + "]" * 16 + "}",
    ],
)  # fmt: skip
def test_what_the_format_forbids_in_json(text: str) -> None:
    payload = text.encode("utf-8")
    with pytest.raises(Damaged):
        ops.parse_json(payload)
    extended = b'{"ops":[],"x":' + payload + b"}"
    with pytest.raises(Damaged):
        ops.decode_ops(extended if payload[:1] == b"{" else payload, commit=False)


@pytest.mark.parametrize(
    "text",
    [
        "{}", ' {"a" : 1}\n', '{"a":-0}', '{"a":9007199254740991}', '{"a":"\\ud83d\\udd11"}',
        '{"a":' + "[" * 15 + "]" * 15 + "}",
    ],
)  # fmt: skip
def test_what_it_allows(text: str) -> None:
    assert isinstance(ops.parse_json(text.encode()), dict)


@given(st.binary(max_size=1100), st.sampled_from([0x10, 0x11, 0x20, 0x80]))
@example(bytes(512), 0x20)
@example(b"\xff" * 512, 0x20)
@example((508).to_bytes(4, "little") + b"x" * 508, 0x20)
def test_unpad(plaintext: bytes, kind: int) -> None:
    try:
        found = unpad(kind, plaintext)
    except Damaged:
        return
    assert plaintext == (len(found).to_bytes(4, "little") + found).ljust(len(plaintext), b"\0")
    assert len(plaintext) % (4096 if kind == 0x10 else 512) == 0


def test_a_tx_means_something_in_commits_only() -> None:
    assert ops.decode_ops(b'{"ops":[],"tx":5}', commit=False) == []
    with pytest.raises(Damaged):
        ops.decode_ops(b'{"ops":[],"tx":5}', commit=True)


@pytest.mark.parametrize("size", [100, 9_000, 100_000])
def test_no_snapshot_frame_is_too_large(size: int) -> None:
    """However large the public text of each record is, all of them fit their frames."""
    count = 3 * PLAINTEXT_LIMIT // (size + 100) // (20 if size < 1000 else 1)
    revisions = [revision(m={"name": "x", "description": "y" * size}) for _ in range(count)]
    parts = list(ops.encode_snapshot(revisions))
    assert max(map(len, parts)) <= max(ops.CHUNK_SIZE, size + 500) + 16
    found = [one.rev for part in parts for one in ops.decode_ops(part, commit=False)]
    assert found == [one.rev for one in revisions]


def test_a_large_revision_has_a_frame_of_its_own() -> None:
    small = [revision(m={"description": "y" * 900_000}) for _ in range(2)]
    large = revision(m={"description": "z" * (PLAINTEXT_LIMIT - 600)})
    parts = list(ops.encode_snapshot([small[0], large, small[1]]))
    assert max(map(len, parts)) < PLAINTEXT_LIMIT
    assert len(parts) == 3
