"""Which projects several things are to be assigned to, apart from any widget."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vaulttui.domain.assignments import Arrangement, Assignment
from vaulttui.errors import InvalidValue
from vaulttui.session.session import Session
from vaulttui.tui.position import AssignState


@dataclass(frozen=True, slots=True)
class Names:
    """Under which names something is given."""

    prefix: str = ""
    renames: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        parts = [f"prefix {self.prefix}"] if self.prefix else []
        parts += [f"{variable} as {name}" for variable, name in self.renames.items()]
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is assigned; ``only`` is the one project that sees it, if it is a set of one."""

    id: str
    of_set: bool
    only: str | None = None


class Ticks:
    """The state that is there, and what the user made of it.

    With several subjects a project may be assigned to some of them; it stays so
    until it is ticked or unticked.
    """

    def __init__(self, session: Session, subjects: Sequence[Subject]) -> None:
        graph = session.view.graph
        self.subjects = subjects
        self.projects: dict[str, str] = {}
        self._there: dict[tuple[str, str], Assignment] = {
            (one.subject_id, one.project_id): one
            for subject in subjects
            for one in graph.assignments_of(subject.id)
        }
        self._wanted: dict[str, bool] = {}
        self._names: dict[str, Names] = {}
        self.know(session)

    def know(self, session: Session, ticked: str = "") -> None:
        """Take up the projects that there are now, and tick a new one."""
        graph = session.view.graph
        self.projects = {
            one.id: graph.full_name(one)
            for one in graph.projects
            if all(subject.only in (None, one.id) for subject in self.subjects)
        }
        if ticked in self.projects:
            self._wanted[ticked] = True

    def state(self, project_id: str) -> bool | None:
        """Ticked, not ticked, or None where only some of the subjects are assigned."""
        if project_id in self._wanted:
            return self._wanted[project_id]
        there = {(subject.id, project_id) in self._there for subject in self.subjects}
        return None if len(there) > 1 else there.pop()

    def toggle(self, project_id: str) -> None:
        """Tick it, or take the tick away."""
        self._wanted[project_id] = self.state(project_id) is not True

    def only(self, project_id: str) -> None:
        """Tick this one, and none beside it."""
        self._wanted = dict.fromkeys(self.projects, False) | {project_id: True}

    def name(self, project_id: str, names: Names) -> None:
        """Give everything to it under these names, which ticks it."""
        self._names[project_id] = names
        self._wanted[project_id] = True

    def ticked(self) -> list[str]:
        """The projects that are ticked."""
        return [project_id for project_id in self.projects if self.state(project_id)]

    def rename(self, project_id: str, plain: str, present: str, name: str) -> None:
        """Let a variable that is ``present`` there be another one; without a name, itself."""
        names = self.names(project_id)
        pairs = names.renames.items()
        kept = {old: new for old, new in pairs if plain != old and present != new}
        self.name(project_id, Names(names.prefix, kept | ({plain: name} if name else {})))

    def names(self, project_id: str) -> Names:
        """The names that count there; of several subjects those of the first."""
        if project_id in self._names:
            return self._names[project_id]
        found = [self._there.get((subject.id, project_id)) for subject in self.subjects]
        return next((Names(one.prefix, one.renames) for one in found if one), Names())

    def differ(self, project_id: str) -> bool:
        """True where the subjects are given under different names."""
        if project_id in self._names:
            return False
        found = [self._there.get((subject.id, project_id)) for subject in self.subjects]
        return len({str(Names(one.prefix, one.renames)) for one in found if one}) > 1

    # Across a lock

    def state_at(self, project_id: str) -> AssignState:
        """What the user made of it, with the project under the cursor."""
        names = {key: (one.prefix, dict(one.renames)) for key, one in self._names.items()}
        subjects = tuple(subject.id for subject in self.subjects)
        return AssignState(subjects, project_id, dict(self._wanted), names)

    def put(self, state: AssignState) -> None:
        """Take up what the user had made of it."""
        self._wanted = dict(state.wanted)
        self._names = {key: Names(*one) for key, one in state.names.items()}

    # What it comes to

    def wanted(self, project_id: str) -> list[Arrangement]:
        """How the subjects are to be assigned to a project."""
        return [one for subject in self.subjects if (one := self._arrangement(subject, project_id))]

    def _arrangement(self, subject: Subject, project_id: str) -> Arrangement | None:
        there, wish = self._there.get((subject.id, project_id)), self._wanted.get(project_id)
        if not (wish or (wish is None and there is not None)):
            return None
        names = self._names.get(project_id)
        if names is None:
            names = Names(there.prefix, there.renames) if there else Names()
        return Arrangement(subject.id, subject.of_set, project_id, names.prefix, names.renames)

    def changes(self) -> tuple[list[Arrangement], list[Assignment]]:
        """What is to be put, and what is to be taken away."""
        wanted = [one for project_id in self.projects for one in self.wanted(project_id)]
        put = [one for one in wanted if not self._is_there(one)]
        kept = {(one.subject_id, one.project_id) for one in wanted}
        known = [(pair, one) for pair, one in self._there.items() if pair[1] in self.projects]
        return put, [one for pair, one in known if pair not in kept]

    def _is_there(self, one: Arrangement) -> bool:
        there = self._there.get((one.subject_id, one.project_id))
        return there is not None and (there.prefix, dict(there.renames)) == (
            one.prefix,
            dict(one.renames),
        )


def read_renames(text: str) -> dict[str, str]:
    """Renames as they are typed, ``OLD=NEW`` with commas between; raises InvalidValue."""
    pairs = [part.strip().partition("=") for part in text.split(",") if part.strip()]
    if not all(old.strip() and equals and new.strip() for old, equals, new in pairs):
        raise InvalidValue("A rename is written OLD=NEW, with commas between several.")
    return {old.strip(): new.strip() for old, _, new in pairs}


def written(renames: Mapping[str, str]) -> str:
    """The same, to be changed."""
    return ", ".join(f"{old}={new}" for old, new in renames.items())
