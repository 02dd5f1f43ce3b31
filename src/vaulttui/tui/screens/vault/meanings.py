"""What the lines of the page of the vault mean, in more words than a line has."""

from typing import Final

from vaulttui.operations.slots import SlotInfo
from vaulttui.tui.screens.vault.sections import taken
from vaulttui.tui.text import moment, sized
from vaulttui.tui.widgets.aside import Meaning
from vaulttui.vaultfile.backups import Backup
from vaulttui.vaultfile.slots import SlotType

_CAN_BE_DONE: Final = {
    "passphrase": (
        "Change the passphrase",
        "The key that opened the vault gets another passphrase; values are not sealed anew.",
        "Backups keep opening with the former one. Where somebody may have learnt it, "
        "give the vault another key as well.",
    ),
    "add": (
        "Add a key",
        "Another way in beside those that there are: a passphrase, a passphrase with a key "
        "file, or a recovery key for a safe place.",
        "Each opens everything. A key can be removed again as long as another one is left.",
    ),
    "rekey": (
        "Give it another key",
        "Every value is sealed anew under a new key, and all former ways in go.",
        "For when a key may be known to somebody. You are asked for the new passphrase first; "
        "a recovery key must be made anew.",
    ),
    "export": (
        "Export",
        "All credentials, those shown, or those marked: into a vault of its own, or in clear.",
        "What is in clear can be read by whoever gets the file; that is asked once more.",
    ),
    "merge": (
        "Merge another copy",
        "Takes in what was changed in a copy of this vault, value by value.",
        "Nothing is lost: where both sides changed the same value, the newer one is shown and "
        "the other stays in the history.",
    ),
    "check": (
        "Check it",
        "Opens every value once and compares all seals.",
        "It changes nothing, and says which values cannot be opened.",
    ),
    "repair": (
        "Repair it",
        "Writes the file anew from all that can be read.",
        "What cannot be read is named first. The present file stays among the backups.",
    ),
    "doctor": (
        "Look around",
        "Looks at what surrounds the file: its rights, the folder, swap, the clipboard, the shell.",
        "It changes nothing, and says what to do where something is not as it should be.",
    ),
}


def of_what_can_be_done(what: str) -> Meaning:
    """A line of the last section."""
    name, *text = _CAN_BE_DONE[what]
    return Meaning("What can be done", name, "", tuple(text))


def of_key(one: SlotInfo) -> Meaning:
    """A key slot."""
    made = f"Made {moment(one.created_at)}." if one.created_at is not None else ""
    guess = f"A guess at it costs {one.guess} of Argon2id." if one.guess else ""
    opened = "✓ It opened the vault this time." if one.opened_now else ""
    if one.opened_now and one.type is not SlotType.RECOVERY:
        can = "enter changes its passphrase, - removes it."
    else:
        can = "enter or - removes it, as long as another one is left."
    return Meaning("Key", one.type.title.capitalize(), one.id, (opened, made, guess, can))


def of_backup(one: Backup) -> Meaning:
    """A former state of the file."""
    text = (
        "The whole file as it was before it was written anew, with all its history.",
        "It opens with the keys that it had then.",
        "enter puts it in the place of the present one, which becomes a backup itself.",
    )
    return Meaning("Backup", f"{taken(one)} · {sized(one.size)}", one.name, text)
