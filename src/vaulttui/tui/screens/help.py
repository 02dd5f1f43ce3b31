"""The help: every command of a place, read from the table."""

from collections.abc import Sequence

from rich.cells import cell_len

from vaulttui.tui.commands import BY_ID, Command, Place, commands_in, keys_of
from vaulttui.tui.commands import bindings as bindings_of
from vaulttui.tui.frames.table_screen import TableScreen
from vaulttui.tui.text import fit, wrap
from vaulttui.tui.widgets.lines import Lines, Part

_FILTERS = (
    ("words", "all must occur in name, type, tags or public values"),
    ('"two words"', "as they stand"),
    ("-word", "must not occur; - also negates what follows"),
    ("type:login", "of that type"),
    ("tag:work", "with that tag, or one below it"),
    ("name:mail", "in the name"),
    ("project:shop", "assigned to that project"),
    ("set:deploy", "a key of that set points at it"),
    ("organization:acme", "that the organization owns"),
    ("expires:30d", "a value expires within; expires:past has"),
    ("stale:90d", "the oldest secret is older"),
)


class HelpLines(Lines):
    """Sections of keys and what they do."""

    def __init__(self, rows: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._rows = rows
        self._wrapped: list[tuple[str, str]] = []

    def wrap_to(self, width: int) -> None:
        """Cut the sentences to the width."""
        left = self._key_width() + 4
        self._wrapped = []
        for keys, text in self._rows:
            first, *more = wrap(text, width - left) if keys else [text]
            self._wrapped += [(keys, first), *((" ", line) for line in more)]
        self.changed(0)

    def _key_width(self) -> int:
        return max((cell_len(keys) for keys, _ in self._rows), default=0)

    def on_resize(self) -> None:
        """Cut anew."""
        self.wrap_to(self.scrollable_content_region.width)

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self._wrapped)

    def selectable(self, index: int) -> bool:
        """There is no cursor; moving scrolls."""
        return False

    def line(self, index: int, width: int) -> list[Part]:
        """A heading, or keys and a sentence."""
        keys, text = self._wrapped[index]
        if not keys:
            return [(f" {text}", "heading")]
        return [("  " + fit(keys, self._key_width()) + "  ", "accent"), (text, "")]


class Help(TableScreen):
    """The commands of the screen below."""

    place = Place.HELP
    BINDINGS = bindings_of(Place.HELP)
    heading = "Help"

    def __init__(self, of: Place) -> None:
        super().__init__()
        self._of = of

    def make_lines(self) -> Lines:
        """The list."""
        rows: list[tuple[str, str]] = [("", "Keys here")]
        rows += self._rows(commands_in(self._of))
        rows += [("", ""), ("", "Moving")]
        rows += self._rows(commands_in(Place.LINES))
        if self._of is Place.BROWSE:
            rows += [("", ""), ("", "What a filter can say"), *_FILTERS]
        rows += [("", ""), ("", "More")]
        keys = " ".join(keys_of(BY_ID["show-manual"], self.vault.settings.keys))
        rows.append((keys or "palette", "the manual: every page, with a search in their text"))
        return HelpLines(rows)

    def _rows(self, commands: Sequence[Command]) -> list[tuple[str, str]]:
        keymap = self.vault.settings.keys
        return [
            (" ".join(keys_of(command, keymap)) or "palette", self._told(command))
            for command in commands
        ]

    def _told(self, command: Command) -> str:
        title = command.title_in(self._of)
        return f"{title}: {command.help}" if command.help else title
