"""Which part of the vault answers for which object on a remote."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from vaulttui.domain.metadata import derived_id, text_of, under
from vaulttui.domain.remotes import Policy
from vaulttui.domain.revisions import Json, Record

SUBJECTS: Final = ("credential", "set", "project", "type")
"""The kinds that can be bound; a type by its own id, the others by their records'."""
_NO_KEY: Final = re.compile(r"[^A-Z0-9_]")


@dataclass(frozen=True, slots=True)
class Binding:
    """A record of kind ``binding``, read. A remote has at most one for each subject."""

    record: Record

    @property
    def id(self) -> str:
        """The record's id, which follows from remote and subject."""
        return self.record.id

    @property
    def remote_id(self) -> str:
        """The remote it is for."""
        return text_of(self.record.m, "remote")

    @property
    def kind(self) -> str:
        """One of SUBJECTS."""
        return next((kind for kind in SUBJECTS if kind in self.record.m), "")

    @property
    def subject_id(self) -> str:
        """The record of the subject, or a type's own id."""
        return text_of(self.record.m, self.kind)

    @property
    def name(self) -> str:
        """What it is called there, if not as here."""
        return text_of(self.record.m, "as")

    @property
    def object_id(self) -> str:
        """The object there that it answers for; empty until one is made, named or adopted."""
        return text_of(self.record.m, "object")

    @property
    def key(self) -> str:
        """The natural key of that object when it was last written or read."""
        return text_of(self.record.m, "key")

    @property
    def policies(self) -> Mapping[str, Policy]:
        """By slot; the one under the empty name is for all others."""
        found = {"": self.record.m.get("policy"), **dict(under(self.record.m, "policy."))}
        return {slot: Policy(word) for slot, word in found.items() if _is_policy(word)}

    def policy(self, slot: str) -> Policy:
        """Who decides on a slot's value."""
        policies = self.policies
        return policies.get(slot, policies.get("", Policy.ENFORCE))


def binding_id(remote_id: str, kind: str, subject_id: str) -> str:
    """The id of the one binding of a subject (docs/format.md, *Metadata by kind*)."""
    return derived_id("binding", remote_id, f"{kind}:{subject_id}".encode())


def slot_name(field: str, *, keyed: bool) -> str:
    """The slot that a credential's field fills there.

    On a remote that holds keys it is in upper case, as an environment variable is.
    """
    return _NO_KEY.sub("_", field.upper()) if keyed else field


def _is_policy(word: Json) -> bool:
    return isinstance(word, str) and word in list(Policy)
