"""Names that must be unique, when records of another vault come beside those that are here."""

from collections.abc import Mapping
from itertools import count
from typing import Final

from vaulttui.domain.metadata import text_of
from vaulttui.domain.revisions import Json, Record, see
from vaulttui.domain.text import safe_text
from vaulttui.domain.types import type_from_json, type_to_json
from vaulttui.errors import InvalidValue
from vaulttui.formats.imported import NotCarried
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session

_UNIQUE: Final = ("organization", "project", "set", "remote")
_LONGEST: Final = 128
_Key = tuple[str, str, str]


class Names:
    """Who has which name here; ``joined`` leads from records there to the ones here.

    Organizations and projects whose name is taken are joined with those that have
    it: the name is what a person means by them. A set, remote or copy gets another name.
    A type whose id is taken stays behind. ``stays`` are all that do not come.
    """

    def __init__(self, session: Session, incoming: Mapping[str, Record]) -> None:
        self._session = session
        graph = session.view.graph
        here = [one.record for one in graph.organizations]
        here += [one.record for one in graph.projects]
        here += [one.record for one in graph.sets]
        here += [one.record for one in graph.remotes]
        self._taken = {_key(record.kind, record.m): record.id for record in here}
        self.joined: dict[str, str] = {}
        self.told: list[NotCarried] = []
        fresh = [one for one in incoming.values() if session.view.record(one.id) is None]
        types = {one.id for one in fresh if one.kind == "type" and self._stands(one)}
        for kind in ("organization", "project"):
            for record in fresh:
                if record.kind == kind and not record.deleted:
                    self._join(record)
        self.stays = types | self.joined.keys()

    def give(self, draft: Draft, told: list[NotCarried]) -> None:
        """Let a draft have a name that nobody else has, and say so where it is another one."""
        if draft.kind not in _UNIQUE:
            return
        name = text_of(draft.m, "name")
        if self._taken.get(_key(draft.kind, draft.m), draft.id) != draft.id:
            stem = name[: _LONGEST - 4]
            names = (f"{stem}-{number}" for number in count(2))
            draft.m["name"] = next(
                one
                for one in names
                if _key(draft.kind, {**draft.m, "name": one}) not in self._taken
            )
            why = f"a {draft.kind} here has it; it is called {safe_text(draft.m['name'])} now"
            told.append(NotCarried(safe_text(name), "its name", why))
        self._taken[_key(draft.kind, draft.m)] = draft.id

    def _join(self, record: Record) -> None:
        owner = text_of(record.m, "organization")
        owner = self.joined.get(owner, owner)
        there = self._taken.get(_key(record.kind, {**record.m, "organization": owner}))
        if there is not None:
            self.joined[record.id] = there
            why = "one of that name is here, and takes over what belongs to it"
            name = safe_text(text_of(record.m, "name"))
            self.told.append(NotCarried(name, f"the {record.kind} itself", why))

    def _stands(self, record: Record) -> bool:
        """True where a type of that id is here, under another record or as a managed one."""
        m = former(record)
        known = self._session.view.type(text_of(m, "id"))
        if known is None or record.deleted:
            return False
        try:
            same = type_to_json(type_from_json(dict(m))) == type_to_json(known)
        except InvalidValue:
            same = False
        if not same:
            why = "another type of that id is here; credentials keep all their values"
            self.told.append(NotCarried(safe_text(text_of(m, "id")), "the type", why))
        return True


def former(record: Record) -> Mapping[str, Json]:
    """The metadata of a record, of a deleted one what it was before."""
    if not record.deleted:
        return record.m
    whole = [one for one in record.revisions if not (one.deleted or one.husk)]
    return see(whole).m if whole else record.m


def _key(kind: str, m: Mapping[str, Json]) -> _Key:
    return kind, text_of(m, "organization"), text_of(m, "name")
