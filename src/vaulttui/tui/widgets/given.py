"""What a program run from a screen is given: by projects, sets, or credentials by themselves."""

from dataclasses import dataclass

from vaulttui.domain.projects import Project
from vaulttui.inject.wanted import Wanted
from vaulttui.session.session import Session
from vaulttui.tui.text import counted, listed


@dataclass(frozen=True, slots=True)
class Given:
    """``kind`` is project, set or credential; the ids are of that kind."""

    kind: str
    ids: tuple[str, ...]

    def wanted(self, session: Session) -> Wanted | None:
        """The sources as `run` and `explain` take them; None where nothing of it is there."""
        graph = session.view.graph
        if self.kind == "credential":
            known = {row.id for row in session.view.rows()}
            there = [one for one in self.ids if one in known]
            found = tuple(session.view.credential(one) for one in there)
            return Wanted(credentials=found) if found else None
        if self.kind == "set":
            sets = tuple(one for one in map(graph.set, self.ids) if one)
            # A set that is seen from its project only is given by that project.
            own = tuple(p for one in sets if (p := graph.project(one.project_id or "")))
            return Wanted(projects=own, sets=sets) if sets else None
        projects = tuple(one for one in map(graph.project, self.ids) if one)
        return Wanted(projects=projects) if projects else None

    def name(self, session: Session) -> str:
        """What it is called, harmless for a terminal."""
        wanted = self.wanted(session)
        if wanted is None:
            return ""
        graph = session.view.graph
        if self.kind == "credential":
            several = len(wanted.credentials) > 1
            count = f"{counted(len(wanted.credentials), 'credential')}: " if several else ""
            return count + listed(one.name for one in wanted.credentials)
        own = f", with its project {listed(map(graph.full_name, wanted.projects))}"
        sets = listed(map(graph.full_name, wanted.sets))
        if self.kind == "set":
            return sets + (own if wanted.projects else "")
        return listed(map(graph.full_name, wanted.projects))

    def folders(self, session: Session) -> tuple[str, ...]:
        """The folders in which its projects are meant."""
        wanted = self.wanted(session)
        projects: tuple[Project, ...] = wanted.projects if wanted else ()
        return tuple(dict.fromkeys(path for one in projects for path in one.links))
