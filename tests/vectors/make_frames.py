"""Vectors of the frames' rules, and of the JSON inside them."""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any, Final

from tests.vectors.maker import PASSPHRASE, File, Piece, commit, hex16, op, payload, snapshot
from tests.vectors.vector import Vector

OFFER: Final = {"passphrase": PASSPHRASE}


def frame_vectors() -> Iterator[Vector]:
    """Every rule marked R or J."""
    yield from _order()
    yield from _padding()
    yield from _tails()
    yield from _json()


def seen(*numbers: int) -> dict[str, Any]:
    """What one sees of plain records with these ids."""
    return {
        hex16(n): {"m": {"name": f"record {n}"}, "v": {}, "deleted": False, "conflicts": []}
        for n in numbers
    }


def _bad(name: str, about: str, pieces: list[Piece], expect: str = "Damaged") -> Vector:
    return Vector(
        name, name.split("-")[0].upper(), about, expect, File(pieces=pieces).make(), OFFER
    )


def _good(name: str, about: str, pieces: list[Piece], shown: dict[str, Any]) -> Vector:
    rule = name.split("-")[0].upper()
    return Vector(name, rule, about, "success", File(pieces=pieces).make(), OFFER, (), shown)


def _order() -> Iterator[Vector]:
    first, second = op(1), op(2, 102)
    base = snapshot(first)
    yield _bad("r1-seq-skips", "A commit's seq skips one.", [*base, commit(second, seq_step=1)])
    yield _bad("r1-seq-repeats", "A commit has the seq of the frame before.",
               [*base, commit(second, seq_step=-1)])  # fmt: skip
    yield _bad("r2-prev-tag", "A commit names another frame before it.",
               [*base, commit(second, prev_tag=b"\x01" * 16)])  # fmt: skip
    yield _bad("r2-first-prev-tag", "The first frame names one before it.",
               [Piece(0x10, payload(first), prev_tag=b"\x01" * 16), base[1]])  # fmt: skip
    yield _bad("r3-reserved", "Byte 7 of a frame is not zero.",
               [*base, commit(second, reserved=b"\x00\x00\x01")])  # fmt: skip
    for kind in (0x00, 0x12, 0x21, 0x7F):
        yield _bad(f"r4-type-{kind:02x}", f"A frame of type 0x{kind:02x}.",
                   [*base, Piece(kind, payload())], "Unsupported")  # fmt: skip
    yield _bad("r7-commit-first", "A commit stands before the snapshot's end.",
               [commit(second), *snapshot()])  # fmt: skip
    yield _bad("r7-snapshot-late", "A snapshot frame stands behind the snapshot's end.",
               [*base, Piece(0x10, payload(second))])  # fmt: skip
    yield _bad("r7-two-ends", "The snapshot ends twice.", [*base, Piece(0x11, b'{"chunks":1}')])
    yield _bad("r7-opaque-first", "A frame of the future stands before the snapshot's end.",
               [Piece(0x80, b"{}"), *snapshot()])  # fmt: skip
    yield _bad("r8-chunks", "The end counts one frame too many.",
               [base[0], Piece(0x11, b'{"chunks":2}')])  # fmt: skip
    yield _bad("r8-chunks-missing", "The end does not count.", [base[0], Piece(0x11, b"{}")])
    yield _bad("r9-no-end", "The snapshot never ends.", base[:1])
    yield _bad("r9-no-frame", "A header, and nothing behind it.", [])
    yield _good("r9-empty", "A vault without a record is whole.", snapshot(), {})
    yield _good("r7-two-chunks-and-commits", "Two snapshot frames, then two commits.",
                [Piece(0x10, payload(first)), Piece(0x10, payload(second)),
                 Piece(0x11, b'{"chunks":2}'), commit(op(3, 103)), commit(op(4, 104))],
                seen(1, 2, 3, 4))  # fmt: skip
    yield _good("r10-opaque", "Frames of types 0x80 and 0xff are passed over.",
                [*base, Piece(0x80, b'{"a":1}'), commit(second), Piece(0xFF, b"not JSON")],
                seen(1, 2))  # fmt: skip


