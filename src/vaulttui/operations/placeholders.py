"""What exists on remotes and whose value nobody can read: the reason for all of this."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from vaulttui.domain.remotes import Remote
from vaulttui.operations.plans import Standing, standing
from vaulttui.remotes.protocol import Found, Kind, Presence
from vaulttui.session.session import Session
from vaulttui.sync.plan import Plan
from vaulttui.sync.states import State
from vaulttui.sync.wanted import Wanted

_HELD: Final = (State.CANNOT_TELL, State.NOT_OURS)


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A value out there that no vault of ours holds; ``slot`` is empty where none are told.

    ``title`` is what is bound to its object, ``subject`` its kind and id; empty where
    nothing is.
    """

    remote: str
    kind: Kind
    object_id: str
    key: str
    slot: str
    title: str
    at: int
    remote_id: str = ""
    subject: tuple[str, str] = ("", "")


def placeholders(session: Session, remote: Remote | None = None) -> list[Placeholder]:
    """As of the last reading of one remote or of all; nothing is asked."""
    remotes = [remote] if remote else list(session.view.graph.remotes)
    found = []
    for one in remotes:
        seen = standing(session, one)
        if seen is not None:
            found += list(_of(seen))
    return found


def of_plan(plan: Plan, at: int) -> list[Placeholder]:
    """The same of a remote that was just read."""
    return list(_of(Standing(plan, at)))


def _of(seen: Standing) -> Iterator[Placeholder]:
    for one in seen.plan.compared:
        if one.found is None or one.found.kind is Kind.TYPE:
            continue
        asked = one.wanted.slots if one.wanted else ()
        held = {slot for slot in asked if one.slots[slot] is not State.NOT_OURS}
        unheld = [slot for slot in _slots(one.found, bound=bool(one.wanted)) if slot not in held]
        # A slot that is absent there is no placeholder: there is nothing anywhere.
        lacking = (
            slot for slot, state in one.slots.items() if slot not in asked and state in _HELD
        )
        for slot in dict.fromkeys([*unheld, *lacking]):
            yield _one(seen, one.found, slot, one.wanted)
        if one.wanted is None and not one.found.slots:
            yield _one(seen, one.found, "", None)


def _slots(found: Found, *, bound: bool) -> list[str]:
    """Slots that hold a value; of what nobody here knows, those too that may hold one."""
    without = {Presence.ABSENT, Presence.UNKNOWN} if bound else {Presence.ABSENT}
    return [slot for slot, how in sorted(found.slots.items()) if how not in without]


def _one(seen: Standing, found: Found, slot: str, wanted: Wanted | None) -> Placeholder:
    remote, binding = seen.plan.remote, wanted.binding if wanted else None
    return Placeholder(
        remote.name,
        found.kind,
        found.object_id,
        found.key,
        slot,
        wanted.title if wanted else "",
        seen.at,
        remote.id,
        (binding.kind, binding.subject_id) if binding else ("", ""),
    )
