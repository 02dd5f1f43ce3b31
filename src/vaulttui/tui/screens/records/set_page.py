"""What is shown of a set beside the list."""

from typing import TYPE_CHECKING

from vaulttui.domain.sets import REPO, Key, Set
from vaulttui.operations import sets
from vaulttui.operations.where_used import told
from vaulttui.secret import MASK
from vaulttui.session.session import Session
from vaulttui.tui.screens.remotes.words import badge_state
from vaulttui.tui.text import ago
from vaulttui.tui.widgets.detail import age_of
from vaulttui.tui.widgets.lines import Part
from vaulttui.tui.widgets.page import Item, Page, Section

if TYPE_CHECKING:
    from vaulttui.operations.standings import Standings


def page_of(session: Session, found: Set, known: "Standings | None" = None) -> Page:
    """A set as a page."""
    graph, now = session.view.graph, session.now()
    seen_from = graph.project(found.project_id) if found.project_id else None
    only = f"only from {graph.full_name(seen_from)}" if seen_from else "from a project now gone"
    revoked = found.revoked_at
    return Page(
        found.id,
        graph.full_name(found),
        f"set · seen {only if found.scope == REPO else 'from every project'}",
        () if revoked is None else (f"revoked {ago(revoked, now)}: nothing is given its keys",),
        found.description,
        (
            _keys(session, found, now),
            _given(session, found),
            *_bound(session, found, known),
        ),
    )


def _keys(session: Session, found: Set, now: int) -> Section:
    items = tuple(_item(session, found, key, now) for key in found.keys)
    return Section("Keys", items, "none yet: + puts one")


def _given(session: Session, found: Set) -> Section:
    graph = session.view.graph
    known = [(one, graph.project(one.project_id)) for one in graph.assignments_of(found.id)]
    items = (Item(f"project {p.id}", graph.full_name(p), told(one)) for one, p in known if p)
    return Section("Given to", tuple(items), "no project: a assigns")


def _bound(session: Session, found: Set, known: "Standings | None") -> list[Section]:
    """The remotes that hold it, and how it stands there; nothing where none does."""
    badges = known.badges.get(("set", found.id), ()) if known else ()
    told = {one.remote_id: badge_state(one, session.now()) for one in badges}
    items = []
    for one in session.view.graph.bindings_at("set", found.id):
        remote = session.view.graph.remote(one.remote_id)
        if remote is not None:
            text, style = told.get(remote.id, ("", ""))
            notes = ((f"there as {one.name}", "dim"),) if one.name else ()
            items.append(Item(f"remote {remote.id}", remote.name, text, style, notes))
    return [Section("Bound to", tuple(items))] if items else []


def _item(session: Session, found: Set, key: Key, now: int) -> Item:
    notes: list[Part] = []
    if key.own and not found.holds(key.name):
        text = "→"
        notes.append(("! nobody here holds the value", "warn"))
    elif key.own:
        text = MASK
        notes.append((f"own value, {age_of(found.info(key.name), now)}", "dim"))
    else:
        target = sets.target_of(session, key)
        text = f"→ {target.name} / {key.field}" if target else "→"
        if target is None:
            notes.append(("! the credential it points at is gone", "warn"))
        elif not target.present(key.field):
            notes.append(("! the field holds no value", "warn"))
    notes += [(key.description, "dim")] if key.description else []
    return Item(f"key {key.name}", key.name, text, notes=tuple(notes))
