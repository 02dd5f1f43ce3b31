"""What programs would be given, in words: of one project, and with assignments not saved yet."""

from collections.abc import Mapping, Sequence
from typing import Final

from vaulttui.domain.assignments import Arrangement, Assignment
from vaulttui.inject.environment import outline
from vaulttui.inject.origin import Origin
from vaulttui.inject.outline import Given, Outline
from vaulttui.inject.wanted import Wanted
from vaulttui.session.session import Session
from vaulttui.tui.text import counted
from vaulttui.tui.widgets.lines import Part
from vaulttui.tui.widgets.page import Item, Page, Section

_NOTHING: Final = "none: in the project, a assigns credentials and sets"


def outlines(
    session: Session, subjects: frozenset[str], wanted: Mapping[str, Sequence[Arrangement]]
) -> dict[str, Outline]:
    """By project, what it would be given if these were all assignments of the subjects."""
    graph = session.view.graph
    found = {}
    for project_id, ours in wanted.items():
        project = graph.project(project_id)
        if project is not None:
            others = [a for a in graph.assigned_to(project_id) if a.subject_id not in subjects]
            all_of_it: Sequence[Assignment | Arrangement] = [*others, *ours]
            wish = Wanted(projects=(project,), supposing={project_id: all_of_it})
            found[project_id] = outline(session, wish)
    return found


def origin_words(origin: Origin) -> str:
    """Where something comes from."""
    fields = ", ".join(origin.fields)
    field = f"{origin.credential} / {fields}" if fields else origin.credential
    if not origin.set_id:
        return field
    key = f"set {origin.set}, key {origin.key}"
    return f"{key} → {field}" if origin.credential_id else f"{key}, its own value"


def naming_words(origin: Origin) -> str:
    """How it came to its name, where prefix or rename had a part in it."""
    if origin.renamed:
        return f"renamed from {origin.variable}"
    return f"prefix {origin.prefix}" if origin.prefix else ""


def origins(given: Given) -> list[Origin]:
    """Where a name comes from, by name."""
    return sorted(given.origins, key=origin_words)


def way_of(origin: Origin) -> str:
    """How a type makes it; empty where it is a key, or named by the user."""
    ways = {
        "template": f"template {origin.variable} of the type {origin.type_id}",
        "rule": f"named by the rule of the type {origin.type_id}",
    }
    return ways.get(origin.rule.partition(" ")[0], "")


def page_of(of: str, name: str, found: Outline) -> Page:
    """An outline as a page; ``of`` tells whether it is still that of the same."""
    several = len(found.collisions)
    told = (
        f"{counted(several, 'name')} from several sources: run, env and inject refuse that. "
        "e on one of the sources gives it a prefix or other names in a project."
    )
    asked = tuple(
        Item(f"ask {ask.credential.id} {ask.field.id}", ask.field.label, ask.credential.name)
        for ask in found.asks
    )
    sections = [Section("Variables", items("variable", found.variables), _NOTHING)]
    if found.extra_vars:
        sections.append(Section("Extra variables", items("extra", found.extra_vars)))
    if found.files:
        sections.append(Section("Files, while a program runs", items("file", found.files)))
    if asked:
        sections.append(Section("Asked at use", asked))
    if found.notes:
        notes = (Item(f"note {at}", note) for at, note in enumerate(found.notes))
        sections.append(Section("Notes", tuple(notes)))
    return Page(
        of,
        name,
        "what programs are given, no values; enter goes where a name comes from",
        (*((told,) if several else ()), *found.refusals),
        sections=tuple(sections),
    )


def origin_at(found: Sequence[Given], key: str) -> tuple[Given, Origin | None] | None:
    """What an item made by ``items`` stands for; no origin for a name that has several."""
    _, _, rest = key.partition(" ")
    at, _, name = rest.partition(" ")
    given = next((one for one in found if one.name == name), None)
    if given is None:
        return None
    known = origins(given)
    number = int(at) if at.isdecimal() else 0
    if given.collides:
        return given, known[number - 1] if 0 < number <= len(known) else None
    return given, known[0]


def items(kind: str, found: Sequence[Given]) -> tuple[Item, ...]:
    """A line for each name, keyed ``KIND NUMBER NAME``; below what collides one for each origin."""
    return tuple(item for one in found for item in _items(kind, one))


def _items(kind: str, given: Given) -> list[Item]:
    if given.collides:
        head = Item(f"{kind} 0 {given.name}", given.name, "≠ collides", "bad")
        known = enumerate(map(_told, origins(given)), 1)
        return [
            head,
            *(Item(f"{kind} {at} {given.name}", "", f"{at}. {told}") for at, told in known),
        ]
    origin = given.origins[0]
    asked = f"asks for {', '.join(origin.asked)} at use"
    notes: tuple[Part, ...] = ((asked, "warn"),) if origin.asked else ()
    return [Item(f"{kind} 0 {given.name}", given.name, _told(origin), notes=notes)]


def _told(origin: Origin) -> str:
    return " · ".join(filter(None, (origin_words(origin), naming_words(origin))))
