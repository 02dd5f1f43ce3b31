"""What a remote should hold, as the vault says: its bindings, worked out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from vaulttui.domain.bindings import Binding, slot_name
from vaulttui.domain.credentials import Credential
from vaulttui.domain.remotes import Policy, Remote
from vaulttui.domain.revisions import Record
from vaulttui.domain.sets import REPO, Set
from vaulttui.remotes.protocol import (
    DESCRIPTION,
    NAME,
    REVOKED,
    SCOPE,
    Abilities,
    Kind,
    TypeShape,
)
from vaulttui.secret import Secret
from vaulttui.session.session import Session

Place = tuple[Kind, str]
"""Which object is meant, whatever it is called: by its binding's id, or by key if unbound."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A value to be there: which record and field holds it here, and whether it still does.

    ``revision`` is the record's when the plan was made.
    """

    holder_id: str
    field: str
    fingerprint: str
    revision: str
    policy: Policy


@dataclass(frozen=True, slots=True)
class Wanted:
    """An object that should be there.

    ``binding`` is None of a type that a bound credential needs. ``lacking`` are slots whose
    value nobody holds here. ``projects`` are the ids there of the projects that it should be
    in, ``answered`` those of all that the vault answers for, with the name of each here;
    None where none is bound.
    ``revoked``: nothing may use it any more.
    """

    binding: Binding | None
    kind: Kind
    title: str
    key: str
    object_id: str = ""
    public: Mapping[str, str] = field(default_factory=dict)
    slots: Mapping[str, Slot] = field(default_factory=dict)
    lacking: tuple[str, ...] = ()
    type: TypeShape | None = None
    projects: frozenset[str] | None = None
    answered: Mapping[str, str] = field(default_factory=dict)
    revoked: bool = False

    @property
    def binding_id(self) -> str:
        """The binding's id; empty where none asks for it."""
        return self.binding.id if self.binding else ""

    def policy(self, slot: str) -> Policy:
        """Who decides on a slot's value."""
        known = self.slots.get(slot)
        if known is not None:
            return known.policy
        return self.binding.policy(slot) if self.binding else Policy.ENFORCE

    @property
    def place(self) -> Place:
        """Whose wish it is."""
        return self.kind, self.binding_id or self.key


def wanted(session: Session, remote: Remote, abilities: Abilities) -> tuple[Wanted, ...]:
    """All that a remote should hold: types first, as others need them."""
    survey = _Survey(session, remote, abilities)
    bound = [found for binding in survey.bindings if (found := survey.of(binding))]
    explicit = {one.key for one in bound if one.kind is Kind.TYPE}
    needed = {one.type.key: one.type for one in bound if one.type and one.kind is not Kind.TYPE}
    implied = [
        Wanted(None, Kind.TYPE, shape.label, shape.key, type=shape)
        for shape in needed.values()
        if shape.key not in explicit
    ]
    ordered = sorted([*implied, *bound], key=lambda one: (one.kind is not Kind.TYPE, one.key))
    return tuple(ordered)


