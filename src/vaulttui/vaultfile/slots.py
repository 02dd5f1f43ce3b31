"""Key slots: each wraps the vault key under one secret (``docs/format.md``, *Slot*)."""

import struct
import unicodedata
from enum import IntEnum
from typing import Final

import msgspec

from vaulttui.crypto.kdf import (
    KdfCost,
    MemoryRefused,
    derive,
    over_format_limit,
    over_unasked_limit,
)
from vaulttui.crypto.keys import VaultKeys
from vaulttui.crypto.primitives import (
    GCM_NONCE_SIZE,
    SealBroken,
    equal,
    gcm_open,
    gcm_seal,
    hkdf_expand,
    hmac_sha256,
    random_bytes,
)
from vaulttui.errors import Damaged, InvalidValue, KdfRefused, WrongSecret
from vaulttui.secret import Secret
from vaulttui.vaultfile.header import EMPTY_SLOT, SLOT_SIZE, Header

_HEAD: Final = struct.Struct("<BBHIII16s32s")
_COMMITMENT: Final = slice(64, 96)
_NONCE: Final = slice(96, 108)
_WRAPPED: Final = slice(108, 156)
_BOUND: Final = 64
"""A slot's first bytes, which its key is bound to."""
PASSPHRASE_LIMIT: Final = 1024
PASSPHRASE_SLOTS: Final = 2
"""At most so many active slots take a passphrase, so that opening costs at most as many runs."""


class SlotType(IntEnum):
    """What a slot asks for."""

    PASSPHRASE = 1
    BOTH = 2
    RECOVERY = 3

    @property
    def title(self) -> str:
        """The words shown to a person."""
        return _TITLES[self]


_TITLES: Final = {
    SlotType.PASSPHRASE: "passphrase",
    SlotType.BOTH: "passphrase and key file",
    SlotType.RECOVERY: "recovery key",
}


class Slot(msgspec.Struct, frozen=True):
    """An active slot of a known type; ``cost`` is None for a recovery key."""

    index: int
    type: SlotType
    slot_id: str
    cost: KdfCost | None
    raw: bytes


class Unlocking(msgspec.Struct, frozen=True):
    """What the user offers: a passphrase, perhaps with a key file, or a recovery key.

    ``key_file`` and ``recovery`` are the 32 bytes themselves.
    """

    passphrase: Secret | None = None
    key_file: Secret | None = None
    recovery: Secret | None = None

    def offered(self) -> tuple[SlotType, ...]:
        """The slot types to try, in order."""
        if self.recovery is not None:
            return (SlotType.RECOVERY,)
        if self.key_file is not None:
            return (SlotType.BOTH, SlotType.PASSPHRASE)
        return (SlotType.PASSPHRASE,)


class Unlocked(msgspec.Struct, frozen=True):
    """The keys, and the slot that gave them."""

    keys: VaultKeys
    slot: Slot


def known_slots(header: Header) -> tuple[Slot, ...]:
    """The active slots of known types, in index order."""
    return tuple(
        _read(index, raw)
        for index, raw in enumerate(header.slots)
        if raw[0] == 1 and raw[1] in SlotType.__members__.values()
    )


def check_zero_areas(header: Header) -> None:
    """Raise Damaged where an empty slot or the end of a known one is not zero."""
    for raw in header.slots:
        if raw[0] == 0 and raw != EMPTY_SLOT:
            raise Damaged("An empty key slot holds bytes.")
    for slot in known_slots(header):
        wrong_cost = slot.type is SlotType.RECOVERY and any(slot.raw[4:16])
        if any(slot.raw[2:4]) or any(slot.raw[156:]) or wrong_cost:
            raise Damaged("A key slot holds bytes where it must be zero.")


def unlock(header: Header, offer: Unlocking, *, allow_expensive: bool = False) -> Unlocked:
    """Try the slots that fit the offer; raise WrongSecret, KdfRefused or Damaged if none opens."""
    refused: list[str] = []
    broken = False
    for slot in _fitting(header, offer):
        limit = _over_limit(slot, allow_expensive)
        if limit is not None:
            refused.append(limit)
            continue
        try:
            key = _slot_key(header.vault_id, slot.raw, _secret_of(slot.type, offer, slot))
        except MemoryRefused:
            refused.append("more memory than this machine gives")
            continue
        if not equal(key[32:], slot.raw[_COMMITMENT]):
            continue
        try:
            return Unlocked(_unwrap(header.vault_id, slot, key[:32]), slot)
        except SealBroken:
            broken = True
    if broken:
        raise Damaged("The key slot that this secret fits is damaged.")
    if refused:
        raise KdfRefused(f"A key slot asks for {refused[0]}.")
    raise WrongSecret(f"The {_TITLES[offer.offered()[0]]} does not fit this vault.")


