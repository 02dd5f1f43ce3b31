"""Times and texts in words."""

import pytest

from tests.tui.samples import DAY, NOON
from vaulttui.errors import InvalidValue
from vaulttui.tui.text import ago, day, expiry, listed, plain, read_day, short_span, shown


@pytest.mark.parametrize(
    ("milliseconds", "told", "short"),
    [
        (0, "just now", "now"),
        (59_999, "just now", "now"),
        (60_000, "1 minute ago", "1min"),
        (2 * 3_600_000, "2 hours ago", "2h"),
        (29 * DAY, "29 days ago", "29d"),
        (90 * DAY, "3 months ago", "3mo"),
        (800 * DAY, "2 years ago", "2y"),
    ],
)
def test_ages(milliseconds: int, told: str, short: str) -> None:
    assert ago(NOON - milliseconds, NOON) == told
    assert short_span(milliseconds) == short


def test_expiry_has_a_sign_and_words() -> None:
    assert expiry(NOON - DAY, NOON) == ("! expired 1 day ago", "bad")
    assert expiry(NOON + DAY, NOON) == ("expires in 1 day", "warn")
    assert expiry(NOON + 100 * DAY, NOON) == ("expires in 3 months", "dim")


@pytest.mark.parametrize(
    ("typed", "at"),
    [("", None), ("  ", None), ("90d", NOON + 90 * DAY), ("2W", NOON + 14 * DAY),
     ("2031-02-03", 1_927_843_200_000)],
)  # fmt: skip
def test_days_as_typed(typed: str, at: int | None) -> None:
    assert read_day(typed, NOON) == at


@pytest.mark.parametrize("typed", ["soon", "2031-02-30", "d", "-1d", "20310203", "99999d", "٣d"])
def test_odd_days_are_refused(typed: str) -> None:
    with pytest.raises(InvalidValue):
        read_day(typed, NOON)


def test_a_day_is_shown_as_it_is_typed() -> None:
    assert day(read_day("2031-02-03", NOON)) == "2031-02-03"
    assert day(None) == ""


def test_outside_text_is_never_markup() -> None:
    assert plain("[b]x[/] \x1b[1m").plain == "[b]x[/] \\u{1b}[1m"
    assert plain("[b]x[/]").spans == []
    assert shown("❤️") == "❤"


def test_names_are_listed_up_to_a_few() -> None:
    assert listed(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
