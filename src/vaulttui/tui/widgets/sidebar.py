"""Where to look: all, by type, by tag, and what has a screen of its own."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vaulttui.domain.credentials import CredentialRow
from vaulttui.tui.text import fit, shown
from vaulttui.tui.widgets.lines import Lines, Part

Scope = tuple[str, str]
"""A kind of narrowing and its value: ("all", ""), ("type", "login"), ("tag", "work/db")."""
ALL: Scope = ("all", "")
HEALTH: Scope = ("health", "")
_TITLES = {"types": "Credential types"}
"""Places whose name alone would not tell them from the headings."""
NARROWING = frozenset({"all", "type", "tag"})


@dataclass(frozen=True, slots=True)
class Counts:
    """How many credentials there are of each type, and under each step of each tag.

    ``beside`` counts what has a screen of its own, by the name of its scope.
    """

    total: int
    types: Mapping[str, int]
    tags: Mapping[str, int]
    beside: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Node:
    """One line: a scope with its count, a heading, or nothing."""

    scope: Scope | None
    title: str
    count: int | None = None
    depth: int = 0


def count_rows(rows: Iterable[CredentialRow], beside: Mapping[str, int]) -> Counts:
    """Count types and tags; ``a/b`` counts for ``a`` too, once per credential."""
    types: Counter[str] = Counter()
    tag_sets: Counter[tuple[str, ...]] = Counter()
    total = 0
    for row in rows:
        total += 1
        types[row.type_id] += 1
        tag_sets[row.tags] += 1
    tags: Counter[str] = Counter()
    for names, times in tag_sets.items():
        for step in {step for tag in names for step in _steps(tag)}:
            tags[step] += times
    return Counts(total, types, tags, beside)


def _steps(tag: str) -> list[str]:
    parts = tag.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]


class Sidebar(Lines):
    """The places; moving onto one shows it."""

    def __init__(self) -> None:
        super().__init__(id="sidebar")
        self.nodes: Sequence[Node] = (Node(ALL, "All"),)
        self._worries: int | None = None

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self.nodes)

    @property
    def scope(self) -> Scope:
        """The scope under the cursor."""
        node = self.nodes[self.cursor] if self.cursor < len(self.nodes) else None
        return node.scope if node is not None and node.scope is not None else ALL

    def stand_at(self, scope: Scope) -> None:
        """Put the cursor on a scope; on all where it is not listed."""
        self.changed(next((at for at, one in enumerate(self.nodes) if one.scope == scope), 0))

    def selectable(self, index: int) -> bool:
        """Headings are passed over."""
        return self.nodes[index].scope is not None if index < len(self.nodes) else False

    def show(self, counts: Counts, names: Mapping[str, str], keep: Scope) -> None:
        """Show the counts; ``names`` are those of the types, by id."""
        by_name = sorted(counts.types.items(), key=lambda pair: names.get(pair[0], pair[0]).lower())
        nodes = [Node(ALL, "All", counts.total)]
        nodes += [Node(None, ""), Node(None, "Types")] if by_name else []
        nodes += [Node(("type", key), names.get(key, key), n, 1) for key, n in by_name]
        nodes += [Node(None, ""), Node(None, "Tags")] if counts.tags else []
        nodes += [
            Node(("tag", tag), tag.rpartition("/")[2], n, 1 + tag.count("/"))
            for tag, n in sorted(counts.tags.items(), key=lambda pair: pair[0].lower().split("/"))
        ]
        nodes += [Node(None, "")]
        titled = ((key, _TITLES.get(key, key.capitalize())) for key in counts.beside)
        nodes += [Node((key, ""), title, counts.beside[key]) for key, title in titled]
        nodes += [Node(HEALTH, "Health")]
        nodes += [Node(("activity", ""), "Activity"), Node(("agent", ""), "Agent")]
        nodes += [Node(("vault", ""), "The vault"), Node(("settings", ""), "Settings")]
        # Who is on the way into another screen, or back from it, stays there.
        keep = keep if self.scope[0] in NARROWING else self.scope
        self.nodes = nodes
        self.changed(next((at for at, node in enumerate(nodes) if node.scope == keep), 0))

    def tell_worries(self, worries: int | None) -> None:
        """How many things the page of health would show to look at; None where nobody looked."""
        self._worries = worries
        self.refresh()

    def line(self, index: int, width: int) -> list[Part]:
        """The title, and the count on the right."""
        node = self.nodes[index]
        if node.scope is None:
            return [(f" {node.title}", "heading")]
        count, style = "" if node.count is None else f"{node.count:,} ", "dim"
        if node.scope == HEALTH and self._worries is not None:
            count, style = (f"! {self._worries:,} ", "warn") if self._worries else ("✓ ", "good")
        title = "  " * node.depth + shown(node.title, 128)
        return [(" " + fit(title, width - len(count) - 2) + " ", ""), (count, style)]
