"""The JSON inside frames: revisions as ops, decoded strictly and encoded in one spelling.

Decoding has two ways with one meaning. The quick one lets msgspec check the
types and then writes the result again: equal bytes prove that no name stood
twice and no key was unknown. Whatever differs goes through the slow one, which
judges every rule by itself.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NoReturn

import msgspec

from vaulttui.crypto.keys import SEALED_OVERHEAD, SEALED_VERSION, VALUE_LIMIT
from vaulttui.domain.revisions import DEPTH_LIMIT, INTEGER_LIMIT, OddRevision, Revision
from vaulttui.errors import Damaged

CHUNK_SIZE: Final = 1 << 20
"""About how many bytes of JSON go into one snapshot frame."""
_HEX: Final = "0123456789abcdef"
_WRONG: Final = "A frame's JSON is not as the format says."
_KNOWN_KEYS: Final = frozenset(Revision.__struct_encode_fields__)


class _Chunk(msgspec.Struct, gc=False, omit_defaults=True):
    ops: list[Revision]
    tx: str = ""


_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(_Chunk)


def encode_commit(revisions: Sequence[Revision], tx: str) -> bytes:
    """The payload of one commit frame."""
    return _encode(revisions, tx)


def encode_snapshot(revisions: Iterable[Revision]) -> Iterator[bytes]:
    """The payloads of the snapshot frames, about 1 MiB each."""
    part: list[Revision] = []
    size = 0
    for revision in revisions:
        part.append(revision)
        size += _rough_size(revision)
        if size >= CHUNK_SIZE:
            yield _encode(part, "")
            part, size = [], 0
    if part:
        yield _encode(part, "")


def encode_end(chunks: int) -> bytes:
    """The payload of the frame that ends a snapshot."""
    return _encoder.encode({"chunks": chunks})


def _rough_size(revision: Revision) -> int:
    if len(revision.v) <= 1 and len(revision.m) <= 8 and not revision.more:
        sealed = sum(len(value) for value in revision.v.values())
        if sealed < 1024:
            return 512 + sealed * 4 // 3
    return len(_encoder.encode(revision))


def _encode(revisions: Sequence[Revision], tx: str) -> bytes:
    if not any(isinstance(revision, OddRevision) for revision in revisions):
        return _encoder.encode(_Chunk(list(revisions), tx))
    ops = [_as_json(revision) for revision in revisions]
    return _encoder.encode({"ops": ops, "tx": tx} if tx else {"ops": ops})


def _as_json(revision: Revision) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(revision)
    plain.pop("unknown", None)
    return {**revision.more, **plain}


def decode_ops(payload: bytes, *, commit: bool) -> list[Revision]:
    """The revisions in a snapshot or commit frame, or Damaged."""
    chunk = _decode_quickly(payload) or _decode_slowly(payload)
    if commit and not _is_hex16(chunk.tx):
        raise Damaged(_WRONG)
    _check(chunk.ops)
    return chunk.ops


def decode_end(payload: bytes) -> int:
    """How many snapshot frames there were, by the frame that ends them."""
    chunks = parse_json(payload).get("chunks")
    if not isinstance(chunks, int) or isinstance(chunks, bool):
        raise Damaged(_WRONG)
    return chunks


def _decode_quickly(payload: bytes) -> _Chunk | None:
    try:
        chunk = _decoder.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return chunk if _encoder.encode(chunk) == payload else None


def _decode_slowly(payload: bytes) -> _Chunk:
    document = parse_json(payload)
    ops, tx = document.get("ops"), document.get("tx", "")
    if not isinstance(ops, list) or not isinstance(tx, str):
        raise Damaged(_WRONG)
    return _Chunk([_revision(op) for op in ops], tx)


def _revision(op: object) -> Revision:
    if not isinstance(op, dict):
        raise Damaged(_WRONG)
    unknown = {key: value for key, value in op.items() if key not in _KNOWN_KEYS}
    known = {key: value for key, value in op.items() if key in _KNOWN_KEYS}
    try:
        if unknown:
            return msgspec.convert({**known, "unknown": unknown}, OddRevision)
        return msgspec.convert(known, Revision)
    except msgspec.ValidationError:
        raise Damaged(_WRONG) from None


def parse_json(payload: bytes) -> dict[str, Any]:
    """An object of RFC 8259, by every rule of the format, or Damaged."""
    try:
        value = json.loads(
            payload.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_int=_integer,
            parse_float=_refuse,
            parse_constant=_refuse,
        )
    except (ValueError, RecursionError):
        raise Damaged(_WRONG) from None
    if not isinstance(value, dict) or _depth(value) > DEPTH_LIMIT or _has_surrogate(value):
        raise Damaged(_WRONG)
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = dict(pairs)
    if len(names) != len(pairs):
        raise ValueError("a name stands twice in an object")
    return names


def _integer(digits: str) -> int:
    number = int(digits)
    if abs(number) >= INTEGER_LIMIT:
        raise ValueError("an integer is too large")
    return number


def _refuse(_text: str) -> NoReturn:
    raise ValueError("a number is no integer")


def _depth(value: object) -> int:
    deepest = 0
    waiting = [(value, 1)]
    while waiting:
        held, depth = waiting.pop()
        if not isinstance(held, (dict, list)):
            continue
        deepest = max(deepest, depth)
        parts = held.values() if isinstance(held, dict) else held
        waiting.extend((part, depth + 1) for part in parts)
    return deepest


def _has_surrogate(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _is_hex16(text: str) -> bool:
    return len(text) == 32 and not text.strip(_HEX)


def _all_hex16(texts: list[str]) -> bool:
    # One pass over the joined text; ids are checked by the hundred thousand.
    return all(len(text) == 32 for text in texts) and not "".join(texts).strip(_HEX)


def _check(ops: Sequence[Revision]) -> None:
    texts = [text for op in ops for text in (op.id, op.rev, *op.par, *op.fp.values())]
    if not _all_hex16(texts):
        raise Damaged(_WRONG)
    for op in ops:
        if op.v and not _sealed_well(op):
            raise Damaged(_WRONG)
        content = op.m or op.v or op.fp
        if not op.k or ((op.deleted or op.husk) and content) or (op.husk and op.more):
            raise Damaged(_WRONG)


def _sealed_well(op: Revision) -> bool:
    return all(
        1 <= len(field.encode("utf-8")) <= 255
        and SEALED_OVERHEAD <= len(sealed) <= SEALED_OVERHEAD + VALUE_LIMIT
        and sealed.startswith(SEALED_VERSION)
        for field, sealed in op.v.items()
    )
