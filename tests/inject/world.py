"""Credentials, sets and projects in a few words, and what programs are given of them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from tests.operations.samples import given, values
from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.projects import Project
from vaulttui.domain.sets import Set
from vaulttui.inject.environment import Environment, compose, outline
from vaulttui.inject.outline import Outline
from vaulttui.inject.wanted import EnvFile, Wanted
from vaulttui.operations import addresses, assignments, credentials, projects, sets, types
from vaulttui.operations.credentials import Edits
from vaulttui.secret import Secret
from vaulttui.session.session import Session

CANARY: Final = "CANARY-7f3a"
"""Part of every secret value here: no message may hold it."""
FOLDER: Final = Path("/run/made/up")
Answer = Callable[[Credential, Field, str], Secret]


def no_answer(credential: Credential, field: Field, _problem: str) -> Secret:
    raise AssertionError(f"{credential.name}/{field.id} was asked for.")


class World:
    """One vault, and short ways to fill it."""

    def __init__(self, session: Session, folder: Path) -> None:
        self.session = session
        self.folder = folder

    def add(self, type_id: str, name: str, /, **fields: str | bytes) -> Credential:
        edits = Edits(name=name, values=values(**fields))
        return credentials.add(self.session, type_id, edits, incomplete=True)

    def own_field(self, credential: Credential, field: str, text: str, kind: str = "text") -> None:
        extra = Field(field, field, FieldKind(kind))
        credentials.edit(self.session, credential, Edits(extra=((extra, given(text)),)))

    def type(self, text: str) -> None:
        types.add(self.session, text)

    def project(self, name: str = "app", *subjects: Credential | Set) -> Project:
        project = projects.create(self.session, None, name)
        for subject in subjects:
            self.give(subject, project)
        return project

    def give(
        self,
        subject: Credential | Set,
        project: Project,
        prefix: str = "",
        renames: Mapping[str, str] | None = None,
    ) -> None:
        assignments.assign(self.session, subject, [project], prefix=prefix, renames=renames)

    def set(
        self,
        name: str,
        keys: Mapping[str, str | tuple[Credential, str]],
        project: Project | None = None,
    ) -> Set:
        """A set whose keys hold a value of their own, or refer to a field."""
        made = sets.create(self.session, sets.NewSet(None, name, project=project))
        for key, value in keys.items():
            if isinstance(value, str):
                made = sets.put_value(self.session, made, key, Secret.from_text(value))
            else:
                made = sets.put_reference(self.session, made, key, *value)
        return made

    def file(self, text: str | bytes, name: str = "x.env") -> EnvFile:
        content = text.encode() if isinstance(text, str) else text
        return EnvFile(str(self.folder / name), Secret(content))

    def find(self, address: str) -> Credential:
        return addresses.credential_at(self.session, address)

    def outline(self, wanted: Wanted) -> Outline:
        return outline(self.session, wanted)

    def compose(self, wanted: Wanted, answer: Answer = no_answer) -> Environment:
        """What is given; its names are those of the outline."""
        made = compose(self.session, wanted, folder=FOLDER, answers=answer)
        whole = self.outline(wanted)
        assert [one.name for one in whole.variables] == list(made.variables)
        assert [one.name for one in whole.extra_vars] == list(made.extra_vars)
        assert [one.name for one in whole.files] == [one.name for one in made.files]
        return made

    def variables(self, wanted: Wanted, answer: Answer = no_answer) -> dict[str, str]:
        made = self.compose(wanted, answer)
        return {name: value.reveal().decode() for name, value in made.variables.items()}

    def of(self, *subjects: Credential | Set) -> dict[str, str]:
        """The variables of a project that these are assigned to."""
        return self.variables(Wanted(projects=(self.project("of", *subjects),)))
