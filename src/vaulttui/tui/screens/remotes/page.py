"""What is shown of a remote beside the list."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vaulttui.domain.remotes import Policy, Remote
from vaulttui.operations import bindings
from vaulttui.operations.bindings import Bound
from vaulttui.session.session import Session
from vaulttui.tui.screens.remotes.form_words import BUDGETS, option_label, way_title
from vaulttui.tui.screens.remotes.words import IN_SYNC, NEVER_READ, NOT_SINCE, state_part
from vaulttui.tui.text import ago, counted, listed
from vaulttui.tui.widgets.lines import Part
from vaulttui.tui.widgets.page import Item, Page, Section

if TYPE_CHECKING:
    from vaulttui.operations.plans import Standing
    from vaulttui.sync.states import Compared

OPEN = "open"
STRANGERS = "strangers"


def page_of(session: Session, remote: Remote, seen: "Standing | None", opened: int) -> Page:
    """A remote as a page."""
    now = session.now()
    contact = f"read {ago(seen.at, now)}" if seen else NEVER_READ
    return Page(
        remote.id,
        remote.name,
        f"{remote.dialect} · {contact}",
        description=remote.description,
        sections=(
            *([_open(opened)] if opened else []),
            Section("Bound", tuple(_bound(session, remote, seen)), "nothing yet: a binds"),
            Section("Out there", tuple(_there(seen)), _nothing_there(seen)),
            Section("Connection", tuple(_connection(session, remote))),
        ),
    )


def _open(opened: int) -> Section:
    what = f"! {counted(opened, 'effect')} not settled"
    notes = (("a program is at it, or was interrupted: enter tells, and settles it", ""),)
    return Section("Under way", (Item(OPEN, "Outcome", what, "bad", notes),))


def _bound(session: Session, remote: Remote, seen: "Standing | None") -> Iterator[Item]:
    compared = {
        one.wanted.binding_id: one for one in (seen.plan.compared if seen else ()) if one.wanted
    }
    for one in bindings.bound(session, remote):
        yield _item(one, compared.get(one.binding.id), session.now())


def _item(one: Bound, compared: "Compared | None", now: int) -> Item:
    text, style = _state(one, compared)
    notes: list[Part] = []
    if compared is not None and compared.since:
        notes.append((f"last written {ago(compared.since, now)}", "dim"))
    if compared is not None:
        notes += _slots(compared)
    if one.name != one.part.name:
        notes.append((f"there as {one.name}", "dim"))
    if one.part.kind != "project" and set(one.binding.policies.values()) - {Policy.ENFORCE}:
        notes.append((_policies(one), "dim"))
    label = one.part.title if one.part.kind == "credential" else f"{one.part.kind} {one.part.title}"
    return Item(f"{one.part.kind} {one.part.id}", label, text, style, tuple(notes))


def _state(one: Bound, compared: "Compared | None") -> Part:
    if one.part.kind == "project":
        return "assigned there with what is bound", "dim"
    return state_part(compared.state) if compared else (f"· {NOT_SINCE}", "dim")


def _slots(compared: "Compared") -> Iterator[Part]:
    """Which of its slots stand otherwise than others, and what is there beside them."""
    states = dict.fromkeys(compared.slots.values())
    for state in states if len(states) > 1 else ():
        names = [slot for slot, one in compared.slots.items() if one is state]
        if state.value != IN_SYNC:
            yield f"{state_part(state)[0]}: {listed(names)}", ""
    if compared.public and states:
        yield f"other there: {listed(compared.public)}", ""
    if compared.extra:
        yield f"there, and not held here: {listed(compared.extra)}", "dim"


def _policies(one: Bound) -> str:
    usual = one.binding.policy("")
    own = one.binding.policies.items()
    others = [f"{slot} {policy}" for slot, policy in own if slot and policy != usual]
    return ", ".join([f"policy {usual}", *others])


def _there(seen: "Standing | None") -> Iterator[Item]:
    strangers = seen.plan.strangers if seen is not None else ()
    # Every record remote has types of its own: nobody misses those.
    held = [one for one in strangers if one.kind.value != "type"]
    if held:
        count = counted(len(held), "object")
        yield Item(STRANGERS, "Not ours", f"○ {count} that nothing here answers for")


def _nothing_there(seen: "Standing | None") -> str:
    return "p reads it" if seen is None else "nothing beside what is bound"


def _connection(session: Session, remote: Remote) -> Iterator[Item]:
    yield Item("url", "Address", remote.url)
    for key, (credential_id, field) in remote.auth.items():
        record = session.view.record(credential_id)
        gone = record is None or record.deleted
        name = "" if record is None or gone else f"{record.m.get('name', '')} / {field}"
        notes = (("! the credential is gone: e names another", "bad"),) if gone else ()
        way, colon, named = key.partition(":")
        label = f"Login by {way_title(way + colon)} {named}".strip()
        yield Item(f"login {credential_id} {field}", label, name, notes=notes)
    for option, text in remote.options.items():
        yield Item(f"option {option}", option_label(option), text)
    most = f", at most {counted(remote.max_effects, 'effect')} each" if remote.max_effects else ""
    about = (BUDGETS[remote.budget], "dim")
    yield Item("budget", "Plans may", f"{remote.budget}{most}", notes=(about,))
