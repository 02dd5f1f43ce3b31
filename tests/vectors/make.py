"""Writes the vectors anew: ``python -m tests.vectors.make``.

What each one must give is said here by hand, from ``docs/format.md``; the program under
test only lends its seals, which the published vectors check. The nonces are random, so the
files differ each time they are made.
"""

from collections.abc import Iterator
from typing import Any, Final

from tests.vectors.make_frames import frame_vectors
from tests.vectors.make_records import record_vectors
from tests.vectors.make_slots import slot_vectors
from tests.vectors.maker import (
    PASSPHRASE,
    File,
    edit_header,
    hex16,
    key_file_text,
    op,
    recovery_text,
    snapshot,
    with_value,
)
from tests.vectors.vector import FOLDER, Vector

OFFER: Final = {"passphrase": PASSPHRASE}


def header_vectors() -> Iterator[Vector]:
    """The layout's, the header's and the text forms' rules."""
    whole = File().make()

    def bad(name: str, rule: str, about: str, expect: str, data: bytes) -> Vector:
        return Vector(name, rule, about, expect, data, OFFER)

    yield bad("h1-no-magic", "H1", "Neither copy has the magic.", "NotAVault", b"\x00" * 9000)
    yield bad("h1-empty", "H1", "A file without a byte.", "NotAVault", b"")
    yield bad("h1-png", "H1", "The magic of another format.", "NotAVault",
              b"\x89PNG\r\n\x1a\n" + whole[8:4096] + b"\x89PNG\r\n\x1a\n" + whole[4104:])  # fmt: skip
    seen = one_record()
    for name, about, data, copy in (
        ("h2-copy-a-bit", "One bit of copy A is wrong.", flip(whole, 300), "A"),
        ("h2-copy-b-bit", "One bit of copy B is wrong.", flip(whole, 4096 + 4090), "B"),
        ("h2-copy-a-magic", "Copy A lost its magic.", flip(whole, 0), "A"),
        ("h2-copy-b-zero", "Copy B is zero.", whole[:4096] + bytes(4096) + whole[8192:], "B"),
    ):
        yield Vector(name, "H2", about, "success", data, OFFER, (f"header copy {copy}",), seen)
    other = File().with_header(epoch=2).make()
    yield bad("h3-two-epochs", "H3", "Both copies are whole and differ in their epoch.",
              "Tampered", whole[:4096] + other[4096:8192] + whole[8192:])  # fmt: skip
    yield bad("h4-both-bits", "H4", "One bit of each copy is wrong.", "HeaderDamaged",
              flip(flip(whole, 20), 4096 + 20))  # fmt: skip
    yield bad("h4-short", "H4", "The file ends inside copy A.", "HeaderDamaged", whole[:4000])
    for rule, at, new, what in (
        ("H5", 8, b"\x02\x00", "major version 2"),
        ("H6", 10, b"\x02\x00", "suite 2"),
        ("H7", 12, b"\x00\x20\x00\x00", "header length 8192"),
        ("H8", 56, b"\x00\x00\x00\x80", "the highest incompatible flag"),
    ):
        yield bad(f"{rule.lower()}-{what.split()[-1]}", rule, f"The header has {what}.",
                  "Unsupported", edit_header(whole, at, new))  # fmt: skip
    yield Vector("h9-read-only-flag", "H9", "A read-only flag: it opens.", "success",
                 File().with_header(read_only=1).make(), OFFER, ("read only",), seen)  # fmt: skip
    yield bad("h10-mac", "H10", "The epoch was changed by somebody without the key.", "Tampered",
              edit_header(whole, 48, b"\x02", mac=False))  # fmt: skip
    yield bad("h11-first", "H11", "Byte 72 is not zero.", "Damaged",
              edit_header(whole, 72, b"\x01"))  # fmt: skip
    yield bad("h11-last", "H11", "Byte 127 is not zero.", "Damaged",
              edit_header(whole, 127, b"\x80"))  # fmt: skip
    yield bad("h12-after-end", "H12", "A byte behind the end of the extensions.", "Damaged",
              edit_header(whole, 4000, b"\x01"))  # fmt: skip
    yield bad("h12-too-long", "H12", "An extension passes the end of its area.", "Damaged",
              edit_header(whole, 2176, b"\x05\x00\xff\x0f"))  # fmt: skip
    yield bad("h12-length-of-the-end", "H12", "The end has a length.", "Damaged",
              edit_header(whole, 2178, b"\x01"))  # fmt: skip
    full = b"\x05\x00" + (1856 - 4).to_bytes(2, "little") + b"x" * (1856 - 4)
    for name, about, area in (
        ("h13-unknown", "An extension of an unknown type.", b"\x07\x00\x03\x00abc".ljust(1856, b"\0")),
        ("h12-full", "One extension fills the area, and no end follows.", full),
        ("h12-three-left", "Three zero bytes are left behind the last extension.",
         b"\x05\x00" + (1856 - 7).to_bytes(2, "little") + b"x" * (1856 - 7) + bytes(3)),
    ):  # fmt: skip
        yield Vector(name, name[:3].upper(), about, "success",
                     File().with_header(extensions=area).make(), OFFER, (), seen)  # fmt: skip


