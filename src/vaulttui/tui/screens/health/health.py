"""The health of the vault: pictures of every check, and the list behind one of their bars."""

from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from vaulttui.domain.completion import EXAMPLES
from vaulttui.domain.exclusions import Exclusion
from vaulttui.domain.health import CHECKS, Report
from vaulttui.domain.health import Place as Found
from vaulttui.domain.search import Query
from vaulttui.errors import InvalidValue, NotFound, VaulttuiError
from vaulttui.operations import health
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.newest import Newest
from vaulttui.tui.position import Address
from vaulttui.tui.screens.health.actions import HealthActions
from vaulttui.tui.screens.health.list import Behind, Places, behind, called
from vaulttui.tui.screens.health.looking import Looking, LookingLine
from vaulttui.tui.screens.health.pictures import AGAIN, FIRST, Pictures
from vaulttui.tui.screens.health.words import EXCLUDED, BarKey, filter_of, worries_of
from vaulttui.tui.widgets.filter_entry import FilterEntry
from vaulttui.tui.widgets.lines import Lines
from vaulttui.tui.widgets.sheet import Sheet
from vaulttui.tui.widgets.trouble import Trouble

_NOBODY = ("", "")


class Health(HealthActions):
    """One pane at a time below 100 columns, pictures and list side by side from there on.

    ``bar`` is the key of a line of the pictures, ``place`` a credential's id and a field's, to
    stand at in its list.
    """

    place = Place.HEALTH
    BINDINGS = bindings(Place.HEALTH)
    PANES = ("pictures", "list")

    def __init__(self, bar: str = "", place: str = "") -> None:
        super().__init__()
        self._wants = (bar, place)
        self._bar: BarKey = ("", "")
        self._keep: tuple[str, str] | None = None
        self._report: Report | None = None
        self._looking: Looking | None = None
        self._newest = Newest[Behind](self)

    def compose(self) -> ComposeResult:
        """How far a look has come, two panes, the filter's line, and the commands."""
        yield LookingLine()
        with Horizontal(id="panes"):
            with Vertical(id="pictures-pane", classes="pane"):
                yield Pictures(self._called)
            with Vertical(id="list-pane", classes="pane"):
                yield FilterEntry(placeholder="words, type:  tag:  project:  set:")
                yield Trouble("filter-trouble")
                yield Places()
        yield KeyBar(self.place)

    def on_mount(self) -> None:
        """Look at everything, standing where the user stood."""
        if self._wants == _NOBODY:
            self._wants = self.vault.remembered.health
        self.filter_entry.known = EXAMPLES
        self.entitle("pictures", "Health")
        self.go_to_pane("list" if self._wants[1] else "pictures")
        self.pictures.show(None)
        self.look()

    def on_unmount(self) -> None:
        """Nobody waits for the report any more."""
        self._stop()

    # Position

    @property
    def enters(self) -> str:
        """From a bar to what is behind it, and from there to the credential."""
        return "Go there" if isinstance(self.focused, Places) else "Show these"

    @property
    def address(self) -> Address:
        """Opened again after a lock, at the same bar."""
        return ("health", *self._stands())

    def _stands(self) -> tuple[str, str]:
        if self._report is None:
            return self._wants
        selected = self.places.selected if self._pane == "list" else None
        return self.pictures.key, " ".join(_key_of(selected)) if selected else ""

    def _stand_again(self) -> None:
        (bar, place), self._wants = self._wants, _NOBODY
        if bar:
            self.pictures.go_to(bar)
        if self.pictures.key == bar:
            self._follow(keep=_pair(place) if place else None)
        elif place:
            # Once the focus is in the list, where it was sent to.
            self.call_after_refresh(self.go_to_pane, "pictures")
        else:
            self._follow()

    # The report

    def vault_changed(self) -> None:
        """Something changed in the vault: look again."""
        self.look()

    def look(self) -> None:
        """Make the report anew, off the screen's thread; what is under way counts no more."""
        self._stop()
        looking = self._looking = Looking()
        self.query_one(LookingLine).follow(looking)
        session, grades = self.vault.open_session, self.vault.remembered.grades
        self.vault.perform(
            lambda: health.report(session, progress=looking, grades=grades),
            partial(self._looked, looking),
            failed=partial(self._failed, looking),
            group="health",
        )

    def _stop(self) -> None:
        if self._looking is not None:
            self._looking.stopped = True

    def _looked(self, looking: Looking, report: Report) -> None:
        if looking is not self._looking or not self.is_attached:
            return
        self._ended()
        self.vault.remembered.worries = worries_of(report)
        self._report = report
        self.pictures.show(report)
        self._stand_again()

    def _failed(self, looking: Looking, error: VaulttuiError) -> None:
        if looking is self._looking and self.is_attached:
            self._ended()
            self.pictures.show(self._report, stopped=True)
            self.vault.tell_error(error)

    def _ended(self) -> None:
        self._looking = None
        self.query_one(LookingLine).follow(None)

    def _give_up(self) -> None:
        self._stop()
        self._ended()
        self.pictures.show(self._report, stopped=True)

    # The list

    @property
    def pictures(self) -> Pictures:
        """The bars."""
        return self.query_one(Pictures)

    @property
    def places(self) -> Places:
        """What is behind one of them."""
        return self.query_one(Places)

    @property
    def detail(self) -> Sheet:
        """Nothing is revealed in it."""
        return self.pictures

    @property
    def selected_id(self) -> str:
        """The credential under the list's cursor; empty for none."""
        selected = self.places.selected
        return selected.credential_id if selected else ""

    @property
    def check_id(self) -> str:
        """The check whose list is shown."""
        return self._bar[0]

    @property
    def target(self) -> Found | Exclusion | None:
        """What the cursor stands on; None for a bar."""
        if self._pane == "list":
            return self.places.selected
        kind, *rest = self.pictures.key.split(" ")
        return Found(rest[2], rest[3]) if kind == FIRST else None

    def _follow(self, keep: tuple[str, str] | None = None) -> None:
        """Let the list show what is behind the bar under the cursor, standing at a place."""
        kind, *rest = self.pictures.key.split(" ")
        bar = self._bar
        if self._pane != "list" and kind == FIRST:
            bar, keep = (rest[0], rest[1]), (rest[2], rest[3])
        elif rest and (self._pane != "list" or not bar[0]):
            bar = (kind, rest[0])
        if keep is not None or bar != self._bar:
            self._keep = keep
        self._bar = bar
        self.fill()

    def fill(self) -> None:
        """Show what fits the filter, standing where we stand."""
        report, bar, session = self._report, self._bar, self.vault.open_session
        if report is None or not bar[0]:
            return
        try:
            query = Query.parse(self.filter_entry.value)
        except InvalidValue as error:
            self.say_trouble(error)
            return
        self.say_trouble(None)

        def job() -> Behind:
            found = session.view.find(query, session.now()) if query != Query() else None
            fitting = None if found is None else frozenset(row.id for row in found)
            return behind(report, bar, fitting)

        self._newest.ask(job, self._show)

    def _show(self, found: Behind) -> None:
        selected = self.places.selected
        keep = self._keep or (_key_of(selected) if selected else None)
        self._keep = None
        self.places.empty = _why_empty(found)
        self.places.show(found, self.vault.open_session, keep)
        self.entitle("list", self._title(found))
        self.query_one(KeyBar).refresh()

    def _title(self, found: Behind) -> str:
        check_id, bucket_id = found.bar
        check = CHECKS[check_id]
        labels = {one.id: one.label for one in check.buckets}
        label = labels.get(bucket_id, "left out by you")
        return f"{check.title}: {label} · {found.total:,}"

    def _called(self, place: Found) -> str:
        session = self.vault.open_session
        try:
            return called(session, session.view.credential(place.credential_id), place)
        except NotFound:
            return "what is gone"

    # Moving

    def go_to_pane(self, pane: str) -> None:
        """Put the focus into a pane; the list is that of the bar under the cursor."""
        super().go_to_pane(pane)
        if pane == "pictures":
            self._follow()

    def on_lines_highlighted(self, event: Lines.Highlighted) -> None:
        """Another bar, another list; another line, other commands."""
        event.stop()
        if event.lines.id == "pictures" and event.lines.has_focus:
            self._follow()
        self.query_one(KeyBar).refresh()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter on a bar opens its list; on a place it goes to the credential and the field."""
        event.stop()
        if event.lines.id == "pictures" and self.pictures.key == AGAIN:
            self.look()
        elif self.target is None:
            self.go_to_pane("list")
        else:
            self.vault.remembered.health = self._stands()
            self.go_to("credential", *_key_of(self.target))

    def action_in_list(self) -> None:
        """Show about the same in the main list."""
        self.vault.remembered.health = self._stands()
        self.go_to("filter", filter_of(self._bar))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What cannot be done here is not offered."""
        if self.is_mounted and action in ("exclude", "include"):
            return (action == "include") is (self._bar[1] == EXCLUDED)
        if self.is_mounted and action == "generate":
            return self.may_generate()
        if self.is_mounted and action == "in_list":
            return bool(filter_of(self._bar))
        return super().check_action(action, parameters)

    # Back

    def action_escape(self) -> None:
        """Stop what takes long, else back."""
        if self._looking is not None and self.query_one(LookingLine).seen:
            self._give_up()
        else:
            self.action_back()

    def action_back(self) -> None:
        """From a filter to everything, from the list to the bars, from there back."""
        if self.clear_filter():
            return
        if self._pane == "list":
            self.go_to_pane("pictures")
        else:
            self.vault.remembered.health = self._stands()
            self.dismiss(None)


def _why_empty(found: Behind) -> str:
    if found.total:
        return "Nothing fits. esc clears the filter."
    return "Nothing is left here. esc goes back to the bars."


def _key_of(one: Found | Exclusion) -> tuple[str, str]:
    return one.credential_id, one.field if isinstance(one, Found) else ""


def _pair(place: str) -> tuple[str, str]:
    credential_id, _, field = place.partition(" ")
    return credential_id, field
