"""What the line under the cursor means, beside its list where there is room."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from vaulttui.tui.text import plain


@dataclass(frozen=True, slots=True)
class Meaning:
    """A frame's title, a name, what kind of thing it is, and paragraphs."""

    title: str
    name: str
    about: str = ""
    text: tuple[str, ...] = ()


class Aside(VerticalScroll):
    """A pane that is only read: hidden where nothing is said, and in narrower terminals."""

    def __init__(self) -> None:
        super().__init__(classes="pane aside", can_focus=False)

    def compose(self) -> ComposeResult:
        """Name, kind, paragraphs."""
        yield Static(id="aside-name", markup=False)
        yield Static(id="aside-about", markup=False)
        yield Static(id="aside-text", markup=False)

    def show(self, meaning: Meaning | None) -> None:
        """Show another meaning, or none."""
        self.set_class(meaning is not None, "-shown")
        if meaning is None:
            return
        self.border_title = plain(meaning.title, 60)
        self.query_one("#aside-name", Static).update(plain(meaning.name, 300))
        about = self.query_one("#aside-about", Static)
        about.update(plain(meaning.about, 600))
        about.display = bool(meaning.about)
        paragraphs = (_lines(one) for one in meaning.text if one)
        self.query_one("#aside-text", Static).update(Content("\n\n").join(paragraphs))


def _lines(paragraph: str) -> Content:
    return Content("\n").join(plain(line, 2000) for line in paragraph.splitlines())
