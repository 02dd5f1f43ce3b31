"""What is said beside the plan of the effect, object or remainder under the cursor."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from vaulttui.domain.ledger import Entry
from vaulttui.session.session import Session
from vaulttui.sync.attributes import attributes_of
from vaulttui.sync.effects import Effect
from vaulttui.sync.plan import Plan
from vaulttui.sync.report import Outcome, Result
from vaulttui.sync.states import Compared, State
from vaulttui.tui.screens.remotes.plan_ticks import Ticks
from vaulttui.tui.screens.remotes.plan_words import (
    GONE_HERE,
    KNOWN,
    OUTCOMES,
    TOUCHED_BESIDE,
    named,
    sign_of,
    told,
)
from vaulttui.tui.screens.remotes.words import state_part
from vaulttui.tui.text import ago, shown
from vaulttui.tui.widgets.lines import Part
from vaulttui.tui.widgets.page import Item, Page, Section


def effect_page(
    session: Session,
    effect: Effect,
    public: Mapping[str, str],
    ticks: Ticks | None,
    result: Result | None,
) -> Page:
    """What an effect does, what is known of each slot, and what came of it."""
    ledger = session.view.ledger(effect.binding_id) if effect.binding_id else {}
    if result is not None:
        # What was known before is not true any more.
        effect = replace(effect, states={})
    warnings: tuple[str, ...] = ()
    if result is not None and result.outcome is not Outcome.DONE:
        said = f"{OUTCOMES[result.outcome][0]}: {result.message} {result.hint}"
        warnings = (said.strip().removeprefix("! "),)
    return Page(
        f"effect {effect.id}",
        named(effect),
        _about(effect, result),
        warnings,
        _described(told(effect), effect.states, effect.removed, effect.touched),
        tuple(_sections(session, effect, public, ticks, ledger)),
    )


def _about(effect: Effect, result: Result | None) -> str:
    here = f" · from {effect.title}" if effect.title and effect.title != effect.key else ""
    done = f" · {OUTCOMES[result.outcome][0]}" if result else ""
    return f"{sign_of(effect)[0]}{here}{done}"


def _sections(
    session: Session,
    effect: Effect,
    public: Mapping[str, str],
    ticks: Ticks | None,
    ledger: Mapping[str, Entry],
) -> Iterator[Section]:
    slots = [
        _slot(session, name, effect.states.get(name), ledger.get(name))
        for name in (*effect.slots, *effect.removed)
    ]
    if slots:
        yield Section("Values", tuple(slots))
    if public:
        items = (Item(f"public {name}", name, text) for name, text in public.items())
        yield Section("Attributes", tuple(items))
    if ticks is not None:
        yield from _chain(effect, ticks)


def public_of(effect: Effect, plan: Plan | None, one: Compared | None) -> Mapping[str, str]:
    """What becomes of attributes, by name; of an effect that is in no plan here the names alone."""
    if plan is None or one is None:
        return dict.fromkeys(effect.public, "")
    return {each.name: each.told(plan.remote) for each in attributes_of(effect, one)}


def _chain(effect: Effect, ticks: Ticks) -> Iterator[Section]:
    for title, others in (
        ("Needs", ticks.needed(effect.id)),
        ("Needed by", ticks.needing(effect.id)),
    ):
        items = [Item(f"effect {one.id}", sign_of(one)[0], named(one)) for one in others]
        if items:
            yield Section(title, tuple(items))


def _slot(session: Session, name: str, state: State | None, entry: Entry | None) -> Item:
    now = session.now()
    written = f"last written {ago(entry.at, now)}" if entry and entry.fingerprint else ""
    notes: tuple[Part, ...] = ((written, "dim"),) if written else ()
    text, style = state_part(state) if state is not None else ("", "")
    return Item(f"slot {name}", name, text, style, notes)


def _described(
    said: str,
    states: Mapping[str, State],
    unasked: Sequence[str],
    touched: Collection[str] = (),
) -> str:
    """A sentence, and what is known and not known of the values: each state once.

    ``unasked`` are slots that hold something there, and that nothing here asks for; of those
    ``touched`` nobody knows whose value is there now.
    """
    known = {
        (states[name], name in unasked and states[name] is State.LOCAL_AHEAD): None
        for name in sorted(states)
    }
    lines = [_known(state, gone=gone) for state, gone in known]
    return "\n".join([said, *lines, *([TOUCHED_BESIDE] if touched else [])])


def _known(state: State, *, gone: bool) -> str:
    sentence = GONE_HERE if gone else KNOWN[state]
    return f"{state_part(state)[0]}: {sentence[:1].lower()}{sentence[1:]}"


def left_page(session: Session, effect: Effect, key: str, hint: str) -> Page:
    """What is not done, why, and what would change that."""
    ledger = session.view.ledger(effect.binding_id) if effect.binding_id else {}
    said = f"{shown(effect.reason, 400)}. {shown(hint, 400)}".strip()
    sections = tuple(_sections(session, effect, public_of(effect, None, None), None, ledger))
    title = f" · from {effect.title}" if effect.title and effect.title != effect.key else ""
    return Page(
        key,
        named(effect),
        f"left as it is{title}",
        description=_described(said, effect.states, effect.removed),
        sections=sections,
    )


def object_page(session: Session, one: Compared, key: str) -> Page:
    """An object with all that is known of its slots."""
    now = session.now()
    want = one.wanted
    ledger = session.view.ledger(want.binding_id) if want and want.binding_id else {}
    text, _ = state_part(one.state)
    since = f" · last written {ago(one.since, now)}" if one.since else ""
    slots = {**one.slots, **one.extra}
    bound = f"Bound to {shown(want.title, 200)}." if want and want.binding else ""
    items = tuple(_slot(session, name, slots[name], ledger.get(name)) for name in sorted(slots))
    public = tuple(Item(f"public {name}", name, "differs") for name in one.public)
    return Page(
        key,
        f"{one.kind.value} {one.key}",
        f"{text}{since}",
        description=_described(bound, slots, tuple(one.extra), one.hidden),
        sections=(
            Section("Values", items, "none"),
            *((Section("Attributes", public),) if public else ()),
        ),
    )


def strangers_page(plan: Plan) -> Page:
    """What is there and nobody here answers for."""
    items = tuple(
        Item(f"stranger {at}", f"{one.kind.value} {one.key}", _held(sorted(one.slots)))
        for at, one in enumerate(plan.strangers)
    )
    about = "They stay as they are. Enter lists the values that nobody here holds."
    return Page("strangers", "Not ours", about, sections=(Section("Out there", items),))


def _held(slots: Sequence[str]) -> str:
    return ", ".join(slots[:6]) + (" …" if len(slots) > 6 else "")