def text_vectors() -> Iterator[Vector]:
    """What a key file and a recovery key may look like."""
    from tests.vectors.maker import slot
    from vaulttui.vaultfile.slots import SlotType

    data = File().with_slots(slot(SlotType.RECOVERY), slot(SlotType.BOTH)).make()
    good, seen = recovery_text(), one_record()
    spaced = "VTREC1-" + " ".join(good[7:][at : at + 4] for at in range(0, 58, 4))
    for name, rule, text in (
        ("t1-final-newline", "T1", good + "\n"),
        ("t2-lower-case", "T2", good.lower()),
        ("t2-spaces", "T2", spaced),
        ("t2-hyphens", "T2", spaced.replace(" ", "-")),
    ):
        yield Vector(name, rule, "A recovery key as a person may type it.", "success", data,
                     {"recovery": text}, (), seen)  # fmt: skip
    last = good[-1]
    loose = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    for name, rule, about, text in (
        ("t1-too-long", "T1", "129 bytes, hyphens counted.", good + "-" * (129 - len(good))),
        ("t1-two-newlines", "T3", "Two newlines at the end.", good + "\n\n"),
        ("t3-prefix", "T3", "A key file's prefix.", "VTKEY1-" + good[7:]),
        ("t3-short", "T3", "One character is missing.", good[:-1]),
        ("t3-long", "T3", "One character is too many.", good + "A"),
        ("t3-checksum", "T3", "The first character is another one.",
         "VTREC1-" + loose[(loose.index(good[7]) + 1) % 32] + good[8:]),
        ("t3-low-bits", "T3", "An unused low bit of the last character is one.",
         good[:-1] + loose[loose.index(last) | 1]),
        ("t3-padding", "T3", "Padding.", good + "======"),
        ("t3-nothing", "T3", "Nothing.", ""),
    ):  # fmt: skip
        yield Vector(name, rule, about, "refused", data, {"recovery": text})
    wrong = {"passphrase": PASSPHRASE, "key-file": "VTREC1-" + key_file_text()[7:]}
    yield Vector("t3-key-file-prefix", "T3", "A recovery key's prefix on a key file.", "refused",
                 data, wrong)  # fmt: skip


def value_vectors() -> Iterator[Vector]:
    """Sealed values that do and do not belong."""
    good = with_value(op(1), "password", b"hunter2")
    yield Vector("v1-good", "V1", "A value opens for its record and field.", "success",
                 File(pieces=snapshot(good)).make(), OFFER, (),
                 {hex16(1): {"m": good["m"], "v": {"password": "hunter2"},
                             "deleted": False, "conflicts": []}})  # fmt: skip
    field = {**good, "v": {"pin": good["v"]["password"]}}
    record = {**good, "id": hex16(2)}
    flipped = good["v"]["password"][:-8] + "AAAAAAA="
    changed = {**good, "v": {"password": flipped}}
    for name, about, made, place in (
        ("v1-other-field", "A value moved to another field.", field, "pin"),
        ("v1-other-record", "A value moved to another record.", record, "password"),
        ("v1-changed", "The end of a value was changed.", changed, "password"),
    ):
        yield Vector(name, "V1", about, "value: Tampered", File(pieces=snapshot(made)).make(),
                     OFFER, open=(made["id"], place))  # fmt: skip


def one_record() -> dict[str, Any]:
    """What one sees of the file that most vectors begin with."""
    return {hex16(1): {"m": {"name": "record 1"}, "v": {}, "deleted": False, "conflicts": []}}


def flip(data: bytes, at: int) -> bytes:
    """The bytes with one bit changed."""
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def main() -> None:
    """Write all vectors."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.vector"):
        old.unlink()
    groups = (
        header_vectors,
        slot_vectors,
        text_vectors,
        frame_vectors,
        record_vectors,
        value_vectors,
    )
    for group in groups:
        for vector in group():
            vector.write()


if __name__ == "__main__":
    main()
