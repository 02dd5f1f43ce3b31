"""Text from outside on its way to a widget, and the words for times."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue, VaulttuiError

_SECOND, _MINUTE, _HOUR, _DAY = 1000, 60_000, 3_600_000, 86_400_000
_STEPS: Final = (
    (365 * _DAY, "year", "y"),
    (30 * _DAY, "month", "mo"),
    (_DAY, "day", "d"),
    (_HOUR, "hour", "h"),
    (_MINUTE, "minute", "min"),
)
_SPANS: Final = {"h": _HOUR, "d": _DAY, "w": 7 * _DAY, "y": 365 * _DAY}
# Terminals disagree on how wide a character with a variation selector is; without it they agree.
_SELECTORS: Final = dict.fromkeys(range(0xFE00, 0xFE10))


def shown(text: str, limit: int = 512) -> str:
    """Text from outside on one line of known width, harmless for a terminal."""
    return safe_text(text, limit).translate(_SELECTORS)


def plain(text: str, limit: int = 512) -> Content:
    """Text from outside as a widget takes it: escaped, and never parsed as markup."""
    return Content(shown(text, limit))


def words(error: VaulttuiError) -> str:
    """An error as a sentence and its hint."""
    return f"{error.message} {error.hint}".strip()


def fit(text: str, width: int) -> str:
    """The text in exactly ``width`` cells: padded, or cut with an ellipsis."""
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1) + "…"


def wrap(text: str, width: int) -> list[str]:
    """Safe text cut into lines of at most ``width`` cells, at spaces where that is possible."""
    lines: list[str] = []
    width = max(1, width)
    while cell_len(text) > width:
        head = _head(text, width)
        space = head.rfind(" ")
        if space > width // 2:
            head = head[: space + 1]
        lines.append(head)
        text = text[len(head) :]
    return [*lines, text]


def chunks(text: str, width: int) -> list[str]:
    """Safe text cut into lines of at most ``width`` cells, nothing left out."""
    lines: list[str] = []
    while cell_len(text) > max(1, width):
        head = _head(text, max(1, width))
        lines.append(head)
        text = text[len(head) :]
    return [*lines, text]


def _head(text: str, width: int) -> str:
    used = 0
    for at, char in enumerate(text):
        used += cell_len(char)
        if used > width:
            return text[: max(1, at)]
    return text


def span(milliseconds: int) -> str:
    """A length of time in its largest unit: ``3 days``."""
    for size, name, _ in _STEPS:
        if milliseconds >= size:
            count = milliseconds // size
            return f"{count} {name}{'' if count == 1 else 's'}"
    return "moments"


def short_span(milliseconds: int) -> str:
    """The same in a column's width: ``3d``."""
    for size, _, letter in _STEPS:
        if milliseconds >= size:
            return f"{milliseconds // size}{letter}"
    return "now"


def ago(at: int, now: int) -> str:
    """When something was: ``3 days ago``."""
    return f"{span(now - at)} ago" if now - at >= _MINUTE else "just now"


def expiry(at: int, now: int) -> tuple[str, str]:
    """A value's expiry in words with their sign, and the style: ``! expired 3 days ago``."""
    if at <= now:
        return f"! expired {ago(at, now)}", "bad"
    return f"expires in {span(at - now)}", "warn" if at - now < 30 * _DAY else "dim"


def moment(at: int) -> str:
    """A time as people here read it."""
    return datetime.fromtimestamp(at / _SECOND, UTC).astimezone().strftime("%Y-%m-%d %H:%M")


def day(at: int | None) -> str:
    """The day of an expiry as it is typed; empty for none."""
    return "" if at is None else datetime.fromtimestamp(at / _SECOND, UTC).strftime("%Y-%m-%d")


def read_day(text: str, now: int) -> int | None:
    """An expiry as typed: ``2030-12-31``, ``90d``, or nothing; raises InvalidValue."""
    text = text.strip()
    if not text:
        return None
    number, unit = text[:-1], text[-1].lower()
    if unit in _SPANS and number.isascii() and number.isdigit() and len(number) <= 4:
        return now + int(number) * _SPANS[unit]
    try:
        if len(text) != len("2030-12-31"):
            raise ValueError
        return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * _SECOND
    except ValueError:
        raise InvalidValue(
            "An expiry is a day such as 2030-12-31, or a span such as 90d."
        ) from None


def listed(names: Iterable[str], most: int = 3) -> str:
    """A few names of many, for a message."""
    all_names = [shown(name, 60) for name in names]
    more = len(all_names) - most
    return ", ".join(all_names[:most]) + (f" and {more} more" if more > 0 else "")


def counted(number: int, noun: str) -> str:
    """``1 line``, ``3 lines``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def sized(number: int) -> str:
    """A file's size in its largest unit: ``812 B``, ``3.4 MB``."""
    size, unit = float(number), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if size < 1000 or unit == "TB":
            break
        size /= 1000
    return f"{number} B" if unit == "B" else f"{size:.1f} {unit}"
