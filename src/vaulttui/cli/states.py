"""How objects stand on remotes, as lines and as JSON: names of fields, and never a value."""

from collections.abc import Iterator, Sequence
from typing import Final

from vaulttui.cli.moments import local, rfc3339
from vaulttui.domain.remotes import Policy
from vaulttui.domain.revisions import Json
from vaulttui.domain.text import plural, safe_text
from vaulttui.remotes.protocol import Found
from vaulttui.sync.plan import Plan
from vaulttui.sync.states import Compared, State
from vaulttui.sync.wording import TOUCHED_TOO

STATES_HEAD: Final = ("STATE", "LAST WRITTEN", "ID")
_MANY: Final = 10
"""How many objects that nobody asks for are named."""


def state_rows(plan: Plan) -> Iterator[tuple[str, str, str, str]]:
    """A line for each object, and one for each of its slots that is not in sync."""
    for one in plan.compared:
        if one.wanted is not None:
            yield _object(one)
            yield from _parts(one)
    for found in plan.strangers[:_MANY]:
        yield f"{found.kind} {found.key}", State.NOT_OURS.value, "", _id(found)


def strangers_line(plan: Plan) -> str:
    """How to see what is not ours; empty where nothing is."""
    count = len(plan.strangers)
    if not count:
        return ""
    verb = "is" if count == 1 else "are"
    command = f"vaulttui placeholders {safe_text(plan.remote.name)}"
    return f"{plural(count, 'object')} there {verb} not ours: see `{command}`."


def state_shape(remote: str, one: Compared) -> dict[str, Json]:
    """One object's states as JSON; ``since`` and ``written_at`` are the last confirmed write."""
    written = rfc3339(one.since) if one.since else None
    asked = one.wanted.slots if one.wanted else {}
    return {
        "remote": remote,
        "kind": one.kind.value,
        "name": one.key,
        "id": one.found.object_id if one.found else "",
        "bound": one.wanted.title if one.wanted else "",
        "state": one.state.value,
        "drifts": one.drifts,
        "since": written,
        "written_at": written,
        "slots": {slot: state.value for slot, state in {**one.slots, **one.extra}.items()},
        "touched": sorted(one.touched),
        "policies": {name: slot.policy.value for name, slot in asked.items()},
        "public": list(one.public),
    }


def _object(one: Compared) -> tuple[str, str, str, str]:
    state = one.state.value
    if one.state is not State.IN_SYNC and not one.drifts:
        state += " (by policy)"
    when = ""
    if one.since:
        when = f"{'as of ' * (one.state is State.IN_SYNC)}{local(one.since)}"
    return f"{one.kind} {one.key}", state, when, _id(one.found)


def _parts(one: Compared) -> Iterator[tuple[str, str, str, str]]:
    for slot, state in sorted({**one.slots, **one.extra}.items()):
        if state is not one.state or state is not State.IN_SYNC:
            too = f", {TOUCHED_TOO}" if slot in one.hidden else ""
            yield f"  {slot}", f"{state.value}{too}{_policy(one, slot)}", "", ""
    for name in one.public:
        yield f"  {name}", "differs", "", ""
    if one.projects_differ:
        yield "  projects", "differ", "", ""


def _policy(one: Compared, slot: str) -> str:
    asked = one.wanted.slots.get(slot) if one.wanted else None
    return "" if asked is None or asked.policy is Policy.ENFORCE else f" (policy {asked.policy})"


def _id(found: Found | None) -> str:
    """An id that is no name."""
    return found.object_id if found and found.object_id != found.key else ""


def unread(names: Sequence[str], total: int) -> str:
    """The remotes that could not be read, in a sentence."""
    verb = "was" if len(names) == 1 else "were"
    told = ", ".join(map(safe_text, names))
    return f"{len(names)} of {plural(total, 'remote')} {verb} not read: {told}."
