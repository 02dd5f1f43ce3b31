"""A plan carried out, and what was interrupted gone on with."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from vaulttui.domain.journal import JournalEntry, Phase
from vaulttui.domain.remotes import Remote
from vaulttui.domain.text import plural, safe_text
from vaulttui.errors import InUse, RemoteFailed, Stale
from vaulttui.remotes.protocol import Dialect, Found
from vaulttui.session.session import Session
from vaulttui.sync.book import Book
from vaulttui.sync.notes import Desk, Sight
from vaulttui.sync.plan import Plan
from vaulttui.sync.report import Outcome, Report, Result, Watcher, in_order
from vaulttui.sync.runner import Runner
from vaulttui.sync.settle import Open, opened, settle
from vaulttui.sync.sightings import after
from vaulttui.sync.states import Compared
from vaulttui.sync.steps import Steps
from vaulttui.sync.wanted import Place, Wanted

_MOVED: Final = Stale("it was sent to where the remote was before", hint="Look there.")


@dataclass(frozen=True, slots=True)
class Side:
    """One remote as this machine speaks to it."""

    session: Session
    remote: Remote
    dialect: Dialect
    machine: str
    watcher: Watcher

    @property
    def journal(self) -> list[JournalEntry]:
        """What this machine has under way there."""
        return under_way(self.session, self.remote.id, self.machine)


def refuse_unsettled(name: str, opened: int, where: str = "") -> None:
    """Raise InUse where effects on a remote are open, which ``resume`` settles, and ``where``."""
    if opened:
        verb = "was" if opened == 1 else "were"
        raise InUse(
            f"{plural(opened, 'effect')} on {safe_text(name)} {verb} interrupted and not settled.",
            hint=f"Run `vaulttui resume` first{where}.",
        )


def under_way(session: Session, remote_id: str, machine: str) -> list[JournalEntry]:
    """What a machine began on a remote and does not know the end of, the oldest first."""
    entries = map(JournalEntry, session.view.records("journal"))
    found = [one for one in entries if (one.remote_id, one.machine) == (remote_id, machine)]
    return sorted(found, key=lambda one: (one.record.at, one.id))


def interrupted(entries: Sequence[JournalEntry]) -> list[JournalEntry]:
    """Those of which nobody knows what became; what is written asks for a look alone."""
    return [one for one in entries if one.phase is not Phase.WRITTEN]


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of it, and how the remote looked at the end, as far as it was read."""

    report: Report
    there: tuple[Found, ...]


async def apply(
    side: Side, plan: Plan, there: Sequence[Found], chosen: Collection[str] | None = None
) -> Applied:
    """Do the effects of a plan that was just made of ``there``, or those of it ``chosen``.

    Raises InUse while something is open that was interrupted, OverBudget for a plan that
    is too large.
    """
    refuse_unsettled(side.remote.name, len(interrupted(side.journal)))
    effects = [one for one in plan.effects if chosen is None or one.id in chosen]
    replace(plan, effects=tuple(effects)).check_budget()
    wants = [one.wanted for one in plan.compared if one.wanted]
    runner = _runner(side, wants, there, _doubted(plan.compared))
    await runner.run(effects)
    if any(one.outcome is Outcome.UNKNOWN for one in runner.results.values()):
        await _settle_now(side, runner)
        left = [one for one in effects if runner.results[one.id].outcome is Outcome.LEFT]
        await runner.run(left)
    return await _ended(side, runner, in_order(plan.effects, runner.results), there)


async def look_since(side: Side, there: Sequence[Found]) -> bool:
    """Write down how what is done there looks by now; False where that is known of all."""
    return await _read_since(side, _runner(side, (), there, {}), there) is not None


