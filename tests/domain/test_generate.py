"""Recipes for secrets, and their entropy."""

import base64
import math
import string
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaulttui.domain import generate, pattern
from vaulttui.domain.generate import DEFAULT_RECIPE, SYMBOLS, Recipe
from vaulttui.errors import InvalidValue
from vaulttui.secret import Secret


def made(recipe: str) -> str:
    secret = Recipe.parse(recipe).make()
    assert isinstance(secret, Secret)
    return secret.reveal().decode()


@pytest.mark.parametrize("size", [8, 24, 1024])
def test_chars_have_every_class(size: int) -> None:
    for _ in range(50 if size < 100 else 2):
        text = made(f"chars:{size}")
        assert len(text) == size
        for one in (string.ascii_lowercase, string.ascii_uppercase, string.digits, SYMBOLS):
            assert set(text) & set(one)
        assert set(text) <= set(string.ascii_letters + string.digits + SYMBOLS)


def test_symbols_need_no_quoting_in_double_quotes() -> None:
    assert not set(SYMBOLS) & set("\"'\\`$ ")
    assert len(set(SYMBOLS)) == len(SYMBOLS)


def test_words_are_of_the_list_and_joined_by_hyphens() -> None:
    words = made("words:6").split("-")
    assert len(words) == 6
    assert set(words) <= set(generate._words())


def test_the_word_list_is_whole() -> None:
    words = generate._words()
    assert len(words) == len(set(words)) == 7776 - 4
    assert all(word.isascii() and word.isalpha() and word.islower() for word in words)
    assert Recipe.parse("words:6").bits == pytest.approx(77.54, abs=0.01)


def test_hex_and_base64_count_bytes_as_openssl_does() -> None:
    assert len(bytes.fromhex(made("hex:32"))) == 32
    assert len(base64.b64decode(made("base64:33"), validate=True)) == 33
    assert Recipe.parse("hex:32").bits == Recipe.parse("base64:32").bits == 256


def test_every_call_makes_another() -> None:
    for recipe in (DEFAULT_RECIPE, "words:6", "hex:16", "base64:16", "pattern:S{16}"):
        assert made(recipe) != made(recipe)


def test_bits_of_chars_count_exactly_what_can_come_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "_CLASSES", ("ab", "C", "1", "!"))
    monkeypatch.setattr(generate, "_ALPHABET", "abC1!")
    accepted = sum(
        1
        for drawn in product("abC1!", repeat=6)
        if set(drawn) & set("ab") and set("C1!") <= set(drawn)
    )
    assert generate._chars_bits(6) == pytest.approx(math.log2(accepted))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "chars",
        "chars:",
        "chars:7",
        "chars:1025",
        "chars:x",
        "chars:-8",
        "chars:٨",
        "chars:8 ",
        "words:2",
        "words:65",
        "hex:0",
        "hex:1025",
        "base64:0",
        "rot13:5",
        "pattern",
        "pattern:",
        "CHARS:24",
    ],
)
def test_what_is_no_recipe_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        Recipe.parse(text)
    assert caught.value.message.endswith(".")


@pytest.mark.parametrize("text", ["chars:24", "words:6", "hex:32", "base64:32", "pattern:d:{3}"])
def test_a_recipe_prints_as_it_was_written(text: str) -> None:
    assert str(Recipe.parse(text)) == text
    assert Recipe.parse(str(Recipe.parse(text))) == Recipe.parse(text)


@pytest.mark.parametrize(
    ("text", "alphabets"),
    [
        ("d", [string.digits]),
        ("uuu-d{2}", [string.ascii_uppercase] * 3 + ["-"] + [string.digits] * 2),
        (r"\d\\h", ["d", "\\", "0123456789abcdef"]),
        (r"\a{3}d", ["a", "a", "a", string.digits]),
        ("7 v{1}", ["7", " ", "aeiou"]),
        ("l{0}d", [string.digits]),
        (r"\{b\}", ["{", "()[]{}<>", "}"]),
    ],
)
def test_patterns_are_read(text: str, alphabets: list[str]) -> None:
    positions = pattern.parse(text)
    assert positions == alphabets
    drawn = made(f"pattern:{text}")
    assert all(char in choices for char, choices in zip(drawn, alphabets, strict=True))
    expected = sum(math.log2(len(choices)) for choices in alphabets)
    assert Recipe.parse(f"pattern:{text}").bits == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("-7-", "no placeholder"),
        (r"\d\d", "no placeholder"),
        ("d{0}", "no placeholder"),
        ("d[a]", "character 2"),
        ("d{x}", "character 2"),
        ("{3}d", "character 1"),
        ("d}", "character 2"),
        ("d\\", "character 2"),
        ("dq", "no placeholder"),
        ("dé", "no placeholder"),
        ("d\x1b", "no placeholder"),
        ("d{1025}", "1024"),
        ("d{1000}d{1000}", "1024"),
    ],
)
def test_a_wrong_pattern_is_refused(text: str, problem: str) -> None:
    with pytest.raises(InvalidValue, match=problem) as caught:
        Recipe.parse(f"pattern:{text}")
    assert "\x1b" not in caught.value.message


@pytest.mark.parametrize("placeholder", "aAUdhHlLuvVZcCzpbsS")
def test_every_placeholder_draws_from_distinct_characters(placeholder: str) -> None:
    (choices,) = pattern.parse(placeholder)
    assert len(set(choices)) == len(choices) > 1


@given(st.text(max_size=30))
def test_any_pattern_is_read_or_refused(text: str) -> None:
    try:
        recipe = Recipe.parse(f"pattern:{text}")
    except InvalidValue:
        return
    assert len(recipe.make()) <= 4 * pattern.LIMIT
    assert recipe.bits > 0
