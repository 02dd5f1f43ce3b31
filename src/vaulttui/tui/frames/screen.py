"""What all screens share: their place in the table of commands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, TypeVar, cast

import msgspec
from textual.actions import SkipAction
from textual.await_complete import AwaitComplete
from textual.geometry import Region
from textual.screen import ModalScreen, Screen, ScreenResultType

from vaulttui.errors import VaulttuiError
from vaulttui.tui.commands import BY_ID, ENTERS, Command, Place, commands_in, keys_of
from vaulttui.tui.position import Address, Position
from vaulttui.tui.vault import Vault
from vaulttui.tui.widgets.lines import STYLES

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that one can jump to; ``title`` is said where nothing there says it."""

    region: Region
    go: Callable[[], object]
    title: str = ""


class VaultScreen(Screen[ScreenResultType]):
    """A screen of this program; its actions are the commands of its place."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"text--{name}" for name in STYLES}
    DEFAULT_CSS = """
    VaultScreen {
        .text--dim { color: $muted; }
        .text--good { color: $text-success; }
        .text--warn { color: $text-warning; }
        .text--bad { color: $text-error; text-style: bold; }
        .text--accent { color: $text-primary; }
        .text--strong { text-style: bold; }
        .text--heading { text-style: bold; color: $text-primary; }
        .text--digit { color: $text-accent; text-style: bold; }
        .text--symbol { color: $text-warning; text-style: bold; }
        .text--match { color: $text-warning; text-style: bold underline; }
    }
    VaultScreen:ansi .text--dim { text-style: dim; color: ansi_default; }
    """
    place: ClassVar[Place]
    _saves = False

    @property
    def vault(self) -> Vault:
        """The app."""
        return cast("Vault", self.app)

    @property
    def address(self) -> Address:
        """What opens it again after a lock; empty for nothing."""
        return ()

    @property
    def unsaved(self) -> bool:
        """Whether going away from it would lose what was typed or ticked."""
        return False

    def spots(self) -> list[Spot]:
        """What can have the focus, as far as it is seen."""
        seen = ((one, self.find_widget(one).visible_region) for one in self.focus_chain)
        return [Spot(region, one.focus) for one, region in seen if region.area]

    def pointed(self) -> tuple[str, ...]:
        """What the cursor stands on, as kind, id and part; empty for nothing that has a use."""
        return ()

    def gives(self) -> tuple[str, ...]:
        """What a program that is run from here is given: a kind and ids; empty for nothing."""
        return ()

    def unmark(self) -> None:
        """Mark nothing, where something can be marked."""

    def action_environment(self) -> None:
        """What programs are given by that on which the cursor stands."""
        given = self.gives()
        if given:
            self.vault.show("environment", *given)
        else:
            self.vault.tell("Select what programs are to be given first.")

    def action_where_used(self) -> None:
        """What uses that on which the cursor stands."""
        here = self.pointed()
        if here:
            self.vault.show("where-used", *here)
        else:
            self.vault.tell("Put the cursor on something that can be used first.")

    @property
    def enters(self) -> str:
        """What enter does here; empty where the footer need not say it."""
        return ENTERS.get(self.place, "")

    def title_of(self, command: Command) -> str:
        """What a command is called here and now."""
        return command.title_in(self.place)

    def stands(self, position: Position) -> Position:
        """Add to the position what this screen knows of it."""
        if not self.address:
            return position
        return msgspec.structs.replace(position, screens=(*position.screens, self.address))

    def hide_secrets(self) -> None:
        """Mask what is revealed."""

    @property
    def holds_lock(self) -> bool:
        """Whether the idle lock waits for it; it says so itself."""
        return False

    def puts_off_lock(self) -> bool:
        """Whether it must end something first; it locks by itself then."""
        return False

    def vault_changed(self) -> None:
        """Show what the vault holds now."""

    def standings_changed(self) -> None:
        """How remotes stand was worked out anew; nothing to do where none of it is shown."""

    def server_changed(self) -> None:
        """The local server began or ended; nothing to do where none of it is shown."""

    def settings_changed(self) -> None:
        """Show what the settings say now."""

    def on_screen_suspend(self) -> None:
        """Nothing stays revealed under another screen."""
        self.hide_secrets()

    def save_once(
        self,
        job: Callable[[], T],
        then: Callable[[T], object],
        failed: Callable[[VaulttuiError], object],
    ) -> None:
        """Do a job unless one is under way here: keys repeat, and buttons are clicked twice."""
        if self._saves:
            return
        self._saves = True

        def done(result: T) -> None:
            then(result)
            # A key that was on its way to a screen that has answered saves nothing more.
            self._saves = self not in self.app.screen_stack

        def not_done(error: VaulttuiError) -> None:
            self._saves = False
            if self.is_attached:
                failed(error)
            else:
                self.vault.tell_error(error)

        self.vault.perform(job, done, failed=not_done)

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Answer, once; what was opened above while the answer was made goes with it."""
        if self not in self.app.screen_stack:
            return AwaitComplete()
        while self.app.screen is not self:
            self.app.pop_screen()
        return super().dismiss(result)

    def action_back(self) -> None:
        """Go back."""
        self.dismiss(None)

    def action_escape(self) -> None:
        """Go back, too."""
        self.action_back()

    def go_to(self, kind: str, record_id: str, key: str = "") -> None:
        """Go to a credential, set, project or organization, and to a line of it."""
        self.vault.go_to(kind, record_id, key)

    def action_copy_text(self) -> None:
        """Copy what is selected; ctrl+c alone does nothing, and says what leaves."""
        try:
            super().action_copy_text()
        except SkipAction:
            self.vault.tell(self._ways_out())

    def _ways_out(self) -> str:
        keymap = self.vault.settings.keys
        keyed = {one.id: keys_of(one, keymap) for one in commands_in(self.place)}
        back = next((keys[0] for key in ("back", "escape") if (keys := keyed.get(key))), "esc")
        quit_keys = ", ".join(keyed.get("quit", [])).replace("^", "ctrl+")
        if self.title_of(BY_ID["back"]) == "Quit":
            return f"{back} and {quit_keys} quit."
        return f"{back} goes back, {quit_keys} quits."

    async def action_quit(self) -> None:
        """Leave the program; where something below is not saved, go back there and ask."""
        others = [one for one in self.app.screen_stack if one is not self]
        below = [one for one in others if isinstance(one, VaultScreen) and one.unsaved]
        if not below:
            self.app.exit(0)
            return
        while self.app.screen is not below[-1]:
            self.app.pop_screen()
        await below[-1].action_quit()


class VaultModal(VaultScreen[ScreenResultType], ModalScreen[ScreenResultType]):
    """A question above a screen."""

    def title_of(self, command: Command) -> str:
        """Going back from a question is to leave it unanswered."""
        return "Cancel" if command.id == "escape" else super().title_of(command)
