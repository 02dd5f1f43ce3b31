"""Other copies of an open vault: the key that is in hand opens them."""

from pathlib import Path

from vaulttui.errors import WrongSecret
from vaulttui.operations import vaults
from vaulttui.session.session import Session
from vaulttui.vaultfile.disk import Disk
from vaulttui.vaultfile.place import Place
from vaulttui.vaultfile.vault import VaultFile


def copy_of(session: Session, path: Path) -> VaultFile:
    """A copy of the vault, opened; WrongSecret where it is another, or has another key."""
    other = WrongSecret("The key of this vault does not open that one.", hint="")
    if vaults.vault_id(path) != session.keys.vault_id:
        raise other
    place = Place.find(path, Disk())
    try:
        if not vaults.fits(place, session.keys):
            raise other
        return VaultFile.open_with_keys(place, session.keys, None)
    except BaseException:
        place.close()
        raise
