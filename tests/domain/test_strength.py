"""The estimate of passphrases."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaulttui.domain.strength import FAIR, GUESSED, STRONG, WEAK, estimate, grade


def test_stronger_passphrases_score_higher() -> None:
    weak, better, strong = map(estimate, ("password1", "trombone-gravel", "k9#vX!2q-lumen-otter-7"))
    assert weak.score == 0
    assert weak.warning
    assert weak.suggestions
    assert weak.guesses_log10 < better.guesses_log10 < strong.guesses_log10
    assert strong.score == 4


def test_nothing_is_guessed_at_once() -> None:
    assert estimate("").score == 0


def test_a_passphrase_beyond_the_cap_is_still_estimated() -> None:
    assert estimate("relapse-spray-chafe-unthread-joyous-photo " * 40).score == 4


def test_words_of_the_context_are_tried_first() -> None:
    alone, known = estimate("Zyqqomar7"), estimate("Zyqqomar7", ("zyqqomar",))
    assert known.guesses_log10 < alone.guesses_log10


def test_the_estimator_is_loaded_only_when_asked() -> None:
    import subprocess

    script = "import sys, vaulttui.domain.strength; print('zxcvbn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout.strip() == b"False"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("password1", GUESSED),
        ("", GUESSED),
        ("Zyqqomar", FAIR),
        ("trombone7gravel", STRONG),
        ("f3a09b7712c4de5566a1b2c3", STRONG),
        ("1qaz2wsx3edc4rfv", WEAK),
        ("abababababababababababab", GUESSED),
        ("basketballuniversity", WEAK),
    ],
)
def test_grades(text: str, told: int) -> None:
    assert grade(text) == told


def test_a_long_name_is_no_strong_password_of_its_owner() -> None:
    name = "ada.lovelace.1815@example.org"
    assert grade(name) == STRONG
    assert grade(name.upper(), (name,)) <= WEAK


PARTS = (
    *("password", "university", "basketball", "dragon", "p4ssw0rd", "1qaz2wsx", "q1w2e3r4t5y6"),
    *("qwertyuiop", "1234567890", "12/31/1999", "2024", "abcdefgh", "monkey", "zxcvbnm", "aaaaaa"),
    *("kX9", "#mQ2!", "vB7$zL", "-", "7", "nd", "retsnom", "1n73rn4710n4l"),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=6).map("".join))
def test_the_fast_way_never_says_strong_where_the_slow_one_does_not(text: str) -> None:
    assert grade(text) == min(estimate(text).score, STRONG)
