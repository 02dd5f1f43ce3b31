"""What browsing says of remotes; loaded where there are some."""

from collections.abc import Mapping

from vaulttui.operations.placeholders import of_plan
from vaulttui.operations.standings import Standings
from vaulttui.tui.screens.remotes.words import badge_words, marks
from vaulttui.tui.widgets.lines import Part


def marks_of(known: Standings | None) -> Mapping[str, Part]:
    """What the list says of credentials that are not in sync somewhere, by id."""
    return marks(known, "credential")


def badges_of(known: Standings, credential_id: str, now: int) -> tuple[Part, ...]:
    """How a credential stands on each remote that it is bound to."""
    badges = known.badges.get(("credential", credential_id), ())
    return tuple(badge_words(one, now) for one in badges)


def lacks(known: Standings | None) -> bool:
    """Whether there is anything out there whose value nobody holds."""
    read = (seen for seen in (known.remotes.values() if known else ()) if seen is not None)
    return any(of_plan(seen.plan, seen.at) for seen in read)
