"""The values of a credential on their way into another version of its type."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from msgspec.structs import replace

from vaulttui.domain.credentials import extra_fields, extra_to_json
from vaulttui.domain.fields import Field
from vaulttui.domain.metadata import under
from vaulttui.domain.revisions import Record, Revision
from vaulttui.domain.text import safe_text
from vaulttui.domain.types import CredentialType
from vaulttui.domain.types.migration import Fate, Route
from vaulttui.errors import InvalidValue
from vaulttui.operations.credentials import checked, hold
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session

Holder = Record | Revision


class Secrecy(StrEnum):
    """Whether a value becomes what it was not: sealed, or shown to whoever looks."""

    SAME = "same"
    SEALED = "sealed"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Carried:
    """A field, where it goes and what becomes of its value; ``present`` if it has one.

    ``respelled``: the target stores it otherwise, as true for yes. ``problem``: what
    is wrong with it there; such a value stays as it is.
    """

    route: Route
    present: bool
    secrecy: Secrecy = Secrecy.SAME
    respelled: bool = False
    problem: str = ""

    @property
    def field(self) -> str:
        """Its id so far."""
        return self.route.source.id

    @property
    def to(self) -> str:
        """Its id from now on."""
        return self.route.target.id

    @property
    def moved(self) -> bool:
        """True where whoever means the field has to call it otherwise."""
        return self.field != self.to

    @property
    def told(self) -> tuple[str, ...]:
        """What happens, a clause each; nothing where all stays as it is."""
        field, to = safe_text(self.field, 80), safe_text(self.to, 80)
        called = f" named {to}" if self.moved else ""
        clauses = (
            (self.route.fate is Fate.MOVED, f"{field} becomes {to}"),
            (self.route.fate is Fate.EXTRA, f"{field} becomes an extra field{called}"),
            (self.route.fate is Fate.TAKEN, f"the extra field {field} becomes the type's"),
            (self.secrecy is Secrecy.SEALED, f"{to} becomes secret"),
            (self.secrecy is Secrecy.SHOWN, f"{to} becomes public: its value will be shown"),
            (self.respelled, f"{to} is written as its kind asks"),
            (bool(self.problem), f"{to} {self.problem}; its value stays as it is"),
        )
        return tuple(clause for is_so, clause in clauses if is_so)

    @property
    def _stays(self) -> bool:
        return not self.moved and self.secrecy is Secrecy.SAME and not self.respelled


def own_fields(holder: Holder, of: CredentialType) -> list[Field]:
    """The fields that a credential has beside its type's, those included that the type lost."""
    extra = extra_fields(holder.m)
    known = {one.id for one in (*of.fields, *extra)}
    lost = [name for name in held(holder) if name not in known]
    return [*extra, *(Field(name, name, secret=name in holder.v) for name in lost)]


def held(holder: Holder) -> list[str]:
    """The ids of the fields that hold a value."""
    public = [name for name, value in under(holder.m, "field.") if isinstance(value, str)]
    return list(dict.fromkeys([*public, *sorted(holder.v)]))


def carried(session: Session, holder: Holder, route: Route) -> Carried:
    """What becomes of one field; its value is opened only where it may not fit."""
    field, sealed = route.source.id, route.source.id in holder.v
    if route.fate is Fate.EXTRA and sealed:
        route = Route(route.source, replace(route.target, secret=True), route.fate)
    present = sealed or isinstance(holder.m.get(f"field.{field}"), str)
    is_own = route.fate is Fate.EXTRA or route.source is route.target
    if is_own or not present:
        return Carried(route, present)
    shown = sealed and not route.target.secret
    turns = Secrecy.SHOWN if shown else Secrecy.SAME
    if route.target.secret and not sealed:
        turns = Secrecy.SEALED
    if route.fits and not shown:
        return Carried(route, present, turns)
    value = session.peek(holder, field)
    try:
        respelled = Secret(checked(route.target, value)) != value
    except InvalidValue as error:
        # What was secret is shown by no accident.
        turns = Secrecy.SAME if shown else turns
        return Carried(route, present, turns, problem=_problem(route.target, error))
    return Carried(route, present, turns, respelled)


def lay(session: Session, draft: Draft, holder: Holder, fields: Sequence[Carried]) -> None:
    """Let a draft of the holder have all fields where they go; what stays, stays sealed."""
    for one in fields:
        _lift(draft, one)
    for one in fields:
        _put_down(session, draft, holder, one)


def _lift(draft: Draft, one: Carried) -> None:
    if one.route.fate in (Fate.TAKEN, Fate.EXTRA):
        draft.m.pop(f"extra.{one.field}", None)
    if not one._stays:
        draft.clear(one.field)
        for part in ("field", "value"):
            draft.m.pop(f"{part}.{one.field}", None)


def _put_down(session: Session, draft: Draft, holder: Holder, one: Carried) -> None:
    target = one.route.target
    if one.route.fate is Fate.EXTRA:
        draft.m[f"extra.{one.to}"] = extra_to_json(target)
    if one._stays or not one.present:
        return
    if f"value.{one.field}" in holder.m:
        draft.m[f"value.{one.to}"] = holder.m[f"value.{one.field}"]
    value = session.peek(holder, one.field)
    if not one.problem and (one.respelled or one.secrecy is not Secrecy.SAME):
        hold(draft, target, checked(target, value))
    elif one.field in holder.v or target.secret:
        draft.set(one.to, value)
    else:
        draft.m[f"field.{one.to}"] = holder.m[f"field.{one.field}"]


def _problem(target: Field, error: InvalidValue) -> str:
    told = error.message.removeprefix(f'The field "{safe_text(target.id, 128)}" ')
    return told.removesuffix(".")
