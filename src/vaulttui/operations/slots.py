"""The key slots of a vault: what opens it, and changing that."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vaulttui.crypto.kdf import MIB, KdfCost, default_cost
from vaulttui.crypto.keys import TextKey, new_secret
from vaulttui.crypto.primitives import sha256
from vaulttui.domain.text import safe_text
from vaulttui.errors import InUse, NotFound
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session
from vaulttui.vaultfile.header import EMPTY_SLOT, Header
from vaulttui.vaultfile.slots import (
    PASSPHRASE_SLOTS,
    Slot,
    SlotType,
    Unlocking,
    check_passphrase,
    known_slots,
    make_slot,
)


@dataclass(frozen=True, slots=True)
class SlotInfo:
    """One key slot as shown; ``created_at`` in milliseconds since 1970 UTC, where it is known."""

    id: str
    type: SlotType
    cost: KdfCost | None
    created_at: int | None
    opened_now: bool

    @property
    def guess(self) -> str:
        """What a guess at its passphrase costs; empty for a recovery key."""
        if self.cost is None:
            return ""
        cost = self.cost
        return f"{cost.memory // MIB} MiB, {cost.passes} passes, {cost.lanes} lanes"


def slots(session: Session) -> list[SlotInfo]:
    """All key slots, in the order they are tried."""
    record = session.view.record(meta_id(session))
    m = record.m if record else {}
    opened = session.file.slot
    return [
        SlotInfo(
            id=slot.slot_id,
            type=slot.type,
            cost=slot.cost,
            created_at=_created_at(m.get(f"slot.{slot.slot_id}")),
            opened_now=opened is not None and opened.slot_id == slot.slot_id,
        )
        for slot in known_slots(session.file.header)
    ]


def add_passphrase(
    session: Session,
    passphrase: Secret,
    key_file: Secret | None = None,
    cost: KdfCost | None = None,
) -> SlotInfo:
    """Add a slot for a passphrase, with a key file if one is given; InUse where two are there."""
    kind = SlotType.PASSPHRASE if key_file is None else SlotType.BOTH
    offer = Unlocking(passphrase=check_passphrase(passphrase), key_file=key_file)
    _refuse_third_passphrase(session.file.header)
    raw = make_slot(session.keys, kind, offer, cost or default_cost())
    return _put(session, raw, _refuse_third_passphrase)


def add_recovery(session: Session, secret: Secret) -> SlotInfo:
    """Add a slot for a recovery key, of which ``secret`` is the 32 bytes."""
    raw = make_slot(session.keys, SlotType.RECOVERY, Unlocking(recovery=secret), None)
    return _put(session, raw)


def refuse_full(session: Session) -> None:
    """Raise InUse where no slot is free, before anybody writes a new key down."""
    _free(session.file.header)


def new_recovery() -> tuple[Secret, Secret]:
    """A new recovery key: its 32 bytes, and the line that people keep."""
    secret = new_secret()
    return secret, TextKey.write(TextKey.RECOVERY, secret)


def rm(session: Session, slot_id: str) -> SlotInfo:
    """Remove a slot, named by its id or at least 6 digits of it; the last one stays."""
    found = slot_at(session, slot_id)

    def without(header: Header) -> Header:
        index = _index(header, found.id)
        # Judged by the header that the save finds: another program may have removed one just now.
        if len(known_slots(header)) == 1:
            raise InUse(
                "This is the last key slot: without it nobody opens the vault.",
                hint="Add another slot first.",
            )
        return header.with_slot(index, EMPTY_SLOT)

    session.rewrite(without, "slot rm")
    if found.opened_now:
        session.file.slot = None
    return found


def slot_at(session: Session, slot_id: str) -> SlotInfo:
    """One slot by the beginning of its id, or NotFound."""
    hits = [info for info in slots(session) if len(slot_id) >= 6 and info.id.startswith(slot_id)]
    if len(hits) != 1:
        raise NotFound(
            f"There is no key slot {safe_text(slot_id)}.", hint="See `vaulttui slot list`."
        )
    return hits[0]


def passwd(session: Session, passphrase: Secret, key_file: Secret | None = None) -> list[SlotInfo]:
    """Wrap the vault key under a new passphrase, in the slot that opened the vault.

    A vault opened with its recovery key gets its first passphrase slot changed.
    A slot with a key file keeps asking for it: ``key_file`` is its secret.
    Returns the slots that stay as they were.
    """
    present = known_slots(session.file.header)
    target = _slot_to_change(session, present)
    offer = Unlocking(passphrase=check_passphrase(passphrase), key_file=key_file)
    if target.type is SlotType.BOTH and key_file is None:
        raise NotFound("This slot asks for a key file too.", hint="Name it with --key-file.")
    cost = _not_weaker(target.cost, default_cost())
    raw = make_slot(session.keys, target.type, offer, cost)

    def rewrapped(header: Header) -> Header:
        return header.with_slot(_index(header, target.slot_id), raw)

    fresh = raw[16:32].hex()
    session.rewrite(rewrapped, "passwd", _dates(session, fresh, target.slot_id))
    session.file.slot = next(
        slot for slot in known_slots(session.file.header) if slot.slot_id == fresh
    )
    return [info for info in slots(session) if info.id != fresh]


def note_slots(session: Session, verb: str = "slots") -> None:
    """Keep the dates of the slots of a vault in the document, where they are new."""
    with session.edit(verb, kind="meta") as change:
        change.put(_dates(session))


def _dates(session: Session, fresh: str = "", gone: str = "") -> Draft:
    """When each slot was made, a fresh one now; dates of removed slots go."""
    record = session.view.record(meta_id(session))
    draft = Draft.of(record) if record else Draft.new("meta", meta_id(session))
    present = {slot.slot_id for slot in known_slots(session.file.header)} | {fresh} - {""}
    present -= {gone}
    for key in [key for key in draft.m if key.startswith("slot.")]:
        if key.removeprefix("slot.") not in present:
            del draft.m[key]
    for slot_id in present:
        draft.m.setdefault(f"slot.{slot_id}", {"created_at": session.now()})
    return draft


def meta_id(session: Session) -> str:
    """The id of the one ``meta`` record: the same on every machine."""
    return sha256(b"vtv1/meta" + session.keys.vault_id)[:16].hex()


def _refuse_third_passphrase(header: Header) -> None:
    taken = [slot for slot in known_slots(header) if slot.type is not SlotType.RECOVERY]
    if len(taken) >= PASSPHRASE_SLOTS:
        raise InUse(
            "The vault has two passphrase slots already, as many as it may have.",
            hint="Remove one with `vaulttui slot rm`, or change it with `vaulttui passwd`.",
        )


def _put(
    session: Session, raw: bytes, check: Callable[[Header], None] = lambda _: None
) -> SlotInfo:
    def with_slot(header: Header) -> Header:
        check(header)
        return header.with_slot(_free(header), raw)

    fresh = raw[16:32].hex()
    session.rewrite(with_slot, "slot add", _dates(session, fresh))
    return slot_at(session, fresh)


def _free(header: Header) -> int:
    for index, slot in enumerate(header.slots):
        if slot == EMPTY_SLOT:
            return index
    raise InUse("All eight key slots are taken.", hint="Remove one with `vaulttui slot rm`.")


def _index(header: Header, slot_id: str) -> int:
    for slot in known_slots(header):
        if slot.slot_id == slot_id:
            return slot.index
    raise NotFound("Another program removed this key slot meanwhile.")


def _slot_to_change(session: Session, present: Sequence[Slot]) -> Slot:
    opened = session.file.slot
    if opened is not None and opened.type is not SlotType.RECOVERY:
        return opened
    for slot in present:
        if slot.type is not SlotType.RECOVERY:
            return slot
    raise NotFound(
        "The vault has no passphrase slot to change.",
        hint="Add one with `vaulttui slot add passphrase`.",
    )


def _not_weaker(former: KdfCost | None, usual: KdfCost) -> KdfCost:
    if former is not None and former.memory * former.passes > usual.memory * usual.passes:
        return former
    return usual


def _created_at(stored: object) -> int | None:
    moment = stored.get("created_at") if isinstance(stored, dict) else None
    return moment if isinstance(moment, int) else None
