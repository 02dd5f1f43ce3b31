"""What everybody may read of an object, as a plan changes it: scope, name, description, fields."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vaulttui.domain.remotes import Remote
from vaulttui.domain.sets import ORG, REPO
from vaulttui.domain.text import safe_text
from vaulttui.remotes.protocol import FIELDS, NAME, REVOKED, SCOPE, Kind, Verb
from vaulttui.sync.effects import Effect
from vaulttui.sync.plan import Plan
from vaulttui.sync.states import Compared

_LONGEST: Final = 200
"""Characters that are shown of one value."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One of them: as it is there, and as it is to be; ``there`` is None of what is not there."""

    name: str
    there: str | None
    here: str

    def told(self, remote: Remote) -> str:
        """What it becomes, in words, which are harmless, on one line."""
        here = _meaning(self.name, self.here, remote)
        return here if self.there is None else f"{_quoted(self.there)} → {here}"


def attributes(plan: Plan) -> Mapping[str, Sequence[Attribute]]:
    """Those that each effect gives or changes, by its id, but for what says nothing."""
    at = {one.wanted.place: one for one in plan.compared if one.wanted}
    effects = (*plan.effects, *plan.left)
    return {one.id: tuple(attributes_of(one, at.get(one.place))) for one in effects}


def attributes_of(effect: Effect, one: Compared | None) -> Iterator[Attribute]:
    """Those of one effect, and of the object that it is about as it was compared."""
    if one is None or one.wanted is None:
        return
    new = effect.verb is Verb.CREATE
    if one.kind is Kind.TYPE and (new or FIELDS in effect.public):
        yield Attribute(FIELDS, None, _fields(one))
    for name in effect.public:
        here = one.wanted.public.get(name, "")
        if name == FIELDS or (new and (not here or (name, here) == (NAME, one.key))):
            continue
        yield Attribute(name, None if new else _there(one, name), here)


def _there(one: Compared, name: str) -> str | None:
    if one.found is None:
        return None
    return one.found.key if name == NAME else one.found.public.get(name, "")


def _fields(one: Compared) -> str:
    wanted = one.wanted.type.fields if one.wanted and one.wanted.type else ()
    known = one.found.fields if one.found else ()
    return ", ".join(field.id for field in wanted if field.id not in known)


def _meaning(name: str, here: str, remote: Remote) -> str:
    place = {key: safe_text(remote.options.get(key, "")) for key in ("org", "repo")}
    known = {
        (SCOPE, ORG): f"org (every repository of {place['org']} sees it)",
        (SCOPE, REPO): f"repo ({place['org']}/{place['repo']} alone sees it)",
        (REVOKED, "true"): "true (nothing may use it any more)",
    }
    return known.get((name, here), _quoted(here))


def _quoted(text: str) -> str:
    shown = safe_text(text.replace("\n", " "), _LONGEST)
    return shown or "nothing"
