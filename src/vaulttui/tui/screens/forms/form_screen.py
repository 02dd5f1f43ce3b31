"""What the forms that fill a screen share."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from vaulttui.secret import Secret
from vaulttui.tui.dialogs.generator import Generator
from vaulttui.tui.dialogs.picking import pick_file
from vaulttui.tui.screens.guarded import Guarded
from vaulttui.tui.widgets.field_box import FieldBox
from vaulttui.tui.widgets.hidden_box import HiddenBox


class FormScreen(Guarded[str | None]):
    """The answer is the id or name of what was saved."""

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next input."""
        event.stop()
        self.focus_next()

    def on_hidden_box_pick(self, event: HiddenBox.Pick) -> None:
        """Choose the file that a field is to hold."""
        event.stop()
        pick_file(self, event.box.path_typed, event.box.take)

    def generate_into(self, box: FieldBox, title: str) -> None:
        """Make a secret into a field."""

        def made(secret: Secret | None) -> None:
            if secret is not None:
                box.put(secret, generated=True)
                box.say("")

        self.app.push_screen(Generator(title), made)


def labelled(label: str, widget: Widget, *below: Widget) -> ComposeResult:
    """A label, the widget beside it, and what is said under that."""
    widget.add_class("value")
    with Horizontal(classes="line own"):
        yield Static(label, classes="name", markup=False)
        with Vertical(classes="control"):
            yield widget
            yield from below
