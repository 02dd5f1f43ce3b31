"""The report of health as a page of bars that is read at a glance."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from vaulttui.domain.health import Bar, Finding, Place, Report
from vaulttui.tui.screens.health.words import (
    EXCLUDED,
    by_urgency,
    first_of_all,
    style_of,
    verdict,
    worries_of,
    worst_first,
)
from vaulttui.tui.text import counted, fit
from vaulttui.tui.widgets.bars import bar, percent
from vaulttui.tui.widgets.lines import Part
from vaulttui.tui.widgets.sheet import Sheet, SheetLine, lines_of

AGAIN: Final = "again"
FIRST: Final = "first"
"""What the key of a place to look at first begins with; its bar and the place follow."""
SIGN: Final = "!"
_LABEL: Final = 24
_LEAST_LABEL: Final = 15
_WIDEST: Final = 44
_PERCENT: Final = 5
_ROOM_FOR_PERCENT: Final = 50
_WELL: Final = "All is well: nothing here wants you. Come back when you like."


@dataclass(frozen=True, slots=True)
class Columns:
    """How wide the columns are; ``beside`` where verdicts have room beside the titles."""

    label: int
    bar: int
    count: int
    percent: int
    beside: bool

    @classmethod
    def of(cls, report: Report, width: int) -> "Columns":
        """Fit for a report and a width."""
        label = max(_LEAST_LABEL, min(_LABEL, width * 2 // 5))
        most = max(len(bar.places) for one in report.findings for bar in one.bars)
        count = len(f"{most:,}") + 2
        percent = _PERCENT if width >= _ROOM_FOR_PERCENT else 0
        bar = max(1, min(_WIDEST, width - label - 4 - count - percent))
        longest = max(len(_told(one)[0]) for one in report.findings)
        return cls(label, bar, count, percent, longest <= width - label - 4)


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
        columns = Columns.of(report, width)
        for finding in by_urgency(report):
            lines += [SheetLine(), *_finding(finding, columns, width)]
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


def _finding(finding: Finding, columns: Columns, width: int) -> list[SheetLine]:
    """Title and verdict, then the bars, the worst first."""
    told, style = _told(finding)
    title = f" {finding.check.title}"
    if columns.beside:
        lines = [SheetLine(((fit(title, columns.label + 4), "heading"), (told, style)))]
    else:
        lines = [SheetLine(((title, "heading"),)), *lines_of(told, width, style)]
    bars = worst_first(finding)
    total = sum(len(one.places) for one in bars)
    lines += [_line(finding.check.id, one, total, columns) for one in bars]
    return [*lines, *_excluded(finding, columns)]


def _told(finding: Finding) -> Part:
    """The verdict with its sign, and the style."""
    if finding.worries:
        return f"{SIGN} {verdict(finding)}", "warn"
    any_place = any(one.places for one in finding.bars)
    return f"{'✓' if any_place else ' '} {verdict(finding)}", "good" if any_place else "dim"


def _line(check_id: str, one: Bar, total: int, columns: Columns) -> SheetLine:
    count, style = len(one.places), style_of(check_id, one)
    parts = (
        (f" {SIGN if one.bucket.worry else ' '} ", style),
        (fit(one.bucket.label, columns.label) + " ", ""),
        (fit(bar(count, total, columns.bar), columns.bar), style),
        (f"{count:>{columns.count},}", ""),
        (f"{percent(count, total):>{_PERCENT}}" if columns.percent else "", "dim"),
    )
    return SheetLine(parts, f"{check_id} {one.bucket.id}")


def _excluded(finding: Finding, columns: Columns) -> list[SheetLine]:
    """How many credentials are left out: no bar, as they are no part of the whole."""
    if not finding.excluded:
        return []
    told = fit("left out by you", columns.label) + " " * (columns.bar + 1)
    count = f"{len(finding.excluded):>{columns.count},}"
    parts = (("   ", ""), (told, "dim"), (count, "dim"))
    return [SheetLine(parts, f"{finding.check.id} {EXCLUDED}")]
