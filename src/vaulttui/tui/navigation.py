"""The ways between screens: the one table of those that open by name, and the way to a record."""

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from vaulttui.errors import NotFound
from vaulttui.tui.commands import BY_ID
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.position import (
    Address,
    AssignState,
    FormState,
    KeyState,
    Position,
    SmallState,
    TypeState,
)
from vaulttui.tui.quiet import QuietApp
from vaulttui.tui.vault import Vault


def screens() -> Mapping[str, Callable[..., VaultScreen[Any]]]:
    """What opens each screen that has a name, by that name; loaded when the first is opened."""
    return {**_of_records(), **_of_the_vault()}


def _of_records() -> Mapping[str, Callable[..., VaultScreen[Any]]]:
    """The screens of what the vault holds."""
    from vaulttui.tui.screens.activity import Activity
    from vaulttui.tui.screens.health.health import Health
    from vaulttui.tui.screens.records.environment import EnvironmentPreview
    from vaulttui.tui.screens.records.history import History
    from vaulttui.tui.screens.records.organizations import Organizations
    from vaulttui.tui.screens.records.projects import Projects
    from vaulttui.tui.screens.records.sets import Sets
    from vaulttui.tui.screens.records.trash import Trash
    from vaulttui.tui.screens.records.where_used import WhereUsed
    from vaulttui.tui.screens.remotes.remotes import Remotes
    from vaulttui.tui.screens.types.types import Types
    from vaulttui.tui.screens.whose import Whose

    return {
        "sets": Sets,
        "projects": Projects,
        "organizations": Organizations,
        "remotes": Remotes,
        "plan": _plan,
        "placeholders": _placeholders,
        "types": Types,
        "trash": Trash,
        "activity": Activity,
        "history": History,
        "health": Health,
        "environment": EnvironmentPreview,
        "where-used": WhereUsed,
        "whose": Whose,
    }


def _plan(remote_id: str, *unticked: str) -> VaultScreen[Any]:
    """The engine comes along with it, and only with it."""
    from vaulttui.tui.screens.remotes.plan import PlanScreen

    return PlanScreen(remote_id, *unticked)


def _placeholders(remote_id: str = "") -> VaultScreen[Any]:
    """As the plan's."""
    from vaulttui.tui.screens.remotes.placeholders import Placeholders

    return Placeholders(remote_id)


def _server(*chosen: str) -> VaultScreen[Any]:
    """As the plan's."""
    from vaulttui.tui.screens.server.server import ServerScreen

    return ServerScreen(*chosen)


def _of_the_vault() -> Mapping[str, Callable[..., VaultScreen[Any]]]:
    """The screens of the vault as a whole, and of the program."""
    from vaulttui.tui.screens.before.first_steps import FirstSteps
    from vaulttui.tui.screens.manual import Manual
    from vaulttui.tui.screens.new_secret import NewSecret
    from vaulttui.tui.screens.settings import SettingsScreen
    from vaulttui.tui.screens.vault.export import Export
    from vaulttui.tui.screens.vault.import_file import ImportFile
    from vaulttui.tui.screens.vault.merge import Merge
    from vaulttui.tui.screens.vault.page import VaultPage

    return {
        "import": ImportFile,
        "export": Export,
        "merge": Merge,
        "vault": VaultPage,
        "passphrase": lambda: VaultPage("passphrase"),
        "generator": NewSecret,
        "manual": Manual,
        "settings": SettingsScreen,
        "server": _server,
        "first-steps": FirstSteps,
    }


def _is_unsaved(screen: object) -> bool:
    return isinstance(screen, VaultScreen) and screen.unsaved


_TWO: Final = 2


