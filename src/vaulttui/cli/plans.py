"""Plans, states and reports as lines and as JSON: names of fields, and never a value."""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from vaulttui.cli import output
from vaulttui.cli.moments import local, rfc3339
from vaulttui.cli.table import table
from vaulttui.domain.revisions import Json
from vaulttui.domain.text import safe_text
from vaulttui.sync.effects import SIGNS, Effect
from vaulttui.sync.plan import Plan
from vaulttui.sync.plan_file import kept
from vaulttui.sync.report import Report, Result
from vaulttui.sync.states import Compared
from vaulttui.sync.wording import names_of, summary, why

_MANY: Final = 6


def plan_lines(plan: Plan) -> Iterator[str]:
    """A plan as a person reads it: what is done first comes first, what is left comes last."""
    yield f"{safe_text(plan.remote.name)} ({plan.remote.dialect}, {safe_text(plan.remote.url)})"
    rows = [_row(one) for one in (*plan.effects, *plan.left)]
    if rows:
        yield from table(rows, output.width())
    yield summary(plan)


def plan_shape(plan: Plan) -> dict[str, Json]:
    """A plan as JSON."""
    content: dict[str, Json] = msgspec.to_builtins(kept(plan))
    strangers = [
        {"kind": one.kind.value, "id": one.object_id, "name": one.key} for one in plan.strangers
    ]
    return {**content, "empty": plan.empty, "not_ours": strangers}


def state_rows(compared: Sequence[Compared]) -> Iterator[tuple[str, ...]]:
    """What is bound, a line for each object, and one for each slot that is not in sync."""
    for one in compared:
        if one.wanted is None:
            continue
        since = f"as of {local(one.since)}" if one.since else ""
        yield f"{one.kind} {one.key}", one.state.value, since
        for slot, state in sorted({**one.slots, **one.extra}.items()):
            if state is not one.state or one.state.value != "in sync":
                yield f"  {slot}", state.value, ""
        for name in one.public:
            yield f"  {name}", "differs", ""


def state_shape(remote: str, one: Compared) -> dict[str, Json]:
    """One object's states as JSON."""
    return {
        "remote": remote,
        "kind": one.kind.value,
        "name": one.key,
        "id": one.found.object_id if one.found else "",
        "bound": one.wanted.title if one.wanted else "",
        "state": one.state.value,
        "since": rfc3339(one.since) if one.since else None,
        "slots": {slot: state.value for slot, state in {**one.slots, **one.extra}.items()},
        "public": list(one.public),
    }


def result_line(result: Result) -> str:
    """What became of one effect."""
    sign, what, where, slots, _ = _row(result.effect)
    line = f"{sign} {what} {where} {slots}".rstrip()
    why = f": {result.message}" if result.message else ""
    return f"{line}: {result.outcome.value}{why}"


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


def _row(effect: Effect) -> tuple[str, str, str, str, str]:
    where = f"{effect.object_kind} {effect.key}"
    told = safe_text(why(effect))
    return SIGNS[effect.kind], effect.kind.value, safe_text(where), _names(effect), told


def _names(effect: Effect) -> str:
    names = names_of(effect)
    more = f" and {len(names) - _MANY} more" if len(names) > _MANY else ""
    return safe_text(", ".join(names[:_MANY]) + more)
