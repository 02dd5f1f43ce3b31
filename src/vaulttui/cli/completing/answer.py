"""What a shell's script asks at each press of TAB, and the answer in that shell's own form.

The question comes on standard input, its parts divided by NUL: from bash the line up to the
cursor and ``COMP_WORDBREAKS``, from zsh and fish the words after the program's name, the last
of which is under the cursor. The first line of the answer says what follows it:

- ``names``: words, one a line; ``part``, of bash: the beginnings of words.
- ``files N``: nothing; the shell completes files behind the first N characters of the word.
- ``paths``, of bash: what to put before each file, and the path so far, where readline itself
  would look for something else.
- ``command``: nothing; the shell completes what stands behind ``--`` as a command line.
"""

from collections.abc import Sequence
from typing import Final

import click
from click.shell_completion import ShellComplete

from vaulttui.cli.completing import bash_line
from vaulttui.cli.completing.offer import COMMAND, Item
from vaulttui.cli.contents import NAME
from vaulttui.cli.options import Options

SHELLS: Final = ("bash", "zsh", "fish")
_DASHES: Final = "--"
_PLAIN: Final = "plain"


def answer(shell: str, question: str, root: click.Command) -> str:
    """The answer to one question."""
    parts = question.split("\0")
    if shell == "bash":
        return _bash(parts[0], parts[1], root)
    items = _items(parts[:-1], parts[-1], root)
    first = _first_line(items)
    lines = _zsh(items) if shell == "zsh" else _fish(items)
    return "\n".join((first, *lines)) + "\n"


def _bash(text: str, breaks: str, root: click.Command) -> str:
    line = bash_line.read(text, breaks)
    if line.redirected:
        return "files 0\n"
    items = _items(line.words[1:], line.incomplete, root)
    first = _first_line(items)
    if first.startswith("files "):
        return _bash_files(line, int(first[6:]))
    words = [
        bash_line.quoted(one.value[line.kept :], line.quote) for one in items if one.type == _PLAIN
    ]
    if first == "names" and any(one.more for one in items):
        first = "part"
    return "\n".join((first, *words)) + "\n"


def _bash_files(line: bash_line.Line, count: int) -> str:
    if line.quote or line.kept >= count:
        return f"files {count}\n"
    return f"paths\n{line.incomplete[line.kept : count]}\n{line.incomplete[count:]}\n"


def _zsh(items: Sequence[Item]) -> list[str]:
    """A plus for a word, a minus for the beginning of one; then it, a tab and what it is."""
    return [
        f"{'-' if one.more else '+'}{one.value}\t{one.help or ''}"
        for one in items
        if one.type == _PLAIN
    ]


def _fish(items: Sequence[Item]) -> list[str]:
    return [f"{one.value}\t{one.help or ''}" for one in items if one.type == _PLAIN]


def _items(words: Sequence[str], typed: str, root: click.Command) -> list[Item]:
    found = ShellComplete(root, {"obj": Options()}, NAME, "").get_completions(
        _without_foreign_options(words), typed
    )
    option, equals, _ = typed.partition("=")
    # click completes what stands behind the sign, the shells the whole word.
    cut = f"{option}=" if equals and typed.startswith("-") else ""
    for one in found:
        one.value = cut + (one.value if one.type == _PLAIN else one.before or "")
    is_run = _DASHES in words
    return [one for one in found if is_run or one.type != COMMAND]


def _without_foreign_options(words: Sequence[str]) -> list[str]:
    """Behind ``--`` nothing is an option of ours, which click's completion does not know."""
    if _DASHES not in words:
        return list(words)
    at = words.index(_DASHES)
    return [*words[:at], _DASHES, *(word.lstrip("-") or "x" for word in words[at + 1 :])]


def _first_line(items: Sequence[Item]) -> str:
    other = next((one for one in items if one.type != _PLAIN), None)
    if other is None:
        return "names"
    return COMMAND if other.type == COMMAND else f"files {len(other.value)}"
