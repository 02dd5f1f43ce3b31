"""What is behind one bar of the report of health: places, group by group, or what is left out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from vaulttui.domain.credentials import Credential
from vaulttui.domain.exclusions import Exclusion
from vaulttui.domain.health import AGE, EXPIRY, NAMES, STRENGTH, Place, Report
from vaulttui.errors import NotFound
from vaulttui.operations import credentials
from vaulttui.session.session import Session
from vaulttui.tui.screens.health.words import EXCLUDED, BarKey
from vaulttui.tui.text import ago, counted, expiry, fit, shown
from vaulttui.tui.widgets.detail import age_of
from vaulttui.tui.widgets.lines import Lines, Part

Row = Place | Exclusion | str
"""A place, what is left out, or the title of a group."""
_NAMED = 200


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows behind a bar, and how many places there are without a filter."""

    bar: BarKey
    rows: Sequence[Row] = ()
    total: int = 0


def behind(report: Report, key: BarKey, fitting: frozenset[str] | None) -> Behind:
    """What is behind a bar; with ``fitting``, only groups with one of these credentials."""
    finding = report.finding(key[0])
    if key[1] == EXCLUDED:
        excluded = [one for one in finding.excluded if _fits(one, fitting)]
        return Behind(key, excluded, len(finding.excluded))
    places = next(one.places for one in finding.bars if one.bucket.id == key[1])
    return Behind(key, [*_grouped(key[0], places, fitting)], len(places))


def _fits(one: Place | Exclusion, fitting: frozenset[str] | None) -> bool:
    return fitting is None or one.credential_id in fitting


def _grouped(
    check_id: str, places: Iterable[Place], fitting: frozenset[str] | None
) -> Iterator[Row]:
    for group, found in groupby(places, key=lambda one: one.group):
        alike = [*found]
        if not group:
            yield from (one for one in alike if _fits(one, fitting))
        elif any(_fits(one, fitting) for one in alike):
            yield _title(check_id, len(alike))
            yield from alike


def _title(check_id: str, alike: int) -> str:
    if check_id == NAMES:
        return f"{counted(alike, 'credential')} of one name"
    return f"One value in {counted(alike, 'field')}"


def called(session: Session, found: Credential, place: Place) -> str:
    """The credential, and the field by its label."""
    name = shown(found.name, _NAMED)
    if not place.field:
        return name
    labels = {one.id: one.label for one in credentials.fields_of(session, found)}
    return f"{name} / {shown(labels.get(place.field, place.field), 60)}"


class Places(Lines):
    """The rows; only those that are seen are looked up."""

    empty = ""

    def __init__(self) -> None:
        super().__init__(id="list")
        self.behind = Behind(("", ""))
        self.session: Session | None = None
        self._now = 0

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self.behind.rows)

    def selectable(self, index: int) -> bool:
        """Titles are passed over."""
        return index < self.count and not isinstance(self.behind.rows[index], str)

    @property
    def selected(self) -> Place | Exclusion | None:
        """What the cursor stands on."""
        row = self.behind.rows[self.cursor] if self.cursor < self.count else None
        return None if isinstance(row, str) else row

    def show(self, found: Behind, session: Session, keep: tuple[str, str] | None) -> None:
        """Show other rows, with the cursor on the place ``keep`` if it is among them."""
        same = found.bar == self.behind.bar
        self.behind = found
        self.session = session
        self._now = session.now()
        at = next((at for at, row in enumerate(found.rows) if _key(row) == keep), None)
        self.changed(at if at is not None or same else 0)

    def line(self, index: int, width: int) -> list[Part]:
        """Name, field, and what there is to say of it."""
        row = self.behind.rows[index]
        if isinstance(row, str):
            return [(f" {row}", "heading")]
        found = self._credential(row.credential_id)
        if found is None:
            return [(" It is not there any more.", "dim")]
        note = self._note(found, row)
        if isinstance(row, Exclusion):
            return self._halves(shown(found.name, _NAMED), note, width, "")
        indent = "  " if row.group else ""
        name = indent + called(self.session, found, row) if self.session else ""
        return self._halves(name, note, width, self._style_of(found, row))

    def _halves(self, name: str, note: str, width: int, style: str) -> list[Part]:
        room = width * 3 // 5
        return [(" " + fit(name, room) + " ", ""), (note, style or "dim")]

    def _credential(self, credential_id: str) -> Credential | None:
        if self.session is None:
            return None
        try:
            return self.session.view.credential(credential_id)
        except NotFound:
            return None

    def _note(self, found: Credential, row: Place | Exclusion) -> str:
        if isinstance(row, Exclusion):
            return f"{shown(row.reason, 300)} · {ago(row.at, self._now)}"
        check_id, info = self.behind.bar[0], found.info(row.field)
        if check_id == EXPIRY and info.expires_at is not None:
            return expiry(info.expires_at, self._now)[0]
        if check_id in (AGE, STRENGTH):
            return age_of(info, self._now)
        return self._type_name(found.type_id)

    def _style_of(self, found: Credential, place: Place) -> str:
        at = found.info(place.field).expires_at
        if self.behind.bar[0] == EXPIRY and at is not None:
            return expiry(at, self._now)[1]
        return ""

    def _type_name(self, type_id: str) -> str:
        found = self.session.view.type(type_id) if self.session else None
        return shown(found.name if found else type_id, 60)


def _key(row: Row) -> tuple[str, str] | None:
    if isinstance(row, str):
        return None
    return row.credential_id, row.field if isinstance(row, Place) else ""
