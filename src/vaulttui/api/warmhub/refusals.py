"""Refusals that only WarmHub has: too many new sets, and failures that were ordered."""

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec import Struct

from vaulttui.api.problems import Problem, Refusal
from vaulttui.domain.text import safe_text
from vaulttui.errors import UsageError
from vaulttui.wire.warmhub import CODES


class TooMany(Refusal):
    """An organization's hour is used up; ``retry_after`` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(Problem.TOO_MANY, "Too many credential sets were created in this hour.")
        self.retry_after = retry_after


class Failing(Refusal):
    """What ``--fail`` asked for."""

    def __init__(self, code: str) -> None:
        super().__init__(Problem.INTERNAL, f"The server was told to answer {code} here.")
        self.code = code


@dataclass(frozen=True, slots=True)
class Fails:
    """The code that a request answers, by the name of a set or key in it."""

    codes: Mapping[str, str]

    @classmethod
    def parse(cls, fails: Mapping[str, str]) -> "Fails":
        """Read KEY → CODE; UsageError for a code that WarmHub does not have."""
        for code in fails.values():
            if code not in CODES:
                raise UsageError(
                    f"--fail warmhub:KEY=CODE takes no {safe_text(code, 80)}.",
                    hint=f"It is one of {', '.join(CODES)}.",
                )
        return cls(fails)

    def check(self, given: Struct) -> None:
        """Raise Failing where the input of a procedure names what is to fail."""
        named = [getattr(given, field, "") for field in ("name", "set_name", "key_name")]
        for name in (*named, *getattr(given, "secrets", ())):
            if name in self.codes:
                raise Failing(self.codes[name])
