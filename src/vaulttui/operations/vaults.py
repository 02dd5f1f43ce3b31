"""Making and opening vaults."""

import os
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import msgspec

from vaulttui.crypto.kdf import FLOOR, MIB, KdfCost, default_cost
from vaulttui.crypto.keys import TextKey, VaultKeys, new_secret
from vaulttui.domain.text import safe_text
from vaulttui.errors import Exists, InvalidValue, Tampered, VaulttuiError, WrongSecret
from vaulttui.paths import state_folder
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.vaultfile.disk import Disk, told
from vaulttui.vaultfile.header import Header
from vaulttui.vaultfile.place import Place
from vaulttui.vaultfile.slots import SlotType, Unlocking, check_passphrase, known_slots, make_slot
from vaulttui.vaultfile.vault import VaultFile, peek

_KEY_FILE_LIMIT: Final = 4096


class NewVault(msgspec.Struct, frozen=True):
    """What a vault is made with; ``cost`` None takes what suits this machine."""

    path: Path
    offer: Unlocking
    cost: KdfCost | None = None
    recovery: bool = True


def exists(path: Path) -> bool:
    """True where something stands at a vault's place."""
    return os.path.lexists(path)


def create(new: NewVault, *, by: str) -> tuple[Session, Secret | None]:
    """Make a vault; return it open, and the recovery key's line if one was asked for.

    Raises Exists where the path is taken, InvalidValue for a passphrase or cost
    that cannot be.
    """
    # Imported here, because opening needs nothing of it.
    from vaulttui.operations.slots import note_slots

    if exists(new.path):
        raise Exists(
            f"{safe_text(str(new.path))} exists already.",
            hint="Choose another place with --vault; nothing was changed.",
        )
    cost = check_cost(new.cost or default_cost())
    if new.offer.passphrase is not None:
        check_passphrase(new.offer.passphrase)
    recovery = new_secret() if new.recovery else None
    with told(f"make the folder {safe_text(str(new.path.parent))}"):
        new.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = VaultFile.create(new.path, lambda keys: _slots(keys, new.offer, cost, recovery))
    session = _session(file, by)
    note_slots(session)
    line = TextKey.write(TextKey.RECOVERY, recovery) if recovery else None
    return session, line


def open_vault(path: Path, offer: Unlocking, *, by: str, allow_expensive: bool = False) -> Session:
    """Unlock a vault; raises NoVault, WrongSecret, KdfRefused, or what is wrong with the file."""
    if offer.passphrase is not None:
        _refuse_impossible(offer.passphrase)
    return _session(VaultFile.open(path, offer, allow_expensive=allow_expensive), by)


def _refuse_impossible(passphrase: Secret) -> None:
    """What cannot be a passphrase opens nothing."""
    try:
        check_passphrase(passphrase)
    except InvalidValue as error:
        raise WrongSecret(error.message) from None


def open_with_key(path: Path, vault_id: bytes, vault_key: Secret, *, by: str) -> Session:
    """Open a vault whose key is in hand; raises WrongSecret where the key is not the vault's.

    So it is after the vault got another key, or another vault its place.
    """
    place = Place.find(path, Disk())
    keys = VaultKeys(vault_id, vault_key)
    try:
        return _session(VaultFile.open_with_keys(place, keys, None), by)
    except BaseException as error:
        try:
            if isinstance(error, Tampered) and not fits(place, keys):
                raise WrongSecret(f"The key is not that of {place.shown}.") from None
        finally:
            place.close()
        raise


def fits(place: Place, keys: VaultKeys) -> bool:
    """Whether a key is that of the vault, as far as the header says."""
    try:
        with place.reading():
            peek(place).verify(keys)
    except Tampered:
        return False
    return True


def slot_types(path: Path) -> tuple[SlotType, ...]:
    """What a vault can be unlocked with, read without any secret."""
    return tuple(dict.fromkeys(slot.type for slot in known_slots(_header(path))))


def vault_id(path: Path) -> bytes:
    """Which vault it is, read without any secret."""
    return _header(path).vault_id


def _header(path: Path) -> Header:
    place = Place.find(path, Disk())
    try:
        with place.reading():
            return peek(place).header
    finally:
        place.close()


def read_key_file(path: Path) -> Secret:
    """The 32 bytes of a key file; raises InvalidValue, or what the disk refuses."""
    with told(f"read the key file {safe_text(str(path))}"), path.open("rb") as file:
        line = Secret(file.read(_KEY_FILE_LIMIT))
    return TextKey.read(TextKey.KEY_FILE, line)


def make_key_file(path: Path) -> Secret:
    """Make a new key file, 0600, never over an existing one; return its 32 bytes."""
    secret = new_secret()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    line = TextKey.write(TextKey.KEY_FILE, secret)
    with (
        told(f"make the key file {safe_text(str(path))}"),
        os.fdopen(os.open(path, flags, 0o600), "wb") as file,
    ):
        file.write(line.reveal() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return secret


def key_file_at(path: Path, undo: ExitStack) -> Secret:
    """The secret of a key file that a new slot will ask for; a missing file is made.

    What ``undo`` then does is for whoever fails afterwards.
    """
    if exists(path):
        return read_key_file(path)
    made = make_key_file(path)
    undo.callback(path.unlink, missing_ok=True)
    return made


def write_recovery_key(path: Path, line: Secret) -> None:
    """Write a recovery key's line into a new file, 0600; raises Exists where one is there."""
    # Imported here, because opening needs nothing of it.
    from vaulttui.host.files import write_secret

    write_secret(path, Secret(line.reveal() + b"\n"))


def read_recovery_key(text: Secret) -> Secret:
    """The 32 bytes of a recovery key as it was shown; raises InvalidValue."""
    return TextKey.read(TextKey.RECOVERY, text)


def check_cost(cost: KdfCost) -> KdfCost:
    """The cost, or InvalidValue where a new slot must not be that cheap."""
    pairs = zip(
        ("memory in KiB", "passes", "lanes"),
        (cost.memory, cost.passes, cost.lanes),
        (FLOOR.memory, FLOOR.passes, FLOOR.lanes),
        strict=True,
    )
    for name, value, floor in pairs:
        if value < floor:
            raise InvalidValue(
                f"Argon2id with {name} {value} is below the floor of {floor}.",
                hint=f"Take at least {FLOOR.memory // MIB} MiB, {FLOOR.passes} passes, "
                f"{FLOOR.lanes} lane.",
            )
    from vaulttui.crypto.kdf import over_format_limit

    limit = over_format_limit(cost)
    if limit is not None:
        raise InvalidValue(f"Argon2id with {limit}.")
    return cost


def _slots(
    keys: VaultKeys, offer: Unlocking, cost: KdfCost, recovery: Secret | None
) -> Sequence[bytes]:
    if offer.passphrase is None:
        raise VaulttuiError("A new vault needs a passphrase.")
    kind = SlotType.BOTH if offer.key_file is not None else SlotType.PASSPHRASE
    slots = [make_slot(keys, kind, offer, cost)]
    if recovery is not None:
        slots.append(make_slot(keys, SlotType.RECOVERY, Unlocking(recovery=recovery), None))
    return slots


def _session(file: VaultFile, by: str) -> Session:
    return Session(file, by=by, reads=state_folder() / "reads")
