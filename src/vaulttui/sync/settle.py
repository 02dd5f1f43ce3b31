"""What became of effects whose answer never came: told by a reading, or by a safe repeat."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from vaulttui.domain.journal import JournalEntry, Phase
from vaulttui.domain.text import safe_text
from vaulttui.errors import Conflict, OddAnswer, Rejected, RemoteFailed, Unanswered
from vaulttui.remotes.protocol import NAME, Abilities, Found, Kind, Presence, Verb, Written
from vaulttui.sync.effects import Effect, effect_from_json
from vaulttui.sync.notes import Before, Sight
from vaulttui.sync.report import SETTLES, Outcome, Result
from vaulttui.sync.runner import GOES_ON, Runner, as_rejected, is_unknown
from vaulttui.sync.wanted import Wanted


class Verdict(StrEnum):
    """What a reading tells of an effect that was under way."""

    DONE = "done"
    AGAIN = "again"
    SEVERAL = "several"
    OTHER = "other"


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
    return found, strange


async def settle(runner: Runner, unsettled: Sequence[Open], sight: Sight) -> None:
    """Settle each, what makes objects first; ``runner.results`` then has what became of it.

    What is not come to, because somebody stops or nobody answers any more, stays open.
    """

    async def do(one: Open) -> None:
        async with runner.turn(one.effect):
            reason = await runner.ready()
            if reason:
                left = Result(one.effect, Outcome.LEFT, reason, SETTLES)
                runner.results.setdefault(one.effect.id, left)
            else:
                runner.note(await _settled(runner, one, sight))

    for makes in (True, False):
        works = [one for one in unsettled if (one.effect.verb is Verb.CREATE) is makes]
        await runner.each([one for one in works if one.entry.phase is not Phase.WRITTEN], do)


async def _settled(runner: Runner, one: Open, sight: Sight) -> Result:
    if one.entry.phase is Phase.PENDING:
        followed = await _followed(runner, one)
        if followed is not None:
            return followed
    object_id = runner.steps.object_id(one.effect)
    want = runner.steps.wants.get(one.effect.place)
    verdict, found = judge(one, object_id, sight, runner.dialect.abilities, want)
    if verdict is Verdict.DONE:
        mark = None if found is None else found.mark
        return await runner.confirm(one.effect, Written(found.object_id if found else "", mark))
    if verdict in _NOT_SURE:
        told = Conflict(_NOT_SURE[verdict].format(name=safe_text(one.effect.key)), hint=_WHICH)
        return await runner.lost(one.effect, Outcome.UNKNOWN, told)
    return await runner.done(one.effect, again=True)


_NOT_SURE: Final = {
    Verdict.SEVERAL: "several {name} have appeared since",
    Verdict.OTHER: "a {name} has appeared since that is not as it was to be made",
}
_WHICH: Final = "`vaulttui drift` tells its id; adopt the one that is meant."


async def _followed(runner: Runner, one: Open) -> Result | None:
    """Follow work that goes on there; None where it cannot be followed there any more."""
    try:
        written = await as_rejected(runner.dialect.follow(one.entry.pending))
    except Rejected as error:
        if is_unknown(error):
            return Result(one.effect, Outcome.UNKNOWN, error.message, SETTLES)
        await runner.book.keep(runner.desk.dropped(one.effect))
        return Result(one.effect, Outcome.FAILED, error.message, error.hint)
    except (Unanswered, OddAnswer):
        return None
    except RemoteFailed as error:
        return Result(one.effect, Outcome.UNKNOWN, error.message, SETTLES)
    if written.pending:
        return Result(one.effect, Outcome.UNKNOWN, GOES_ON, SETTLES)
    return await runner.confirm(one.effect, written)


def judge(
    one: Open, object_id: str, sight: Sight, abilities: Abilities, want: Wanted | None
) -> tuple[Verdict, Found | None]:
    """What a reading says of an effect, and the object it is about; ``want`` is its wish now."""
    effect = one.effect
    if effect.verb is Verb.CREATE:
        new = [o for o in sight.called(effect) if o.object_id not in one.before.same]
        if len(new) > 1:
            return Verdict.SEVERAL, None
        if not new:
            return Verdict.AGAIN, None
        ours = want is None or _looks_made(effect, new[0], abilities, want)
        return (Verdict.DONE if ours else Verdict.OTHER), new[0]
    found = sight.object_of(effect, object_id)
    if effect.verb is Verb.DELETE:
        gone = found is None or _gone(effect, found, abilities)
        return (Verdict.DONE if gone else Verdict.AGAIN), found
    arrived = found is not None and _arrived(one, found) and abilities.sees_slots
    return (Verdict.DONE if arrived else Verdict.AGAIN), found


def _looks_made(effect: Effect, found: Found, abilities: Abilities, want: Wanted) -> bool:
    """True where an object is what would have been made: somebody else's may have its name."""
    if effect.object_kind is Kind.TYPE:
        return True
    public = [name for name in effect.public if name != NAME]
    alike = all(found.public.get(name, "") == want.public.get(name, "") for name in public)
    held = {slot for slot, how in found.slots.items() if how is Presence.PRESENT}
    filled = not abilities.sees_slots or held == effect.slots.keys()
    return alike and filled and found.type_key in ("", effect.type_key)


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
