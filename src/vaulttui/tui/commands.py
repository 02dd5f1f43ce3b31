"""The one table of commands: keys, footer, help screen and palette are read from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from textual.binding import Binding, BindingType


class Place(StrEnum):
    """Where a command counts."""

    LINES = "lines"
    BROWSE = "browse"
    FORM = "form"
    TRASH = "trash"
    HISTORY = "history"
    ACTIVITY = "activity"
    SETS = "sets"
    HEALTH = "health"
    PROJECTS = "projects"
    ORGANIZATIONS = "organizations"
    REMOTES = "remotes"
    PLAN = "plan"
    PLACEHOLDERS = "placeholders"
    TYPES = "types"
    TYPE = "type"
    ROW = "row"
    MIGRATION = "migration"
    ASSIGNMENTS = "assignments"
    ENVIRONMENT = "environment"
    WHERE_USED = "where used"
    IMPORT = "import"
    EXPORT = "export"
    VAULT = "vault"
    SERVER = "server"
    HELP = "help"
    MANUAL = "manual"
    WHOSE = "whose"
    GENERATOR = "generator"
    QR = "qr"
    FILES = "files"
    SETTINGS = "settings"
    WELCOME = "welcome"
    LOCKED = "locked"


_LISTS: Final = frozenset(
    {
        Place.BROWSE,
        Place.SETS,
        Place.PROJECTS,
        Place.ORGANIZATIONS,
        Place.TYPES,
        Place.REMOTES,
    }
)
_PANED: Final = _LISTS | {Place.ASSIGNMENTS}
_BESIDE: Final = _PANED | {Place.HEALTH}
OPEN: Final = _BESIDE | {
    Place.VAULT, Place.EXPORT, Place.SERVER,
    Place.TRASH, Place.HISTORY, Place.ACTIVITY, Place.IMPORT, Place.ENVIRONMENT, Place.WHERE_USED,
    Place.SETTINGS, Place.MANUAL, Place.WHOSE, Place.PLAN, Place.PLACEHOLDERS,
}  # fmt: skip
_ALL: Final = frozenset(Place) - {Place.LINES}
_PLAN: Final = frozenset({Place.PLAN})
_BROWSE: Final = frozenset({Place.BROWSE})

_OF_THE_APP: Final = frozenset(
    {"agent", "bind", "jump", "undo", "redo", "theme", "palette", "lock", "help", "run"}
)


@dataclass(frozen=True, slots=True)
class Command:
    """Something the user can do by a key, a click in the footer, or its name in the palette.

    ``keys`` are Textual's names, with commas between. ``rank`` orders the footer,
    which shows as many as fit; 0 keeps a command out of it.
    """

    id: str
    keys: str
    title: str
    help: str
    where: frozenset[Place]
    rank: int = 0

    @property
    def action(self) -> str:
        """What Textual runs: a method of the screen, or of the app for what counts everywhere."""
        if self.id.startswith("show-"):
            return f"app.show('{self.id.removeprefix('show-')}')"
        method = self.id.replace("-", "_")
        return f"app.{method}" if self.id in _OF_THE_APP else method

    def rank_in(self, place: Place) -> int:
        """Its place in the footer of a place."""
        return _RANKS.get((self.id, place), self.rank)

    def title_in(self, place: Place) -> str:
        """What it is called in a place."""
        return _TITLES.get((self.id, place), self.title)

    def help_in(self, place: Place) -> str:
        """What it does in a place."""
        return _HELPS.get((self.id, place), self.help)


_TITLES: Final[Mapping[tuple[str, Place], str]] = {
    ("edit", Place.ASSIGNMENTS): "Names",
    ("plan", Place.PLAN): "Plan again",
    ("save", Place.PLAN): "Apply",
    ("trash", Place.PLAN): "Delete there",
    ("edit", Place.ENVIRONMENT): "Names",
    ("assign", Place.REMOTES): "Bind",
    ("take-away", Place.REMOTES): "Unbind",
    ("edit", Place.PLACEHOLDERS): "Give a value",
    ("trash", Place.TYPES): "Remove",
    ("new", Place.TYPE): "Add",
    ("edit", Place.TYPE): "Change",
    ("edit", Place.MIGRATION): "Move",
    ("save", Place.MIGRATION): "Migrate",
    ("save", Place.ROW): "Take it",
    ("back", Place.WELCOME): "Quit",
    ("reveal", Place.QR): "Hide or draw",
    ("put-key", Place.PROJECTS): "Link",
    ("save-value", Place.ENVIRONMENT): "Save as .env",
    ("new", Place.VAULT): "Add a key",
    ("edit", Place.VAULT): "Passphrase",
    ("take-away", Place.VAULT): "Remove",
    ("bring-back", Place.VAULT): "Restore",
    ("edit", Place.SETTINGS): "Change",
    ("put-key", Place.SETTINGS): "One more key",
    ("take-away", Place.SETTINGS): "As usual",
}
"""Where a command means something more particular than elsewhere."""

_HELPS: Final[Mapping[tuple[str, Place], str]] = {
    ("plan", Place.PLAN): "Read the remote anew.",
    ("save", Place.PLAN): "Do what is ticked; asked once more.",
    ("trash", Place.PLAN): "Plan to delete it there, asked by its name.",
    ("tick", Place.PLAN): "Do the effect, or leave it out; of an object, all of its effects.",
    ("only-these", Place.PLAN): "Leave out all but the one under the cursor and what it needs.",
    ("assign", Place.REMOTES): "Let the remote hold something of the vault.",
    ("take-away", Place.REMOTES): "Let go of what is bound; what is there stays as it is.",
    ("edit", Place.PLACEHOLDERS): "Fill in the value here; the next plan writes it there.",
    ("generate", Place.PLACEHOLDERS): "Make a new value; the next plan writes it there.",
    ("edit", Place.ASSIGNMENTS): "A prefix or other names in the project under the cursor.",
    ("edit", Place.ENVIRONMENT): "Give what the name comes from a prefix or other names.",
    ("save-value", Place.ENVIRONMENT): "Write the variables into a file, in clear.",
    ("put-key", Place.PROJECTS): "Let a folder mean the project, for commands started there.",
    ("take-away", Place.PROJECTS): "The assignment or folder under the cursor.",
    ("trash", Place.TYPES): "Take a type of your own away.",
    ("new", Place.TYPE): "One more field, variable or file.",
    ("edit", Place.TYPE): "Change the row under the cursor.",
    ("take-away", Place.TYPE): "The row under the cursor.",
    ("new", Place.VAULT): "Let something more open the vault.",
    ("edit", Place.VAULT): "Set another passphrase.",
    ("take-away", Place.VAULT): "Let the key under the cursor not open it any more.",
    ("bring-back", Place.VAULT): "Put the backup under the cursor in the vault's place.",
    ("edit", Place.SETTINGS): "Another value, or another key.",
    ("put-key", Place.SETTINGS): "A key beside those that the command has.",
    ("take-away", Place.SETTINGS): "The usual value or key again.",
}
"""What that does there."""

ENTERS: Final[Mapping[Place, str]] = {
    Place.ACTIVITY: "Go there",
    Place.ENVIRONMENT: "Go there",
    Place.WHERE_USED: "Go there",
    Place.HEALTH: "Show these",
    Place.MIGRATION: "Choose",
    Place.VAULT: "Do it",
    Place.SERVER: "Do it",
    Place.WELCOME: "Choose",
}
"""What enter does where the footer says so: elsewhere it opens, or does what a command does."""

_RANKS: Final[Mapping[tuple[str, Place], int]] = {
    ("environment", Place.PROJECTS): 2,
    ("filter", Place.PLAN): 7,
    ("tick", Place.PLAN): 1,
    ("run", Place.ENVIRONMENT): 2,
}
"""Where a command is wanted more than elsewhere."""

COMMANDS: Final = (
    Command("move-up", "up,k", "Up", "Move up.", frozenset({Place.LINES})),
    Command("move-down", "down,j", "Down", "Move down.", frozenset({Place.LINES})),
    Command("page-up", "pageup", "Page up", "Move up by a page.", frozenset({Place.LINES})),
    Command("page-down", "pagedown", "Page down", "Move down by a page.", frozenset({Place.LINES})),
    Command("first", "home", "First", "Move to the first line.", frozenset({Place.LINES})),
    Command("last", "end", "Last", "Move to the last line.", frozenset({Place.LINES})),
    Command("choose", "enter", "Open", "Open what is under the cursor.", frozenset({Place.LINES})),
    Command("pane-left", "left,h", "Pane left", "Go to the pane on the left.",
            _BESIDE | {Place.MANUAL, Place.PLAN}),
    Command("pane-right", "right,l", "Pane right", "Go to the pane on the right.",
            _BESIDE | {Place.MANUAL, Place.PLAN}),
    Command(
        "filter",
        "slash",
        "Filter",
        "Narrow the list as you type.",
        _BESIDE | {
            Place.MANUAL, Place.ACTIVITY, Place.TRASH, Place.SETTINGS, Place.PLAN,
            Place.PLACEHOLDERS,
        },
        1,
    ),
    Command("reveal", "r", "Reveal", "Show a secret value for a few seconds.",
            frozenset({Place.BROWSE, Place.SETS, Place.HISTORY, Place.GENERATOR, Place.QR}), 2),
    Command("copy", "c", "Copy", "Copy a value; the clipboard is cleared later.",
            frozenset({Place.BROWSE, Place.SETS, Place.SERVER}), 3),
    Command("qr", "Q", "QR code", "Draw a value as a QR code for a camera, for a few seconds.",
            frozenset({Place.BROWSE, Place.SETS, Place.HISTORY}), 17),
    Command("save-value", "O", "Save to a file", "Write a value into a new file of your own.",
            frozenset({Place.BROWSE, Place.SETS, Place.HISTORY, Place.ENVIRONMENT}), 18),
    Command("tick", "space", "Tick", "Assign to the project under the cursor, or do not.",
            frozenset({Place.ASSIGNMENTS, Place.PLAN}), 2),
    Command("tick-all", "A", "All or none", "Tick all that is seen, or none of it.", _PLAN, 3),
    Command("edit", "e", "Edit", "Change it; of an assignment, prefix and renames.",
            _BESIDE | {
                Place.ENVIRONMENT, Place.SETTINGS, Place.VAULT, Place.TYPE, Place.MIGRATION,
                Place.PLACEHOLDERS,
            }, 4),
    Command("only-these", "o", "Only these", "Take all ticks away but the one under the cursor.",
            frozenset({Place.ASSIGNMENTS, Place.PLAN}), 5),
    Command("new", "n", "New", "Make a new one.",
            _PANED | {Place.VAULT, Place.TYPE}, 5),
    Command("put-key", "plus", "Put a key", "A field by a name, or a value of its own.",
            frozenset({Place.SETS, Place.SETTINGS, Place.PROJECTS}), 4),
    Command("take-away", "minus", "Take away", "The key or assignment under the cursor.",
            frozenset(
                {Place.SETS, Place.PROJECTS, Place.SETTINGS, Place.VAULT, Place.TYPE, Place.REMOTES}
            ), 13),
    Command("environment", "v", "Environment", "What programs are given: names and their origin.",
            frozenset({Place.PROJECTS, Place.SETS, Place.BROWSE}), 19),
    Command("run", "exclamation_mark", "Run", "A command line, with what the project or set gives.",
            frozenset({Place.PROJECTS, Place.SETS, Place.BROWSE, Place.ENVIRONMENT}), 20),
    Command("duplicate", "d", "Duplicate", "Make a copy under another name.",
            _BROWSE | {Place.TYPES}, 15),
    Command("trash", "x", "Trash", "Move it to the trash.", _LISTS | _PLAN, 10),
    Command("revoke", "R", "Revoke", "Let nothing use the set any more, asked once more.",
            frozenset({Place.SETS}), 14),
    Command("undo", "u", "Undo", "Take back your last change.",
            _LISTS | {Place.TRASH, Place.HISTORY, Place.HEALTH, Place.PLACEHOLDERS}, 11),
    Command("redo", "U", "Redo", "Make again what was taken back.",
            _LISTS | {Place.TRASH, Place.HISTORY, Place.HEALTH, Place.PLACEHOLDERS}),
    Command("assign", "a", "Assign", "Give it to projects; to a project, give something.",
            frozenset({Place.BROWSE, Place.SETS, Place.PROJECTS, Place.REMOTES}), 6),
    Command("bind", "B", "Bind", "Let a remote hold it, or hold it otherwise.",
            frozenset({Place.BROWSE, Place.SETS, Place.PROJECTS, Place.TYPES}), 21),
    Command("where-used", "w", "Where used", "All that uses what the cursor stands on.",
            _PANED | {Place.ENVIRONMENT, Place.WHERE_USED, Place.HEALTH, Place.PLACEHOLDERS}, 12),
    Command("sort", "S", "Sort", "By name, last change, oldest value or expiry.", _BROWSE, 16),
    Command("mark", "space", "Mark", "For a, x and the like to mean several.", _BROWSE),
    Command("source", "s", "Source", "What feeds the field from outside, or is to.", _BROWSE),
    Command("generate", "g", "Generate", "Make a new secret for the field.",
            _BROWSE | {Place.HEALTH, Place.PLACEHOLDERS}, 14),
    Command("history", "y", "History", "Former states of the credential.",
            _BROWSE | {Place.HEALTH}, 9),
    Command("exclude", "minus", "Leave out", "Leave it out of the check, for a reason.",
            frozenset({Place.HEALTH}), 2),
    Command("include", "b", "Bring back", "Let the check look at it again.",
            frozenset({Place.HEALTH}), 2),
    Command("in-list", "m", "In the list", "Show these in the main list, by a filter.",
            frozenset({Place.HEALTH}), 5),
    Command("bring-back", "b", "Bring back", "Bring back what is under the cursor.",
            frozenset({Place.TRASH, Place.HISTORY, Place.VAULT}), 1),
    Command("purge", "X", "Purge", "Forget it for good, asked once more.",
            frozenset({Place.TRASH, Place.HISTORY}), 3),
    Command("save", "ctrl+s", "Save", "Save it.",
            frozenset(
                {Place.FORM, Place.ASSIGNMENTS, Place.TYPE, Place.ROW, Place.MIGRATION, Place.PLAN}
            ), 1),
    Command("resume", "z", "Settle", "Find out what became of what was interrupted.", _PLAN, 1),
    Command("adopt", "a", "Take over", "Answer for what is there and not ours.",
            _PLAN | {Place.PLACEHOLDERS}, 6),
    Command("as-text", "ctrl+r", "As text", "Edit the TOML of the type, or its form again.",
            frozenset({Place.TYPE}), 3),
    Command("later", "shift+down,J", "Down", "Move the row down.", frozenset({Place.TYPE}), 14),
    Command("earlier", "shift+up,K", "Up", "Move the row up.", frozenset({Place.TYPE}), 15),
    Command("from-file", "i", "From a file", "Bring in a type's TOML; it is looked at first.",
            frozenset({Place.TYPES}), 17),
    Command("to-file", "t", "To a file", "Write the type as TOML.", frozenset({Place.TYPES}), 18),
    Command("generate-into", "ctrl+g", "Generate", "Make a secret into the field in focus.",
            frozenset({Place.FORM}), 2),
    Command("less", "left,h,minus", "Shorter", "Make a shorter one.",
            frozenset({Place.GENERATOR}), 2),
    Command("more", "right,l,plus", "Longer", "Make a longer one.",
            frozenset({Place.GENERATOR}), 3),
    Command("another", "space,n", "Another", "Make another one.", frozenset({Place.GENERATOR}), 4),
    Command("complete", "tab", "Complete", "Type as much of the name as is certain.",
            frozenset({Place.FILES}), 1),
    Command("hidden", "ctrl+t", "Hidden", "Show hidden files, or do not.",
            frozenset({Place.FILES}), 2),
    Command("newest", "ctrl+n", "Newest", "The newest first, or by name.",
            frozenset({Place.FILES}), 3),
    Command("show-import", "", "Import a file", "Bring in KeePass, Bitwarden or dotenv files.",
            OPEN - {Place.IMPORT}),
    Command("all", "", "All credentials", "Show everything, unfiltered.", _BROWSE),
    Command("show-sets", "", "Show the sets", "Groups of keys.", OPEN),
    Command("show-projects", "", "Show the projects", "What is given to what.", OPEN),
    Command("plan", "p", "Plan", "Read the remote, and show what would bring it into line.",
            frozenset({Place.REMOTES, Place.PLAN, Place.PLACEHOLDERS}), 2),
    Command("test", "t", "Test", "Ask the remote for something that needs the login.",
            frozenset({Place.REMOTES}), 14),
    Command("show-remotes", "", "Show the remotes", "Servers that hold what is bound to them.",
            OPEN),
    Command("show-placeholders", "", "Show the placeholders", "Out there, and readable nowhere.",
            OPEN - {Place.PLACEHOLDERS}),
    Command("show-types", "", "Show the credential types", "Those of your own, and the others.",
            OPEN),
    Command("show-organizations", "", "Show the organizations", "Who owns what.", OPEN),
    Command("show-health", "", "Show the health", "What is old, weak, reused, expiring.", OPEN),
    Command("show-trash", "", "Show the trash", "What was deleted and can come back.", OPEN),
    Command("show-activity", "", "Show the activity", "What changed, when, from where.", OPEN),
    Command("show-settings", "", "Settings", "Times, looks, and the keys of all commands.",
            OPEN - {Place.SETTINGS}),
    Command("show-vault", "", "The vault", "Its file, keys, backups, and what can be done.",
            OPEN - {Place.VAULT}),
    Command("show-passphrase", "", "Change the passphrase", "Set another one.",
            OPEN - {Place.VAULT}),
    Command("show-export", "", "Export", "Another vault, or a file in clear: all, shown, marked.",
            OPEN - {Place.EXPORT}),
    Command("show-merge", "", "Merge another copy", "Take in what was changed in it.",
            OPEN - {Place.IMPORT}),
    Command("show-server", "", "Serve this vault to programs", "As the remotes do, without values.",
            OPEN - {Place.SERVER}),
    Command("serve", "s", "Start", "Start the server, or end it.", frozenset({Place.SERVER}), 1),
    Command("show-whose", "", "Whose is this?", "Find the credential of a value by the value.",
            OPEN - {Place.WHOSE}),
    Command("show-generator", "", "Generate a secret", "One to copy, kept nowhere.", OPEN),
    Command("show-manual", "M", "The manual", "All pages, with a search in their text.",
            OPEN - {Place.MANUAL} | {Place.HELP}),
    Command("agent", "", "Agent", "Whether it is unlocked; unlock, lock or end it.", OPEN),
    Command("theme", "", "Next theme", "Dark, light, or the terminal's own colours.", _ALL),
    Command("palette", "ctrl+p", "Palette", "Find a command or anything by its name.",
            OPEN | {Place.FORM, Place.HELP, Place.TYPE}, 7),
    Command("jump", "f,ctrl+o", "Jump", "A letter on each place here; it goes there.",
            _ALL - {Place.FILES, Place.WELCOME}, 18),
    Command("lock", "L,ctrl+l", "Lock", "Forget everything and ask for the passphrase.",
            OPEN | {Place.FORM, Place.TYPE, Place.MIGRATION}, 16),
    Command("help", "question_mark", "Help", "The keys of this screen, and the manual.",
            OPEN | {Place.FORM, Place.TYPE, Place.MIGRATION}, 8),
    Command("back", "q", "Back", "Go back; at the top, quit.",
            OPEN | {Place.HELP, Place.WELCOME, Place.QR, Place.MIGRATION}, 9),
    Command("escape", "escape", "Back", "Go back, or clear the filter; never quits.", _ALL),
    Command("quit", "ctrl+q", "Quit", "Leave vaulttui.", _ALL),
)  # fmt: skip

BY_ID: Final[Mapping[str, Command]] = {command.id: command for command in COMMANDS}

_DISPLAY: Final = {
    "slash": "/",
    "plus": "+",
    "minus": "-",
    "question_mark": "?",
    "exclamation_mark": "!",
    "escape": "esc",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}


def commands_in(place: Place) -> list[Command]:
    """The commands that count in a place, in the table's order."""
    return [command for command in COMMANDS if place in command.where]


def bindings(place: Place) -> list[BindingType]:
    """Textual's bindings for a place; each carries its command's id, so that it can be remapped."""
    return [
        Binding(
            command.keys,
            command.action,
            command.title_in(place),
            show=False,
            id=command.id,
            tooltip=command.help,
            priority=command.id == "quit",
        )
        for command in commands_in(place)
        if command.keys
    ]


def keys_of(command: Command, keymap: Mapping[str, str]) -> list[str]:
    """The keys that start a command, as people write them."""
    keys = keymap.get(command.id, command.keys)
    return [_DISPLAY.get(key, key.replace("ctrl+", "^")) for key in keys.split(",") if key]
