"""The report of health as a page of bars that is read at a glance."""

from collections.abc import Callable, Sequence
from typing import Final

from vaulttui.domain.health import Bar, Finding, Place, Report
from vaulttui.tui.screens.health_words import (
    EXCLUDED,
    by_urgency,
    first_of_all,
    style_of,
    verdict,
    worries_of,
    worst_first,
)
from vaulttui.tui.text import counted, fit, wrap
from vaulttui.tui.widgets.bars import bar, percent
from vaulttui.tui.widgets.lines import Part
from vaulttui.tui.widgets.sheet import Sheet, SheetLine, lines_of

AGAIN: Final = "again"
FIRST: Final = "first"
"""What the key of a place to look at first begins with; its bar and the place follow."""
SIGN: Final = "!"
_LABEL: Final = 25
_LEAST_LABEL: Final = 15
_WIDEST: Final = 44
_NUMBERS: Final = 13
_ROOM_FOR_PERCENT: Final = 50
_WELL: Final = "All is well: nothing here wants you. Come back when you like."


class Pictures(Sheet):
    """The cursor goes from bar to bar; each one's key is its check and its bucket."""

    def __init__(self, called: Callable[[Place], str]) -> None:
        super().__init__("pictures")
        self.report: Report | None = None
        self.stopped = False
        self._called = called

    def show(self, report: Report | None, *, stopped: bool = False) -> None:
        """Show another report; ``stopped`` where a newer one was not waited for."""
        self.report = report
        self.stopped = stopped
        self.empty = _empty(report)
        self.fill("health" if report is not None or stopped else "")

    def build(self, width: int) -> Sequence[SheetLine]:
        """What to look at first, then check by check."""
        report = self.report
        lines = _stopped(width, known=report is not None) if self.stopped else []
        if report is None or not report.credentials:
            return lines
        lines += self._head(report, width)
        for finding in by_urgency(report):
            lines += [SheetLine(), *_finding(finding, width)]
        return lines

    def _head(self, report: Report, width: int) -> list[SheetLine]:
        worries = worries_of(report)
        of = counted(report.credentials, "credential")
        if not worries:
            return [*lines_of(f"✓ {_WELL}", width, "good"), *lines_of(of, width, "dim")]
        things = counted(worries, "thing")
        lines = lines_of(f"{SIGN} {things} to look at in {of}; first of all:", width, "strong")
        urgent = first_of_all(report)
        longest = max(len(one.told) for one in urgent)
        room = max(10, min(_WIDEST, width - longest - 5))
        for one in urgent:
            place = one.place
            key = " ".join((FIRST, *one.bar, place.credential_id, place.field))
            name = fit(self._called(place), room) + " "
            lines.append(SheetLine((("   ", ""), (name, ""), (one.told, "warn")), key))
        return lines


def _empty(report: Report | None) -> str:
    if report is None:
        return "Looking at every credential once…"
    return (
        "The vault is empty, so nothing is wrong with it. "
        "q goes back; there n makes a credential, and ctrl+p, Import brings in a file."
    )


def _stopped(width: int, *, known: bool) -> list[SheetLine]:
    told = "Stopped. What follows was so before the last change." if known else "Stopped."
    again = SheetLine((("   ", ""), ("Look again", "accent")), AGAIN)
    return [*lines_of(f"{SIGN} {told}", width, "warn"), again, SheetLine()]


def _finding(finding: Finding, width: int) -> list[SheetLine]:
    """Title and verdict, beside each other where there is room; then the bars."""
    label = min(_LABEL, max(_LEAST_LABEL, width // 3))
    told, style = _told(finding)
    indent = label + 4
    title: Part = (fit(f" {finding.check.title}", indent), "heading")
    if len(told) <= width - indent:
        lines = [SheetLine((title, (told, style)))]
    else:
        lines = [SheetLine((title,))]
        lines += [SheetLine(((f" {line}", style),)) for line in wrap(told, width - 2)]
    bars = worst_first(finding)
    total = sum(len(one.places) for one in bars)
    lines += [_line(finding, one, total, label, width) for one in bars]
    return [*lines, *_excluded(finding, label, width)]


def _told(finding: Finding) -> Part:
    """The verdict with its sign, and the style."""
    if finding.worries:
        return f"{SIGN} {verdict(finding)}", "warn"
    any_place = any(one.places for one in finding.bars)
    return f"{'✓' if any_place else ' '} {verdict(finding)}", "good" if any_place else "dim"


def _line(finding: Finding, one: Bar, total: int, label: int, width: int) -> SheetLine:
    count, style = len(one.places), style_of(finding.check.id, one)
    numbers = _NUMBERS if width >= _ROOM_FOR_PERCENT else _NUMBERS - 5
    room = max(1, min(_WIDEST, width - label - 4 - numbers))
    sign = SIGN if one.bucket.worry else " "
    parts = (
        (f" {sign} ", style),
        (fit(one.bucket.label, label) + " ", ""),
        (fit(bar(count, total, room), room), style),
        (f"{count:>{8},}", ""),
        (f"{percent(count, total):>5}" if numbers == _NUMBERS else "", "dim"),
    )
    return SheetLine(parts, f"{finding.check.id} {one.bucket.id}")


def _excluded(finding: Finding, label: int, width: int) -> list[SheetLine]:
    if not finding.excluded:
        return []
    numbers = _NUMBERS if width >= _ROOM_FOR_PERCENT else _NUMBERS - 5
    room = max(1, min(_WIDEST, width - label - 4 - numbers))
    told = fit("left out, with a reason", label) + " " * (room + 1)
    parts = (("   ", ""), (told, "dim"), (f"{len(finding.excluded):>8,}", "dim"))
    return [SheetLine(parts, f"{finding.check.id} {EXCLUDED}")]
