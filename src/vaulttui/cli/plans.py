"""Plans and reports as lines and as JSON: names of fields, and never a value that is secret."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

import msgspec

from vaulttui.cli import output
from vaulttui.cli.states import strangers_line
from vaulttui.cli.table import cells, wrapped
from vaulttui.domain.revisions import Json
from vaulttui.domain.text import safe_text
from vaulttui.remotes.protocol import Verb
from vaulttui.sync.attributes import Attribute, attributes
from vaulttui.sync.effects import SIGNS, Effect, EffectKind
from vaulttui.sync.plan import Plan
from vaulttui.sync.plan_file import kept
from vaulttui.sync.report import Outcome, Report, Result
from vaulttui.sync.wording import left_over, names_of, to_do, why

_INDENT: Final = " " * 10
"""What goes below an effect stands below its object."""
_OBJECTS: Final = 36
"""Columns in which objects stand below each other; a longer one moves its names to the right."""


def plan_lines(plan: Plan) -> Iterator[str]:
    """A plan as a person reads it: what is done first comes first, what is left comes last.

    Nothing is cut but long public values: what does not fit goes on below.
    """
    limit = output.width()
    head = f"{safe_text(plan.remote.name)} ({plan.remote.dialect}, {safe_text(plan.remote.url)})"
    yield from wrapped(head, limit, "", _INDENT)
    effects = (*plan.effects, *plan.left)
    column = max((size for one in effects if (size := cells(_where(one))) <= _OBJECTS), default=0)
    told = attributes(plan)
    for one in effects:
        yield from _effect_lines(plan, one, told[one.id], column, limit)
    yield from wrapped(_summary(plan), limit, "", "")


def over_limit(plan: Plan) -> str:
    """Why a plan is refused for its size, in a sentence; empty where it is not."""
    if plan.over_limit is None:
        return ""
    name = safe_text(plan.remote.name)
    return f"{name} may have {plan.over_limit} at once: `vaulttui apply` refuses it."


def plan_shape(plan: Plan) -> dict[str, Json]:
    """A plan as JSON; ``attributes`` are the public values that effects give or change."""
    content: dict[str, Json] = msgspec.to_builtins(kept(plan))
    strangers = [
        {"kind": one.kind.value, "id": one.object_id, "name": one.key} for one in plan.strangers
    ]
    told = attributes(plan)
    changed = {
        one.id: {each.name: {"there": each.there, "here": each.here} for each in told[one.id]}
        for one in plan.effects
    }
    return {
        **content,
        "empty": plan.empty,
        "over_limit": plan.over_limit is not None,
        "attributes": {effect: given for effect, given in changed.items() if given},
        "hints": {one.id: _hint(plan, one) for one in plan.left if one.hint},
        "not_ours": strangers,
    }


def result_line(result: Result) -> str:
    """What became of one effect."""
    effect = result.effect
    done = f" {_after(effect)}".rstrip() if result.outcome is Outcome.DONE else ""
    line = f"{SIGNS[effect.kind]} {effect.kind} {_where(effect)} {_names(effect)}".rstrip()
    why = f": {result.message}" if result.message else ""
    return f"{line}: {result.outcome.value}{done}{why}"


def report_shape(report: Report) -> dict[str, Json]:
    """What became of all effects, as JSON."""
    return {
        "remote": report.remote,
        "results": [
            {
                "id": one.effect.id,
                "kind": one.effect.kind.value,
                "object": f"{one.effect.object_kind.value}:{one.effect.key}",
                "slots": [*one.effect.slots, *one.effect.removed],
                "outcome": one.outcome.value,
                "message": one.message,
            }
            for one in report.results
        ],
    }


def _effect_lines(
    plan: Plan, effect: Effect, told: Sequence[Attribute], column: int, limit: int | None
) -> Iterator[str]:
    left = effect.kind is EffectKind.LEAVE
    where = _where(effect)
    head = f"{SIGNS[effect.kind]} {effect.kind:<6}  {where}{' ' * (column - cells(where))}  "
    state = "" if left else f"({safe_text(why(effect))})" if why(effect) else ""
    line = "  ".join(part for part in (_names(effect, {one.name for one in told}), state) if part)
    yield from (one.rstrip() for one in wrapped(line, limit, head, _INDENT))
    reason = f"{safe_text(why(effect))}. {_hint(plan, effect)}".rstrip() if left else ""
    below = [*(f"{one.name}: {one.told(plan.remote)}" for one in told), reason]
    for text in filter(None, below):
        yield from wrapped(text, limit, _INDENT, f"{_INDENT}  ")


def _hint(plan: Plan, effect: Effect) -> str:
    return effect.hint.replace("vaulttui plan …", f"vaulttui plan {safe_text(plan.remote.name)}")


def _summary(plan: Plan) -> str:
    said = [*(to_do(plan.effects) or ["Nothing to do"]), *left_over(plan.left)]
    sentences = f"{', '.join(said)}."
    return " ".join(filter(None, (sentences, over_limit(plan), strangers_line(plan))))


def _after(effect: Effect) -> str:
    """What else a deletion does."""
    whole = effect.verb is Verb.DELETE and not effect.removed and effect.binding_id
    return "and is not bound any more" if whole else ""


def _where(effect: Effect) -> str:
    return safe_text(f"{effect.object_kind} {effect.key}")


def _names(effect: Effect, told: Collection[str] = ()) -> str:
    """Slots and attributes, but for those that are told; a new object gets all attributes."""
    passed = {*told, *(effect.public if effect.verb is Verb.CREATE else ())}
    return ", ".join(safe_text(name) for name in names_of(effect) if name not in passed)
