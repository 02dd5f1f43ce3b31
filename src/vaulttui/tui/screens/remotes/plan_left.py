"""What a plan leaves as it is, and what of that can be changed by a key."""

from dataclasses import replace

from vaulttui.sync.asked import address
from vaulttui.sync.effects import Effect
from vaulttui.sync.plan import Plan
from vaulttui.sync.states import State
from vaulttui.sync.wanted import Place


def joined(plan: Plan) -> tuple[Effect, ...]:
    """What is left for the same reason of the same object is one thing; what goes is not left."""
    gone = {(one.place, slot) for one in plan.effects for slot in one.removed}
    found: dict[tuple[Place, str, str], Effect] = {}
    for one in plan.left:
        if one.removed and all((one.place, slot) in gone for slot in one.removed):
            continue
        key = (one.place, one.reason, one.hint)
        same = found.get(key)
        if same is not None:
            removed, states = (*same.removed, *one.removed), {**same.states, **one.states}
            one = replace(same, removed=removed, states=states)
        found[key] = one
    return tuple(found.values())


def adoptable(plan: Plan, left: Effect) -> str:
    """What could be taken over, as it is asked for; empty where nothing of the kind is left."""
    for one in plan.compared:
        if one.wanted and one.wanted.place == left.place:
            strange = not one.ours or State.NOT_OURS in left.states.values()
            object_id = one.rebind or (one.found.object_id if one.found and strange else "")
            return address(plan.compared, one.kind, object_id)
    return ""


def deletable(plan: Plan, left: Effect) -> str:
    """The slot that is gone here and still there; empty where nothing of the kind is left."""
    for one in plan.compared:
        if one.wanted and one.wanted.place == left.place:
            gone = (slot for slot in left.removed if one.extra.get(slot) is State.LOCAL_AHEAD)
            return next(gone, "")
    return ""


def hint_here(plan: Plan, left: Effect) -> str:
    """What would change that it is left: a key where there is one for it."""
    if adoptable(plan, left):
        return "a takes it over."
    return "x deletes it there." if deletable(plan, left) else left.hint
