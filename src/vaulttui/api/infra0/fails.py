"""Failures that were ordered on the command line, so that clients can be tested."""

from collections.abc import Mapping
from dataclasses import dataclass

from vaulttui.api.problems import Problem, Refusal
from vaulttui.domain.text import safe_text
from vaulttui.errors import UsageError


class Failing(Refusal):
    """What ``--fail`` asked for, with the status that it named."""

    def __init__(self, status: int) -> None:
        super().__init__(Problem.INTERNAL, f"The server was told to answer {status} here.")
        self.status = status


@dataclass(frozen=True, slots=True)
class Fails:
    """The status that a write answers, by the name of the credential."""

    statuses: Mapping[str, int]

    @classmethod
    def parse(cls, fails: Mapping[str, str]) -> "Fails":
        """Read NAME → STATUS; UsageError for what is no status of an error."""
        for code in fails.values():
            if not (code.isascii() and code.isdecimal() and 400 <= int(code) <= 599):
                raise UsageError(
                    f"--fail infra0:NAME=STATUS takes no {safe_text(code, 80)}.",
                    hint="It is a status of HTTP from 400 to 599.",
                )
        return cls({name: int(code) for name, code in fails.items()})

    def check(self, *names: object) -> None:
        """Raise Failing where a write names a credential that is to fail."""
        for name in names:
            if isinstance(name, str) and name in self.statuses:
                raise Failing(self.statuses[name])
