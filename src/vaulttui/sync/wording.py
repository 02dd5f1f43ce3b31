"""Plans and reports in words, the same on a command line and on a screen; never a value.

Names come from the vault and from the remote as they are: who shows them makes them harmless.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from vaulttui.remotes.protocol import Verb
from vaulttui.sync.effects import Effect
from vaulttui.sync.report import Outcome, Report

TOUCHED_TOO: Final = "touched there too"
"""Of a value that is another one here: others may have changed it there as well."""


def to_do(effects: Iterable[Effect]) -> list[str]:
    """How many of each kind: ``2 to create``."""
    counts = Counter(one.kind.value for one in effects)
    return [f"{count} to {kind}" for kind, count in counts.items()]


def left_over(effects: Sequence[Effect]) -> list[str]:
    """How many are not made: ``1 left as it is``; nothing where none is."""
    are = "it is" if len(effects) == 1 else "they are"
    return [f"{len(effects)} left as {are}"] if effects else []


def outcomes(report: Report) -> str:
    """What became of all effects: ``2 done, 1 failed``."""
    counts = [(outcome, report.count(outcome)) for outcome in Outcome]
    return ", ".join(f"{count} {outcome.value}" for outcome, count in counts if count)


def names_of(effect: Effect) -> list[str]:
    """The slots and attributes that an effect is about."""
    names = [*effect.slots, *effect.removed, *effect.public]
    return [*names, *projects_told(effect)]


def projects_told(effect: Effect) -> list[str]:
    """Into which projects it comes, and out of which: ``no longer in project acme/shop``."""
    if effect.projects is not None and effect.verb is Verb.CHANGE and not _moves(effect):
        # The journal keeps ids alone.
        return ["projects"]
    return [
        *(f"in project {name}" for name in effect.gains),
        *(f"no longer in project {name}" for name in effect.loses),
    ]


def _moves(effect: Effect) -> bool:
    return bool(effect.gains or effect.loses)


def why(effect: Effect) -> str:
    """Why it is done, or left."""
    said = sorted({state.value for state in effect.states.values()})
    return effect.reason or ", ".join([*said, *([TOUCHED_TOO] if effect.touched else [])])
