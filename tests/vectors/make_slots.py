"""Vectors of the key slots' rules."""

from collections.abc import Iterator
from typing import Final

from tests.vectors.maker import (
    KEYS,
    PASSPHRASE,
    File,
    edit_header,
    hex16,
    key_file_text,
    recovery_text,
    slot,
)
from tests.vectors.vector import Vector
from vaulttui.crypto.kdf import KdfCost
from vaulttui.secret import Secret
from vaulttui.vaultfile.slots import SlotType, Unlocking, make_slot

OFFER: Final = {"passphrase": PASSPHRASE}
BOTH: Final = {"passphrase": PASSPHRASE, "key-file": key_file_text()}
RECOVERY: Final = {"recovery": recovery_text()}
SEEN: Final = {hex16(1): {"m": {"name": "record 1"}, "v": {}, "deleted": False, "conflicts": []}}


def slot_vectors() -> Iterator[Vector]:
    """Every rule marked S."""
    yield from _golden()
    yield from _states()
    yield from _secrets()
    yield from _limits()


def _golden() -> Iterator[Vector]:
    three = File().with_slots(slot(), slot(SlotType.BOTH), slot(SlotType.RECOVERY)).make()
    for name, about, offer in (
        ("golden-passphrase", "Type 1 opens with the passphrase.", OFFER),
        ("golden-both", "Type 2 opens with passphrase and key file.", BOTH),
        ("golden-recovery", "Type 3 opens with the recovery key.", RECOVERY),
    ):
        yield Vector(f"s7-{name}", "S7", about, "success", three, offer, (), SEEN)
    only_both = File().with_slots(slot(SlotType.BOTH)).make()
    yield Vector("s7-both-without-key-file", "S7", "A slot of type 2, and no key file.",
                 "WrongSecret", only_both, OFFER)  # fmt: skip
    yield Vector("s7-key-file-then-passphrase", "S7", "A key file is offered; only type 1 is there.",
                 "success", File().make(), BOTH, (), SEEN)  # fmt: skip
    yield Vector("s7-recovery-without-slot", "S7", "A recovery key, and no slot for it.",
                 "WrongSecret", File().make(), RECOVERY)  # fmt: skip
    last = File().with_slots(*[bytes(256)] * 7, slot())
    yield Vector("s7-last-slot", "S7", "The slot is the eighth.", "success", last.make(), OFFER,
                 (), SEEN)  # fmt: skip


def _states() -> Iterator[Vector]:
    odd = bytes([2, 1]) + slot()[2:]
    future = bytes([1, 9]) + b"\xff" * 254
    for name, about, first in (
        ("s1-state-2", "A slot of state 2 is skipped.", odd),
        ("s1-type-9", "A slot of type 9 is skipped, zero areas or not.", future),
    ):
        yield Vector(name, "S1", about, "success", File().with_slots(first, slot()).make(), OFFER,
                     (), SEEN)  # fmt: skip
    yield Vector("s1-only-state-2", "S1", "The only slot has state 2.", "WrongSecret",
                 File().with_slots(odd).make(), OFFER)  # fmt: skip
    whole = File().with_slots(slot(), slot(SlotType.RECOVERY)).make()
    yield Vector("s2-empty-with-byte", "S2", "An empty slot has a type.", "Damaged",
                 edit_header(whole, 128 + 512 + 1, b"\x01"), OFFER)  # fmt: skip
    yield Vector("s2-empty-with-last-byte", "S2", "An empty slot's last byte is not zero.",
                 "Damaged", edit_header(whole, 128 + 1024 - 1, b"\x01"), OFFER)  # fmt: skip
    yield Vector("s3-tail", "S3", "Byte 156 of a slot is not zero.", "Damaged",
                 edit_header(whole, 128 + 156, b"\x01"), OFFER)  # fmt: skip
    yield Vector("s3-last", "S3", "The last byte of a slot is not zero.", "Damaged",
                 edit_header(whole, 128 + 255, b"\x01"), OFFER)  # fmt: skip
    recovery_cost = edit_header(whole, 128 + 256 + 4, b"\x00\x20")
    yield Vector("s3-recovery-cost", "S3", "A recovery slot has a cost.", "Damaged",
                 recovery_cost, OFFER)  # fmt: skip


