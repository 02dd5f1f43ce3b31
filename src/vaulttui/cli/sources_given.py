"""The options that say what a program is given: run, env, inject and explain have them alike."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from vaulttui.cli.options import Options
from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field
from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue, UsageError
from vaulttui.host.reading import read_file
from vaulttui.inject.naming import VARIABLE
from vaulttui.inject.values import Answers
from vaulttui.inject.wanted import EnvFile, Wanted
from vaulttui.operations import addresses, projects
from vaulttui.secret import Secret
from vaulttui.session.session import Session

_Function = TypeVar("_Function", bound=Callable[..., Any])
_LARGEST = 4 << 20
"""Bytes of an environment file that are read; few systems hand a process more."""


@dataclass(frozen=True, slots=True)
class SourcesGiven:
    """The options as they stand on the command line."""

    projects: tuple[str, ...]
    sets: tuple[str, ...]
    env_files: tuple[str, ...]
    variables: tuple[tuple[str, str, str], ...]
    only: frozenset[str]

    @property
    def empty(self) -> bool:
        """True where no source is named."""
        return not (self.projects or self.sets or self.env_files or self.variables)


def source_options(function: _Function) -> _Function:
    """Give a command the options; its function gets one argument ``given`` for them."""

    @click.option("-p", "--project", multiple=True, help="What a project is given; repeatable.")
    @click.option("-s", "--set", "set_", multiple=True, help="The keys of a set; repeatable.")
    @click.option(
        "--env-file", multiple=True, metavar="PATH", help="NAME=value lines, or vtv:// references."
    )
    @click.option("-e", "fields", multiple=True, metavar="VAR=CRED/FIELD", help="One variable.")
    @click.option("--only", multiple=True, metavar="VAR", help="Nothing but these variables.")
    @wraps(function)
    def taking(
        *arguments: Any,
        project: tuple[str, ...],
        set_: tuple[str, ...],
        env_file: tuple[str, ...],
        fields: tuple[str, ...],
        only: tuple[str, ...],
        **others: Any,
    ) -> Any:
        given = SourcesGiven(
            project, set_, env_file, tuple(map(_variable, fields)), frozenset(only)
        )
        return function(*arguments, given=given, **others)

    return taking  # type: ignore[return-value]  # click makes a command of it


def wanted(session: Session, given: SourcesGiven, folder: Path | None = None) -> Wanted:
    """What the options name, found in the vault; the link of the folder where they name nothing.

    Raises UsageError where neither is there. ``folder`` is the present one unless
    another is named.
    """

    def find(address: str) -> Credential:
        return addresses.credential_at(session, address)

    if given.empty:
        linked = projects.linked_at(session, folder or Path.cwd())
        if linked is None:
            raise UsageError(
                "No source is named, and the folder is linked to no project.",
                hint="Name one with -p, -s, --env-file or -e, or link it: `vaulttui link PROJECT`.",
            )
        return Wanted(projects=(linked[0],), only=given.only, find=find)
    return Wanted(
        projects=tuple(addresses.project_at(session, one) for one in given.projects),
        sets=tuple(addresses.set_at(session, one) for one in given.sets),
        env_files=tuple(
            EnvFile(path, Secret(read_file(path, _LARGEST))) for path in given.env_files
        ),
        variables=tuple((name, find(address), field) for name, address, field in given.variables),
        only=given.only,
        find=find,
    )


def asking(options: Options) -> Answers:
    """What asks at the terminal for fields that are asked for at use."""

    def ask(credential: Credential, field: Field, problem: str) -> Secret:
        if problem:
            from vaulttui.cli.output import notice

            notice(problem, as_json=options.json)
        shown = f"{safe_text(credential.name, 80)}, {safe_text(field.label, 80)}: "
        terminal = options.terminal
        return terminal.ask_secret(shown) if field.secret else terminal.ask_line(shown)

    return ask


def _variable(word: str) -> tuple[str, str, str]:
    name, equals, address = word.partition("=")
    if not equals:
        raise UsageError(f"-e is written VAR=CRED/FIELD, not {safe_text(word, 80)}.")
    if not VARIABLE.fullmatch(name):
        shown = safe_text(name, 80) or '""'
        raise InvalidValue(
            f"{shown} cannot be the name of a variable.",
            hint="It begins with a letter or _, and goes on with letters, digits and _.",
        )
    return name, *addresses.split_field(address)
