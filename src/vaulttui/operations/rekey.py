"""Another key for a vault: every value is sealed anew, and what opened it opens it no more."""

from vaulttui.crypto.kdf import KdfCost, default_cost
from vaulttui.crypto.keys import VaultKeys, new_secret
from vaulttui.operations.slots import note_slots
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.vaultfile.slots import SlotType, Unlocking, check_passphrase, make_slot
from vaulttui.vaultfile.vault import VaultFile


def rekey(
    session: Session, offer: Unlocking, recovery: Secret | None, cost: KdfCost | None = None
) -> None:
    """Give the vault a new key, and go on under it.

    Afterwards it opens with the passphrase offered, and the key file if one is, and with
    ``recovery``, the 32 bytes of a new recovery key; every other slot is gone. Backups
    and copies stay under the former key. Raises Tampered where a value does not open.
    """
    if offer.passphrase is not None:
        check_passphrase(offer.passphrase)
    keys = VaultKeys(session.keys.vault_id, new_secret())
    kind = SlotType.PASSPHRASE if offer.key_file is None else SlotType.BOTH
    slots = [make_slot(keys, kind, offer, cost or default_cost())]
    if recovery is not None:
        slots.append(make_slot(keys, SlotType.RECOVERY, Unlocking(recovery=recovery), None))

    def put(file: VaultFile) -> VaultFile:
        file.rekey(keys, slots)
        return file

    session.replace(put)
    note_slots(session, "rekey")
