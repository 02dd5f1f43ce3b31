"""States as they stand on screens: a sign, words and a style, never colour alone.

Loaded before anything of a remote is: the engine is only named here.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from vaulttui.tui.text import ago, counted, shown
from vaulttui.tui.widgets.lines import Part

if TYPE_CHECKING:
    from vaulttui.operations.plans import Standing
    from vaulttui.operations.standings import Badge, Standings
    from vaulttui.sync.states import State

_SIGNS: Final[Mapping[str, tuple[str, str, str]]] = {
    "in sync": ("✓", "", "good"),
    "local ahead": ("↑", "ahead", "warn"),
    "remote touched, value unknown": ("?", "touched", "warn"),
    "presence lost": ("!", "lost", "bad"),
    "public fields differ": ("≠", "differs", "warn"),
    "missing": ("!", "missing", "bad"),
    "not ours": ("○", "not ours", "warn"),
    "never pushed": ("+", "not pushed", "accent"),
    "cannot tell": ("?", "unsure", "warn"),
}
"""By state: its sign, the short word for lists, and the style."""
IN_SYNC: Final = "in sync"
NEVER_READ: Final = "never read by this machine"
NOT_SINCE: Final = "not read since it was bound"


def state_part(state: "State") -> Part:
    """A state with its sign and style."""
    sign, _, style = _SIGNS[state.value]
    return f"{sign} {state.value}", style


def state_of(states: "Iterable[State]") -> Part:
    """How many of what is bound are in sync, in a few words."""
    known = [state.value for state in states]
    bad = sum(word != IN_SYNC for word in known)
    if not known:
        return "nothing bound", "dim"
    if bad:
        return f"! {bad} of {len(known)} not in sync", "warn"
    return f"✓ {len(known)} in sync", "good"


def standing_part(seen: "Standing | None", opened: int) -> Part:
    """How a remote stands."""
    if opened:
        return f"! {counted(opened, 'open effect')}", "bad"
    if seen is None:
        return "never read", "dim"
    return state_of(one.state for one in seen.plan.compared if one.wanted and one.wanted.binding)


def badge_mark(badge: "Badge") -> Part:
    """What a list says of a bound thing that is not in sync: a sign and a word."""
    if badge.state is None:
        return "· not read", "dim"
    sign, word, style = _SIGNS[badge.state.value]
    return f"{sign} {word}", style


def badge_state(badge: "Badge", now: int) -> Part:
    """How a bound thing stands on a remote, and since when."""
    if badge.state is None:
        return f"· {NEVER_READ if badge.seen is None else NOT_SINCE}", "dim"
    text, style = state_part(badge.state)
    return f"{text}, written {ago(badge.since, now)}" if badge.since else text, style


def badge_words(badge: "Badge", now: int) -> Part:
    """The same with the remote's name."""
    text, style = badge_state(badge, now)
    return f"{text[0]} {shown(badge.remote, 40)}: {text[2:]}", style


def marks(known: "Standings | None", kind: str) -> dict[str, Part]:
    """By id what lists say of those bound things that are not in sync on some remote."""
    found = {}
    for bound_kind, subject_id in known.badges if known else ():
        worst = known.worst(bound_kind, subject_id) if known else None
        if bound_kind == kind and worst is not None:
            found[subject_id] = badge_mark(worst)
    return found
