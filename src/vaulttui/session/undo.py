"""What a session can take back, and what it took back and can make again."""

from collections.abc import Mapping

import msgspec

from vaulttui.domain.metadata import text_of
from vaulttui.domain.text import safe_text
from vaulttui.errors import Conflict
from vaulttui.session.change import Change, Touched
from vaulttui.session.draft import Draft
from vaulttui.session.view import View


class Step(msgspec.Struct, frozen=True):
    """One change: each record it touched, with the id of the revision that it made.

    ``mentioned`` are names of what it was about where its own records have none.
    """

    kind: str
    touched: tuple[tuple[Touched, str], ...]
    mentioned: tuple[str, ...] = ()

    def names(self, view: View) -> list[str]:
        """The names that these records had before; of what was not there, those they have."""
        own = [name for touch, _ in self.touched if (name := _name(touch, view))]
        return list(dict.fromkeys([*own, *self.mentioned]))

    def following(self, moved: Mapping[str, str]) -> "Step":
        """The same step, of revisions whose content came again under other ids."""
        touched = tuple((touch, moved.get(rev, rev)) for touch, rev in self.touched)
        return Step(self.kind, touched, self.mentioned)


class Steps:
    """The changes that can be taken back, and those taken back: the last of each is next.

    Taking a step back is a step itself, and taking that one back makes the first again.
    """

    def __init__(self) -> None:
        self.done: list[Step] = []
        self.undone: list[Step] = []

    def note(self, step: Step) -> None:
        """Remember a new change: what was taken back before it does not come again."""
        self.done.append(step)
        self.undone.clear()

    def turn(self, step: Step, back: Step | None) -> None:
        """Let all others follow to what taking a step back, by ``back``, made anew."""
        written = {touch.id: rev for touch, rev in back.touched} if back else {}
        moved = {
            head.rev: written[touch.id]
            for touch, _ in step.touched
            if touch.before is not None and touch.id in written
            for head in touch.before.heads
        }
        for steps in (self.done, self.undone):
            steps[:] = [one.following(moved) for one in steps]


def take_back(change: Change, view: View, step: Step, verb: str) -> None:
    """Put all as it was before a step; Conflict where a record changed since."""
    change.mention(*step.mentioned)
    for touch, rev in step.touched:
        _take_back(change, view, touch, rev, verb)


def _take_back(change: Change, view: View, touch: Touched, rev: str, verb: str) -> None:
    record = view.record(touch.id)
    if record is None or [head.rev for head in record.heads] != [rev]:
        raise Conflict(f"{_called(touch, view)} was changed since; {verb} would lose that change.")
    former = {head.rev for head in touch.before.heads} if touch.before else set()
    if any(one.husk for one in record.revisions if one.rev in former):
        raise Conflict(f"What {_called(touch, view)} held was forgotten for good.")
    if touch.before is None or touch.before.deleted:
        change.delete(record)
        return
    draft = Draft.of(record)
    draft.take_back_all(touch.before)
    change.put(draft)


def _called(touch: Touched, view: View) -> str:
    record = view.record(touch.id) or touch.before
    return safe_text(_name(touch, view), 80) or f"The {record.kind if record else 'record'}"


def _name(touch: Touched, view: View) -> str:
    held = (touch.before, view.record(touch.id))
    return next((name for one in held if one and (name := text_of(one.m, "name"))), "")
