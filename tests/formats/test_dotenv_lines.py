"""Lines of environment files, read back by bash and by python-dotenv themselves."""

import contextlib
import io
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from dotenv import dotenv_values
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vaulttui.errors import InvalidValue
from vaulttui.formats.dotenv_lines import dotenv_line, shell_line

HOSTILE = "'\"\\$`!#~ \t\n{}()[]*?&|;<>=:-aZ0äß€\x01\x7f\x0b\x85\u2028"
TEXTS = st.text(st.sampled_from(HOSTILE), max_size=12) | st.text(max_size=20)
BYTES = st.binary(max_size=40) | TEXTS.map(lambda text: text.encode("utf-8", "ignore"))
NAMES = ("A", "_x", "export", "PATH", "LC_ALL", "IFS", "a1")
SLOW = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def sourced(shell: str, path: Path, names: list[str]) -> dict[str, bytes]:
    """What a new program gets of the variables, once the shell has read the file."""
    script = 'set -a; . "$0"; exec "$@"'
    done = subprocess.run(
        [shell, "-c", script, str(path), shutil.which("env") or "env", "-0"],
        env={"LC_ALL": "C.UTF-8"}, capture_output=True, check=True,
    )  # fmt: skip
    assert done.stderr == b""
    pairs = (entry.partition(b"=") for entry in done.stdout.split(b"\0") if entry)
    found = {name.decode("utf-8", "surrogateescape"): value for name, _, value in pairs}
    return {name: found[name] for name in names}


def written(
    line: Callable[[str, bytes], bytes], values: list[bytes]
) -> tuple[dict[str, bytes], bytes]:
    """Those of the values that are not refused, by name, and the file that holds them."""
    kept: dict[str, bytes] = {}
    lines = []
    for number, value in enumerate(values):
        with contextlib.suppress(InvalidValue):
            lines.append(line(f"V{number}", value))
            kept[f"V{number}"] = value
    return kept, b"".join(lines)


def as_read(content: bytes) -> Mapping[str, str | None]:
    return dotenv_values(stream=io.StringIO(content.decode(), newline=None), interpolate=True)


@SLOW
@given(values=st.lists(TEXTS.map(lambda text: text.encode("utf-8", "ignore")), max_size=60))
def test_bash_and_python_dotenv_read_the_identical_bytes(
    tmp_path: Path, values: list[bytes]
) -> None:
    kept, content = written(dotenv_line, values)
    path = tmp_path / "file"
    path.write_bytes(content)
    assert sourced("bash", path, list(kept)) == kept
    assert as_read(content) == {name: value.decode() for name, value in kept.items()}
    assert dotenv_values(path) == as_read(content)


@pytest.mark.parametrize("shell", ["bash", "dash"])
def test_shells_read_the_identical_bytes(tmp_path: Path, shell: str) -> None:
    path = tmp_path / "file"

    @SLOW
    @given(values=st.lists(BYTES, max_size=60))
    def read(values: list[bytes]) -> None:
        kept, content = written(shell_line, values)
        assert set(kept.values()) == {value for value in values if b"\0" not in value}
        path.write_bytes(content)
        assert sourced(shell, path, list(kept)) == kept

    read()


@pytest.mark.parametrize("name", NAMES)
def test_names_that_can_be(tmp_path: Path, name: str) -> None:
    for line in (shell_line, dotenv_line):
        path = tmp_path / "file"
        path.write_bytes(line(name, b"C.UTF-8 x"))
        command = ["bash", "-c", f'set -a; . "$1"; printf %s "${name}"', "-", str(path)]
        assert subprocess.run(command, capture_output=True, check=True).stdout == b"C.UTF-8 x"


@pytest.mark.parametrize("name", ["", "1A", "A-B", "A=B", "A\nB", "ä", "A ", "UID", "_", "RANDOM"])
def test_names_that_cannot_be(name: str) -> None:
    for line in (shell_line, dotenv_line):
        with pytest.raises(InvalidValue):
            line(name, b"value")


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (b"", b"A=''\n"),
        (b"plain/value:1@host", b"A=plain/value:1@host\n"),
        (b"two words", b"A='two words'\n"),
        (b"$HOME", b"A='$HOME'\n"),
        (b"~/x", b"A='~/x'\n"),
        (b"it's", b'A="it\'s"\n'),
        (b'\\\\host\\"x', b'A="\\\\\\\\host\\\\\\"x"\n'),
        (b"a\nb", b"A='a\nb'\n"),
    ],
)
def test_the_plainest_form_that_fits(value: bytes, line: bytes) -> None:
    assert dotenv_line("A", value) == line


@pytest.mark.parametrize(
    "value", [b"\xff", b"a\0b", b"a\rb", b"${HOME}", b"a\\", b"it's $5", b"\\\\ `id`"]
)
def test_what_cannot_agree_is_refused_without_its_value(value: bytes) -> None:
    with pytest.raises(InvalidValue, match="AWS_KEY") as caught:
        dotenv_line("AWS_KEY", value)
    told = f"{caught.value.message} {caught.value.hint}"
    assert "HOME}" not in told
    assert "id`" not in told


def test_a_value_of_ten_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "file"
    value = b"it's long " * 1_000_000
    path.write_bytes(dotenv_line("A", value))
    script = 'set -a; . "$1"; printf %s "${#A}"'
    done = subprocess.run(["bash", "-c", script, "-", str(path)], capture_output=True, check=True)
    assert int(done.stdout) == len(value)
    assert as_read(path.read_bytes())["A"] == value.decode()
