"""A type changed together with its credentials: what becomes of each, and doing it."""

from collections.abc import Iterator

import msgspec
from textual.app import ComposeResult
from textual.containers import Vertical

from vaulttui.domain.text import plural
from vaulttui.domain.types import CredentialType
from vaulttui.domain.types.migration import Moves
from vaulttui.errors import VaulttuiError
from vaulttui.operations import migrations
from vaulttui.operations.type_effects import Effect, Preview
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.dialogs.working import work
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.newest import Newest
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.position import Position
from vaulttui.tui.screens.types.heir_chooser import HeirChooser
from vaulttui.tui.screens.types.meaning import reasons
from vaulttui.tui.styles import style
from vaulttui.tui.text import listed, plain, words
from vaulttui.tui.widgets.lines import Lines
from vaulttui.tui.widgets.page import Item, Page, PageSheet, Section

_MOST = 200
Told = Preview | VaulttuiError


class TypeMigration(VaultScreen[str | None]):
    """Shows what a type's next version does; the answer is what was done, in a sentence."""

    place = Place.MIGRATION
    BINDINGS = bindings(Place.MIGRATION)
    CSS_PATH = style("table_screen")

    def __init__(self, new: CredentialType, moves: dict[str, str]) -> None:
        super().__init__()
        self._new = new
        self._moves = moves
        self._newest = Newest[Told](self)
        self._preview: Preview | None = None

    def compose(self) -> ComposeResult:
        """One page in a frame."""
        with Vertical(classes="frame") as frame:
            frame.border_title = plain(f"What becomes of the credentials · {self._new.name}", 100)
            yield PageSheet()
        yield KeyBar(self.place)

    def on_mount(self) -> None:
        """Look at it."""
        self.query_one(PageSheet).focus()
        self.vault_changed()

    def stands(self, position: Position) -> Position:
        """It stands above the type's form again."""
        if position.type is None:
            return position
        state = msgspec.structs.replace(position.type, moves=self._moves)
        return msgspec.structs.replace(position, type=state)

    def vault_changed(self) -> None:
        """Look again: credentials may be others by now."""
        session, new, moves = self.vault.open_session, self._new, dict(self._moves)

        def job() -> Told:
            try:
                return migrations.preview(session, new, moves)
            except VaulttuiError as error:
                return error

        self._newest.ask(job, self._show)

    def _show(self, told: Told) -> None:
        self._preview = told if isinstance(told, Preview) else None
        old = self.vault.open_session.view.type(self._new.id) or self._new
        self.query_one(PageSheet).show(_page(old, self._new, self._moves, told))

    # What takes over

    def on_lines_highlighted(self, event: Lines.Highlighted) -> None:
        """Nothing follows the cursor."""
        event.stop()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Choose what takes over from a field, or do it all."""
        event.stop()
        word, _, field = self.query_one(PageSheet).key.partition(" ")
        if word == "move":
            self._choose(field)
        elif word == "migrate":
            self.action_save()

    def action_edit(self) -> None:
        """Choose what takes over from the field under the cursor."""
        word, _, field = self.query_one(PageSheet).key.partition(" ")
        if word == "move":
            self._choose(field)
        else:
            self.vault.tell("Put the cursor on a field that is gone first.")

    def _choose(self, field: str) -> None:
        old = self.vault.open_session.view.type(self._new.id)
        taken = {after for before, after in self._moves.items() if before != field}
        known = {one.id for one in old.fields} if old else set()
        heirs = [one for one in self._new.fields if one.id not in taken | known]

        def chosen(heir: str | None) -> None:
            if heir is None:
                return
            moves = {before: after for before, after in self._moves.items() if before != field}
            self._moves = {**moves, field: heir} if heir else moves
            self.vault_changed()

        self.app.push_screen(HeirChooser(field, heirs), chosen)

    # Doing it

    def action_save(self) -> None:
        """Change the type and its credentials, in one change."""
        preview = self._preview
        if preview is None:
            self.vault.tell("This cannot be done as it is: see what is marked with !")
            return
        session, new, moves = self.vault.open_session, self._new, dict(self._moves)
        count = plural(len(preview.effects), "credential")

        def then(done: Preview) -> None:
            self.dismiss(f"{plural(len(done.touched), 'credential')} changed with it.")

        work(self, f"Changing {count}", lambda: migrations.migrate(session, new, moves), then)


def _page(old: CredentialType, new: CredentialType, moves: Moves, told: Told) -> Page:
    head, moving = "Nothing is changed yet; no value is lost.", tuple(_moving(old, new, moves))
    if isinstance(told, VaulttuiError):
        return Page(new.id, head, warnings=(words(told),), sections=moving)
    why, credentials = _why(old, new, moves, told), _affected(told)
    return Page(new.id, head, told.told, sections=(why, *moving, credentials, _doing(new, told)))


def _why(old: CredentialType, new: CredentialType, moves: Moves, told: Preview) -> Section:
    items = tuple(Item("", "", f"· {one}") for one in reasons(old, new, moves, told))
    return Section("What changes", items, "nothing any more")


def _moving(old: CredentialType, new: CredentialType, moves: Moves) -> Iterator[Section]:
    gone = [one.id for one in old.fields if new.field(one.id) is None]
    if gone:
        items = tuple(Item(f"move {one}", one, _heir(new, moves.get(one))) for one in gone)
        yield Section("Fields that are gone: enter chooses what takes over", items)


def _heir(new: CredentialType, heir: str | None) -> str:
    field = new.field(heir) if heir else None
    return f"→ {field.id}, {field.label}" if field else "an extra field of each credential"


def _affected(told: Preview) -> Section:
    items = [_item(one) for one in told.touched[:_MOST]]
    more = len(told.touched) - _MOST
    if more > 0:
        items.append(Item("", f"and {more:,} more"))
    calm = len(told.effects) - len(told.touched)
    title = plural(len(told.touched), "credential that changes", "credentials that change")
    rest = f"; {calm:,} stay as they are" if calm else ""
    return Section(title + rest, tuple(items), "none: nothing happens to them")


def _item(effect: Effect) -> Item:
    first, *others = effect.told
    notes = tuple((one, "") for one in others)
    return Item(f"credential {effect.credential.id}", effect.credential.name, first, notes=notes)


def _doing(new: CredentialType, told: Preview) -> Section:
    moved = listed(sorted({one.field for e in told.effects for one in e.fields if one.moved}))
    notes = "in one change, which undo takes back"
    item = Item(
        "migrate",
        "Migrate",
        f"save version {told.type.version} of {new.id}, {notes}",
        "",
        ((f"references to {moved} in files and scripts are yours to change", "dim"),)
        if moved
        else (),
    )
    return Section("Do it", (item,))
