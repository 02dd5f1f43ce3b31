"""The recovery key: shown once, then typed back or saved, or declined in so many words."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, Static

from vaulttui.errors import InvalidValue
from vaulttui.operations import vaults
from vaulttui.secret import Secret
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.dialogs.recovery_file import save_recovery_key
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.styles import style
from vaulttui.tui.widgets.entry import Entry
from vaulttui.tui.widgets.trouble import Trouble
from vaulttui.tui.widgets.unselectable import Unselectable

_GROUP = 6
KEPT, DECLINED = "kept", "declined"


def grouped(line: Secret) -> list[str]:
    """The key as people copy it: its head, then groups of six."""
    text = line.reveal().decode("ascii")
    head, _, body = text.partition("-")
    return [head + "-", *(body[at : at + _GROUP] for at in range(0, len(body), _GROUP))]


def first_difference(line: Secret, typed: str) -> int:
    """Which group of what was typed differs, from 1; 0 where none does."""
    wanted = "".join(grouped(line)[1:])
    body = typed.upper().removeprefix("VTREC1-").replace(" ", "").replace("-", "")
    for at in range(0, len(wanted), _GROUP):
        if body[at : at + _GROUP] != wanted[at : at + _GROUP]:
            return at // _GROUP + 1
    return 0 if len(body) == len(wanted) else len(wanted) // _GROUP + 1


class UncopiedEntry(Entry):
    """One line in clear, which is typed back and never copied."""

    def action_copy(self) -> None:
        """Refuse, as everywhere for secrets."""
        self.app.bell()

    def action_cut(self) -> None:
        """Refuse, as for copying."""
        self.app.bell()


class Recovery(VaultScreen[str | None]):
    """The answer is KEPT once the key was typed back or saved, DECLINED, or None for neither.

    With ``take_back`` the vault has the key's slot already, so one leaves only by keeping
    the key, or by this job, which takes the slot away.
    """

    place = Place.LOCKED
    BINDINGS = bindings(Place.LOCKED)
    CSS_PATH = style("gate")

    def __init__(
        self,
        line: Secret,
        *,
        take_back: Callable[[], object] | None = None,
        declinable: bool = True,
    ) -> None:
        super().__init__()
        self._key = line
        self._take_back = take_back
        self._declinable = declinable
        self._is_typing = False

    def compose(self) -> ComposeResult:
        """The key, or the input for it."""
        with Vertical(classes="box card") as card:
            card.border_title = "Recovery key"
            yield Static(classes="lead", id="lead", markup=False)
            yield Static(id="told", classes="note", markup=False)
            yield Unselectable(id="key", classes="key", markup=False)
            yield UncopiedEntry(id="typed", placeholder="VTREC1-…", max_length=200)
            yield Trouble()
            with Horizontal(classes="buttons"):
                yield Button(
                    "I have written it down", variant="primary", id="written", compact=True
                )
                yield Button("Save it…", id="save", compact=True)
                yield Button("Show it again", id="again", compact=True)
                decline = "Go on without" if self._declinable else "Cancel"
                yield Button(decline, id="decline", compact=True)
        yield KeyBar(self.place)

    def on_mount(self) -> None:
        """Show it."""
        self._show(True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc goes back from typing; out of here only where nothing was made yet."""
        if action == "escape":
            return self._is_typing or self._take_back is None
        return super().check_action(action, parameters)

    def _show(self, key: bool) -> None:
        self._is_typing = not key
        self.query_one(KeyBar).refresh()
        head, *groups = grouped(self._key)
        lines = [" ".join(groups[at : at + 5]) for at in range(0, len(groups), 5)]
        text = Content("\n".join([head, *lines])) if key else Content("")
        self.query_one("#key", Static).update(text)
        lead = "Write this down, on paper." if key else "Type it back."
        told = (
            "It opens the vault without the passphrase. It is shown now and never again."
            if key
            else "Case, spaces and hyphens do not matter."
        )
        self.query_one("#lead", Static).update(lead)
        self.query_one("#told", Static).update(told)
        self.query_one("#key").display = key
        self.query_one("#typed").display = not key
        self.query_one("#again").display = not key
        self.query_one("#save").display = key
        self.query_one("#written", Button).label = "I have written it down" if key else "Confirm"
        self.query_one("#written" if key else "#typed").focus()

    def hide_secrets(self) -> None:
        """Hide the key where another window or screen is looked at; a button shows it again."""
        key = self.query_one("#key", Static)
        if key.display:
            key.update(Content("Hidden meanwhile.\n\n"))
            self.query_one("#again").display = True

    def action_back(self) -> None:
        """From typing back to the key; from there out of here, if that may be."""
        if self._is_typing:
            self._show(True)
        elif self._take_back is None:
            self.dismiss(None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter confirms."""
        event.stop()
        self._confirm()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """On, back, or without."""
        event.stop()
        if event.button.id == "again":
            self._show(True)
        elif event.button.id == "decline":
            self._without(self._declined)
        elif event.button.id == "save":
            save_recovery_key(self, self._key, self._kept)
        elif self.query_one("#key").display:
            self._show(False)
        else:
            self._confirm()

    def _confirm(self) -> None:
        typed = self.query_one("#typed", Entry).value.strip()
        if not typed:
            return
        try:
            vaults.read_recovery_key(Secret.from_text(typed))
            right = first_difference(self._key, typed) == 0
        except InvalidValue:
            right = False
        if right:
            self._kept("The recovery key is right. Keep it where the vault is not.")
            return
        at = first_difference(self._key, typed)
        where = f"Look at group {at} after VTREC1-." if at else "It begins with VTREC1-."
        told = f"✗ Not the same. {where}"
        self.query_one(Trouble).say(told)

    def _kept(self, told: str) -> None:
        self.query_one("#typed", Entry).clear()
        self.vault.tell(told, seconds=10)
        self.dismiss(KEPT)

    async def action_quit(self) -> None:
        """Leave the program; a key that nobody has kept opens nothing."""
        self._without(lambda: self.app.exit(0))

    def _without(self, then: Callable[[], object]) -> None:
        if self._take_back is None:
            then()
        else:
            self.vault.perform(self._take_back, lambda _: then())

    def _declined(self) -> None:
        self.dismiss(DECLINED if self._declinable else None)
