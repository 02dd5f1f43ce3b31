"""Planning what would bring a remote into line, and carrying it out."""

from collections.abc import Callable, Collection, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from vaulttui.domain.journal import JournalEntry
from vaulttui.domain.remotes import Remote
from vaulttui.domain.text import safe_text
from vaulttui.errors import NotFound, RemoteFailed, Stale, VaulttuiError
from vaulttui.operations import trash
from vaulttui.remotes.protocol import Abilities, Dialect, Found
from vaulttui.remotes.registry import described
from vaulttui.session.session import Session
from vaulttui.sync import plan_file, sightings
from vaulttui.sync.apply import (
    Side,
    interrupted,
    look_since,
    refuse_unsettled,
    resume_open,
    under_way,
)
from vaulttui.sync.apply import apply as apply_plan
from vaulttui.sync.asked import container
from vaulttui.sync.connection import connected
from vaulttui.sync.machine import alone, known_id, machine_id, refuse_writing
from vaulttui.sync.plan import Plan, make_plan, refuse_deleting, refuse_many
from vaulttui.sync.plan_file import KeptPlan
from vaulttui.sync.report import Report, Unwatched, Watcher
from vaulttui.sync.wanted import wanted
from vaulttui.transport.client import run

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a remote stood when this machine last read it, beside the vault as it is now.

    ``at`` is when that was, in milliseconds since 1970 UTC.
    """

    plan: Plan
    at: int


def test(session: Session, remote: Remote) -> str:
    """Ask for something that needs the login; say in a sentence what answered."""

    async def work(dialect: Dialect) -> str:
        return await dialect.test()

    return _over(session, remote, work)


def plan(
    session: Session,
    remote: Remote,
    deletes: Sequence[str] = (),
    watcher: Watcher | None = None,
    *,
    also: Iterable[str] = (),
) -> Plan:
    """Read the remote, and say what would be done; nothing is written there or into the vault.

    ``also`` are natural keys to be looked at although nothing is bound to them. Raises
    OverBudget for ``deletes`` that the budget forbids, with nothing asked.
    """

    async def work(dialect: Dialect) -> tuple[Found, ...]:
        return await dialect.read(keys_of(session, remote, (*also, *_containers(deletes))))

    refuse_deleting(remote, deletes)
    there = _over(session, remote, work, watcher)
    sightings.save(session, remote.id, there)
    return _planned(session, remote, there, deletes)


def standing(session: Session, remote: Remote) -> Standing | None:
    """The same without asking the remote; None where this machine never read it."""
    seen = sightings.load(session, remote.id)
    return Standing(_planned(session, remote, seen.there), seen.at) if seen else None


def apply(
    session: Session,
    remote: Remote,
    approved: Plan | KeptPlan,
    watcher: Watcher | None = None,
    chosen: Collection[str] | None = None,
) -> Report:
    """Carry out a plan that was read, or those of its effects ``chosen`` by their ids.

    The remote is read again first: raises Stale, with nothing sent, where vault or remote
    moved since. With nothing asked: raises InUse while another apply is under way or open,
    OverBudget for more effects than the remote may have at once. What is done there already
    and was never looked at since is looked at first: a plan made before that is stale.
    """
    kept = approved if isinstance(approved, KeptPlan) else plan_file.kept(approved)
    if kept.remote_id != remote.id:
        raise NotFound(f"The plan is not for {safe_text(remote.name)}.")
    refuse_open(session, remote)
    refuse_many(remote, sum(chosen is None or one.id in chosen for one in kept.effects))
    told = watcher or Unwatched()

    async def work(dialect: Dialect) -> Report:
        side = _side(session, remote, dialect, told)
        there = await dialect.read(keys_of(session, remote, _containers(kept.deletes)))
        session.refresh()
        if await look_since(side, there):
            sightings.save(session, remote.id, there)
        now = _as_it_is(session, remote)
        # What was deleted already is not there to be planned: that is told as a move, too.
        present = _planned(session, now, there)
        plan_file.refuse_moved(kept, present)
        if kept.deletes:
            present = _planned(session, now, there, kept.deletes)
        plan_file.refuse_other(kept, present)
        applied = await apply_plan(side, present, there, chosen)
        sightings.save(session, remote.id, applied.there)
        return applied.report

    with alone(session.keys.vault_id, remote):
        return _over(session, remote, work, told)


def open_effects(session: Session, remote: Remote) -> list[JournalEntry]:
    """What this machine began there and does not know the end of."""
    return interrupted(under_way(session, remote.id, known_id()))


def refuse_open(session: Session, remote: Remote) -> None:
    """Raise InUse while this machine does not know the end of what it began there.

    That is so while another program writes there, too, and is told as what it is.
    """
    if not open_effects(session, remote):
        return
    refuse_writing(session.keys.vault_id, remote)
    # Whoever wrote when the vault was opened may have come to an end since.
    session.refresh()
    refuse_unsettled(remote.name, len(open_effects(session, remote)))


def look(session: Session, remote: Remote, watcher: Watcher | None = None) -> None:
    """Look at what is done there, where an apply could not any more; nothing is sent."""
    if not under_way(session, remote.id, known_id()):
        return
    told = watcher or Unwatched()

    async def work(dialect: Dialect) -> None:
        there = await dialect.read(keys_of(session, remote))
        await look_since(_side(session, remote, dialect, told), there)
        sightings.save(session, remote.id, there)

    with alone(session.keys.vault_id, remote):
        session.refresh()
        _over(session, _as_it_is(session, remote), work, told)


def left_behind(session: Session) -> list[tuple[str, int]]:
    """How many effects of this machine are open on each remote in the trash, by its name."""
    found = [one for one in trash.trashed(session) if one.kind == "remote"]
    counts = [(one.name, len(interrupted(under_way(session, one.id, known_id())))) for one in found]
    return [(name, count) for name, count in counts if count]


def resume(session: Session, remote: Remote, watcher: Watcher | None = None) -> Report:
    """Settle what is open there; nothing is asked where nothing is."""
    if not under_way(session, remote.id, known_id()):
        return Report(remote.name, ())
    told = watcher or Unwatched()

    async def work(dialect: Dialect) -> Report:
        side = _side(session, remote, dialect, told)
        wants = wanted(session, remote, dialect.abilities)
        applied = await resume_open(side, wants, keys_of(session, remote))
        sightings.save(session, remote.id, applied.there)
        return applied.report

    with alone(session.keys.vault_id, remote):
        session.refresh()
        remote = _as_it_is(session, remote)
        if not under_way(session, remote.id, known_id()):
            return Report(remote.name, ())
        return _over(session, remote, work, told)


def _side(session: Session, remote: Remote, dialect: Dialect, told: Watcher) -> Side:
    return Side(session, remote, dialect, machine_id(), told)


def keys_of(session: Session, remote: Remote, also: Iterable[str] = ()) -> list[str]:
    """The natural keys to be read, for a dialect that lists no containers."""
    abilities = abilities_of(remote)
    wants = wanted(session, remote, abilities) if abilities.owns_slots else ()
    return sorted({*(one.key for one in wants), *(key for key in also if key)})


def abilities_of(remote: Remote) -> Abilities:
    """What a remote's dialect can do."""
    return described(remote.dialect).ABILITIES