def _secrets() -> Iterator[Vector]:
    composed = File().with_slots(_slot_for("café")).make()
    yield Vector("s4-nfc", "S4", "The passphrase is typed in NFD.", "success", composed,
                 {"passphrase": "cafe\u0301"}, (), SEEN)  # fmt: skip
    yield Vector("s4-trailing-space", "S4", "Nothing is trimmed.", "WrongSecret", File().make(),
                 {"passphrase": PASSPHRASE + " "})  # fmt: skip
    yield Vector("s4-empty", "S4", "An empty passphrase.", "refused", File().make(),
                 {"passphrase": ""})  # fmt: skip
    yield Vector("s4-1024", "S4", "1024 bytes are a passphrase.", "success",
                 File().with_slots(_slot_for("x" * 1024)).make(), {"passphrase": "x" * 1024},
                 (), SEEN)  # fmt: skip
    yield Vector("s4-1025", "S4", "1025 bytes are none.", "refused", File().make(),
                 {"passphrase": "x" * 1025})  # fmt: skip
    yield Vector("s5-wrong-passphrase", "S5", "Another passphrase.", "WrongSecret", File().make(),
                 {"passphrase": "wrong horse"})  # fmt: skip
    commitment = bytearray(slot())
    commitment[64] ^= 1
    yield Vector("s5-commitment", "S5", "One bit of the commitment is wrong.", "WrongSecret",
                 File().with_slots(bytes(commitment)).make(), OFFER)  # fmt: skip
    wrapped = bytearray(slot())
    wrapped[108] ^= 1
    broken = bytes(wrapped)
    yield Vector("s6-wrapped-key", "S6", "The commitment fits, the wrapped key is broken.",
                 "Damaged", File().with_slots(broken).make(), OFFER)  # fmt: skip
    yield Vector("s6-another-opens", "S6", "The first slot is broken, the second one opens.",
                 "success", File().with_slots(broken, slot()).make(), OFFER, (), SEEN)  # fmt: skip
    yield Vector("s10-broken-and-refused", "S10", "One slot is broken, one asks for too much.",
                 "Damaged", File().with_slots(broken, _costing(4, 8192, 65, 1)).make(), OFFER)  # fmt: skip


def _limits() -> Iterator[Vector]:
    for name, rule, cost in (
        ("s8-memory-low", "S8", (8191, 1, 1)),
        ("s8-memory-high", "S8", ((4 << 20) + 1, 1, 1)),
        ("s8-memory-most", "S8", (0xFFFFFFFF, 1, 1)),
        ("s8-passes-zero", "S8", (8192, 0, 1)),
        ("s8-passes-high", "S8", (8192, 65, 1)),
        ("s8-lanes-zero", "S8", (8192, 1, 0)),
        ("s8-lanes-high", "S8", (8192, 1, 17)),
        ("s9-memory", "S9", ((1 << 20) + 1, 1, 1)),
        ("s9-passes", "S9", (8192, 17, 1)),
        ("s9-work", "S9", ((1 << 20), 5, 1)),
    ):
        yield Vector(name, rule, f"A slot asks for {cost[0]} KiB, {cost[1]} passes, {cost[2]} lanes.",
                     "KdfRefused", File().with_slots(_costing(0, *cost)).make(), OFFER)  # fmt: skip
    expensive = _costing(0, 8192, 65, 1)
    yield Vector("s10-refused-and-wrong", "S10", "One slot is skipped for its cost, one does not fit.",
                 "KdfRefused", File().with_slots(expensive, _slot_for("other")).make(), OFFER)  # fmt: skip
    yield Vector("s10-refused-and-open", "S10", "One slot is skipped for its cost, one opens.",
                 "success", File().with_slots(expensive, slot()).make(), OFFER, (), SEEN)  # fmt: skip


def _slot_for(passphrase: str) -> bytes:
    from vaulttui.crypto.kdf import CHEAPEST

    offer = Unlocking(Secret.from_text(passphrase))
    return make_slot(KEYS, SlotType.PASSPHRASE, offer, CHEAPEST)


def _costing(marker: int, memory: int, passes: int, lanes: int) -> bytes:
    cost = KdfCost(memory, passes, lanes)
    numbers = b"".join(n.to_bytes(4, "little") for n in (cost.memory, cost.passes, cost.lanes))
    made = slot()
    return made[:4] + numbers + made[16:31] + bytes([marker]) + made[32:]
