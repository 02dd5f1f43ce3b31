"""Running a command line with what a project, a set or credentials give, as `vaulttui run` does."""

import os
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from textual.app import SuspendNotSupported

from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field
from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue, VaulttuiError
from vaulttui.host import run_folder
from vaulttui.host.foreground import interruptible, run_in_front, wait_for_key
from vaulttui.host.terminal import Terminal
from vaulttui.inject.launch import Launch, launch
from vaulttui.inject.values import Answers
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.tui.dialogs.small_form import Given as Typed
from vaulttui.tui.dialogs.small_form import Line, SmallForm
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.text import shown, words
from vaulttui.tui.widgets.given import Given

T = TypeVar("T")
_ABOUT: Final = (
    "The screen makes room for it and comes back when it has ended. It is split into words as a "
    "shell would, and started without one: say sh -c '…' for pipes and $VARIABLES."
)


def ask_command(screen: VaultScreen[Any], given: Given) -> None:
    """Ask for a command line and run it."""
    session = screen.vault.open_session
    here = os.getcwd()
    folders = dict.fromkeys((here, *given.folders(session)))
    places = tuple((f"{path} (here)" if path == here else path, path) for path in folders)
    lines = (
        Line("command", "Command", hint="make deploy"),
        *((Line("folder", "In", choices=places),) if len(places) > 1 else ()),
    )

    def read(typed: Typed) -> tuple[list[str], Path]:
        return split(typed["command"]), Path(typed.get("folder", here))

    def answered(answer: object) -> None:
        if isinstance(answer, tuple):
            _run(screen, given, *answer)

    title = f"Run with {given.name(session)}"
    again = ("run", given.kind, *given.ids)
    form = SmallForm(title, lines, read, "Run", again=again, about=_ABOUT)
    screen.app.push_screen(form, answered)


def split(command: str) -> list[str]:
    """The words of a command line; InvalidValue where there are none."""
    try:
        found = shlex.split(command)
    except ValueError:
        raise InvalidValue("There is an open quote in the command.", hint="Close it.") from None
    if not found:
        raise InvalidValue("No program is named.", hint="Type a command line.")
    return found


def _run(screen: VaultScreen[Any], given: Given, command: Sequence[str], at: Path) -> None:
    """Leave the terminal to the program until it has ended and a key was pressed."""
    vault, session = screen.vault, screen.vault.open_session
    limit = None if vault.sample else vault.settings.lock_minutes * 60.0

    def meanwhile() -> tuple[str, str, bool]:
        told, severity = _in_front(session, given, command, at)
        _say(f"{told} Press a key to go back to vaulttui.")
        return told, severity, wait_for_key(limit, lambda: vault.lock_asked)

    try:
        told, severity, is_there = _without_screen(screen, meanwhile)
    except SuspendNotSupported:
        vault.tell("This terminal cannot be left to a program: use `vaulttui run`.")
        return
    if is_there:
        vault.touch()
        vault.tell(told, severity=severity, seconds=9)
    else:
        vault.lock_vault()


def _without_screen(screen: VaultScreen[Any], job: Callable[[], T]) -> T:
    """Do something while the terminal is as it was before; the screen comes back in any case."""
    trouble: BaseException | None = None
    with screen.app.suspend(), interruptible():
        try:
            result = job()
        except BaseException as error:  # noqa: BLE001  # raised once the screen is there again
            trouble = error
    if trouble is not None:
        raise trouble
    return result


def _in_front(session: Session, given: Given, command: Sequence[str], at: Path) -> tuple[str, str]:
    """Run it; what to say of it, and how grave that is."""
    name = shown(command[0], 60)
    _say(f"$ {shown(shlex.join(command), 2000)}")
    try:
        made = _opened(session, given)
        for note in made.notes:
            _say(note)
        code = run_in_front(command, made.variables, files=made.files, folder=made.folder, at=at)
    except VaulttuiError as error:
        return f"✗ {name} was not started: {words(error)}", "error"
    except KeyboardInterrupt:
        return f"✗ {name} was not started: it was interrupted.", "warning"
    return f"{name} ended with exit code {code}.", "warning" if code else "information"


def _opened(session: Session, given: Given) -> Launch:
    wanted = given.wanted(session)
    if wanted is None:
        raise InvalidValue("What it was to be given is not there any more.")
    return launch(session, wanted, run_folder.choose(), _asking())


def _asking() -> Answers:
    """What asks at the terminal for fields that are asked for at use."""
    terminal = Terminal()

    def ask(credential: Credential, field: Field, problem: str) -> Secret:
        if problem:
            _say(problem)
        question = f"{safe_text(credential.name, 80)}, {safe_text(field.label, 80)}: "
        return terminal.ask_secret(question) if field.secret else terminal.ask_line(question)

    return ask


def _say(sentence: str) -> None:
    sys.stdout.write(f"\n{sentence}\n")
    sys.stdout.flush()
