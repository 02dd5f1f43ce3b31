"""How every remote stands, as far as this machine has read: for lists, badges and pages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from vaulttui.domain.bindings import Binding
from vaulttui.domain.remotes import Remote
from vaulttui.errors import VaulttuiError
from vaulttui.operations.plans import Standing, open_effects, standing
from vaulttui.remotes.protocol import Kind
from vaulttui.session.session import Session
from vaulttui.sync.states import Compared, State


@dataclass(frozen=True, slots=True)
class Badge:
    """What is to be said of a bound credential or set on one remote.

    ``since`` is the last confirmed write, ``seen`` the last reading, in milliseconds since
    1970 UTC; None of a remote that this machine never read.
    """

    remote_id: str
    remote: str
    state: State | None
    since: int | None
    seen: int | None


@dataclass(frozen=True, slots=True)
class Standings:
    """All remotes: how they stood at the last reading, and how many effects are open.

    ``badges`` are by the kind and id of what is bound, those in sync as well.
    """

    remotes: Mapping[str, Standing | None] = field(default_factory=dict)
    open: Mapping[str, int] = field(default_factory=dict)
    badges: Mapping[tuple[str, str], tuple[Badge, ...]] = field(default_factory=dict)

    def worst(self, kind: str, subject_id: str) -> Badge | None:
        """The badge that asks for attention; None where all is in sync or nothing is bound."""
        badges = self.badges.get((kind, subject_id), ())
        return next((one for one in badges if one.state is not State.IN_SYNC), None)


def standings(session: Session) -> Standings:
    """Work it out; nothing is asked. A remote that cannot be understood stands as never read."""
    seen: dict[str, Standing | None] = {}
    opened: dict[str, int] = {}
    badges: dict[tuple[str, str], list[Badge]] = {}
    for remote in session.view.graph.remotes:
        seen[remote.id], opened[remote.id] = _standing(session, remote)
        for binding, badge in _badges(session, remote, seen[remote.id]):
            badges.setdefault((binding.kind, binding.subject_id), []).append(badge)
    return Standings(seen, opened, {key: tuple(found) for key, found in badges.items()})


def _standing(session: Session, remote: Remote) -> tuple[Standing | None, int]:
    try:
        return standing(session, remote), len(open_effects(session, remote))
    except VaulttuiError:
        return None, 0


def _badges(
    session: Session, remote: Remote, seen: Standing | None
) -> Iterator[tuple[Binding, Badge]]:
    compared = {
        one.wanted.binding_id: one
        for one in (seen.plan.compared if seen else ())
        if one.wanted and (one.wanted.binding or one.kind is not Kind.TYPE)
    }
    for binding in session.view.graph.bindings_of(remote.id):
        if binding.kind in ("credential", "set"):
            one: Compared | None = compared.get(binding.id)
            state = one.state if one else None
            since = one.since if one else None
            yield binding, Badge(remote.id, remote.name, state, since, seen.at if seen else None)