def _planned(
    session: Session, remote: Remote, there: Sequence[Found], deletes: Sequence[str] = ()
) -> Plan:
    abilities = abilities_of(remote)
    wants = wanted(session, remote, abilities)
    ledger = {
        one.binding_id: session.view.ledger(one.binding_id) for one in wants if one.binding_id
    }
    return make_plan(remote, wants, there, ledger, abilities, deletes)


def _as_it_is(session: Session, remote: Remote) -> Remote:
    """The remote after another look at the vault."""
    found = session.view.graph.remote(remote.id)
    if found is None:
        raise Stale(f"{safe_text(remote.name)} is no remote any more; nothing was sent.")
    return found


def _containers(deletes: Iterable[str]) -> list[str]:
    # Where slots are deleted one by one, OBJECT/SLOT is no name of a container.
    return [container(one.rpartition("/")[0] or one) for one in deletes]


def _over(
    session: Session,
    remote: Remote,
    work: Callable[[Dialect], Coroutine[object, object, T]],
    watcher: Watcher | None = None,
) -> T:
    """Do work over a connection, and give the first error of several at once by itself.

    Where no hint of its own says what to do, an error leads to the remote that failed.
    """

    async def whole() -> T:
        async with connected(session, remote, watcher) as dialect:
            return await work(dialect)

    try:
        return run(whole())
    except ExceptionGroup as group:
        raise _named(_first(group), remote) from None
    except RemoteFailed as error:
        raise _named(error, remote) from None


def _named(error: Exception, remote: Remote) -> Exception:
    name = safe_text(remote.name)
    if isinstance(error, RemoteFailed):
        hint = error.hint or "See `vaulttui remote show NAME`."
        error.hint = hint.replace("remote show NAME", f"remote show {name}")
    return error


def _first(group: ExceptionGroup[Exception]) -> Exception:
    """What is worth telling of errors that came together: the first that is for the user."""
    leaves = list(_leaves(group))
    return next((one for one in leaves if isinstance(one, VaulttuiError)), leaves[0])


def _leaves(error: Exception) -> Iterable[Exception]:
    if not isinstance(error, ExceptionGroup):
        return [error]
    return [leaf for one in error.exceptions for leaf in _leaves(one)]
