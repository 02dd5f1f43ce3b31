"""The report of health as a picture in text, and as JSON."""

from collections.abc import Iterator, Sequence
from typing import Final

from vaulttui.cli.moments import local, rfc3339
from vaulttui.cli.shapes import Shape
from vaulttui.cli.table import cut, fit
from vaulttui.domain.exclusions import Exclusion
from vaulttui.domain.health import Bar, Finding, Place, Report
from vaulttui.domain.text import plural, safe_text
from vaulttui.session.session import Session

WORRY: Final = "!"
_LABEL: Final = 26
_BAR: Final = 30
_FULL: Final = "█"
_LEAST: Final = "▏"
_NAMED: Final = 2
_CALLED: Final = 28


def picture(session: Session, report: Report) -> Iterator[str]:
    """The lines of the report, at most 80 columns wide; who should be looked at has a ``!``."""
    yield f"{plural(report.credentials, 'credential')}, {_worries(report)}"
    for finding in report.findings:
        yield ""
        yield _heading(finding)
        most = max(len(bar.places) for bar in finding.bars)
        for bar in finding.bars:
            if bar.places:
                yield _line(bar, most)
            if bar.places and bar.bucket.worry:
                yield f"      {_first(session, bar.places)}"
        if not most:
            yield "    nothing to count"


def rows(session: Session, finding: Finding) -> Iterator[tuple[str, str, str, str]]:
    """Name, field, what of it and id: everything that one check worries about, group by group."""
    for bar in finding.bars:
        if bar.bucket.worry:
            for place in bar.places:
                group = f", group {place.group}" if place.group else ""
                yield _row(session, place.credential_id, place.field, bar.bucket.label + group)


def excluded_rows(session: Session, finding: Finding) -> Iterator[tuple[str, str, str, str]]:
    """The same of what is excluded from a check, with the reason."""
    for one in finding.excluded:
        told = f"excluded {local(one.at)}: {one.reason}"
        yield _row(session, one.credential_id, "", told)


def report_shape(session: Session, report: Report) -> Shape:
    """The whole report; checks and buckets by their ids."""
    return {
        "at": rfc3339(report.at),
        "credentials": report.credentials,
        "checks": {one.check.id: finding_shape(session, one) for one in report.findings},
    }


def finding_shape(session: Session, finding: Finding) -> Shape:
    """What one check found."""
    return {
        "title": finding.check.title,
        "worries": finding.worries,
        "buckets": {bar.bucket.id: _bar_shape(session, bar) for bar in finding.bars},
        "excluded": [_exclusion_shape(session, one) for one in finding.excluded],
    }


def _bar_shape(session: Session, bar: Bar) -> Shape:
    return {
        "label": bar.bucket.label,
        "worry": bar.bucket.worry,
        "count": len(bar.places),
        "places": [
            {
                "id": place.credential_id,
                "name": _name(session, place.credential_id),
                "field": place.field or None,
                "group": place.group or None,
            }
            for place in bar.places
        ],
    }


def _exclusion_shape(session: Session, one: Exclusion) -> Shape:
    name = _name(session, one.credential_id)
    return {"id": one.credential_id, "name": name, "reason": one.reason, "at": rfc3339(one.at)}


def _worries(report: Report) -> str:
    worries = sum(finding.worries for finding in report.findings)
    return f"{plural(worries, 'thing')} to look at ({WORRY})" if worries else "nothing to look at"


def _heading(finding: Finding) -> str:
    left_out = f"  ({len(finding.excluded)} excluded)" if finding.excluded else ""
    return f"{finding.check.title}{left_out}  [{finding.check.id}]"


def _line(bar: Bar, most: int) -> str:
    count = len(bar.places)
    mark = WORRY if bar.bucket.worry else " "
    # What is there is seen, however few it is beside the most.
    drawn = _FULL * (count * _BAR // most) or _LEAST
    return f"  {mark} {fit(bar.bucket.label, _LABEL)}{count:>7}  {drawn}"


def _first(session: Session, places: Sequence[Place]) -> str:
    named = [cut(safe_text(_called(session, place)), _CALLED) for place in places[:_NAMED]]
    more = len(places) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")


def _called(session: Session, place: Place) -> str:
    name = _name(session, place.credential_id)
    return f"{name}/{place.field}" if place.field else name


def _row(session: Session, credential_id: str, field: str, told: str) -> tuple[str, str, str, str]:
    return _name(session, credential_id), field, told, f"id:{credential_id[:8]}"


def _name(session: Session, credential_id: str) -> str:
    return session.view.credential(credential_id).name
