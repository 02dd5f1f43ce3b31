"""What a filter of credentials can be completed with, and what its line says while it is empty."""

from collections.abc import Mapping
from typing import Final

from vaulttui.domain.completion import EXAMPLES, Known
from vaulttui.domain.organizations import PERSONAL
from vaulttui.session.session import Session
from vaulttui.tui.widgets.sidebar import Counts

HELP: Final = 'tab completes · ↑ former filters · -word not · "two words" · ? all of it'


def known_words(session: Session, counts: Counts) -> Known:
    """By qualifier the values there are; the types and tags used most come first."""
    graph = session.view.graph
    return {
        **EXAMPLES,
        "type": _most_first(counts.types),
        "tag": _most_first(counts.tags),
        "project": [graph.full_name(one) for one in graph.projects],
        "set": [graph.full_name(one) for one in graph.sets],
        "organization": [*(one.name for one in graph.organizations), PERSONAL],
        "remote": [one.name for one in graph.remotes],
    }


def _most_first(counts: Mapping[str, int]) -> list[str]:
    return sorted(counts, key=lambda key: (-counts[key], key))