def _padding() -> Iterator[Vector]:
    def longer(block: int) -> Callable[[bytes], bytes]:
        return lambda plain: plain + bytes(block)

    base, second = snapshot(op(1)), op(2, 102)
    yield _bad("r5-too-long", "A commit is padded by 512 bytes too many.",
               [*base, commit(second, plaintext=longer(512))])  # fmt: skip
    yield _bad("r5-odd", "A commit's plaintext is no multiple of 512.",
               [*base, commit(second, plaintext=lambda plain: plain[:-1])])  # fmt: skip
    yield _bad("r5-snapshot-512", "A snapshot frame is padded to 512 only.",
               [Piece(0x10, payload(op(1)), plaintext=lambda plain: plain[:512]), base[1]])  # fmt: skip
    yield _bad("r5-length", "The JSON's length passes the plaintext.",
               [*base, commit(second, plaintext=lambda plain: b"\xff\xff\xff\x7f" + plain[4:])])  # fmt: skip
    yield _bad("r5-empty", "The plaintext is empty.",
               [*base, commit(second, plaintext=lambda plain: b"")])  # fmt: skip
    yield _bad("r6-padding", "The last byte of the padding is not zero.",
               [*base, commit(second, plaintext=lambda plain: plain[:-1] + b"\x01")])  # fmt: skip


