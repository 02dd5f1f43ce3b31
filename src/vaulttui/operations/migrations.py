"""Changing a type together with the credentials that have it: what would happen, and doing it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vaulttui.domain.credentials import Credential
from vaulttui.domain.metadata import text_of
from vaulttui.domain.revisions import Record
from vaulttui.domain.sources import source_id
from vaulttui.domain.text import safe_text
from vaulttui.domain.types import CredentialType
from vaulttui.domain.types.migration import Moves, check_moves, routes
from vaulttui.errors import Conflict
from vaulttui.inject.changed import ChangedNames, Version, changed_names
from vaulttui.inject.naming import Naming
from vaulttui.operations.carried import Carried, carried, held, lay, own_fields
from vaulttui.operations.type_effects import Effect, Preview
from vaulttui.operations.types import breaks_of, next_version, put_type, users_of
from vaulttui.session.change import Change
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session


def preview(session: Session, new: CredentialType, moves: Moves) -> Preview:
    """What ``migrate`` would do, or ``types.add`` where it is safe; nothing is changed.

    ``moves`` names the field that takes over, by the former one's id. Raises NotFound
    or InvalidValue for moves that cannot be, InvalidValue for the id of a managed type,
    and Conflict for a credential that two programs changed to different things.
    """
    made = next_version(session, new)
    old = session.view.type(made.id) or made
    check_moves(old, made, moves)
    turn = _Turn(session, old, made, moves, _sources(session))
    users = (session.view.credential(row.id) for row in users_of(session, made.id))
    fresh = (one.id for one in made.fields if old.field(one.id) is None and not one.required)
    return Preview(
        type=made,
        breaks=breaks_of(session, made),
        gained=tuple(field for field in fresh if field not in moves.values()),
        effects=tuple(map(turn.effect, users)),
    )


def migrate(session: Session, new: CredentialType, moves: Moves) -> Preview:
    """Save a type's next version, and every credential of the type as that has it: one change.

    Keys of sets and lookups follow their fields. No value is lost: what the type has no
    field for becomes an extra field, and what a field takes no more stays as it is.
    Returns what was done, and raises as ``preview`` does.
    """
    with session.edit("type migrate", kind="type") as change:
        found = preview(session, new, moves)
        if found.type == session.view.type(new.id) and not moves:
            return found
        put_type(session, change, found.type)
        for effect in found.effects:
            draft = Draft.of(effect.credential.record)
            lay(session, draft, effect.credential.record, effect.fields)
            draft.m["type_version"] = found.type.version
            change.put(draft)
        _move_keys(change, found.effects)
        for effect in found.effects:
            _move_sources(session, change, effect)
    return found


@dataclass(frozen=True, slots=True)
class _Turn:
    """From one version of a type to another; ``sources`` are records by the credential fed."""

    session: Session
    old: CredentialType
    new: CredentialType
    moves: Moves
    sources: Mapping[str, Sequence[Record]]

    def effect(self, credential: Credential) -> Effect:
        """What happens to one credential."""
        _refuse_unsettled(credential)
        record, keys = credential.record, self.session.view.graph.keys_at(credential.id)
        sources = self.sources.get(credential.id, ())
        referred = {*(key.field for _, key in keys), *map(_fed, sources)}
        own = own_fields(record, self.old)
        ways = routes(self.old, self.new, self.moves, own, {*held(record), *referred})
        fields = tuple(carried(self.session, record, way) for way in ways)
        moved = {one.field for one in fields if one.moved}
        return Effect(
            credential=credential,
            fields=fields,
            incomplete=self._incomplete(record, fields),
            names=self._names(credential, fields),
            keys=tuple((found, key) for found, key in keys if key.field in moved),
            sources=tuple(source for source in sources if _fed(source) in moved),
        )

    def _incomplete(self, record: Record, fields: Iterable[Carried]) -> tuple[str, ...]:
        there = {one.to for one in fields if one.present}
        lacked = set(self.old.required) - set(held(record))
        lacked = {self.moves.get(name, name) for name in lacked}
        return tuple(name for name in self.new.required if name not in there | lacked)

    def _names(self, credential: Credential, fields: Sequence[Carried]) -> ChangedNames:
        graph = self.session.view.graph
        fed = {source.field for source in graph.sources_of(credential.id)}
        given = [one for one in fields if one.present or one.field in fed]
        anew = frozenset(one.to for one in fields if one.respelled)
        before = Version(self.old, frozenset(one.field for one in given), self.moves)
        after = Version(self.new, frozenset(one.to for one in given), {}, anew)
        assigned = graph.assignments_of(credential.id)
        namings = [Naming(one.prefix, one.renames) for one in assigned] or [Naming()]
        return changed_names(credential.name, before, after, namings)


def _refuse_unsettled(credential: Credential) -> None:
    if credential.conflicts:
        raise Conflict(
            f"{safe_text(credential.name)} was changed by two programs to different things, "
            "which a migration would settle unseen.",
            hint=f"Look at id:{credential.id[:8]} and edit it first.",
        )


def _sources(session: Session) -> dict[str, list[Record]]:
    """All of them, those too that do not count while what they look up by is in the trash."""
    found: dict[str, list[Record]] = {}
    for record in session.view.records("source"):
        found.setdefault(text_of(record.m, "credential"), []).append(record)
    return found


def _fed(source: Record) -> str:
    return text_of(source.m, "field")


def _move_keys(change: Change, effects: Iterable[Effect]) -> None:
    drafts: dict[str, Draft] = {}
    for effect in effects:
        for found, key in effect.keys:
            draft = drafts.setdefault(found.id, Draft.of(found.record))
            meant = [effect.credential.id, effect.places[key.field]]
            draft.m[f"key.{key.name}"] = {**draft.m[f"key.{key.name}"], "from": meant}
    for draft in drafts.values():
        change.put(draft)


def _move_sources(session: Session, change: Change, effect: Effect) -> None:
    """A source's id follows from its field: what moves is made anew under another."""
    places = {source_id(effect.credential.id, effect.places[_fed(one)]) for one in effect.sources}
    for source in effect.sources:
        to = effect.places[_fed(source)]
        place = source_id(effect.credential.id, to)
        known = session.view.record(place)
        draft = Draft.of(known) if known else Draft.new("source", place)
        draft.m = {**source.m, "field": to}
        change.put(draft)
    for source in effect.sources:
        if source.id not in places:
            change.delete(source)
