"""What a rule may look at: the view, and what the same change puts beside the draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vaulttui.domain.metadata import text_of
from vaulttui.domain.revisions import Json
from vaulttui.domain.text import safe_text
from vaulttui.errors import Exists, NotFound
from vaulttui.session.draft import Draft
from vaulttui.session.view import View

if TYPE_CHECKING:
    from vaulttui.domain.types import CredentialType


@dataclass(frozen=True, slots=True)
class Seen:
    """A view with the drafts of the same change laid over it, by record id."""

    view: View
    beside: Mapping[str, Draft]

    def living(self, kind: str, record_id: str) -> Mapping[str, Json]:
        """The metadata of a record that must live, or NotFound."""
        draft = self.beside.get(record_id)
        if draft is not None and draft.kind == kind:
            return draft.m
        record = self.view.record(record_id)
        if record is None or record.deleted or record.kind != kind:
            raise NotFound(
                f"The {kind} meant is not there any more.",
                hint="Restore it from the trash, or name another.",
            )
        return record.m

    def type(self, type_id: str) -> "CredentialType | None":
        """A type by its id, as the same change makes it where it does."""
        record = self.view.type_record(type_id)
        beside = self.beside.get(record.id) if record else None
        if beside is None:
            known = self.view.type(type_id)
            beside = None if known else self._new_type(type_id)
            if beside is None:
                return known
        from vaulttui.domain.types import type_from_json

        return type_from_json(dict(beside.m))

    def _new_type(self, type_id: str) -> Draft | None:
        types = (draft for draft in self.beside.values() if draft.kind == "type")
        return next((draft for draft in types if draft.m.get("id") == type_id), None)

    def refuse_taken(self, draft: Draft, named: Mapping[str, Mapping[str, Json]]) -> None:
        """Raise Exists where another record of ``named`` has the draft's name and owner."""
        name, owner = text_of(draft.m, "name"), draft.m.get("organization")
        others = {**named, **{k: d.m for k, d in self.beside.items() if d.kind == draft.kind}}
        for record_id, m in others.items():
            same = text_of(m, "name") == name and m.get("organization") == owner
            if same and record_id != draft.id:
                raise Exists(
                    f"There is a {draft.kind} {safe_text(name)} already.",
                    hint="Choose another name.",
                )
