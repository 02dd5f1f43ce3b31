"""Effects with what became of them: as they come while they are done, and all at the end."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vaulttui.domain.journal import JournalEntry, Phase
from vaulttui.sync.effects import Effect, effect_from_json
from vaulttui.sync.report import Outcome, Result
from vaulttui.sync.wording import names_of
from vaulttui.tui.screens.remotes.apply_run import Run
from vaulttui.tui.screens.remotes.plan_lines import effect_parts, row
from vaulttui.tui.screens.remotes.plan_words import OUTCOMES, PAUSED, SENT, WAITS, named
from vaulttui.tui.text import ago, shown, wrap
from vaulttui.tui.widgets.lines import Part
from vaulttui.tui.widgets.sheet import SheetLine

_FIRST: Final = (Outcome.FAILED, Outcome.UNKNOWN, Outcome.LEFT, Outcome.DONE)
_TITLES: Final = {
    Outcome.FAILED: "Failed: not done there",
    Outcome.UNKNOWN: "Outcome unknown: z settles it",
    Outcome.LEFT: "Not tried",
    Outcome.DONE: "Done",
}


@dataclass(frozen=True, slots=True)
class RunLines:
    """A run as it is now: each effect in the plan's order."""

    run: Run

    def __call__(self, width: int) -> list[SheetLine]:
        """A line each."""
        return [outcome_line(key, one, self._part(key), width) for key, one in self._effects]

    @property
    def _effects(self) -> Iterable[tuple[str, Effect]]:
        return self.run.effects.items()

    def _part(self, key: str) -> Part:
        result = self.run.results.get(key)
        if result is not None:
            return OUTCOMES[result.outcome]
        if self.run.pauses(key):
            return PAUSED
        return SENT if key in self.run.sent else WAITS


@dataclass(frozen=True, slots=True)
class ReportLines:
    """A report: first what asks for attention, with the reason and what to do."""

    results: Mapping[str, Result]
    words: Sequence[str] = ()

    def __call__(self, width: int) -> list[SheetLine]:
        """By outcome."""
        lines: list[SheetLine] = []
        for outcome in _FIRST:
            found = {key: one for key, one in self.results.items() if one.outcome is outcome}
            fitting = {key: one for key, one in found.items() if self._fits(one)}
            if fitting:
                lines += [SheetLine()] if lines else []
                lines.append(SheetLine(((f" {_TITLES[outcome]}", "heading"),)))
                lines += [line for key, one in fitting.items() for line in _result(key, one, width)]
        return lines

    def _fits(self, one: Result) -> bool:
        texts = (named(one.effect), one.effect.title, *names_of(one.effect), one.message)
        text = "\n".join(texts).casefold()
        return all(word in text for word in self.words)


@dataclass(frozen=True, slots=True)
class OpenLines:
    """What an interrupted run left behind."""

    entries: Sequence[JournalEntry]
    now: int

    def __call__(self, width: int) -> list[SheetLine]:
        """A line each; what a later version wrote is not understood, and said to be so."""
        return [line for one in self.entries for line in self._lines(one, width)]

    def _lines(self, entry: JournalEntry, width: int) -> Iterator[SheetLine]:
        when = _PHASES[entry.phase].format(ago=ago(entry.record.at, self.now))
        effect = effect_in(entry)
        if effect is None:
            yield SheetLine(((" ? an effect of a newer version of vaulttui", ""),), "newer")
            return
        yield row(effect_parts(effect, "?"), (when, "warn"), width, f"effect {effect.id}")


_PHASES: Final = {
    Phase.SENT: "perhaps sent {ago}",
    Phase.PENDING: "taken there {ago}",
    Phase.WRITTEN: "done {ago}",
}


def effect_in(entry: JournalEntry) -> Effect | None:
    """The effect of an entry; None of what a later version wrote."""
    try:
        return effect_from_json(entry.effect)
    except (ValueError, TypeError):
        return None


def outcome_line(key: str, effect: Effect, part: Part, width: int) -> SheetLine:
    """An effect with what became of it."""
    sign, _, word = part[0].partition(" ")
    parts = [(f" {sign} ", part[1]), *effect_parts(effect, "")[1:]]
    return row(parts, (word, part[1]), width, f"effect {key}")


def _result(key: str, one: Result, width: int) -> Iterator[SheetLine]:
    yield outcome_line(key, one.effect, OUTCOMES[one.outcome], width)
    if one.outcome is not Outcome.DONE and (one.message or one.hint):
        said = f"{one.message.rstrip('.')}. {one.hint}"
        for line in wrap(shown(said, 1000), width - 6):
            yield SheetLine(((f"     {line}", "dim"),))
