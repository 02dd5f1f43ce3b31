"""What a set, a project, an organization or an assignment shows of itself: sections of items."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len

from vaulttui.tui.text import fit, shown, wrap
from vaulttui.tui.widgets.lines import Part
from vaulttui.tui.widgets.sheet import Sheet, SheetLine, in_the_open, lines_of

_LABEL: Final = 28
_ASIDE: Final = 16


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that the cursor stands on.

    ``aside`` says more behind the text, as far as there is room; ``notes`` stand below, each
    with a style.
    """

    key: str
    label: str
    text: str = ""
    style: str = ""
    notes: tuple[Part, ...] = ()
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Items under a title; ``empty`` is said where there are none."""

    title: str
    items: tuple[Item, ...] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that is shown; ``id`` tells whether it is still the same thing."""

    id: str
    name: str
    about: str = ""
    warnings: tuple[str, ...] = ()
    description: str = ""
    sections: tuple[Section, ...] = ()


class PageSheet(Sheet):
    """Shows a page."""

    def __init__(self) -> None:
        super().__init__()
        self.page: Page | None = None

    def show(self, page: Page | None) -> None:
        """Show another page, or the same one as it is now."""
        self.page = page
        self.fill(page.id if page else "")

    def build(self, width: int) -> Sequence[SheetLine]:
        """Head and sections."""
        page = self.page
        if page is None:
            return ()
        lines = lines_of(page.name, width, "strong")
        lines += lines_of(page.about, width, "dim")
        for warning in page.warnings:
            lines += lines_of(f"! {warning}", width, "bad")
        for text in page.description.splitlines():
            lines += lines_of(text, width)
        for section in page.sections:
            lines += [SheetLine(), SheetLine(((f" {section.title}", "heading"),))]
            lines += self._items(section, width)
        return lines

    def _items(self, section: Section, width: int) -> list[SheetLine]:
        if not section.items:
            return lines_of(f"  {section.empty}", width, "dim")
        longest = max(cell_len(shown(item.label, 200)) for item in section.items)
        alone = not any(item.text for item in section.items)
        room = width - 6 if alone else min(longest, max(_LABEL, width // 3), width // 2 - 2)
        return [line for item in section.items for line in self._item(item, room, width)]

    def _item(self, item: Item, room: int, width: int) -> list[SheetLine]:
        label = "   " + fit(shown(item.label, 200), room)
        left = width - room - 6
        if self.revealed is not None and self.revealed.key == item.key:
            values = in_the_open(self.revealed, left)
        elif item.aside:
            aside = fit(f" {item.aside}", max(0, left - _ASIDE))
            values = [[(fit(shown(item.text, 200), _ASIDE), item.style), (aside, "dim")]]
        else:
            wrapped = wrap(shown(item.text, 1000), left) if item.text else [""]
            values = [[(line, item.style)] for line in wrapped]
        blank = (" " * (room + 5), "")
        first, *others = values
        lines = [SheetLine(((label + "  ", ""), *first), item.key)]
        lines += [SheetLine((blank, *parts)) for parts in others]
        for text, style in item.notes:
            lines += [SheetLine((blank, (line, style))) for line in wrap(shown(text, 1000), left)]
        return lines
