"""What is done with the file of a vault from its page: gone back to, checked, repaired."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vaulttui.domain.text import plural
from vaulttui.operations import backups, check, doctor, repair
from vaulttui.operations.backups import Restored
from vaulttui.operations.check import Report as Checked
from vaulttui.operations.doctor import Finding, Level
from vaulttui.operations.repair import Forecast, Repaired
from vaulttui.tui.dialogs.offer import Offer
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.dialogs.report import Report
from vaulttui.tui.dialogs.working import work
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.screens.vault.sections import taken
from vaulttui.tui.text import counted, shown
from vaulttui.tui.widgets.page import Item, Page, Section

if TYPE_CHECKING:
    from vaulttui.session.session import Session
    from vaulttui.vaultfile.backups import Backup
    from vaulttui.vaultfile.slots import Unlocking

Screen = VaultScreen[Any]
_MOST = 5
_SIGNS = {Level.OK: ("✓", "good"), Level.WARN: ("!", "warn"), Level.BAD: ("✗", "bad")}


def restore(screen: Screen, backup: "Backup") -> None:
    """Let a backup take the vault's place, asked once more; then go on with it."""
    session, when = screen.vault.open_session, taken(backup)

    def agreed(answer: str | None) -> None:
        if answer == "restore":
            asks = lambda: backups.asks_again(session, backup.name)  # noqa: E731  # a job
            screen.vault.perform(asks, lambda again: _restore(screen, session, backup, again))

    text = (
        f"Let the backup of {when} take the vault's place? Whatever changed since then is gone "
        "from the vault. The present file becomes a backup itself, so you can come back to it. "
        "Undo ends here."
    )
    ways = (("restore", "Restore"), ("keep", "Leave it"))
    screen.app.push_screen(Question(text, ways, typed="restore"), agreed)


def _restore(screen: Screen, session: "Session", backup: "Backup", asks_again: bool) -> None:
    allow = screen.vault.start_with.allow_expensive

    def job(offer: "Unlocking | None") -> Restored:
        return backups.bring_back(session, backup.name, offer, allow_expensive=allow)

    def done(made: object) -> None:
        if isinstance(made, Restored):
            held = plural(made.records, "record")
            told = f"The vault is as it was at {taken(backup)}, with {held}."
            tail = " It opens with what it opened with then." if asks_again else ""
            screen.vault.tell(told + tail, seconds=10)

    if asks_again:
        note = (
            "It was kept before the keys changed, and would open with the former ones: "
            "show that you have one of them."
        )
        screen.app.push_screen(Offer(f"Backup of {taken(backup)}", note, "Restore", job), done)
    else:
        work(screen, "Restoring the backup", lambda: job(None), done)


def check_it(screen: Screen) -> None:
    """Open every value once, and tell what was found."""
    file = screen.vault.open_session.file
    work(
        screen,
        "Opening every value once",
        lambda: check.check(file),
        lambda found: screen.app.push_screen(Report("Check", _checked(found))),
        may_leave=True,
    )


def _checked(found: Checked) -> Page:
    good = not (found.findings or found.broken)
    counts = (
        ("Records", f"{found.records:,}"),
        ("States of them", f"{found.revisions:,}"),
        ("Sealed values", f"{found.values:,}"),
    )
    items = tuple(Item("", label, text) for label, text in counts)
    mends = "The next change of the vault mends it." if found.findings else ""
    return Page(
        id="check",
        name="✓ Everything is whole." if good else "",
        warnings=(*found.broken, *found.findings),
        description=mends,
        sections=(Section("Looked at", items),),
    )


def look_around(screen: Screen) -> None:
    """Look at this machine, and at what surrounds the file."""
    vault = screen.vault
    path = None if vault.sample else Path(vault.open_session.file.place.path)

    def then(found: list[Finding]) -> None:
        screen.app.push_screen(Report("Look around", _found(found)))

    work(screen, "Looking around", lambda: doctor.doctor(path), then, may_leave=True)


def _found(found: list[Finding]) -> Page:
    items = []
    for one in found:
        sign, style = _SIGNS[one.level]
        notes = ((one.advice, "dim"),) if one.advice else ()
        items.append(Item("", sign, one.what, "" if one.level is Level.OK else style, notes))
    return Page(
        id="doctor", name="", sections=(Section("This machine and the file", tuple(items)),)
    )


def repair_it(screen: Screen) -> None:
    """Say what a repair would leave; then, asked once more, do it and go on."""
    session = screen.vault.open_session
    work(
        screen,
        "Reading all that can be read",
        lambda: repair.forecast_of(session),
        lambda found: _ask_to_repair(screen, session, found),
        may_leave=True,
    )


def _ask_to_repair(screen: Screen, session: "Session", found: Forecast) -> None:
    def answered(answer: str | None) -> None:
        if answer == "repair":
            work(screen, "Writing the vault anew", lambda: repair.repair_open(session), done)

    def done(made: Repaired) -> None:
        saved = counted(made.credentials, "credential")
        screen.vault.tell(f"The vault is written anew, with {saved}.", seconds=10)

    open_here = "Undo ends here. " + (
        "What was open here already is kept all the same." if found.lost else ""
    )
    text = f"{told_of_repair(found)} {open_here}"
    ways = (("repair", "Repair"), ("keep", "Leave it"))
    screen.app.push_screen(Question(text, ways, typed="repair"), answered)


def told_of_repair(found: Forecast) -> str:
    """What a repair would do, what it cannot save, and where more of it is."""
    return " ".join(_told(found))


def _told(found: Forecast) -> Iterator[str]:
    yield (
        f"Write the vault anew with {counted(found.credentials, 'credential')}? "
        "The present file becomes a backup."
    )
    if not found.lost:
        yield "Nothing is damaged: this changes nothing that you see."
    for sentence in found.lost[:_MOST]:
        yield f"! {shown(sentence, 200)}"
    if len(found.lost) > _MOST:
        yield f"And {len(found.lost) - _MOST} losses more."
    if found.backup is not None and found.backup_credentials > found.credentials:
        yield f"The backup {found.backup} holds {counted(found.backup_credentials, 'credential')}."
