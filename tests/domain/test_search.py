"""The filter language."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaulttui.domain.search import Query
from vaulttui.errors import InvalidValue

DAY = 24 * 3600 * 1000
NOW = 1_800_000_000_000  # 2027-01-15T08:00:00Z


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    type_id: str = "login"
    tags: tuple[str, ...] = ()
    expires_at: int | None = None
    oldest_set_at: int | None = None
    public: str = ""
    id: str = ""

    @property
    def haystack(self) -> str:
        return " ".join((self.name, self.type_id, *self.tags, self.public)).casefold()


ROWS = (
    Row("Mail", tags=("work",), public="anna@example.org", expires_at=NOW - DAY),
    Row("Mail backup", "api-key", ("work/db",), expires_at=NOW + 10 * DAY),
    Row("Straße", "ssh", ("workshop",), oldest_set_at=NOW - 100 * DAY),
    Row("foo:bar -x", "ssh-key", ("Home", "work/db/eu"), oldest_set_at=NOW - DAY),
    Row("Bank of mail", expires_at=NOW + 400 * DAY),
)


def hits(query: str) -> list[int]:
    return Query.parse(query).select(ROWS, NOW)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [0, 1, 2, 3, 4]),
        ("   ", [0, 1, 2, 3, 4]),
        ('""', [0, 1, 2, 3, 4]),
        ("mail", [0, 1, 4]),
        ("MAIL", [0, 1, 4]),
        ("backup mail", [1]),
        ('"mail backup"', [1]),
        ('"backup mail"', []),
        ('"of mail', [4]),
        ("STRASSE", [2]),
        ("straße", [2]),
        ("anna@example", [0]),
        ("-mail", [2, 3]),
        ('-"of mail" mail', [0, 1]),
        ("foo:bar", [3]),
        ("-foo:bar", [0, 1, 2, 4]),
        ("foo:", [3]),
        ("-", [1, 3]),
        ("type:ssh", [2]),
        ("TYPE:SSH", [2]),
        ("-type:login", [1, 2, 3]),
        ("tag:work", [0, 1, 3]),
        ("tag:work/", [0, 1, 3]),
        ("tag:Work/DB", [1, 3]),
        ("tag:home", [3]),
        ("tag:ome", []),
        ("-tag:work", [2, 4]),
        ("name:mail", [0, 1, 4]),
        ('name:"of mail"', [4]),
        ("name:anna", []),
        ("expires:past", [0]),
        ("expires:12h", [0]),
        ("expires:30d", [0, 1]),
        ("expires:2w", [0, 1]),
        ("expires:2y", [0, 1, 4]),
        ("-expires:30d", [2, 3, 4]),
        ("expires:2027-01-15", [0]),
        ("expires:2027-01-26", [0, 1]),
        ("stale:90d", [2]),
        ("stale:12h", [2, 3]),
        ("mail tag:work -expires:past", [1]),
        ("type:none mail", []),
    ],
)
def test_a_filter_finds(query: str, expected: list[int]) -> None:
    assert hits(query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "type:",
        "tag:",
        "name:",
        "expires:",
        "stale:",
        "-expires:",
        "expires:soon",
        "expires:30",
        "expires:30m",
        "expires:2027-02-30",
        "stale:past",
        "stale:2027-01-01",
        "stale:-1d",
        "mail expires:9999999d",
    ],
)
def test_a_qualifier_without_sense_is_refused_with_an_example(query: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        Query.parse(query)
    assert caught.value.message.endswith(".")


def test_an_example_stands_in_the_hint() -> None:
    with pytest.raises(InvalidValue) as caught:
        Query.parse("stale:\x1b[2J")
    assert "stale:90d" in caught.value.hint
    assert "\x1b" not in caught.value.message


def test_rows_without_a_time_neither_expire_nor_are_stale() -> None:
    rows = (Row("a"),)
    assert Query.parse("expires:999999y").select(rows, NOW) == []
    assert Query.parse("stale:0h").select(rows, NOW) == []


@given(st.text(max_size=60))
def test_any_text_is_a_filter_or_refused(text: str) -> None:
    try:
        query = Query.parse(text)
    except InvalidValue:
        return
    found = query.select(ROWS, NOW)
    assert found == sorted(set(found))


@given(st.lists(st.from_regex(r"[a-z@/]{1,6}", fullmatch=True), max_size=3))
def test_words_are_all_needed_in_any_order(words: list[str]) -> None:
    expected = [at for at, row in enumerate(ROWS) if all(word in row.haystack for word in words)]
    assert hits(" ".join(words)) == expected
    assert hits(" ".join(reversed(words))) == expected


@given(st.sampled_from(["mail", "type:ssh", "tag:work", "name:mail", "expires:30d", "stale:1d"]))
def test_a_minus_gives_exactly_the_others(query: str) -> None:
    assert sorted(hits(query) + hits(f"-{query}")) == [0, 1, 2, 3, 4]
