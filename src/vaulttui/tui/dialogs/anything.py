"""Everything that can be gone to, found by a part of its name or of what is public of it."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice
from typing import Final

from vaulttui.domain.credentials import CredentialRow
from vaulttui.errors import NotFound
from vaulttui.operations.found_in import found_in
from vaulttui.session.session import Session
from vaulttui.tui.dialogs.picker import Choice
from vaulttui.tui.sought import Sought
from vaulttui.tui.text import counted, listed
from vaulttui.tui.widgets.sidebar import Counts, count_rows

_MOST: Final = 60
_MOST_OF_OTHERS: Final = 20
_INSIDE: Final = 3
ELSEWHERE: Final = 4
"""The ranks of a part of a word of the name, and of more than the name; see Sought.rank."""
Ranked = tuple[int, Choice]


class Anything:
    """What a vault holds, as answers: the key of each is ``KIND ID``, or ``set ID LINE``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def best(self, sought: Sought, commands: Iterable[Choice]) -> list[Choice]:
        """What fits, the best first; what fits equally by kind, credentials after commands."""
        beside = (self._projects(), self._sets(), self._keys(), self._owners())
        kinds = (*beside, self._types(), self._tags())
        ranked = chain(
            _fitting(commands, sought, _MOST),
            self._credentials(sought),
            *(_fitting(kind, sought, _MOST_OF_OTHERS) for kind in kinds),
        )
        return [choice for _, choice in sorted(ranked, key=lambda one: one[0])]

    def at(self, key: str) -> Choice | None:
        """What stands under a key, or None where that is gone."""
        kind, _, rest = key.partition(" ")
        if kind == "credential":
            try:
                found = self._session.view.credential(rest)
            except NotFound:
                return None
            return Choice(key, found.name, found.type_id, kind=kind)
        known = chain(self._projects(), self._sets(), self._keys(), self._owners())
        scopes = chain(self._types(), self._tags()) if kind in ("type", "tag") else ()
        return next((one for one in chain(known, scopes) if one.key == key), None)

    # Credentials

    def _credentials(self, sought: Sought) -> Iterator[Ranked]:
        for rank, row in islice(_by_rank(self._session.view.rows(), sought), _MOST):
            note = row.type_id
            if rank == ELSEWHERE:
                note = f"{note}, in {listed(found_in(self._session, row, sought.words))}"
            yield rank, Choice(f"credential {row.id}", row.name, note, kind="credential")

    # What is beside them

    def _projects(self) -> Iterator[Choice]:
        graph = self._session.view.graph
        for one in graph.projects:
            given = f"{len(graph.assigned_to(one.id))} assigned"
            yield Choice(f"project {one.id}", graph.full_name(one), given, kind="project")

    def _sets(self) -> Iterator[Choice]:
        graph = self._session.view.graph
        for one in graph.sets:
            keys = counted(len(one.keys), "key")
            yield Choice(f"set {one.id}", graph.full_name(one), keys, kind="set")

    def _keys(self) -> Iterator[Choice]:
        graph = self._session.view.graph
        for one in graph.sets:
            of = f"of {graph.full_name(one)}"
            for key in one.keys:
                yield Choice(f"set {one.id} key {key.name}", key.name, of, kind="key")

    def _owners(self) -> Iterator[Choice]:
        for one in self._session.view.graph.organizations:
            yield Choice(f"organization {one.id}", one.name, one.description, kind="organization")

    def _types(self) -> Iterator[Choice]:
        for type_id, number in self._counts.types.items():
            found = self._session.view.type(type_id)
            name, note = found.name if found else type_id, counted(number, "credential")
            yield Choice(f"type {type_id}", name, f"{type_id}, {note}", kind="type")

    def _tags(self) -> Iterator[Choice]:
        for tag, number in sorted(self._counts.tags.items()):
            yield Choice(f"tag {tag}", tag, counted(number, "credential"), kind="tag")

    @cached_property
    def _counts(self) -> Counts:
        return count_rows(self._session.view.rows(), {})


def _fitting(choices: Iterable[Choice], sought: Sought, most: int) -> list[Ranked]:
    """Those of which a name holds all the words, then those of which the rest does."""
    ranked: list[Ranked] = []
    for one in choices:
        named = [name for name in (one.title, one.also) if sought.fits(name)]
        if named:
            ranked.append((min(map(sought.rank, named)), one))
        elif sought.fits(f"{one.title}\n{one.note}\n{one.key}"):
            ranked.append((ELSEWHERE, one))
    return sorted(ranked, key=lambda one: one[0])[:most]


def _by_rank(rows: Sequence[CredentialRow], sought: Sought) -> Iterator[tuple[int, CredentialRow]]:
    """The rows that hold all the words, by rank; as lazily as the number of rows asks for."""
    found = rows
    for word in sorted(sought.words, key=len, reverse=True):
        found = [row for row in found if word in row.haystack]
    # A haystack begins with the name, on a line of its own.
    same = sought.text + "\n"
    begin = [row for row in found if row.haystack.startswith(sought.text)]
    yield from ((0, row) for row in begin if row.haystack.startswith(same))
    yield from ((1, row) for row in begin if not row.haystack.startswith(same))
    others = [row for row in found if not row.haystack.startswith(sought.text)]
    named = others
    for word in sought.words:
        named = [row for row in named if word in row.haystack[: row.haystack.find("\n")]]
    inside = []
    for row in named:
        rank = sought.rank(row.name)
        if rank < _INSIDE:
            yield rank, row
        else:
            inside.append(row)
    yield from ((_INSIDE, row) for row in inside)
    ids = {row.id for row in named}
    yield from ((ELSEWHERE, row) for row in others if row.id not in ids)
