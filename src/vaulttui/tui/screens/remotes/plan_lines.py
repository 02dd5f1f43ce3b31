"""The list of the plan's screen: a diff by object, what is left, what is in sync, what is not ours.

Keys of its lines: ``effect ID``, ``object N`` and ``left N`` by their place in the plan, and
``strangers``.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len

from vaulttui.remotes.protocol import Verb
from vaulttui.sync.attributes import Attribute, attributes
from vaulttui.sync.effects import Effect
from vaulttui.sync.plan import Plan
from vaulttui.sync.states import Compared
from vaulttui.sync.wanted import Place
from vaulttui.sync.wording import names_of, why
from vaulttui.tui.screens.remotes.apply_run import Run
from vaulttui.tui.screens.remotes.plan_left import hint_here
from vaulttui.tui.screens.remotes.plan_ticks import Ticks
from vaulttui.tui.screens.remotes.plan_words import named, sign_of
from vaulttui.tui.text import ago, counted, fit, listed, shown, wrap
from vaulttui.tui.widgets.lines import Part
from vaulttui.tui.widgets.sheet import Sheet, SheetLine

BOXES: Final = {True: "[x]", False: "[ ]", None: "[-]"}
Build = Callable[[int], Sequence[SheetLine]]
_SIGN: Final = 9
_NAMES: Final = 40
STRANGERS: Final = "strangers"


class PlanList(Sheet):
    """Shows lines that are made for its width."""

    def __init__(self) -> None:
        super().__init__("list")
        self._built: Build = lambda _width: ()
        self._followed = ""

    def show(self, of: str, build: Build) -> None:
        """Show other lines; the cursor stays where they are ``of`` the same."""
        self._built = build
        self.fill(of)

    def build(self, width: int) -> Sequence[SheetLine]:
        """The lines."""
        return self._built(width)

    def follow(self, run: Run | None) -> None:
        """Let the cursor go along with what is done, as long as nobody moves it elsewhere."""
        if run is None:
            self._followed = ""
        elif self._followed in ("", self.key):
            nexts = (key for key in run.effects if key not in run.results)
            self.go_to(f"effect {next(nexts, '')}")
            self._followed = self.key


def row(left: Sequence[Part], note: Part, width: int, key: str) -> SheetLine:
    """A line with a note on the right, where it leaves the rest room enough."""
    text = shown(note[0], 80)
    taken = sum(cell_len(part) for part, _ in left)
    room = width - cell_len(text) - 2
    if not text or (room < taken and room < width // 2):
        return SheetLine(tuple(left), key)
    cut: list[Part] = []
    for part, style in left:
        part = part if cell_len(part) <= room else fit(part, room)
        room -= cell_len(part)
        cut.append((part, style))
    return SheetLine((*cut, (" " * (max(0, room) + 1), ""), (text, note[1])), key)


def effect_parts(
    effect: Effect, box: str, *, within: bool = False, below: Collection[str] = ()
) -> list[Part]:
    """A box, a sign, an object unless the line stands ``within`` one, and names.

    Attributes ``below`` stand on lines of their own.
    """
    sign, style = sign_of(effect)
    # What is made anew gets all of its attributes anyway.
    all_names = effect.slots if effect.verb is Verb.CREATE else names_of(effect)
    names = listed([name for name in all_names if name not in below], _NAMES)
    where: list[Part] = [] if within else [(f" {shown(named(effect), 120)} ", "strong")]
    start = f"   {box}" if within else f" {box}"
    return [(f"{start} ", ""), (fit(sign, _SIGN), style), *where, (f" {names}", "")]


@dataclass(frozen=True, slots=True)
class PlanLines:
    """A plan as lines; ``words`` narrow it."""

    plan: Plan
    left: Sequence[Effect]
    ticks: Ticks
    now: int
    words: Sequence[str] = ()

    def __call__(self, width: int) -> list[SheetLine]:
        """All of them."""
        told = attributes(self.plan)
        parts = (
            [line for at, group in self.groups() for line in self._group(at, group, told, width)],
            self._titled("Left as they are", self._left(width)),
            self._titled("In sync", self._in_sync(width)),
            self._titled("Not ours", self._strangers(width)),
        )
        lines = [line for part in parts if part for line in (*part, SheetLine())]
        return lines[:-1]

    def groups(self) -> Iterator[tuple[int, dict[str, Effect]]]:
        """The effects that fit the filter, by object: its place in the plan, and its effects."""
        at = {one.wanted.place: index for index, one in enumerate(self.plan.compared) if one.wanted}
        found: dict[Place, dict[str, Effect]] = {}
        for key, one in self.ticks.effects.items():
            if self._fits(named(one), one.title, *names_of(one), one.kind, why(one)):
                found.setdefault(one.place, {})[key] = one
        return ((at.get(place, -1), group) for place, group in found.items())

    def _fits(self, *texts: str) -> bool:
        text = "\n".join(texts).casefold()
        return all(word in text for word in self.words)

    def _group(
        self,
        at: int,
        group: dict[str, Effect],
        told: Mapping[str, Sequence[Attribute]],
        width: int,
    ) -> Iterator[SheetLine]:
        within = len(group) > 1
        if within:
            name = shown(named(next(iter(group.values()))), 120)
            head: list[Part] = [(f" {BOXES[self.ticks.state(group)]} ", ""), (name, "strong")]
            yield row(head, (counted(len(group), "effect"), "dim"), width, f"object {at}")
        for key, one in group.items():
            below = {each.name: each.told(self.plan.remote) for each in told[key]}
            parts = effect_parts(one, BOXES[key in self.ticks], within=within, below=below)
            yield row(parts, (why(one), "dim"), width, f"effect {key}")
            indent = " " * (9 if within else 7)
            for name, text in below.items():
                for line in wrap(f"{shown(name, 80)}: {text}", width - len(indent) - 1):
                    yield SheetLine(((f"{indent}{line}", "dim"),))

    def _titled(self, title: str, lines: Iterator[SheetLine]) -> list[SheetLine]:
        found = list(lines)
        return [SheetLine(((f" {title}", "heading"),)), *found] if found else []

    def _left(self, width: int) -> Iterator[SheetLine]:
        for at, one in enumerate(self.left):
            if not self._fits(named(one), one.title, *names_of(one), one.reason):
                continue
            parts: list[Part] = [(" . ", "dim"), (shown(named(one), 120), "")]
            yield SheetLine((*parts, (f"  {listed(names_of(one), _NAMES)}", "dim")), f"left {at}")
            said = f"{one.reason}. {hint_here(self.plan, one)}"
            for line in wrap(shown(said, 1000), width - 6):
                yield SheetLine(((f"     {line}", "dim"),))

    def _in_sync(self, width: int) -> Iterator[SheetLine]:
        busy = {one.place for one in (*self.plan.effects, *self.plan.left)}
        for at, one in enumerate(self.plan.compared):
            if one.wanted and one.wanted.place not in busy and self._fits(_called(one)):
                written = f"last written {ago(one.since, self.now)}" if one.since else ""
                parts: list[Part] = [(" ✓ ", "good"), (shown(_called(one), 120), "")]
                yield row(parts, (written, "dim"), width, f"object {at}")

    def _strangers(self, width: int) -> Iterator[SheetLine]:
        count = len(self.plan.strangers)
        if count and not self.words:
            text = f"{counted(count, 'object')} that nothing here answers for"
            yield row([(" ○ ", "dim"), (text, "")], ("enter shows them", "dim"), width, STRANGERS)


def _called(one: Compared) -> str:
    return f"{one.kind.value} {one.key}"
