"""What is done with the keys of a vault from its page: made, changed, removed, all replaced."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from vaulttui.errors import VaulttuiError
from vaulttui.operations import slots
from vaulttui.operations.slots import SlotInfo
from vaulttui.secret import Secret
from vaulttui.tui.dialogs.picker import Choice, Picker
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.dialogs.working import work
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.screens.vault.new_passphrase import NewPassphrase
from vaulttui.tui.screens.vault.recovery import DECLINED, KEPT, Recovery
from vaulttui.tui.screens.vault.sections import asks_key_file, described, named
from vaulttui.vaultfile.slots import SlotType, Unlocking

if TYPE_CHECKING:
    from vaulttui.session.session import Session

Screen = VaultScreen[Any]
_BACKUPS = "Backups and copies still open as they did."


class Kinds(Picker):
    """Which kind of key is to be added."""

    title_text = "What shall open the vault as well?"
    KINDS = (
        Choice("passphrase", "A passphrase", "two at most, with and without a key file"),
        Choice("both", "Passphrase and key file", "who has only one of them opens nothing"),
        Choice("recovery", "A recovery key", "to be kept on paper, or far away"),
    )

    def answers(self, typed: str) -> Sequence[Choice]:
        """Those that fit."""
        return [one for one in self.KINDS if typed.casefold() in one.title.casefold()]


def add_key(screen: Screen) -> None:
    """Ask which kind of key, then make it."""

    def answered(answer: str | None) -> None:
        if answer == "recovery":
            _add_recovery(screen)
        elif answer is not None:
            _add_passphrase(screen, key_file=answer == "both")

    screen.app.push_screen(Kinds(), answered)


def _add_passphrase(screen: Screen, *, key_file: bool) -> None:
    session = screen.vault.open_session

    def save(offer: Unlocking) -> SlotInfo:
        if offer.passphrase is None:
            raise VaulttuiError("A new key needs a passphrase.")
        return slots.add_passphrase(session, offer.passphrase, offer.key_file)

    note = "It opens the vault beside what opens it now."
    if key_file:
        note += " Without the key file this passphrase opens nothing: keep a copy of it."
    form = NewPassphrase("Add a key", note, "Add it", save, key_file=key_file)
    screen.app.push_screen(form, lambda made: _tell_added(screen, made))


def _tell_added(screen: Screen, made: object) -> None:
    if isinstance(made, SlotInfo):
        told = f"Added: {made.type.title} {made.id[:8]}. It opens the vault from now on."
        screen.vault.tell(told, seconds=8)


def _add_recovery(screen: Screen) -> None:
    session = screen.vault.open_session
    try:
        slots.refuse_full(session)
    except VaulttuiError as error:
        screen.vault.tell(f"{error.message} Remove one first.", severity="error", seconds=12)
        return
    secret, line = slots.new_recovery()

    def answered(answer: str | None) -> None:
        if answer == KEPT:
            work(
                screen,
                "Adding the recovery key",
                lambda: slots.add_recovery(session, secret),
                lambda made: _tell_added(screen, made),
            )
        else:
            screen.vault.tell("No recovery key was added.")

    screen.app.push_screen(Recovery(line, declinable=False), answered)


def change_passphrase(screen: Screen) -> None:
    """Set another passphrase for the key that opened the vault."""
    session = screen.vault.open_session
    present = slots.slots(session)
    if all(one.type is SlotType.RECOVERY for one in present):
        screen.vault.tell("No passphrase opens this vault yet. n adds one.", severity="warning")
        return

    def save(offer: Unlocking) -> tuple[list[SlotInfo]]:
        if offer.passphrase is None:
            raise VaulttuiError("A passphrase is needed.")
        return (slots.passwd(session, offer.passphrase, offer.key_file),)

    def done(answer: object) -> None:
        if isinstance(answer, tuple):
            stay = f" As they were: {named(answer[0])}." if answer[0] else ""
            screen.vault.tell(f"The passphrase is changed.{stay} {_BACKUPS}", seconds=12)

    note = f"Only this key changes; no value is sealed anew. {_BACKUPS}"
    title = "Change the passphrase"
    form = NewPassphrase(title, note, "Change it", save, key_file=asks_key_file(present))
    screen.app.push_screen(form, done)


def remove_key(screen: Screen, one: SlotInfo) -> None:
    """Take a key away, asked once more."""
    session = screen.vault.open_session

    def answered(answer: str | None) -> None:
        if answer == "remove":
            screen.vault.perform(lambda: slots.rm(session, one.id), removed)

    def removed(_info: SlotInfo) -> None:
        screen.vault.tell(f"Removed {described(one)}. {_BACKUPS}", seconds=8)

    text = f"Remove {described(one)}? It opens the vault no more. {_BACKUPS}"
    if one.opened_now:
        text += " The vault was opened with it just now: be sure that you have another."
    ways = (("remove", "Remove"), ("keep", "Keep it"))
    screen.app.push_screen(Question(text, ways, typed="remove"), answered)


def rekey(screen: Screen) -> None:
    """Replace the vault's key and everything that opens it: asked, a passphrase, a recovery key."""
    session = screen.vault.open_session
    gone = slots.slots(session)

    def agreed(answer: str | None) -> None:
        if answer == "rekey":
            note = "The one you have, or another: afterwards it opens the vault."
            form = NewPassphrase(
                "Another key", note, "Go on", lambda offer: offer, key_file=asks_key_file(gone)
            )
            screen.app.push_screen(form, lambda offer: _with_recovery(screen, session, offer))

    text = (
        "Give the vault another key? Every value is sealed anew under it, with its history. "
        "What opens the vault now opens it no more"
        + (f": {named(gone)}. " if gone else ". ")
        + "You set a passphrase, and get a new recovery key. Backups and copies stay under the "
        "former key: delete those that shall not be read. Undo ends here."
    )
    ways = (("rekey", "Another key"), ("keep", "Leave it"))
    screen.app.push_screen(Question(text, ways, typed="rekey"), agreed)


def _with_recovery(screen: Screen, session: "Session", offer: object) -> None:
    if not isinstance(offer, Unlocking):
        return
    secret, line = slots.new_recovery()

    def answered(answer: str | None) -> None:
        if answer in (KEPT, DECLINED):
            _rekey(screen, session, offer, secret if answer == KEPT else None)
        else:
            screen.vault.tell("Nothing was changed: the vault keeps its key.")

    screen.app.push_screen(Recovery(line), answered)


def _rekey(screen: Screen, session: "Session", offer: Unlocking, recovery: Secret | None) -> None:
    from vaulttui.operations.rekey import rekey as replace_key

    def done(_nothing: None) -> None:
        without = "" if recovery else " There is no recovery key."
        screen.vault.tell(f"The vault has another key, and stays open.{without}", seconds=12)

    work(
        screen,
        "Sealing every value anew",
        lambda: replace_key(session, offer, recovery),
        done,
    )
