"""The passphrase of a vault that is there."""

from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Static

from vaulttui.errors import NoVault, VaultDamaged, VaulttuiError, WrongSecret
from vaulttui.secret import Secret
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.dialogs.agent import holds, open_by_agent
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.styles import style
from vaulttui.tui.text import plain, words
from vaulttui.tui.vault import BY
from vaulttui.tui.widgets.entry import Entry, SecretEntry
from vaulttui.tui.widgets.trouble import Trouble
from vaulttui.tui.widgets.working import WorkingLine

if TYPE_CHECKING:
    from vaulttui.agent.holding import Limits
    from vaulttui.session.session import Session
    from vaulttui.vaultfile.slots import SlotType, Unlocking

_AGENT_NOTE = "The agent holds the key of this vault: enter opens it."
_NO_KEY_FILE: Final = "its path, if the passphrase needs one"


class Unlock(VaultScreen[object]):
    """Asks for what opens the vault, and opens it off the screen's thread."""

    place = Place.LOCKED
    BINDINGS = bindings(Place.LOCKED)
    CSS_PATH = style("gate")

    def __init__(self) -> None:
        super().__init__()
        self._by_recovery = False
        self._has_both = False
        self._is_readable = False
        self._agent: Limits | None = None

    def compose(self) -> ComposeResult:
        """A card with one secret, or a passphrase and the place of a key file."""
        start = self.vault.start_with
        with Vertical(classes="box card") as card:
            card.border_title = "vaulttui"
            yield Static(plain(str(start.path)), classes="path")
            if self.vault.left_behind is not None:
                yield Static("Locked. You go on where you were.", classes="note", markup=False)
            yield Static(_AGENT_NOTE, classes="note hidden", id="agent-note", markup=False)
            yield Static("Passphrase", classes="label", id="secret-label", markup=False)
            yield SecretEntry(id="secret", max_length=4096)
            with Vertical(id="key-file-part", classes="hidden"):
                yield Static("Key file", classes="label", markup=False)
                yield Entry(str(start.key_file or ""), id="key-file", placeholder=_NO_KEY_FILE)
            yield WorkingLine()
            yield Trouble()
            with Horizontal(classes="buttons"):
                yield Button("Unlock", variant="primary", id="unlock", compact=True)
                yield Button("Use the agent", id="agent", classes="hidden", compact=True)
                yield Button("Use the recovery key", id="recovery", classes="hidden", compact=True)
                yield Button("What can be done…", id="rescue", classes="hidden", compact=True)
        yield KeyBar(self.place)

    @property
    def enters(self) -> str:
        """Enter unlocks, wherever one types."""
        return "Unlock"

    def on_mount(self) -> None:
        """Look into the header for what the vault takes."""
        self.query_one("#secret").focus()
        # The first picture does not wait for what only a vault needs.
        self.call_after_refresh(
            self.vault.perform, self._look, self._looked, failed=self._trouble, group="look"
        )

    def _look(self) -> "tuple[SlotType, ...]":
        from vaulttui.operations import vaults

        path = self.vault.start_with.path
        types = vaults.slot_types(path)
        self._agent = holds(path)
        return types

    def _looked(self, types: "tuple[SlotType, ...]") -> None:
        from vaulttui.vaultfile.slots import SlotType

        self._is_readable = True
        self._has_both = SlotType.BOTH in types or self.vault.start_with.key_file is not None
        self.query_one("#key-file-part").set_class(not self._has_both, "hidden")
        self.query_one("#recovery").set_class(SlotType.RECOVERY not in types, "hidden")
        if self._agent is not None:
            self._offer_agent(asks=self._agent.ask)

    def _offer_agent(self, *, asks: bool) -> None:
        """Open with the agent's key, or after a lock and where it asks say that enter does."""
        self.query_one("#agent").remove_class("hidden")
        self.query_one("#agent-note").remove_class("hidden")
        typed = self.query_one("#secret", SecretEntry).value
        if not asks and not typed and self.vault.left_behind is None:
            self._unlock()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc goes back from the recovery key, and from nowhere else."""
        return self._by_recovery if action == "escape" else super().check_action(action, parameters)

    def action_back(self) -> None:
        """From the recovery key back to the passphrase; esc never quits."""
        if self._by_recovery:
            self._switch()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Unlock, or ask for the other secret."""
        event.stop()
        if event.button.id == "recovery":
            self._switch()
        elif event.button.id == "rescue":
            self._rescue()
        else:
            self._unlock(by_agent=event.button.id == "agent")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter unlocks from either input."""
        event.stop()
        self._unlock()

    def on_input_changed(self, event: Input.Changed) -> None:
        """A new try begins without the old trouble."""
        event.stop()
        if self._is_readable:
            self.query_one(Trouble).say("")

    def _switch(self) -> None:
        self._by_recovery = not self._by_recovery
        label = "Recovery key, as it was shown: VTREC1-…" if self._by_recovery else "Passphrase"
        self.query_one("#secret-label", Static).update(plain(label))
        other = "Use the passphrase" if self._by_recovery else "Use the recovery key"
        self.query_one("#recovery", Button).label = other
        both = self._has_both and not self._by_recovery
        self.query_one("#key-file-part").set_class(not both, "hidden")
        self.query_one(KeyBar).refresh()
        entry = self.query_one("#secret", SecretEntry)
        entry.clear()
        entry.focus()

    def _unlock(self, *, by_agent: bool = False) -> None:
        typed = self.query_one("#secret", SecretEntry).value
        by_agent = self._agent is not None and (by_agent or not typed)
        working = self.query_one(WorkingLine)
        if not (typed or by_agent) or working.busy:
            return
        start = self.vault.start_with
        key_file = self.query_one("#key-file", Entry).value.strip()
        working.start("Working out the key")

        def opened() -> "Session":
            from vaulttui.operations import vaults
            from vaulttui.tui.screens.browse import browse  # noqa: F401  # loaded while Argon2 runs

            if by_agent:
                return open_by_agent(start.path)
            offer = self._offer(typed, key_file)
            return vaults.open_vault(
                start.path, offer, by=BY, allow_expensive=start.allow_expensive
            )

        self.vault.perform(opened, self._opened, failed=self._failed)

    def _offer(self, typed: str, key_file: str) -> "Unlocking":
        from vaulttui.host.folders import typed_path
        from vaulttui.operations import vaults
        from vaulttui.vaultfile.slots import Unlocking

        if self._by_recovery:
            return Unlocking(recovery=vaults.read_recovery_key(Secret.from_text(typed.strip())))
        key = vaults.read_key_file(typed_path(key_file)) if key_file else None
        return Unlocking(passphrase=Secret.from_text(typed), key_file=key)

    def _opened(self, session: "Session") -> None:
        self.query_one(WorkingLine).stop()
        self.query_one("#secret", SecretEntry).clear()
        self.vault.enter(session)

    def _failed(self, error: VaulttuiError) -> None:
        self.query_one(WorkingLine).stop()
        self._trouble(error)
        entry = self.query_one("#secret", SecretEntry)
        entry.focus()
        if isinstance(error, WrongSecret):
            entry.selection = type(entry.selection)(0, len(entry.value))

    def _trouble(self, error: VaulttuiError) -> None:
        self.query_one(Trouble).say(f"✗ {words(error)}")
        damaged = isinstance(error, VaultDamaged) and not isinstance(error, NoVault)
        self.query_one("#rescue").set_class(not damaged, "hidden")

    def _rescue(self) -> None:
        """Repair the file, or restore a backup; then look at it again."""
        from vaulttui.tui.screens.before.rescue import rescue

        def then() -> None:
            self.query_one("#rescue").add_class("hidden")
            self.query_one(Trouble).say("")
            self.query_one("#secret", SecretEntry).focus()
            self.vault.perform(self._look, self._looked, failed=self._trouble, group="look")

        rescue(self, then)
