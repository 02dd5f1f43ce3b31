"""A vault, its remote, the server there and the proxy between them, as a fault finds them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tests.api.serving import Running
from tests.remotes.faults_adapters import Adapter
from tests.remotes.faulty_proxy import FaultyProxy
from tests.transport.odd_server import OddServer
from vaulttui.domain.remotes import Remote
from vaulttui.domain.revisions import Record
from vaulttui.errors import Conflict, NotFound
from vaulttui.operations import bindings, operations
from vaulttui.operations.operations import Asked
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session
from vaulttui.sync.plan import Plan
from vaulttui.sync.states import Compared, State

CANARY: Final = "canary-value-8be2"
"""Stands in every value, and must stand nowhere else."""
THEIRS: Final = b"somebody else's value"
Slots = Mapping[str, bytes]
_TRIES: Final = 20


def value(slot: str, turn: int = 1) -> bytes:
    """The value of a slot, each time another."""
    return f"{CANARY} of {slot}, {turn}: ü".encode()


@dataclass
class World:
    """``certify(True)`` lets the proxy show an expired certificate from now on."""

    adapter: Adapter
    session: Session
    server: Running
    behind: Session
    """The server's vault, as another program has it open there."""
    proxy: FaultyProxy
    elsewhere: OddServer
    """Another server, to which nothing may ever go."""
    certify: Callable[[bool], None]

    @property
    def remote(self) -> Remote:
        """The one remote."""
        [found] = self.session.view.graph.remotes
        return found

    # What is held

    def here(self) -> list[tuple[str, Slots]]:
        """All that should be there, by name."""
        found = []
        for one in bindings.bound(self.session, self.remote):
            record = self.session.view.record(one.binding.subject_id)
            assert record is not None
            found.append((one.part.name, _values(self.session, record)))
        return sorted(found, key=lambda one: one[0])

    def there(self) -> list[tuple[str, Slots]]:
        """All that the server's vault holds, by name."""
        self.behind.refresh()
        held = [(name, _values(self.behind, record)) for name, record in self._records()]
        kept = [one for one in held if one[1] or not self.adapter.comes_and_goes]
        return sorted(kept, key=lambda one: one[0])

    def _record(self, name: str) -> Record:
        self.behind.refresh()
        return dict(self._records())[name]

    def _records(self) -> Iterator[tuple[str, Record]]:
        if self.adapter.keyed:
            for one in self.behind.view.graph.sets:
                yield one.name.removeprefix("shop."), one.record
        else:
            for row in self.behind.view.rows():
                yield row.name, self.behind.view.credential(row.id).record

    # What others do there

    def delete(self, name: str) -> None:
        """Another program deletes an object."""
        if self.adapter.comes_and_goes:
            self._ask(name, dict.fromkeys(dict(self.there())[name]))
            return
        record = self._record(name)
        with self.behind.edit("rm") as change:
            change.delete(record)

    def edit(self, name: str) -> None:
        """Another program gives the second slot of an object another value."""
        slot = self.adapter.old[name][1]
        if self.adapter.comes_and_goes:
            self._ask(name, {slot: THEIRS})
            return
        draft = Draft.of(self._record(name))
        _hold(draft, slot, THEIRS)
        self._save(draft)

    def make_anew(self, name: str) -> None:
        """Another program deletes an object, and makes one just like it."""
        like, held = self._record(name), dict(self.there())[name]
        self.delete(name)
        self._make(like, held, name)

    def rival(self, name: str) -> None:
        """Another program makes an object of a name that is about to be made from here."""
        if name not in dict(self.there()) or not self.adapter.keyed:
            like, slot = self._record("alpha"), self.adapter.old["alpha"][0]
            self._make(like, {slot: THEIRS}, name)

    def _make(self, like: Record, held: Slots, name: str) -> None:
        if self.adapter.comes_and_goes:
            self._ask(name, held)
            return
        draft = Draft.new(like.kind)
        draft.m = {key: like.m[key] for key in ("type", "scope", "organization") if key in like.m}
        draft.m["name"] = name
        for slot, one in held.items():
            if self.adapter.keyed:
                draft.m[f"key.{slot}"] = {}
            _hold(draft, slot, one)
        self._save(draft)

    def _save(self, draft: Draft) -> None:
        with self.behind.edit("edit") as change:
            change.put(draft)

    def _ask(self, name: str, held: Mapping[str, bytes | None]) -> None:
        [project] = self.behind.view.graph.projects
        for slot, one in held.items():
            secret = None if one is None else Secret(one)
            self._carry_out(Asked(project, f"shop.{name}", slot, secret))

    def _carry_out(self, asked: Asked) -> None:
        """As the server does; it may be quicker, and change the same."""
        for left in reversed(range(_TRIES)):
            self.behind.refresh()
            try:
                promise = operations.accept(self.behind, asked)
                operations.carry_out_together(self.behind, [promise])
            except Conflict:
                assert left
            except NotFound:
                # The server was quicker with what was asked of it before.
                assert asked.value is None
                return
            else:
                return


def _hold(draft: Draft, slot: str, one: bytes) -> None:
    if slot in ("username", "notes"):
        draft.m[f"field.{slot}"] = one.decode()
    else:
        draft.set(slot, Secret(one))


def _values(session: Session, record: Record) -> Slots:
    public = [name.removeprefix("field.") for name in record.m if name.startswith("field.")]
    return {name: session.peek(record, name).reveal() for name in (*record.v, *public)}


# What a plan shows of such a world


def to_delete(seen: Plan, gone: str) -> list[str]:
    """What is to be deleted there and still is there, as ``--delete`` takes it."""
    slots = [
        f"{one.found.object_id}/{slot}"
        for one in seen.compared
        for slot, state in one.extra.items()
        if one.wanted and one.found and state is State.LOCAL_AHEAD
    ]
    whole = [one.found.object_id for one in seen.compared if one.found and _is(one, gone)]
    return [*slots, *whole]


def to_adopt(seen: Plan) -> list[str]:
    """The ids of what nobody but the user can say is ours."""
    return [found for one in seen.compared if one.wanted and (found := _not_ours(one))]


def _is(one: Compared, name: str) -> bool:
    return one.wanted is not None and one.key == name


def _not_ours(one: Compared) -> str:
    if one.rebind or one.found is None:
        return one.rebind
    ours = one.ours and State.NOT_OURS not in one.slots.values()
    return "" if ours else one.found.object_id
