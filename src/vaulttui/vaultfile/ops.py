"""The JSON inside frames: revisions as ops, decoded strictly and encoded in one spelling.

Decoding has two ways with one meaning. The quick one lets msgspec check the
types and then writes the result again: equal bytes prove that no name stood
twice and no key was unknown. Whatever differs goes through the slow one, which
judges every rule by itself.
"""

import base64
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NoReturn

import msgspec

from vaulttui.crypto.keys import SEALED_OVERHEAD, SEALED_VERSION, VALUE_LIMIT
from vaulttui.domain.revisions import DEPTH_LIMIT, INTEGER_LIMIT, OddRevision, Revision
from vaulttui.errors import Damaged

CHUNK_SIZE: Final = 64 << 10
"""At most so many bytes of JSON go into one snapshot frame, but for one large revision.

It is what one rotten byte can cost."""
_HEX: Final = b"0123456789abcdef"
_WRONG: Final = "A frame's JSON is not as the format says."
_KNOWN_KEYS: Final = frozenset(Revision.__struct_encode_fields__)


class _Chunk(msgspec.Struct, gc=False, omit_defaults=True):
    ops: list[Revision]
    tx: str = ""


class _LooseRevision(Revision, frozen=True, kw_only=True):
    """A revision whose metadata was judged by the slow way already."""

    m: dict[str, Any] = msgspec.field(default_factory=dict)


_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(_Chunk)


def encode_commit(revisions: Sequence[Revision], tx: str) -> bytes:
    """The payload of one commit frame."""
    return _encode(revisions, tx)


def is_readable(revisions: Sequence[Revision]) -> bool:
    """False where a file that holds these would break the rules for JSON, and never open again."""
    try:
        payload = encode_commit(revisions, bytes(16).hex())
        return decode_ops(payload, commit=True) == list(revisions)
    except (Damaged, ValueError, TypeError, OverflowError, RecursionError):
        return False


def encode_snapshot(revisions: Iterable[Revision]) -> Iterator[bytes]:
    """The payloads of the snapshot frames, up to 1 MiB each or one revision."""
    part: list[bytes] = []
    size = 0
    for revision in revisions:
        op = _encode_op(revision)
        if part and size + len(op) > CHUNK_SIZE:
            yield _joined(part)
            part, size = [], 0
        part.append(op)
        size += len(op) + 1
    if part:
        yield _joined(part)


def encode_end(chunks: int) -> bytes:
    """The payload of the frame that ends a snapshot."""
    return _encoder.encode({"chunks": chunks})


def _encode_op(revision: Revision) -> bytes:
    odd = isinstance(revision, OddRevision)
    return _encoder.encode(_as_json(revision) if odd else revision)


def _joined(ops: Sequence[bytes]) -> bytes:
    return b'{"ops":[' + b",".join(ops) + b"]}"


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
    if commit and not _all_hex16([chunk.tx]):
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
    ops, tx = document.get("ops"), document.get("tx")
    if not isinstance(ops, list):
        raise Damaged(_WRONG)
    return _Chunk([_revision(op) for op in ops], tx if isinstance(tx, str) else "")


def _revision(op: object) -> Revision:
    if not isinstance(op, dict):
        raise Damaged(_WRONG)
    unknown = {key: value for key, value in op.items() if key not in _KNOWN_KEYS}
    known = {key: value for key, value in op.items() if key in _KNOWN_KEYS}
    if not _canonical_base64(known.get("v")):
        raise Damaged(_WRONG)
    try:
        fields = msgspec.structs.asdict(msgspec.convert(known, _LooseRevision))
    except msgspec.ValidationError:
        raise Damaged(_WRONG) from None
    return OddRevision(**fields, unknown=unknown) if unknown else Revision(**fields)


def _canonical_base64(values: object) -> bool:
    """False where a text's unused bits are set; other mistakes are found by its conversion."""
    texts = values.values() if isinstance(values, dict) else ()
    try:
        return all(
            base64.b64encode(base64.b64decode(text, validate=True)) == text.encode()
            for text in texts
            if isinstance(text, str)
        )
    except ValueError:
        return False


def parse_json(payload: bytes) -> dict[str, Any]:
    """An object of RFC 8259, by every rule of the format, or Damaged."""
    import json

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
    import json

    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _all_hex16(texts: list[str]) -> bool:
    joined = "".join(texts)
    # Deleting what may be there is several times as fast as looking at each character.
    return (
        {*map(len, texts)} <= {32}
        and joined.isascii()
        and not joined.encode("ascii").translate(None, _HEX)
    )


def _check(ops: Sequence[Revision]) -> None:
    # Collected before they are judged: ops come by the hundred thousand.
    texts = [op.id for op in ops]
    texts += [op.rev for op in ops]
    texts += [text for op in ops if op.par for text in op.par]
    texts += [text for op in ops if op.fp for text in op.fp.values()]
    if not (_all_hex16(texts) and all(op.k for op in ops) and _sealed_well(ops)):
        raise Damaged(_WRONG)
    for op in ops:
        if (op.deleted or op.husk) and (op.m or op.v or op.fp or (op.husk and op.more)):
            raise Damaged(_WRONG)


def _sealed_well(ops: Sequence[Revision]) -> bool:
    fields = {field for op in ops for field in op.v}
    blobs = [sealed for op in ops for sealed in op.v.values()]
    sizes = {*map(len, blobs)} or {SEALED_OVERHEAD}
    return (
        all(1 <= len(field.encode("utf-8")) <= 255 for field in fields)
        and min(sizes) >= SEALED_OVERHEAD
        and max(sizes) <= SEALED_OVERHEAD + VALUE_LIMIT
        and {sealed[:1] for sealed in blobs} <= {SEALED_VERSION}
    )
