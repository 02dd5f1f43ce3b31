"""All that a program is started with: variables and files, opened and judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from vaulttui.inject.collisions import EXTRA_VARIABLES
from vaulttui.inject.environment import compose, refuse_too_large
from vaulttui.inject.values import Answers
from vaulttui.inject.wanted import Wanted
from vaulttui.secret import Secret
from vaulttui.session.session import Session


@dataclass(frozen=True, slots=True)
class Launch:
    """``files`` are to be written into ``folder``, which does not exist yet; by their names."""

    folder: Path
    variables: Mapping[str, Secret]
    files: Mapping[str, Secret]
    notes: tuple[str, ...]


def launch(session: Session, wanted: Wanted, folder: Path, answers: Answers) -> Launch:
    """Open what is wanted; raises what :func:`compose` and :func:`refuse_too_large` do."""
    made = compose(session, wanted, folder=folder, answers=answers)
    refuse_too_large(made)
    files = {one.name: one.content for one in made.files}
    variables = dict(made.variables)
    if made.extra_vars:
        from vaulttui.inject.extra_vars import extra_vars_file

        beside = extra_vars_file(made.extra_vars)
        files[beside.name] = beside.content
        variables[EXTRA_VARIABLES] = Secret.from_text(str(folder / beside.name))
    return Launch(folder, variables, files, made.notes)
