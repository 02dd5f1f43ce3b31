"""The dialects by name; a dialect is imported when it is first asked for."""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol, cast

from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue
from vaulttui.remotes.protocol import Abilities, Dialect
from vaulttui.secret import Secret

if TYPE_CHECKING:
    # Whoever only names dialects needs no HTTP client.
    from vaulttui.transport.client import Client

NAMES: Final = ("warmhub", "sourcecraft", "infra0")
CA_FILE: Final = "ca-file"
"""The option of every dialect: certificates to be trusted beside the system's."""


class Described(Protocol):
    """What the file of a dialect offers."""

    OPTIONS: Mapping[str, bool]
    """What it must (True) or may know beside the address."""
    AUTH: tuple[str, ...]
    """The keys of what logs in; of ``cookie:`` the user chooses the rest."""
    ROOTS: tuple[str, ...]
    """What the paths of its requests begin with: no address of a remote ends so."""
    ABILITIES: Abilities

    def headers(self, auth: Mapping[str, Secret]) -> Mapping[str, Secret]:
        """What is sent with each request; InvalidValue for keys it does not know."""

    def connect(self, client: "Client", options: Mapping[str, str]) -> Dialect:
        """Speak the dialect; InvalidValue for options that cannot be. Nothing is sent yet."""


def described(name: str) -> Described:
    """A dialect by its name, or InvalidValue."""
    if name not in NAMES:
        raise InvalidValue(
            f"There is no dialect {safe_text(name, 80)}.", hint=f"There are {', '.join(NAMES)}."
        )
    return cast(Described, import_module(f"vaulttui.remotes.{name}"))


def check_options(name: str, options: Mapping[str, str]) -> None:
    """Raise InvalidValue for an option the dialect does not know, or one that it lacks."""
    known = {**described(name).OPTIONS, CA_FILE: False}
    for option in options:
        if option not in known:
            raise InvalidValue(
                f"The dialect {name} knows no option {safe_text(option, 80)}.",
                hint=f"It knows {', '.join(known)}.",
            )
    lacking = [option for option, needed in known.items() if needed and not options.get(option)]
    if lacking:
        raise InvalidValue(
            f"The dialect {name} needs {' and '.join(lacking)}.",
            hint=f"Give --option {lacking[0]}=…",
        )