def _fitting(header: Header, offer: Unlocking) -> list[Slot]:
    slots = known_slots(header)
    return [slot for wanted in offer.offered() for slot in slots if slot.type is wanted]


def make_slot(keys: VaultKeys, kind: SlotType, offer: Unlocking, cost: KdfCost | None) -> bytes:
    """A new slot of 256 bytes that wraps the vault key under the offered secret."""
    memory, passes, lanes = (cost.memory, cost.passes, cost.lanes) if cost else (0, 0, 0)
    head = _HEAD.pack(1, kind, 0, memory, passes, lanes, random_bytes(16), random_bytes(32))
    slot = _read(0, head + bytes(SLOT_SIZE - len(head)))
    key = _slot_key(keys.vault_id, slot.raw, _secret_of(kind, offer, slot))
    nonce = random_bytes(GCM_NONCE_SIZE)
    bound = head + key[32:]
    aad = b"vtv1/wrap" + keys.vault_id + bound
    wrapped = gcm_seal(key[:32], nonce, keys.vault_key.reveal(), aad)
    return (bound + nonce + wrapped).ljust(SLOT_SIZE, b"\0")


def check_passphrase(passphrase: Secret) -> Secret:
    """The passphrase as UTF-8 in NFC, 1 to 1024 bytes, or InvalidValue; nothing is trimmed."""
    try:
        text = unicodedata.normalize("NFC", passphrase.reveal().decode("utf-8"))
        normal = text.encode("utf-8")
    except UnicodeError:
        raise InvalidValue("The passphrase is not UTF-8 text.") from None
    if not 1 <= len(normal) <= PASSPHRASE_LIMIT:
        raise InvalidValue("A passphrase is 1 to 1024 bytes long.")
    return Secret(normal)


def _read(index: int, raw: bytes) -> Slot:
    _, kind, _, memory, passes, lanes, slot_id, _ = _HEAD.unpack_from(raw)
    slot_type = SlotType(kind)
    cost = None if slot_type is SlotType.RECOVERY else KdfCost(memory, passes, lanes)
    return Slot(index, slot_type, slot_id.hex(), cost, raw)


def _over_limit(slot: Slot, allow_expensive: bool) -> str | None:
    if slot.cost is None:
        return None
    limit = over_format_limit(slot.cost)
    if limit is None and not allow_expensive:
        limit = over_unasked_limit(slot.cost)
    return limit


def _secret_of(kind: SlotType, offer: Unlocking, slot: Slot) -> bytes:
    if kind is SlotType.RECOVERY:
        return _given(offer.recovery).reveal()
    passphrase = check_passphrase(_given(offer.passphrase))
    salt = _HEAD.unpack_from(slot.raw)[7]
    if slot.cost is None:  # pragma: no cover - only recovery slots are without a cost
        raise ValueError("a passphrase slot has a cost")
    stretched = derive(passphrase, salt, slot.cost)
    if kind is SlotType.BOTH:
        stretched += _given(offer.key_file).reveal()
    return stretched


def _given(secret: Secret | None) -> Secret:
    if secret is None:
        raise InvalidValue("A secret that this key slot needs was not given.")
    return secret


def _slot_key(vault_id: bytes, raw: bytes, secret: bytes) -> bytes:
    prk = hmac_sha256(vault_id + raw[16:32], secret)
    return hkdf_expand(prk, b"vtv1/slot" + raw[:_BOUND], 64)


def _unwrap(vault_id: bytes, slot: Slot, key: bytes) -> VaultKeys:
    aad = b"vtv1/wrap" + vault_id + slot.raw[:96]
    return VaultKeys(vault_id, Secret(gcm_open(key, slot.raw[_NONCE], slot.raw[_WRAPPED], aad)))