def _tails() -> Iterator[Vector]:
    base = snapshot(op(1))
    noise = random.Random(7).randbytes  # noise in a test file is no secret
    yield _bad("r11-snapshot-bit", "A bit of the snapshot is wrong, and nothing follows.",
               [Piece(0x10, payload(op(1)), after=_flip_last)])  # fmt: skip
    yield _bad("r11-snapshot-bit-then-end", "A bit of the snapshot is wrong.",
               [Piece(0x10, payload(op(1)), after=_flip_last), base[1]])  # fmt: skip
    broken = commit(op(2, 102), after=_flip_last)
    yield _bad("r12-commit-follows", "A whole commit follows a broken one.",
               [*base, broken, commit(op(3, 103))])  # fmt: skip
    yield _bad("r12-off-boundary", "A whole commit follows a broken one and seven odd bytes.",
               [*base, commit(op(2, 102), after=lambda f: _flip_last(f) + b"oddness"),
                commit(op(3, 103))])  # fmt: skip
    yield _bad("r12-head-lost", "The first bytes of a commit are gone, and one follows.",
               [*base, commit(op(2, 102), after=lambda f: f[40:]), commit(op(3, 103))])  # fmt: skip
    for name, about, pieces, tail in (
        ("r13-broken", "The last commit has a wrong bit.", [*base, broken], b""),
        ("r13-cut", "The last commit was cut in half.",
         [*base, commit(op(2, 102), after=lambda f: f[: len(f) // 2])], b""),
        ("r13-cut-head", "Only 20 bytes of the last commit are there.",
         [*base, commit(op(2, 102), after=lambda f: f[:20])], b""),
        ("r13-crc", "The CRC of the last commit is wrong.",
         [*base, commit(op(2, 102), after=_flip_crc)], b""),
        ("r13-noise", "Noise follows the last frame.", base, noise(1500)),
        ("r13-zeros", "Zeros follow the last frame.", base, bytes(4096)),
        ("r13-magics", "Frame magics without frames follow.", base, b"VTF1" * 300),
        ("r13-one-byte", "One byte follows the last frame.", base, b"V"),
    ):  # fmt: skip
        data = File(pieces=pieces, tail=tail).make()
        yield Vector(name, "R13", about, "success", data, OFFER, ("torn tail",), seen(1))
    far = File(pieces=[*base, broken, commit(op(3, 103), seq_step=50)]).make()
    yield Vector("r12-seq-out-of-reach", "R12", "What follows has a seq that is not tried.",
                 "success", far, OFFER, ("torn tail",), seen(1))  # fmt: skip


def _flip_last(frame: bytes) -> bytes:
    return frame[:-1] + bytes([frame[-1] ^ 1])


def _flip_crc(frame: bytes) -> bytes:
    return frame[:60] + bytes([frame[60] ^ 1]) + frame[61:]


def _json() -> Iterator[Vector]:
    def chunk(text: bytes) -> list[Piece]:
        return [Piece(0x10, text), Piece(0x11, b'{"chunks":1}')]

    plain = payload(op(1))
    for name, about, text in (
        ("j1-bom", "A byte order mark.", b"\xef\xbb\xbf" + plain),
        ("j1-latin-1", "A byte that is not UTF-8.", plain.replace(b"record 1", b"rec\xf6rd")),
        ("j1-utf-16", "UTF-16.", plain.decode().encode("utf-16")),
        ("j1-trailing", "Something behind the object.", plain + b"{}"),
        ("j1-comma", "A comma too many.", plain[:-2] + b",]}"),
        ("j1-list", "A list in place of the object.", b"[" + plain + b"]"),
        ("j1-nan", "NaN.", plain.replace(b'"record 1"', b"NaN")),
        ("j1-control", "A raw control character in a string.", plain.replace(b"record 1", b"a\nb")),
        ("j2-fraction", "A number with a fraction.", plain.replace(b'"record 1"', b"1.5")),
        ("j2-whole-fraction", "1.0.", plain.replace(b'"record 1"', b"1.0")),
        ("j2-exponent", "1e3.", plain.replace(b'"record 1"', b"1e3")),
        ("j3-large", "2^53.", plain.replace(b'"record 1"', b"9007199254740992")),
        ("j3-small", "-2^53.", plain.replace(b'"record 1"', b"-9007199254740992")),
        ("j3-huge", "A number of 5,000 digits.", plain.replace(b'"record 1"', b"9" * 5000)),
        ("j4-deep", "A list nested to depth 17.",
         plain.replace(b'"record 1"', b"[" * 13 + b"]" * 13)),
        ("j4-very-deep", "A list nested to depth 100,004.",
         plain.replace(b'"record 1"', b"[" * 100_000 + b"]" * 100_000)),
        ("j5-twice-in-m", "A name twice in m.",
         plain.replace(b'"name": "record 1"', b'"name": "record 1", "name": "record 1"')),
        ("j5-twice-escaped", "A name twice, once with an escape.",
         plain.replace(b'"name": "record 1"', b'"name": "a", "n\\u0061me": "b"')),
        ("j5-twice-in-frame", "ops twice.", plain[:-1] + b', "ops": []}'),
        ("j6-surrogate", "A lone surrogate.", plain.replace(b"record 1", b"\\ud800")),
        ("j6-surrogate-in-name", "A lone surrogate in a name.",
         plain.replace(b'"name":', b'"\\udc00":')),
    ):  # fmt: skip
        yield _bad(name, about, chunk(text))
    most = (1 << 53) - 1
    deep: Any = []
    for _ in range(11):
        deep = [deep]
    for name, about, m in (
        ("j3-largest", "2^53 - 1 and its opposite.", {"n": most, "o": -most}),
        ("j4-depth-16", "A list nested to depth 16.", {"n": deep}),
        ("j6-pair", "A surrogate pair is one character.", {"n": "\U0001f511"}),
        ("j1-escapes", "Escapes and all of Unicode.", {"n": '"\\/\b\f\n\r\t\x00\u2028é漢'}),
    ):
        text = json.dumps({"ops": [op(1, m=m)]}).encode()
        shown: dict[str, Any] = {hex16(1): {"m": m, "v": {}, "deleted": False, "conflicts": []}}
        yield _good(name, about, chunk(text), shown)
    spaced = json.dumps({"ops": [op(1)]}, indent=3).encode()
    yield _good("j1-spaces", "White space between the tokens.", chunk(spaced), seen(1))
