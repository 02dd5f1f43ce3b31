"""Making a secret: what it is made of, how long, and how hard it is to guess."""

from typing import Final

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from vaulttui.domain.generate import Recipe
from vaulttui.errors import InvalidValue
from vaulttui.secret import MASK, Secret
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.screen import VaultModal
from vaulttui.tui.text import fit, plain
from vaulttui.tui.widgets.lines import Lines, Part
from vaulttui.tui.widgets.sheet import readable

_STEP: Final = {"chars": 1, "words": 1, "hex": 4, "base64": 4}
_KINDS: Final = (
    ("chars", "Characters", 24),
    ("words", "Words", 6),
    ("hex", "Hex, of bytes", 32),
    ("base64", "Base64, of bytes", 32),
)
_HARD: Final = ((128, "beyond guessing"), (80, "very hard to guess"), (60, "hard to guess"))


class Kinds(Lines):
    """What secrets can be made of, each with its size."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes = {kind: size for kind, _, size in _KINDS}

    @property
    def count(self) -> int:
        """One line each."""
        return len(_KINDS)

    @property
    def kind(self) -> str:
        """What the cursor stands on."""
        return _KINDS[self.cursor][0]

    @property
    def recipe(self) -> Recipe:
        """The recipe under the cursor."""
        return Recipe.parse(f"{self.kind}:{self.sizes[self.kind]}")

    def line(self, index: int, width: int) -> list[Part]:
        """Title, and the size between arrows."""
        kind, title, _ = _KINDS[index]
        size = f"◂ {self.sizes[kind]:>4} ▸"
        return [(" " + fit(title, 20), ""), (size, "" if index == self.cursor else "dim")]

    def resize(self, by: int) -> None:
        """Another size for the kind under the cursor, within what recipes allow."""
        wanted = self.sizes[self.kind] + by * _STEP[self.kind]
        try:
            Recipe.parse(f"{self.kind}:{wanted}")
        except InvalidValue:
            return
        self.sizes[self.kind] = wanted
        self.refresh()


class Unselectable(Static):
    """Text that the mouse cannot select."""

    ALLOW_SELECT = False


class Generator(VaultModal[Secret | None]):
    """Makes secrets until one is taken."""

    place = Place.GENERATOR
    BINDINGS = bindings(Place.GENERATOR)
    CSS_PATH = "../styles/generator.tcss"

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._made = Secret(b"")
        self._open = False

    def compose(self) -> ComposeResult:
        """Kinds, the secret, its strength."""
        with Vertical(classes="generator") as box:
            box.border_title = plain(f"Generate · {self._title}", 80)
            yield Kinds()
            yield Unselectable(id="made", markup=False)
            yield Static(id="bits", markup=False)
            with Horizontal(classes="answers"):
                yield Button("Use", variant="primary", id="choose", compact=True)
                yield Button("Another", id="another", compact=True)
                yield Button("Show", id="reveal", compact=True)
        yield KeyBar(self.place)

    def on_mount(self) -> None:
        """Make the first."""
        kinds = self.query_one(Kinds)
        kinds.changed(0)
        kinds.focus()
        self.action_another()

    def action_another(self) -> None:
        """Make another one."""
        recipe = self.query_one(Kinds).recipe
        self._made = recipe.make()
        word = next((word for bits, word in _HARD if recipe.bits >= bits), "! can be guessed")
        self.query_one("#bits", Static).update(plain(f"{recipe.bits:.0f} bits: {word}"))
        self._show()

    def _show(self) -> None:
        shown = readable(self._made)[0] if self._open else MASK
        made = self.query_one("#made", Static)
        made.update(plain(shown, 400))
        self.query_one("#reveal", Button).label = "Hide" if self._open else "Show"

    def action_reveal(self) -> None:
        """Show or mask it."""
        self._open = not self._open
        self._show()

    def hide_secrets(self) -> None:
        """Mask it."""
        if self._open:
            self.action_reveal()

    def action_less(self) -> None:
        """A shorter one."""
        self.query_one(Kinds).resize(-1)
        self.action_another()

    def action_more(self) -> None:
        """A longer one."""
        self.query_one(Kinds).resize(1)
        self.action_another()

    def on_lines_highlighted(self, event: Lines.Highlighted) -> None:
        """Another kind, another secret."""
        event.stop()
        self.action_another()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Take it."""
        event.stop()
        self.dismiss(self._made)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The same by mouse."""
        event.stop()
        if event.button.id == "choose":
            self.dismiss(self._made)
        elif event.button.id == "another":
            self.action_another()
        else:
            self.action_reveal()
