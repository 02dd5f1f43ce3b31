"""What the page of the vault shows: its file, what opens it, its backups, and what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from vaulttui.crypto.kdf import FLOOR, MIB
from vaulttui.operations import backups, slots
from vaulttui.operations.slots import SlotInfo
from vaulttui.tui.text import ago, counted, moment, sized
from vaulttui.tui.widgets.lines import Part
from vaulttui.tui.widgets.page import Item, Page, Section
from vaulttui.vaultfile.slots import SlotType

if TYPE_CHECKING:
    from vaulttui.session.session import Session
    from vaulttui.vaultfile.backups import Backup

SLOT, BACKUP, DO = "slot", "backup", "do"
"""What the keys of the lines begin with."""
TO_DO: Final = (
    ("passphrase", "Change the passphrase", "of the key that opened the vault"),
    ("add", "Add a key", "another passphrase, a key file, a recovery key"),
    ("rekey", "Give it another key", "every value is sealed anew; all former keys go"),
    ("export", "Export", "another vault, or a file in clear"),
    ("merge", "Merge another copy", "take in what was changed there"),
    ("check", "Check it", "open every value once"),
    ("repair", "Repair it", "write it anew from all that can be read"),
    ("doctor", "Look around", "this machine, and what surrounds the file"),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read of a vault at a moment, in milliseconds since 1970 UTC."""

    path: str
    size: int
    epoch: int
    credentials: int
    records: int
    revisions: int
    notices: tuple[str, ...]
    slots: tuple[SlotInfo, ...]
    backups: "tuple[Backup, ...]"
    now: int
    sample: bool = False


def look(session: "Session", *, sample: bool) -> Facts:
    """Read what the page shows; the folder is looked at."""
    file = session.file
    status = file.place.disk.status_of(file.place.folder, file.place.name)
    return Facts(
        path=file.place.path,
        size=status.st_size if status is not None else 0,
        epoch=file.header.epoch,
        credentials=len(session.view.rows()),
        records=len(file.document),
        revisions=file.document.revision_count,
        notices=tuple(file.notices),
        slots=tuple(slots.slots(session)),
        backups=tuple(backups.backups_of(session)),
        now=session.now(),
        sample=sample,
    )


def page(facts: Facts) -> Page:
    """The page."""
    return Page(
        id="vault",
        name="" if facts.sample else facts.path,
        about="The sample vault, in memory: nothing here is written to a disk."
        if facts.sample
        else "",
        warnings=facts.notices,
        sections=(_file(facts), _keys(facts), _backups(facts), _to_do()),
    )


def _file(facts: Facts) -> Section:
    contents = (
        f"{counted(facts.credentials, 'credential')}; {counted(facts.records, 'record')} in all, "
        f"{counted(facts.revisions, 'state')} with the former ones"
    )
    guess, style = _guess(facts.slots)
    return Section(
        "File",
        (
            Item("", "Size", f"{sized(facts.size)}, written whole {_times(facts.epoch)}"),
            Item("", "Holds", contents),
            Item("", "A guess costs", guess, style),
        ),
    )


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number:,} times"


def _guess(found: Sequence[SlotInfo]) -> tuple[str, str]:
    """What the cheapest guess at a passphrase costs, and how that is to be taken."""
    costs = [one for one in found if one.cost is not None]
    if not costs:
        return "no passphrase opens it", "dim"
    least = min(costs, key=lambda one: one.cost.memory * one.cost.passes if one.cost else 0)
    if least.cost is not None and least.cost.memory < FLOOR.memory:
        told = f"{least.guess}: ! less than {FLOOR.memory // MIB} MiB; set the passphrase again"
        return told, "warn"
    return f"{least.guess} of Argon2id", ""


def _keys(facts: Facts) -> Section:
    items = tuple(_key(one, facts.now) for one in facts.slots)
    empty = "The sample asks for nothing." if facts.sample else "Nothing opens it."
    return Section("What opens it", items, empty)


def _key(one: SlotInfo, now: int) -> Item:
    made = f"made {ago(one.created_at, now)}" if one.created_at is not None else "made long ago"
    notes: list[Part] = [(one.guess, "dim")] if one.guess else []
    notes += [("✓ opened the vault", "good")] if one.opened_now else []
    label = one.type.title.capitalize()
    return Item(f"{SLOT} {one.id}", label, f"{one.id[:8]} · {made}", notes=tuple(notes))


def described(one: SlotInfo) -> str:
    """A key in a sentence: what it is, and which."""
    made = f", made {moment(one.created_at)}" if one.created_at is not None else ""
    return f"the {one.type.title} {one.id[:8]}{made}"


def _backups(facts: Facts) -> Section:
    items = tuple(
        Item(
            f"{BACKUP} {one.name}",
            taken(one),
            f"{ago(taken_at(one), facts.now)} · {sized(one.size)}",
        )
        for one in facts.backups
    )
    empty = "None yet: one is kept each time the file is written anew."
    return Section(f"Backups · {len(items)}" if items else "Backups", items, empty)


def taken_at(backup: "Backup") -> int:
    """When a backup was taken, in milliseconds since 1970 UTC."""
    at = datetime.strptime(backup.taken_at, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return int(at.timestamp() * 1000)


def taken(backup: "Backup") -> str:
    """The same as people here read it."""
    return moment(taken_at(backup))


def _to_do() -> Section:
    items = tuple(Item(f"{DO} {key}", title, note, "dim") for key, title, note in TO_DO)
    return Section("What can be done", items)


def asks_key_file(found: Sequence[SlotInfo]) -> bool:
    """Whether the key that a new passphrase would replace asks for a key file too."""
    with_passphrase = [one for one in found if one.type is not SlotType.RECOVERY]
    opened = next((one for one in with_passphrase if one.opened_now), None)
    target = opened or next(iter(with_passphrase), None)
    return target is not None and target.type is SlotType.BOTH


def named(found: Sequence[SlotInfo]) -> str:
    """Several keys in a clause."""
    return ", ".join(f"{one.type.title} {one.id[:8]}" for one in found)
