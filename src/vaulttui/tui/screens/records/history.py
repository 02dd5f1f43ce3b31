"""The history of one credential: each change, field by field, and the values it replaced."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from vaulttui.domain.credentials import Credential
from vaulttui.domain.exclusions import exclusions
from vaulttui.domain.health import CHECKS
from vaulttui.domain.qr import Modules, modules
from vaulttui.domain.revisions import Json
from vaulttui.errors import NotFound
from vaulttui.operations import credentials, history
from vaulttui.operations.history import Step
from vaulttui.secret import Secret
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.frames.table_screen import TableScreen
from vaulttui.tui.position import Address
from vaulttui.tui.text import ago, counted, fit, moment, plain, shown
from vaulttui.tui.widgets.aside import Meaning
from vaulttui.tui.widgets.lines import Lines, Part
from vaulttui.tui.widgets.sheet import Revealed, Sheet, SheetLine, in_the_open, readable

_EXCLUSION: Final = "exclusion from "
"""What ``operations.history`` calls one, with the check behind it."""
_INDENT: Final = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One field that a step changed; ``text`` if it is public, ``field`` None for other things."""

    step: Step
    what: str
    field: str | None = None
    text: str = ""
    secret: bool = False
    first: bool = True


def rows_of(credential: Credential, steps: Sequence[Step], labels: Mapping[str, str]) -> list[Row]:
    """A row for each field of each step, the newest step first; ``labels`` by field."""
    revisions = {revision.rev: revision for revision in credential.record.revisions}
    rows: list[Row] = []
    for step in steps:
        if step.husk or step.deleted:
            rows.append(Row(step, "moved to the trash" if step.deleted else "forgotten for good"))
            continue
        revision = revisions[step.rev]
        made: list[Row] = []
        for name in step.fields:
            public = revision.m.get(f"field.{name}")
            label = labels.get(name, name)
            if name in revision.v:
                made.append(Row(step, label, name, secret=True))
            elif isinstance(public, str):
                made.append(Row(step, label, name, public))
            elif name != "type_version" and revision.m.get(name) != "":
                made.append(Row(step, _about(name, label, revision.m)))
        rows += [replace(row, first=at == 0) for at, row in enumerate(made)]
    return rows


def _about(name: str, label: str, m: Mapping[str, Json]) -> str:
    value = m.get(name)
    if name in ("name", "type", "description") and isinstance(value, str):
        return f"{name}: {shown(value, 120)}"
    if name == "organization":
        return "given to another organization" if value else "given to personal"
    if name.startswith("tag "):
        return shown(name, 140) + ("" if m.get(f"tag.{name[4:]}") is True else " taken away")
    if name.startswith(_EXCLUSION):
        check_id = name.removeprefix(_EXCLUSION)
        title = CHECKS[check_id].title if check_id in CHECKS else shown(check_id, 60)
        made = exclusions("", m).get(check_id)
        return f"left out of {title}: {shown(made.reason, 200)}" if made else f"back in {title}"
    return f"{shown(label, 120)} taken away"


class HistoryLines(Sheet):
    """The rows, a line each; one former value at most is revealed, below its row."""

    opens_on_second_click = True
    now = 0
    rows: Sequence[Row] = ()

    @property
    def selected(self) -> Row | None:
        """What the cursor stands on."""
        return self.rows[int(self.key)] if self.key else None

    def build(self, width: int) -> Sequence[SheetLine]:
        """When, what, and the value or its mask."""
        made: list[SheetLine] = []
        for index, row in enumerate(self.rows):
            key = str(index)
            made.append(SheetLine(tuple(self._row(row, width)), key))
            if self.revealed is not None and self.revealed.key == key:
                indent: Part = (" " * _INDENT, "")
                opened = in_the_open(self.revealed, width - _INDENT)
                made += [SheetLine((indent, *line)) for line in opened]
        return made

    def _row(self, row: Row, width: int) -> list[Part]:
        when = moment(row.step.at) if width >= 60 else ago(row.step.at, self.now)
        stamp = f" {when if row.first else '':<17}"
        mark = "● now " if row.step.current and row.first else "      "
        what = fit(shown(row.what, 200), 24 if row.field else max(0, width - 26))
        value = "••••••••" if row.secret else shown(row.text, 300)
        parts = [(stamp, "dim"), (mark, "good"), (what + " ", "")]
        return [*parts, (value, "" if row.secret else "dim")] if row.field else parts


