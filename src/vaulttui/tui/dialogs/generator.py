"""Making a secret: what it is made of, how long, and how hard it is to guess."""

from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Static

from vaulttui.domain.generate import Recipe
from vaulttui.errors import InvalidValue
from vaulttui.secret import MASK, Secret
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.screen import VaultModal
from vaulttui.tui.styles import style
from vaulttui.tui.text import fit, plain, shown, words
from vaulttui.tui.widgets.entry import Entry
from vaulttui.tui.widgets.lines import Lines, Part
from vaulttui.tui.widgets.sheet import readable
from vaulttui.tui.widgets.unselectable import Unselectable

_STEP: Final = {"chars": 1, "words": 1, "hex": 4, "base64": 4}
_PATTERN: Final = "pattern"
_USUAL_PATTERN: Final = "AAAA-AAAA-AAAA-AAAA"
_PLACEHOLDERS: Final = (
    "l u L letters · d digit · a U A both · h H hex · s symbol\n"
    "v c lower vowel, consonant · {4} four times · \\x just x"
)
_KINDS: Final = (
    ("chars", "Characters", 24),
    ("words", "Words", 6),
    ("hex", "Hex, of bytes", 32),
    ("base64", "Base64, of bytes", 32),
    (_PATTERN, "A pattern", 0),
)
_HARD: Final = (
    (128, "▰▰▰▰▰", "beyond guessing"),
    (80, "▰▰▰▰▱", "very hard to guess"),
    (60, "▰▰▰▱▱", "hard to guess"),
    (40, "▰▰▱▱▱", "! can be guessed with patience"),
    (0, "▰▱▱▱▱", "! can be guessed"),
)


class Kinds(Lines):
    """What secrets can be made of, each with its size."""

    def __init__(self, last: Recipe) -> None:
        super().__init__()
        self.sizes = {kind: size for kind, _, size in _KINDS}
        self.sizes[last.kind] = last.size
        self.pattern = last.pattern or _USUAL_PATTERN
        self.begin_at = [kind for kind, _, _ in _KINDS].index(last.kind)

    @property
    def count(self) -> int:
        """One line each."""
        return len(_KINDS)

    @property
    def at_end(self) -> bool:
        """Whether the cursor stands on the last one, the pattern."""
        return self.cursor == self.count - 1

    @property
    def kind(self) -> str:
        """What the cursor stands on."""
        return _KINDS[self.cursor][0]

    @property
    def recipe(self) -> Recipe:
        """The recipe under the cursor; InvalidValue for a pattern that is none."""
        if self.kind == _PATTERN:
            return Recipe.parse(f"{_PATTERN}:{self.pattern}")
        return Recipe.parse(f"{self.kind}:{self.sizes[self.kind]}")

    def line(self, index: int, width: int) -> list[Part]:
        """Title, and the size between arrows."""
        kind, title, _ = _KINDS[index]
        if kind == _PATTERN:
            return [(" " + fit(title, 20), ""), (shown(self.pattern, 60), "dim")]
        size = f"◂ {self.sizes[kind]:>4} ▸"
        return [(" " + fit(title, 20), ""), (size, "" if index == self.cursor else "dim")]

    def resize(self, by: int) -> None:
        """Another size for the kind under the cursor, within what recipes allow."""
        if self.kind == _PATTERN:
            return
        wanted = self.sizes[self.kind] + by * _STEP[self.kind]
        try:
            Recipe.parse(f"{self.kind}:{wanted}")
        except InvalidValue:
            return
        self.sizes[self.kind] = wanted
        self.refresh()


class Generator(VaultModal[Secret | None]):
    """Makes secrets until one is taken."""

    place = Place.GENERATOR
    BINDINGS = bindings(Place.GENERATOR)
    CSS_PATH = style("generator")
    use: ClassVar[str] = "Use"
    """What taking it is called."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._made: Secret | None = None
        self._open = False

    def compose(self) -> ComposeResult:
        """Kinds, the secret, its strength."""
        with Vertical(classes="box generator") as box:
            box.border_title = plain(f"Generate · {self._title}", 80)
            yield Kinds(Recipe.parse(self.vault.remembered.recipe))
            with Vertical(id="pattern-line"):
                yield Entry(id="pattern", max_length=512)
                yield Static(_PLACEHOLDERS, markup=False, classes="hint")
            yield Unselectable(id="made", markup=False)
            yield Static(id="bits", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(self.use, variant="primary", id="choose", compact=True)
                yield Button("Another", id="another", compact=True)
                yield Button("Show", id="reveal", compact=True)
        yield KeyBar(self.place)

    @property
    def enters(self) -> str:
        """Enter takes it, from wherever."""
        return self.use

    def on_mount(self) -> None:
        """Make the first."""
        kinds = self.query_one(Kinds)
        with self.prevent(Input.Changed):
            self.query_one("#pattern", Entry).value = kinds.pattern
        kinds.changed(kinds.begin_at)
        kinds.focus()
        self.action_another()

    def action_another(self) -> None:
        """Make another one, or say why there is none."""
        kinds = self.query_one(Kinds)
        self.query_one("#pattern-line").set_class(kinds.kind == _PATTERN, "-shown")
        try:
            recipe = kinds.recipe
        except InvalidValue as error:
            self._made = None
            self._tell(f"! {words(error)}")
        else:
            self._made = recipe.make()
            bar, word = next((bar, word) for bits, bar, word in _HARD if recipe.bits >= bits)
            self._tell(f"{bar} {recipe.bits:.0f} bits: {word}")
        self._show()

    def _tell(self, text: str) -> None:
        bits = self.query_one("#bits", Static)
        bits.update(plain(text, 400))
        bits.set_class("!" in text.partition(":")[2] or text.startswith("!"), "-weak")

    def _show(self) -> None:
        told = MASK if self._made else ""
        if self._made and self._open:
            told = readable(self._made)[0]
        self.query_one("#made", Static).update(plain(told, 4096))
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
        """A longer one; of a pattern, another one is typed."""
        kinds = self.query_one(Kinds)
        if kinds.kind == _PATTERN:
            self.query_one("#pattern").focus()
            return
        kinds.resize(1)
        self.action_another()

    def on_lines_highlighted(self, event: Lines.Highlighted) -> None:
        """Another kind, another secret."""
        event.stop()
        self.action_another()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Take it."""
        event.stop()
        self._take()

    def _take(self) -> None:
        """Answer; the next one begins with the same choice."""
        if self._made is not None:
            self.vault.remembered.recipe = str(self.query_one(Kinds).recipe)
            self.taken(self._made)

    def taken(self, made: Secret) -> None:
        """Answer."""
        self.dismiss(made)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another pattern, another secret."""
        event.stop()
        kinds = self.query_one(Kinds)
        kinds.pattern = event.value
        kinds.refresh()
        self.action_another()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes it."""
        event.stop()
        self._take()

    def on_key(self, event: events.Key) -> None:
        """Down leads from the list into the pattern, up out of it."""
        kinds, entry = self.query_one(Kinds), self.query_one("#pattern", Entry)
        if event.key == "up" and self.focused is entry:
            event.stop()
            kinds.focus()
        elif event.key in ("down", "j") and self.focused is kinds and kinds.at_end:
            event.stop()
            event.prevent_default()
            entry.focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The same by mouse."""
        event.stop()
        if event.button.id == "choose":
            self._take()
        elif event.button.id == "another":
            self.action_another()
        else:
            self.action_reveal()
