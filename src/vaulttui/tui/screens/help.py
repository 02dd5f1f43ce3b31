"""The help: every command of a place, read from the table."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from rich.cells import cell_len

from vaulttui.tui.commands import BY_ID, OPEN, Command, Place, commands_in, keys_of
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

_ABOUT: Final[Mapping[Place, str]] = {
    Place.BROWSE: "Your credentials. Filter to find one, enter opens it; there its values are "
    "revealed, copied and changed.",
    Place.SETS: "A set is a group of keys, each the name of a variable: it points at a credential, "
    "or has a value of its own. A set is assigned to projects.",
    Place.PROJECTS: "A project is what credentials and sets are assigned to; a program that is run "
    "with it is given just those.",
    Place.ORGANIZATIONS: "Credentials, sets and projects belong to an organization, or to you.",
    Place.TYPES: "A type says which fields a credential has, and what programs are given of them. "
    "Those of your own can be changed.",
    Place.TYPE: "The fields of a type, and what programs are given of them.",
    Place.MIGRATION: "What becomes of the values of a type that changed; nothing is changed yet.",
    Place.ASSIGNMENTS: "Tick the projects that are to be given this. Nothing is changed before you "
    "save.",
    Place.ENVIRONMENT: "What a program is given here, without values, and where it comes from. One "
    "name from two sources is refused: give one of them a prefix or another name.",
    Place.WHERE_USED: "All that uses one thing. Enter goes there.",
    Place.HISTORY: "What the credential was before, the newest first; any value can come back.",
    Place.TRASH: "What was deleted. It comes back as it was, or is forgotten for good.",
    Place.ACTIVITY: "What was changed, the newest first; never a value.",
    Place.HEALTH: "What is old, weak, reused, expiring or incomplete. What is meant to be so is "
    "left out, with your reason.",
    Place.IMPORT: "Name a file and look into it; nothing is written before you say so.",
    Place.EXPORT: "A vault of its own with another passphrase, or a file that anybody can read.",
    Place.VAULT: "The file, what opens it, its backups, and what can be done with it.",
    Place.SERVER: "A server for programs on this machine: they use the vault as a remote, and "
    "never get a value. It ends with this program, and when that locks.",
    Place.SETTINGS: "Enter changes what the cursor stands on; it counts at once.",
    Place.WHOSE: "Type or paste a value, unseen, to find whose it is.",
    Place.MANUAL: "The pages of the manual, and a search in their text.",
    Place.REMOTES: "A remote takes credentials and never gives their values back. What it should "
    "hold is bound to it, and brought there by a plan that you read first.",
    Place.PLACEHOLDERS: "What is out there and nobody here holds. It is never read back: take it "
    "over, and give it another value.",
    Place.PLAN: "What would bring the remote into line with the vault. Nothing is written before "
    "you apply, and then only what is ticked.",
    Place.FORM: "Fill in and save; nothing is written before that. A lock keeps what was typed.",
}


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
        self.note = _ABOUT.get(of, "")

    def make_lines(self) -> Lines:
        """The list."""
        here = commands_in(self._of)
        keyed = [one for one in here if keys_of(one, self.vault.settings.keys)]
        sections = (
            ("Keys here", self._rows(one for one in keyed if not _everywhere(one))),
            ("Moving", self._rows(commands_in(Place.LINES))),
            ("Everywhere", self._rows(filter(_everywhere, keyed))),
            ("What a filter can say", _FILTERS if self._of is Place.BROWSE else ()),
            ("By name, in the palette", self._rows(one for one in here if one not in keyed)),
            ("More", self._more()),
        )
        rows: list[tuple[str, str]] = []
        for title, lines in sections:
            if lines:
                rows += [*([("", "")] if rows else []), ("", title), *lines]
        return HelpLines(rows)

    def _rows(self, commands: Iterable[Command]) -> list[tuple[str, str]]:
        keymap = self.vault.settings.keys
        return [(" ".join(keys_of(one, keymap)) or " ", self._told(one)) for one in commands]

    def _more(self) -> list[tuple[str, str]]:
        keys = " ".join(keys_of(BY_ID["show-manual"], self.vault.settings.keys))
        return [(keys or "palette", "the manual: every page, with a search in their text")]

    def _told(self, command: Command) -> str:
        title, told = command.title_in(self._of), command.help_in(self._of)
        return f"{title}: {told}" if told else title


def _everywhere(command: Command) -> bool:
    """Whether it counts on every screen of an open vault, but for its own."""
    return len(OPEN - command.where) <= 1
