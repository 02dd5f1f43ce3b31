"""Effects and states in sentences: what is done, what is known, and what nobody can know."""

from collections.abc import Mapping
from typing import Final

from vaulttui.remotes.protocol import Verb
from vaulttui.sync.effects import SIGNS, Effect, EffectKind
from vaulttui.sync.report import Outcome
from vaulttui.sync.states import State
from vaulttui.sync.wording import projects_told
from vaulttui.tui.text import counted, listed, shown
from vaulttui.tui.widgets.lines import Part

STYLES: Final[Mapping[EffectKind, str]] = {
    EffectKind.CREATE: "good",
    EffectKind.CHANGE: "accent",
    EffectKind.TOUCH: "warn",
    EffectKind.ADOPT: "warn",
    EffectKind.LEAVE: "dim",
    EffectKind.DELETE: "bad",
}
OUTCOMES: Final[Mapping[Outcome, Part]] = {
    Outcome.DONE: ("✓ done", "good"),
    Outcome.FAILED: ("✗ failed", "bad"),
    Outcome.UNKNOWN: ("? outcome unknown", "warn"),
    Outcome.LEFT: ("– not tried", "dim"),
}
WAITS: Final[Part] = ("· waits", "dim")
PAUSED: Final[Part] = ("◷ pauses", "warn")
SENT: Final[Part] = ("→ sent", "accent")
LEFT_OUT: Final[Part] = ("left out", "dim")

_WRITES: Final[Mapping[EffectKind, str]] = {
    EffectKind.CREATE: "Fills what is empty there: {names}.",
    EffectKind.CHANGE: "Writes {names}: another value here than was written there.",
    EffectKind.TOUCH: "Writes {names} again, because nobody can see what is there now.",
    EffectKind.ADOPT: "Writes {names} over what is there, for the first time since you took it "
    "over.",
}
KNOWN: Final[Mapping[State, str]] = {
    State.IN_SYNC: "Written from here, and nothing speaks against it since. What is there cannot "
    "be read: a fingerprint proves what was written, not what is there now.",
    State.LOCAL_AHEAD: "The value here is another one than was written there.",
    State.TOUCHED: "The object changed there after it was written from here. Whether this value "
    "did, and what it is now, nobody here can see.",
    State.PRESENCE_LOST: "It was written from here, and is gone there.",
    State.PUBLIC_DIFFERS: "It can be read there, and is another one than here.",
    State.MISSING: "The whole object is gone there.",
    State.NOT_OURS: "It is there, and was not written from here. What it holds cannot be read.",
    State.NEVER_PUSHED: "It was never written from here, and nothing is there.",
    State.CANNOT_TELL: "It is ours, was never written from here, and nobody can see what it holds.",
}
"""What a state says, and what it does not."""
TOUCHED_BESIDE: Final = (
    "? touched there too: the object changed there after it was written from here. What somebody "
    "else may have written since is gone with this."
)
GONE_HERE: Final = "It was written from here, and has no value here any more."


def sign_of(effect: Effect) -> Part:
    """What is done, with its sign and style."""
    return f"{SIGNS[effect.kind]} {effect.kind.value}", STYLES[effect.kind]


def named(effect: Effect) -> str:
    """The object that an effect is about."""
    return f"{effect.object_kind.value} {effect.key}"


def told(effect: Effect) -> str:
    """What it does, in a sentence or two; the names are harmless."""
    what = f"the {effect.object_kind.value} {shown(effect.key, 80)}"
    if effect.verb is Verb.DELETE or effect.kind is EffectKind.DELETE:
        gone = f"{listed(effect.removed)} of {what}" if effect.removed else what
        return f"Deletes {gone} there. Nothing here brings it back."
    said = []
    if effect.verb is Verb.CREATE:
        said.append(f"Makes {what} there" + _with(effect))
    elif effect.slots:
        said.append(_WRITES[effect.kind].format(names=listed(effect.slots)))
    elif effect.kind is EffectKind.ADOPT:
        said.append(f"Takes {what} over; no value is written.")
    if effect.public and effect.verb is not Verb.CREATE:
        said.append(f"Changes {listed(effect.public)} there to what it is here.")
    if effect.projects is not None and effect.verb is not Verb.CREATE:
        said.append(_assigned(effect, len(effect.projects)))
    return " ".join(said)


def _assigned(effect: Effect, projects: int) -> str:
    if effect.gains or effect.loses:
        return f"It is then {listed(projects_told(effect))} there."
    return f"Assigns it to {counted(projects, 'project')} there."


def _with(effect: Effect) -> str:
    return f", and writes {listed(effect.slots)} into it." if effect.slots else "."
