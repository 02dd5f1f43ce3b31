"""What became of effects whose answer never came: told by a reading, or by a safe repeat."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from vaulttui.domain.journal import JournalEntry, Phase
from vaulttui.domain.text import safe_text
from vaulttui.errors import Conflict, Rejected, RemoteFailed
from vaulttui.remotes.protocol import Abilities, Found, Presence, Verb, Written
from vaulttui.sync.effects import Effect, effect_from_json
from vaulttui.sync.notes import Before, Sight
from vaulttui.sync.report import SETTLES, Outcome, Result
from vaulttui.sync.runner import Runner, as_rejected, is_unknown


class Verdict(StrEnum):
    """What a reading tells of an effect that was under way."""

    DONE = "done"
    AGAIN = "again"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Open:
    """An effect that the journal holds."""

    entry: JournalEntry
    effect: Effect
    before: Before


def opened(entries: Sequence[JournalEntry]) -> tuple[list[Open], list[JournalEntry]]:
    """What can be gone on with; and entries of a later version, which stay."""
    found: list[Open] = []
    strange: list[JournalEntry] = []
    for entry in entries:
        try:
            effect = effect_from_json(entry.effect)
            found.append(Open(entry, effect, Before.from_json(entry.before)))
        except (ValueError, TypeError):
            strange.append(entry)
    makes_first = sorted(found, key=lambda one: one.effect.verb is not Verb.CREATE)
    return makes_first, strange


async def settle(runner: Runner, unsettled: Sequence[Open], sight: Sight) -> None:
    """Settle each; afterwards ``runner.results`` has what became of it."""
    for one in unsettled:
        if one.entry.phase is Phase.WRITTEN:
            continue
        result = await _settled(runner, one, sight)
        runner.results[one.effect.id] = result
        runner.watcher.ended(result)


async def _settled(runner: Runner, one: Open, sight: Sight) -> Result:
    if one.entry.phase is Phase.PENDING:
        followed = await _followed(runner, one)
        if followed is not None:
            return followed
    object_id = runner.steps.object_id(one.effect)
    verdict, found = judge(one, object_id, sight, runner.dialect.abilities)
    if verdict is Verdict.DONE:
        mark = None if found is None else found.mark
        return await runner.confirm(one.effect, Written(found.object_id if found else "", mark))
    if verdict is Verdict.SEVERAL:
        several = Conflict(
            f"several {safe_text(one.effect.key)} have appeared since",
            hint="`vaulttui drift` tells their ids; adopt the one that is meant.",
        )
        return await runner.lost(one.effect, Outcome.UNKNOWN, several)
    return await runner.done(one.effect, again=True)


async def _followed(runner: Runner, one: Open) -> Result | None:
    """Follow work that goes on there; None where it is not known there any more."""
    try:
        written = await as_rejected(runner.dialect.follow(one.entry.pending))
    except Rejected as error:
        if is_unknown(error):
            return Result(one.effect, Outcome.UNKNOWN, error.message, SETTLES)
        await runner.book.keep(runner.desk.dropped(one.effect))
        return Result(one.effect, Outcome.FAILED, error.message, error.hint)
    except RemoteFailed:
        return None
    return await runner.confirm(one.effect, written)


def judge(
    one: Open, object_id: str, sight: Sight, abilities: Abilities
) -> tuple[Verdict, Found | None]:
    """What a reading says of an effect, and the object it is about."""
    effect = one.effect
    if effect.verb is Verb.CREATE:
        new = [o for o in sight.called(effect) if o.object_id not in one.before.same]
        if len(new) > 1:
            return Verdict.SEVERAL, None
        return (Verdict.DONE, new[0]) if new else (Verdict.AGAIN, None)
    found = sight.object_of(effect, object_id)
    if effect.verb is Verb.DELETE:
        gone = found is None or _gone(effect, found, abilities)
        return (Verdict.DONE if gone else Verdict.AGAIN), found
    arrived = found is not None and _arrived(one, found) and abilities.sees_slots
    return (Verdict.DONE if arrived else Verdict.AGAIN), found


def _gone(effect: Effect, found: Found, abilities: Abilities) -> bool:
    unnamed = Presence.ABSENT if abilities.sees_slots else Presence.UNKNOWN
    left = {found.slots.get(slot, unnamed) for slot in effect.removed}
    return left == {Presence.ABSENT}


def _arrived(one: Open, found: Found) -> bool:
    """True where slots are there that were not: nobody but us wrote them."""
    effect = one.effect
    if not effect.slots or effect.public or effect.removed or effect.projects is not None:
        return False
    present = {slot for slot, how in found.slots.items() if how is Presence.PRESENT}
    return not one.before.present & effect.slots.keys() and effect.slots.keys() <= present
