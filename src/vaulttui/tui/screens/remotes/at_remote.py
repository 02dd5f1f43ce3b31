"""What the plan's screen has done on a remote; the engine is loaded by the thread that asks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from vaulttui.domain.journal import JournalEntry
from vaulttui.domain.remotes import Remote
from vaulttui.domain.text import plural
from vaulttui.errors import NotFound
from vaulttui.session.session import Session
from vaulttui.sync.plan import Plan
from vaulttui.sync.report import Report, Watcher
from vaulttui.tui.text import shown


class Work(Protocol):
    """One remote, planned and written to.

    Everything but ``opened`` and ``writing`` takes its time.
    """

    def opened(self) -> Sequence[JournalEntry]:
        """What this machine began there and does not know the end of."""
        ...

    def writing(self) -> bool:
        """Whether a program of this machine writes there now."""
        ...

    def read(self, deletes: Sequence[str], watcher: Watcher) -> Plan:
        """Read the remote, and say what would be done."""
        ...

    def apply(self, plan: Plan, watcher: Watcher, chosen: Collection[str]) -> Report:
        """Do those effects of the plan."""
        ...

    def resume(self, watcher: Watcher) -> Report:
        """Settle what is open."""
        ...

    def adopt(self, object_id: str, watcher: Watcher) -> str:
        """Take an object over; return what answers for it here, and what that got."""
        ...


@dataclass(frozen=True, slots=True)
class AtRemote:
    """The remote itself."""

    session: Session
    remote_id: str

    @property
    def remote(self) -> Remote:
        """As it is now; NotFound once it is gone."""
        found = self.session.view.graph.remote(self.remote_id)
        if found is None:
            raise NotFound("This remote is not in the vault any more.")
        return found

    def opened(self) -> Sequence[JournalEntry]:
        """By the journal."""
        from vaulttui.operations.plans import open_effects

        return open_effects(self.session, self.remote)

    def writing(self) -> bool:
        """By the lock of who writes."""
        from vaulttui.sync.machine import is_writing

        found = self.session.view.graph.remote(self.remote_id)
        return found is not None and is_writing(self.session.keys.vault_id, found)

    def read(self, deletes: Sequence[str], watcher: Watcher) -> Plan:
        """Over the network; what other programs wrote into the vault counts."""
        from vaulttui.operations.plans import plan

        self.session.refresh()
        return plan(self.session, self.remote, deletes, watcher)

    def apply(self, plan: Plan, watcher: Watcher, chosen: Collection[str]) -> Report:
        """Over the network, which is read once more before."""
        from vaulttui.operations.plans import apply

        return apply(self.session, self.remote, plan, watcher, chosen)

    def resume(self, watcher: Watcher) -> Report:
        """Over the network."""
        from vaulttui.operations.plans import resume

        return resume(self.session, self.remote, watcher)

    def adopt(self, object_id: str, watcher: Watcher) -> str:
        """Over the network, which is only read."""
        from vaulttui.operations.adoption import adopt

        (adopted,) = adopt(self.session, self.remote, [object_id], watcher)
        what, gained = f"{adopted.kind} {shown(adopted.title, 80)}", adopted.gained
        if not gained:
            return what
        names = shown(", ".join(gained), 120)
        return f"{what}, which got {plural(len(gained), 'key')} without a value ({names}),"
