"""Where words stand in a text, and how that is shown: by cells, whatever the characters."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from vaulttui.tui.matches import MATCH, marked, spans
from vaulttui.tui.text import fit, shown

TEXTS = st.text(st.sampled_from("abß İıſﬁ銀é\u0301ΣςK…"), max_size=12)


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Webmail", ["mail"], ["mail"]),
        ("mailmail", ["mail"], ["mailmail"]),
        ("mailbox", ["mail", "ilb"], ["mailb"]),
        ("Straße", ["ss"], ["ß"]),
        ("Straße", ["strasse"], ["Straße"]),
        ("Straße", ["s"], ["S", "ß"]),
        ("İstanbul", ["i"], ["İ"]),
        ("İstanbul", ["stan"], ["stan"]),
        ("oﬃce", ["ff"], ["ﬃ"]),
        ("ΌΣΟΣ", ["σ"], ["Σ", "Σ"]),
        ("銀行口座", ["行口"], ["行口"]),
        ("Mail", ["x", ""], []),
    ],
)
def test_what_is_found(text: str, words: list[str], found: list[str]) -> None:
    assert [text[begin:end] for begin, end in spans(text, words)] == found


@given(TEXTS, st.lists(TEXTS, max_size=3))
def test_every_place_holds_a_word_and_no_two_touch(text: str, words: list[str]) -> None:
    folded = [word.casefold() for word in words]
    places = spans(text, folded)
    assert bool(places) == any(word and word in text.casefold() for word in folded)
    assert all(end < begin for (_, end), (begin, _) in pairwise(places))
    assert all(any(word and word in text[a:b].casefold() for word in folded) for a, b in places)


@given(TEXTS, st.integers(0, 14), st.lists(TEXTS, max_size=2))
def test_marking_changes_no_character(text: str, width: int, words: list[str]) -> None:
    text = shown(text)
    parts = marked(text, width, [word.casefold() for word in words], "dim")
    assert "".join(part for part, _ in parts) == fit(text, width)
    assert cell_len("".join(part for part, _ in parts)) == width
    assert {style for _, style in parts} <= {"dim", f"dim {MATCH}"}


def test_what_is_cut_marks_the_ellipsis() -> None:
    assert marked("a long name", 6, ["name"]) == [("a lon", ""), ("…", MATCH)]
    assert marked("a long name", 6, ["long"]) == [("a ", ""), ("lon…", MATCH)]
    assert marked("a long name", 6, ["a l"]) == [("a l", MATCH), ("on…", "")]
    assert marked("銀行銀行", 5, ["行"]) == [("銀", ""), ("行…", MATCH)]
