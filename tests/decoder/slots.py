"""Key slots, and the way from a secret to the vault key."""

import hmac
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw

from tests.decoder.notation import (
    KEY_FILE_PREFIX,
    RECOVERY_PREFIX,
    FormatError,
    expand,
    extract,
    gcm_open,
    is_zero,
    number,
    read_text_form,
)

PASSPHRASE, PASSPHRASE_AND_KEY_FILE, RECOVERY = 1, 2, 3


@dataclass(frozen=True)
class Offer:
    """What the user offers. The key file and the recovery key are in their text forms."""

    passphrase: bytes | None = None
    key_file: bytes | None = None
    recovery: bytes | None = None


@dataclass(frozen=True)
class Secrets:
    """An offer as the key derivation takes it."""

    passphrase: bytes | None
    key_file: bytes | None
    recovery: bytes | None


# --- From secret to vault key -----------------------------------------------------------


def read_offer(offer: Offer) -> Secrets:
    """The secrets of an offer; ValueError for a text or passphrase that is refused."""
    passphrase, key_file, recovery = offer.passphrase, offer.key_file, offer.recovery
    if passphrase is not None:
        passphrase = unicodedata.normalize("NFC", passphrase.decode("utf-8")).encode("utf-8")
        if not 1 <= len(passphrase) <= 1024:
            raise ValueError("[S4] a passphrase is 1 to 1024 bytes long")
    if key_file is not None:
        key_file = read_text_form(key_file, KEY_FILE_PREFIX)
    if recovery is not None:
        recovery = read_text_form(recovery, RECOVERY_PREFIX)
    return Secrets(passphrase, key_file, recovery)


def types_to_try(secrets: Secrets) -> list[int]:
    """The types of slots that fit what is offered, in the order of [S7]."""
    types = []
    if secrets.passphrase is not None and secrets.key_file is not None:
        types.append(PASSPHRASE_AND_KEY_FILE)
    if secrets.passphrase is not None:
        types.append(PASSPHRASE)
    if secrets.recovery is not None:
        types.append(RECOVERY)
    return types


def open_vault_key(
    vault_id: bytes, slots: list[bytes], secrets: Secrets, allow_expensive: bool
) -> bytes:
    """The vault key out of the first slot that opens; [S5] to [S10]."""
    any_broken = any_refused = False
    for slot_type in types_to_try(secrets):
        for slot in slots:
            if slot[0] != 1 or slot[1] != slot_type:
                continue
            if slot_type != RECOVERY and is_refused(slot, allow_expensive):
                any_refused = True  # [S8] [S9]
                continue
            fits, vault_key = try_slot(vault_id, slot, secrets)
            if vault_key is not None:
                return vault_key
            any_broken = any_broken or fits  # [S6]
    if any_broken:
        raise FormatError("Damaged", "[S10] a slot's commitment fits, but it does not open")
    if any_refused:
        raise FormatError("KdfRefused", "[S10]")
    raise FormatError("WrongSecret", "[S10]")


def is_refused(slot: bytes, allow_expensive: bool) -> bool:
    memory, passes, lanes = kdf_cost(slot)
    if not (8192 <= memory <= 4194304 and 1 <= passes <= 64 and 1 <= lanes <= 16):
        return True  # [S8]
    if allow_expensive:
        return False
    return (  # [S9]
        memory > 1024 * 1024
        or memory > available_memory() - 64 * 1024
        or passes > 16
        or memory * passes > 4194304
    )


def kdf_cost(slot: bytes) -> tuple[int, int, int]:
    """Memory in KiB, passes, lanes."""
    return number(slot, 4, 4), number(slot, 8, 4), number(slot, 12, 4)


def available_memory() -> int:
    """What the machine has available, in KiB."""
    for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1])
    raise OSError("/proc/meminfo does not say what is available")


def try_slot(vault_id: bytes, slot: bytes, secrets: Secrets) -> tuple[bool, bytes | None]:
    """Whether the commitment fits, and the vault key if the wrapped key opens."""
    slot_id, commitment, nonce, wrapped = slot[16:32], slot[64:96], slot[96:108], slot[108:156]
    prk = extract(vault_id + slot_id, stretch(slot, secrets))
    okm = expand(prk, b"vtv1/slot" + slot[0:64], 64)
    if not hmac.compare_digest(okm[32:64], commitment):
        return False, None  # [S5]
    return True, gcm_open(okm[0:32], nonce, wrapped, b"vtv1/wrap" + vault_id + slot[0:96])


def stretch(slot: bytes, secrets: Secrets) -> bytes:
    """X of the page."""
    if slot[1] == RECOVERY:
        return secrets.recovery or b""
    memory, passes, lanes = kdf_cost(slot)
    stretched = hash_secret_raw(
        secrets.passphrase or b"",
        slot[32:64],
        time_cost=passes,
        memory_cost=memory,
        parallelism=lanes,
        hash_len=32,
        type=Type.ID,
        version=0x13,
    )
    if slot[1] == PASSPHRASE_AND_KEY_FILE:
        return stretched + (secrets.key_file or b"")
    return stretched


# --- Once a slot has given the vault key ------------------------------------------------


def judge_slot(slot: bytes) -> None:
    state, slot_type = slot[0], slot[1]
    if state == 0 and not is_zero(slot):
        raise FormatError("Damaged", "[S2]")
    if state != 1 or slot_type not in (PASSPHRASE, PASSPHRASE_AND_KEY_FILE, RECOVERY):
        return  # [S1]
    if not is_zero(slot[2:4]) or not is_zero(slot[156:256]):
        raise FormatError("Damaged", "[S3]")
    if slot_type == RECOVERY and not is_zero(slot[4:16]):
        raise FormatError("Damaged", "[S3]")
