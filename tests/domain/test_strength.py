"""The estimate of passphrases."""

import sys

from vaulttui.domain.strength import estimate


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