class _Survey:
    """One look at the bindings of a remote."""

    def __init__(self, session: Session, remote: Remote, abilities: Abilities) -> None:
        self.session = session
        self.abilities = abilities
        self.graph = session.view.graph
        self.bindings = tuple(self.graph.bindings_of(remote.id))
        self.projects = {
            one.subject_id: one.object_id or one.name
            for one in self.bindings
            if one.kind == "project"
        }
        self.type_names = {
            one.subject_id: one.name for one in self.bindings if one.kind == "type" and one.name
        }
        self._answered = {there: self._project_name(here) for here, there in self.projects.items()}
        self._shapes: dict[str, TypeShape | None] = {}
        self._empty = session.keys.fingerprint(Secret(b""))

    def of(self, binding: Binding) -> Wanted | None:
        """What a binding asks for; a project's asks for nothing by itself."""
        if binding.kind == "type":
            return self._type(binding)
        if binding.kind == "set":
            found = self.graph.set(binding.subject_id)
            return self._set(binding, found) if found else None
        if binding.kind == "credential":
            record = self.session.view.record(binding.subject_id)
            return self._credential(binding, Credential(record)) if record else None
        return None

    def _type(self, binding: Binding) -> Wanted | None:
        shape = self._shape(binding.subject_id)
        if shape is None:
            return None
        return Wanted(binding, Kind.TYPE, shape.label, shape.key, binding.object_id, type=shape)

    def _set(self, binding: Binding, found: Set) -> Wanted:
        slots, lacking = {}, []
        policies = binding.policies
        for key in found.keys:
            record: Record | None = found.record
            if not key.own:
                record = self.session.view.record(key.credential_id or "")
            slot = self._slot(policies, key.name, record, key.name if key.own else key.field)
            if slot is not None:
                slots[key.name] = slot
            else:
                lacking.append(key.name)
        public = {DESCRIPTION: found.description, SCOPE: found.scope}
        if found.revoked_at is not None:
            public[REVOKED] = "true"
        return Wanted(
            binding,
            Kind.SET,
            self.graph.full_name(found),
            _container(binding, found.name),
            binding.object_id,
            self._seen(public),
            slots,
            tuple(lacking),
            revoked=found.revoked_at is not None,
        )

    def _credential(self, binding: Binding, found: Credential) -> Wanted:
        keyed = Kind.CREDENTIAL not in self.abilities.kinds
        shape = self._shape(found.type_id)
        slots = dict(self._slots_of(binding, found, shape, keyed=keyed))
        lacking = [
            slot_name(one.id, keyed=keyed)
            for one in (shape.fields if shape else ())
            if found.info(one.id).origin == "placeholder" and not found.present(one.id)
        ]
        public = {DESCRIPTION: found.description, NAME: binding.name or found.name}
        if keyed:
            public[SCOPE] = REPO
        return Wanted(
            binding,
            Kind.SET if keyed else Kind.CREDENTIAL,
            found.name,
            _container(binding, found.name) if keyed else binding.name or found.name,
            binding.object_id,
            self._seen(public),
            slots,
            tuple(lacking),
            type=None if keyed else shape,
            projects=self._projects_of(found) if self.abilities.projects else None,
            answered=self._answered,
        )

    def _slots_of(
        self, binding: Binding, found: Credential, shape: TypeShape | None, *, keyed: bool
    ) -> Iterator[tuple[str, Slot]]:
        named = {one.id for one in (shape.fields if shape else ())}
        policies = binding.policies
        for field_id in (*found.public, *sorted(found.sealed)):
            name = slot_name(field_id, keyed=keyed)
            if field_id in named or name in policies:
                slot = self._slot(policies, name, found.record, field_id)
                if slot is not None:
                    yield name, slot

    def _slot(
        self, policies: Mapping[str, Policy], name: str, holder: Record | None, field_id: str
    ) -> Slot | None:
        if holder is None or holder.deleted:
            return None
        public = holder.m.get(f"field.{field_id}")
        if field_id in holder.v:
            mark = holder.fp.get(field_id) or self._mark(holder, field_id)
        elif isinstance(public, str):
            mark = self.session.keys.fingerprint(Secret.from_text(public))
        else:
            return None
        if mark == self._empty:
            # There a slot holds something or is not there.
            return None
        policy = policies.get(name) or policies.get("", Policy.ENFORCE)
        return Slot(holder.id, field_id, mark, holder.latest.rev, policy)

    def _mark(self, holder: Record, field_id: str) -> str:
        # Another program may have left the fingerprint out.
        return self.session.keys.fingerprint(self.session.peek(holder, field_id))

    def _shape(self, type_id: str) -> TypeShape | None:
        """A type under the name that it is bound by."""
        if type_id not in self._shapes:
            found = self.session.view.type(type_id)
            key = self.type_names.get(type_id) or (found.name if found else "")
            self._shapes[type_id] = TypeShape(key, found.name, found.fields) if found else None
        return self._shapes[type_id]

    def _projects_of(self, found: Credential) -> frozenset[str] | None:
        if not self.projects:
            return None
        assigned = self.graph.assignments_of(found.id)
        return frozenset(
            self.projects[one.project_id] for one in assigned if one.project_id in self.projects
        )

    def _project_name(self, project_id: str) -> str:
        found = self.graph.project(project_id)
        return self.graph.full_name(found) if found else ""

    def _seen(self, public: Mapping[str, str]) -> dict[str, str]:
        return {name: text for name, text in public.items() if name in self.abilities.sees}


def _container(binding: Binding, name: str) -> str:
    """The key of a container, which is its name for good: what is renamed here stays there."""
    return binding.object_id or binding.name or binding.key or name
