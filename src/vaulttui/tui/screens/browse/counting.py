"""What the sidebar counts."""

from vaulttui.session.session import Session
from vaulttui.tui.widgets.sidebar import Counts, count_rows


def counts_of(session: Session) -> Counts:
    """Credentials by type and tag, and all that has a screen of its own, in the order shown."""
    graph = session.view.graph
    beside = {
        "sets": len(graph.sets),
        "projects": len(graph.projects),
        "organizations": len(graph.organizations) + 1,
        "remotes": len(graph.remotes),
        "types": len(session.view.types()),
        "trash": len(session.view.trash()),
    }
    return count_rows(session.view.rows(), beside)
