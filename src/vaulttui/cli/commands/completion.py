"""``completion``: the script that lets a shell complete what is typed, and its answers to that."""

import contextlib
import os
import shlex
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NoReturn

import click

from vaulttui.cli import output
from vaulttui.cli.command import command
from vaulttui.cli.completing.answer import SHELLS, answer
from vaulttui.cli.contents import NAME

_SCRIPTS: Final = Path(__file__).parents[1] / "completing" / "scripts"
_PROGRAM: Final = "@PROGRAM@"
_MOST: Final = 1 << 20
_PATIENCE: Final = 2.0
"""Seconds after which nobody waits for a word any more."""


@command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
@click.option("--answer", "asked", is_flag=True, hidden=True)
def entry(shell: str, asked: bool) -> None:
    """For bash: put `eval "$(vaulttui completion bash)"` into ~/.bashrc. See `vaulttui help
    completion` for the others.

    Names of the vault are completed while the key agent holds its key.
    """
    if asked:
        _answer(shell)
    else:
        text = (_SCRIPTS / f"{NAME}.{shell}").read_text("utf-8")
        output.put_bytes(text.replace(_PROGRAM, shlex.join(_program())).encode())


def _answer(shell: str) -> None:
    """Answer on standard output, or say nothing at all, whatever is wrong."""
    from vaulttui.cli.root import program

    with contextlib.suppress(Exception), contextlib.redirect_stderr(None), _within(_PATIENCE):
        question = sys.stdin.buffer.read(_MOST).decode("utf-8")
        output.put_bytes(answer(shell, question, program()).encode())


@contextlib.contextmanager
def _within(seconds: float) -> Iterator[None]:
    def late(_number: int, _frame: object) -> NoReturn:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _program() -> list[str]:
    """This very program, wherever the shell would find another, or an alias."""
    own = Path(sys.argv[0]).absolute()
    if own.name == NAME and os.access(own, os.X_OK):
        return [str(own)]
    return [sys.executable, "-P", "-m", NAME]
