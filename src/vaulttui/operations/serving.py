"""What the local server is asked to serve, as the front ends say it to each other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from vaulttui.session.session import Session

DIALECTS: Final = ("warmhub", "sourcecraft", "infra0")
BY: Final = "api"
"""What is remembered as the front end of each change."""


@dataclass(frozen=True, slots=True)
class Serving:
    """What is served where.

    ``path`` is the vault, None for a sample; ``port`` 0 is any that is free; without
    ``token_file`` there is one for this server alone. ``fails`` is CODE by KEY by dialect,
    ``warmhub_rate`` sets that may be created in an hour.
    """

    path: Path | None
    port: int = 0
    token_file: Path | None = None
    dialects: tuple[str, ...] = DIALECTS
    warmhub_rate: int | None = None
    fails: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


Server = Callable[[Serving, Callable[[], Session]], int]
"""Serves until it is ended and returns the exit code; it calls for the vault at most once."""
