"""Where names come from."""

from dataclasses import dataclass
from difflib import get_close_matches

from vaulttui.domain.text import safe_text
from vaulttui.errors import NotFound
from vaulttui.inject.environment import outline
from vaulttui.inject.outline import Given, Outline
from vaulttui.inject.wanted import Wanted
from vaulttui.session.session import Session

_LISTED = 30


@dataclass(frozen=True, slots=True)
class Explained:
    """What goes by a name: ``kind`` is variable, extra variable or file."""

    kind: str
    given: Given


def everything(session: Session, wanted: Wanted) -> tuple[list[Explained], Outline]:
    """All names: variables, then extra variables, then files; and the outline they are in."""
    whole = outline(session, wanted)
    known = {"variable": whole.variables, "extra variable": whole.extra_vars, "file": whole.files}
    return [Explained(kind, one) for kind, found in known.items() for one in found], whole


def explain(session: Session, wanted: Wanted, name: str) -> tuple[list[Explained], Outline]:
    """All that goes by the name, and the outline it is in; NotFound names what there is."""
    all_given, whole = everything(session, wanted)
    found = [one for one in all_given if one.given.name == name]
    if not found:
        names = sorted({one.given.name for one in all_given})
        shown = safe_text(name, 128) or '""'
        raise NotFound(f"Nothing here gives {shown}.", hint=_hint(name, names))
    return found, whole


def _hint(name: str, names: list[str]) -> str:
    near = get_close_matches(name, names)
    if near:
        return f"Did you mean {' or '.join(map(safe_text, near))}?"
    listed = ", ".join(map(safe_text, names[:_LISTED])) or "nothing"
    return f"There is {listed}{', …' if len(names) > _LISTED else ''}."
