"""What a program would be given, as the lines of an environment file."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field
from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue
from vaulttui.inject.environment import compose
from vaulttui.inject.wanted import Wanted
from vaulttui.secret import Secret
from vaulttui.session.session import Session

_NOWHERE: Final = Path("/nonexistent")


def as_dotenv(session: Session, wanted: Wanted) -> Secret:
    """The variables, a line each, and none that holds the path of a file.

    Raises what :func:`compose` does, and InvalidValue where a field is asked for at use.
    """
    from vaulttui.formats.dotenv_lines import dotenv_line

    asked_for = replace(wanted, no_files=True)
    made = compose(session, asked_for, folder=_NOWHERE, answers=_refuse, verb="env")
    lines = [dotenv_line(name, value.reveal()) for name, value in made.variables.items()]
    return Secret(b"".join(lines))


def _refuse(credential: Credential, field: Field, _problem: str) -> Secret:
    raise InvalidValue(
        f"{safe_text(field.label)} of {safe_text(credential.name)} is asked for at each use.",
        hint="Run the program with it instead: nothing is kept then.",
    )