class Navigation(QuietApp, inherit_bindings=False):
    """The app's part that knows which screens there are; none of them knows another by this."""

    @property
    def _below(self) -> VaultScreen[Any]:
        return cast("VaultScreen[Any]", self.screen)

    def show(self, name: str, *arguments: str) -> None:
        """Open a screen above the present one."""
        self.push_screen(screens()[name](*arguments))

    def action_show(self, name: str) -> None:
        """Open a screen, as its command says."""
        self.show(name)

    def go_to(self, kind: str, record_id: str, key: str = "") -> None:
        """Show a record: credentials on the lowest screen, others on one above what is open.

        A type, a tag or a filter shows its credentials.
        """
        from vaulttui.tui.frames.collection import Collection

        if kind in ("credential", "type", "tag", "filter"):
            self._go_down(kind, record_id, key)
        elif isinstance(self.screen, Collection) and self.screen.noun == kind:
            self.screen.select(record_id, key)
        else:
            self.show(f"{kind}s", record_id, key)

    def _go_down(self, kind: str, record_id: str, key: str) -> None:
        from vaulttui.tui.screens.browse.browse import Browse
        from vaulttui.tui.widgets.sidebar import ALL

        vault = cast("Vault", self)
        unsaved = next((one for one in self.screen_stack if _is_unsaved(one)), None)
        if unsaved is not None:
            vault.tell("There is something unsaved here: save it, or leave it with esc, first.")
            return
        while not isinstance(self.screen, Browse):
            self.pop_screen()
        if kind == "credential":
            self.screen.jump(record_id, key)
        elif kind == "filter":
            self.screen.narrow(ALL, typed=record_id)
        else:
            self.screen.narrow((kind, record_id))

    def action_help(self) -> None:
        """Open the help of the present screen."""
        from vaulttui.tui.screens.help import Help

        self.push_screen(Help(self._below.place))

    def action_agent(self) -> None:
        """Tell what the key agent holds."""
        from vaulttui.tui.dialogs.agent import show_agent

        show_agent(self._below)

    def action_run(self) -> None:
        """Run a command with what the present screen's cursor stands on."""
        given = self._below.gives()
        if given:
            self.form_run(*given)
        else:
            cast("Vault", self).tell("Select what the program is to be given first.")

    def form_run(self, kind: str, *ids: str) -> None:
        """Ask for the command line."""
        from vaulttui.tui.dialogs.run_command import ask_command
        from vaulttui.tui.widgets.given import Given

        given = Given(kind, ids)
        if given.wanted(cast("Vault", self).open_session) is not None:
            ask_command(self._below, given)

    def action_bind(self) -> None:
        """Let a remote hold what is marked, else what the present screen's cursor stands on."""
        from vaulttui.tui.screens.remotes.binding import bind_to

        kind, *ids = self._below.gives() or ("",)
        if not ids[1:]:
            kind, *ids = (*self._below.pointed(), "", "")[:2]
        bind_to(self._below, kind, *ids)

    def form_bind(self, remote_id: str, kind: str, *record_ids: str) -> None:
        """Ask how a remote is to hold it."""
        from vaulttui.tui.screens.remotes.binding import ask_how

        ask_how(self._below, remote_id, kind, *record_ids)

    def action_palette(self) -> None:
        """Open the palette; then do what was chosen: ``command ID``, or go to ``KIND ID``."""
        from vaulttui.tui.dialogs.palette import Palette

        below, vault = self._below, cast("Vault", self)

        async def answered(answer: str | None) -> None:
            kind, _, rest = (answer or "").partition(" ")
            if kind == "command":
                await below.run_action(BY_ID[rest].action)
            elif answer:
                vault.remembered.jump(answer)
                # The name of a tag may hold blanks, an id does not.
                named = (rest, "", "") if kind in ("type", "tag") else rest.partition(" ")
                self.go_to(kind, named[0], named[2])

        self.push_screen(Palette(below), answered)

    def action_jump(self) -> None:
        """Show a letter on each place of the screen, and go to the one that is chosen."""
        from vaulttui.tui.dialogs.jump import Jump

        spots = self._below.spots()
        if len(spots) < _TWO:
            cast("Vault", self).tell("There is nowhere else to go on this screen.")
            return

        def chosen(at: int | None) -> None:
            if at is not None:
                spots[at].go()

        self.push_screen(Jump(spots), chosen)

    # After a lock

    def take_up(self) -> None:
        """Open what was open before a lock, in the same order; what is gone stays closed."""
        vault = cast("Vault", self)
        position, vault.position = vault.position, Position()
        for address in position.screens:
            self._open_again(address)
        if position.form is not None:
            self._form(position.form_before or position.form, position.form)
        if position.key is not None:
            self._key(position.key)
        if position.assign is not None:
            self._assignments(position.assign)
        if position.type is not None:
            self._type(position.type_before or position.type, position.type)
        if position.small is not None:
            # Its messages wait until it stands.
            self.screen.call_later(self._small, position.small)

    def _open_again(self, address: Address) -> None:
        name, *arguments = address
        if name in screens():
            self.show(name, *arguments)

    def _form(self, before: FormState, now: FormState) -> None:
        opens = getattr(self.screen, "open_form", None)
        if opens is not None:
            opens(before, now)

    def _key(self, state: KeyState) -> None:
        from vaulttui.tui.screens.forms.key_form import KeyForm

        found = cast("Vault", self).open_session.view.graph.set(state.set_id)
        if found is not None:
            self.push_screen(KeyForm(found, found.key(state.key), state))

    def _assignments(self, state: AssignState) -> None:
        from vaulttui.tui.screens.records.assignments import Assignments
        from vaulttui.tui.screens.records.subjects import subject_of

        try:
            for one in state.subjects:
                subject_of(cast("Vault", self).open_session, one)
        except NotFound:
            return
        self.push_screen(Assignments(state.subjects, at=state.at, again=state))

    def _type(self, before: TypeState, now: TypeState) -> None:
        from vaulttui.tui.screens.types.types import Types

        if isinstance(self.screen, Types):
            self.screen.open_form(before, now)

    def _small(self, state: SmallState) -> None:
        """Let the screen below open the form anew, and put back what was typed."""
        name, *arguments = state.again
        opens = getattr(self.screen, f"form_{name}", getattr(self, f"form_{name}", None))
        if opens is not None:
            opens(*arguments)
        if getattr(self.screen, "again", ()) == state.again:
            self.screen.put(state.given)  # type: ignore[attr-defined]  # what is opened again has it