async def resume_open(side: Side, wants: Sequence[Wanted], keys: Sequence[str]) -> Applied:
    """Settle what is open here; what is read tells of most, a safe repeat of the rest."""
    unsettled, strange = opened(side.journal)
    if strange:
        raise InUse(
            "The journal holds effects of a newer version of vaulttui.",
            hint="Resume with that version.",
        )
    there = await side.dialect.read(sorted({*keys, *(one.effect.key for one in unsettled)}))
    runner = _runner(side, wants, there, _doubted_then(side.session, unsettled))
    here = [one for one in unsettled if one.entry.place in ("", side.remote.place)]
    for one in unsettled:
        if one not in here:
            runner.results[one.effect.id] = await runner.lost(one.effect, Outcome.UNKNOWN, _MOVED)
    await settle(runner, here, runner.sight)
    waiting = [one for one in here if one.entry.phase is Phase.WRITTEN]
    for one in waiting:
        runner.results[one.effect.id] = Result(one.effect, Outcome.DONE)
    return await _ended(side, runner, tuple(runner.results.values()), there)


async def _ended(
    side: Side, runner: Runner, results: tuple[Result, ...], there: Sequence[Found]
) -> Applied:
    read = await _read_since(side, runner, there)
    done = [(one.effect, runner.written.get(one.effect.id)) for one in results]
    seen = read or after(
        there, [(effect, written) for effect, written in done if written], runner.steps.wants
    )
    return Applied(Report(side.remote.name, results), tuple(seen))


def _runner(
    side: Side,
    wants: Sequence[Wanted],
    there: Sequence[Found],
    doubted: Mapping[Place, set[str]],
) -> Runner:
    return Runner(
        side.dialect,
        Steps.of(side.session, side.remote, wants),
        Book(side.session),
        Desk(side.remote.id, side.machine, side.remote.place),
        side.watcher,
        doubted,
        Sight.of(there),
    )


def _doubted(compared: Sequence[Compared]) -> dict[Place, set[str]]:
    return {one.wanted.place: set(one.touched) for one in compared if one.wanted}


def _doubted_then(session: Session, unsettled: Sequence[Open]) -> dict[Place, set[str]]:
    """What was doubted when these began, and what of it the ledger says."""
    found: dict[Place, set[str]] = {}
    for one in unsettled:
        own = session.view.ledger(one.effect.binding_id).get("")
        found.setdefault(one.effect.place, set()).update(
            one.before.doubted, own.doubted if own else ()
        )
    return found


async def _settle_now(side: Side, runner: Runner) -> None:
    """Settle at once what has no answer, if the remote answers again.

    What goes on there was waited for already.
    """
    unsettled = [one for one in opened(side.journal)[0] if one.entry.phase is Phase.SENT]
    if side.watcher.stop.is_set() or not unsettled:
        return
    with suppress(RemoteFailed):
        there = await side.dialect.read(_keys(runner, unsettled))
        await settle(runner, unsettled, Sight.of(there))


async def _read_since(side: Side, runner: Runner, there: Sequence[Found]) -> Sequence[Found] | None:
    """Read what the remote says of the objects that were written, where no answer told it."""
    unread, _ = opened([one for one in side.journal if one.phase is Phase.WRITTEN])
    if not unread:
        return None
    if runner.asked:
        try:
            there = await side.dialect.read(_keys(runner, unread))
        except RemoteFailed:
            return None
    found = {(one.kind, one.object_id): one for one in there}
    marks = {}
    for one in unread:
        seen = found.get((one.effect.object_kind, one.entry.object_id or one.effect.object_id))
        if seen is not None and one.effect.binding_id:
            marks[one.effect.binding_id] = seen.mark
    await runner.book.keep(runner.desk.read_since([one.entry for one in unread], marks))
    return there


def _keys(runner: Runner, opens: Sequence[Open]) -> list[str]:
    """The natural keys of all that is wanted, and of what is open."""
    wants = runner.steps.wants.values()
    known = {key for want in wants for key in (want.key, want.object_id)}
    return sorted({*known, *(one.effect.key for one in opens)} - {""})