class History(TableScreen):
    """Reveals former values, and gives a field one of them back."""

    place = Place.HISTORY
    BINDINGS = bindings(Place.HISTORY)
    note = "r shows a former value, b gives it back; the present one stays here."

    def __init__(self, credential_id: str) -> None:
        super().__init__()
        self._credential_id = credential_id

    def make_lines(self) -> Lines:
        """The list."""
        return HistoryLines("history")

    def on_mount(self) -> None:
        """Count the seconds of what is revealed."""
        self.ticking = self.set_interval(1.0, self._lines.tick)

    @property
    def _lines(self) -> HistoryLines:
        return self.query_one(HistoryLines)

    @property
    def address(self) -> Address:
        """Opened again after a lock."""
        return ("history", self._credential_id)

    def _credential(self) -> Credential | None:
        try:
            return self.vault.open_session.view.credential(self._credential_id)
        except NotFound:
            return None

    def vault_changed(self) -> None:
        """Show the steps there are now."""
        credential = self._credential()
        lines = self._lines
        if credential is None:
            lines.rows = ()
            lines.empty = "The credential is in the trash."
        else:
            session = self.vault.open_session
            fields = credentials.fields_of(session, credential)
            labels = {field.id: field.label for field in fields}
            lines.rows = rows_of(credential, history.steps(session, credential), labels)
            lines.now = session.now()
            title = plain(f"History of {credential.name}", 80)
            self.query_one(".frame").border_title = title
        lines.revealed = None
        lines.fill(self._credential_id)
        self.look_beside()

    def meaning(self) -> Meaning | None:
        """When it was, and what changed with it."""
        row = self._lines.selected
        if row is None:
            return None
        beside = [one.what for one in self._lines.rows if one.step is row.step and one is not row]
        ways = "r shows it, b gives it back to the field." if row.field else ""
        text = (
            f"{moment(row.step.at)}, {ago(row.step.at, self._lines.now)}",
            "● This is what it is now." if row.step.current else "",
            "Changed with it:\n" + "\n".join(beside) if beside else "",
            "Forgotten for good: no value is left of it." if row.step.husk else ways,
        )
        return Meaning("Change", row.what, row.text, text)

    def hide_secrets(self) -> None:
        """Mask the former value."""
        self._lines.reveal_value(None)

    def _target(self) -> tuple[Credential, Row, str] | None:
        row, credential = self._lines.selected, self._credential()
        if credential is None or row is None or row.field is None:
            self.vault.tell("There is no value on this line.")
            return None
        return credential, row, row.field

    def action_reveal(self) -> None:
        """Show the value of then, or mask it again."""
        if self._lines.revealed is not None:
            self.hide_secrets()
            return
        target = self._target()
        if target is None:
            return
        credential, row, field = target
        if not row.secret:
            self.vault.tell("It is no secret; it is shown as it was.")
            return
        session, seconds = self.vault.open_session, self.vault.settings.reveal_seconds
        key = self._lines.key

        def job() -> Revealed:
            value = history.reveal_former(session, credential, field, row.step.rev)
            return Revealed(key, readable(value), seconds)

        self._lines.reveal_later(job)

    def action_qr(self) -> None:
        """Draw the value of then for a camera."""
        from vaulttui.tui.dialogs.qr_code import show_qr

        target = self._target()
        if target is None:
            return
        credential, row, field = target
        session = self.vault.open_session

        def read() -> Modules:
            if not row.secret:
                return modules(Secret.from_text(row.text))
            return modules(history.reveal_former(session, credential, field, row.step.rev))

        show_qr(self, f"{shown(field, 60)} on {moment(row.step.at)}", read)

    def action_save_value(self) -> None:
        """Write the value of then into a file."""
        from vaulttui.tui.dialogs.save_value import save_value

        target = self._target()
        if target is None:
            return
        credential, row, field = target
        session, names = self.vault.open_session, (credential.name, field, row.step.rev[:6])

        def read() -> Secret:
            if not row.secret:
                return Secret.from_text(row.text)
            return history.reveal_former(session, credential, field, row.step.rev)

        save_value(self, f"{shown(field, 60)} of {moment(row.step.at)}", names, read)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter reveals."""
        event.stop()
        self.action_reveal()

    def action_purge(self) -> None:
        """Forget all former states for good, asked once more."""
        credential = self._credential()
        if credential is None:
            return
        session, name = self.vault.open_session, shown(credential.name, 60)

        def purged(count: int) -> None:
            self.vault.tell(f"{counted(count, 'former state')} of {name} forgotten.")

        def answered(answer: str | None) -> None:
            if answer == "purge":
                self.vault.perform(lambda: history.purge(session, credential), purged)

        if not any(not (row.step.current or row.step.husk) for row in self._lines.rows):
            self.vault.tell("There is nothing former to forget.")
            return
        text = (
            f"Forget what {name} was before, for good? All former values are taken out of the "
            "vault file; backups still hold them. This cannot be undone."
        )
        ways = (("purge", "Purge"), ("keep", "Keep it"))
        self.app.push_screen(Question(text, ways, typed="purge"), answered)

    def action_bring_back(self) -> None:
        """Give the field the value of then."""
        target = self._target()
        if target is None:
            return
        credential, row, field = target
        label = shown(row.what, 80)
        if row.step.current and len(credential.record.heads) == 1:
            self.vault.tell(f"{label} holds this now. Put the cursor on a former value.")
            return
        session = self.vault.open_session

        def then(_changed: Credential) -> None:
            self.vault.tell(f"{label} is as it was on {moment(row.step.at)}.", undo="undoes")

        self.vault.perform(
            lambda: history.restore_field(session, credential, field, row.step.rev), then
        )
