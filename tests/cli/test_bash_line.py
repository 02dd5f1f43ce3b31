"""Lines taken apart and words quoted as bash itself does."""

import shutil
import string
import subprocess
from typing import Final

import pytest

from vaulttui.cli.completing.bash_line import quoted, read

BREAKS: Final = " \t\n\"'@><=;|&(:"
CHARACTERS: Final = [char for char in string.printable if char not in "\n\t\r\v\f"] + ["ü", "🔑"]
WORDS: Final = [
    word for char in CHARACTERS for word in (char, f"a{char}", f"{char}a", f"{char}{char} {char}")
]


def by_bash(line: str) -> list[str]:
    """The words that bash makes of a line."""
    program = shutil.which("bash")
    if program is None:
        pytest.skip("bash is not installed")
    words = [program, "--norc", "-c", f"printf '%s\\0' {line}"]
    done = subprocess.run(words, capture_output=True, check=True)
    return done.stdout.decode().split("\0")[:-1]


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_a_quoted_word_is_itself_to_bash_and_to_us(quote: str) -> None:
    inner = [quoted(word, quote) for word in WORDS]
    # readline closes a quote that is not the last character already.
    line = " ".join(quote + one + quote * (not one.endswith(quote)) for one in inner)
    assert by_bash(line) == WORDS
    assert read(f"vaulttui {line} ", BREAKS).words[1:] == WORDS


@pytest.mark.parametrize("char", ["!", "$", "`", "\\", '"'])
def test_what_works_between_double_quotes_is_not_left_there_bare(char: str) -> None:
    assert f"\\{char}" in quoted(f"a{char}a", '"')


@pytest.mark.parametrize(
    ("typed", "incomplete", "kept", "quote"),
    [
        ("vaulttui get wi", "wi", 0, ""),
        ("vaulttui get 'wi", "wi", 0, "'"),
        ('vaulttui get "a b', "a b", 0, '"'),
        ('vaulttui get "a\\b\\$', "a\\b$", 0, '"'),
        (r"vaulttui get a\ b", "a b", 0, ""),
        ("vaulttui get id:12", "id:12", 3, ""),
        ("vaulttui run --project=w", "--project=w", 10, ""),
        ("vaulttui get ada@ex", "ada@ex", 3, ""),
        ("vaulttui get a'b:c'd", "ab:cd", 0, ""),
        ("vaulttui get a:'b", "a:b", 2, "'"),
        ("true; A=1 B=2 vaulttui get wi", "wi", 0, ""),
        ("true | (vaulttui get wi", "wi", 0, ""),
        ("vaulttui 2>/dev/null get wi", "wi", 0, ""),
        ("vaulttui get ", "", 0, ""),
    ],
)
def test_a_line(typed: str, incomplete: str, kept: int, quote: str) -> None:
    line = read(typed, BREAKS)
    assert line.words[:2] == ["vaulttui", *(["run"] if "run" in typed else ["get"])]
    assert (line.incomplete, line.kept, line.quote) == (incomplete, kept, quote)
    assert not line.redirected


@pytest.mark.parametrize("typed", ["vaulttui get x >", "vaulttui get x 2> fi", "vaulttui <a"])
def test_a_file_of_the_shell_s_own(typed: str) -> None:
    assert read(typed, BREAKS).redirected
