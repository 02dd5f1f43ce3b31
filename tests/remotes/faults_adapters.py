"""The three adapters as the matrix of faults knows them: what each is asked for there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from tests.transport.odd_server import Arrived
from vaulttui.api import infra0, sourcecraft, warmhub
from vaulttui.api.dialect import Build

GONE: Final = "gone"
"""The object that is to be deleted there."""
_PATH: Final = "/api/v1/app-credentials"


@dataclass(frozen=True)
class Adapter:
    """What differs. Objects by name, with their slots: ``old`` ones are there before the fault.

    Of ``alpha`` the first slot has another value here by then, and the last is gone here.
    ``makes`` are requests that must never be done twice, ``confirms`` those whose lost answer
    lets a reading follow.
    """

    name: str
    build: Build
    auth: str
    old: Mapping[str, tuple[str, ...]]
    new: Mapping[str, tuple[str, ...]]
    writes: Callable[[Arrived], bool]
    makes: Callable[[Arrived], bool]
    confirms: Callable[[Arrived], bool]

    def __repr__(self) -> str:
        return self.name

    @property
    def keyed(self) -> bool:
        """Holds sets; else credentials."""
        return self.name != "infra0"

    @property
    def comes_and_goes(self) -> bool:
        """A container is there as long as it holds something."""
        return self.name == "sourcecraft"

    def options(self, project_id: str) -> dict[str, str]:
        """How the repository is named."""
        given = {
            "warmhub": {"org": "acme", "repo": "shop"},
            "sourcecraft": {"repo-id": project_id},
        }
        return given.get(self.name, {})


def _never(_request: Arrived) -> bool:
    return False


_ALPHA: Final = {"alpha": ("ONE", "TWO", "THREE")}
_BETA: Final = {"beta": ("ONE", "TWO")}
ADAPTERS: Final = (
    Adapter(
        "warmhub",
        warmhub.dialect,
        "token",
        _ALPHA | {GONE: ("ONE",)},
        _BETA,
        writes=lambda one: "/trpc/credential." in one.target and "listSets" not in one.target,
        makes=lambda one: "createSet" in one.target,
        confirms=_never,
    ),
    Adapter(
        "sourcecraft",
        sourcecraft.dialect,
        "token",
        _ALPHA,
        _BETA,
        writes=lambda one: one.method != "GET",
        makes=_never,
        confirms=_never,
    ),
    Adapter(
        "infra0",
        infra0.dialect,
        "bearer",
        {"alpha": ("password", "username", "notes"), GONE: ("password",)},
        {"beta": ("password",), "queue": ("token",)},
        writes=lambda one: one.method != "GET",
        makes=lambda one: one.method == "POST",
        confirms=lambda one: (one.method, one.target) == ("POST", _PATH),
    ),
)  # fmt: skip
