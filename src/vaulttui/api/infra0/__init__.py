"""Infra0's face of the vault: app credentials and credential types.

What the sources leave open is decided in the page ``infra0`` of the manual.
"""

from vaulttui.api.dialect import Dialect, ServeOptions
from vaulttui.api.infra0.answers import refuse
from vaulttui.api.infra0.credentials import Credentials
from vaulttui.api.infra0.fails import Fails
from vaulttui.api.infra0.types import Types
from vaulttui.api.vault import Vault
from vaulttui.wire.infra0 import CREDENTIALS, TYPES

__all__ = ["dialect"]


def dialect(vault: Vault, options: ServeOptions) -> Dialect:
    """The routes of both nouns; the session is a bearer token, or a cookie of any name."""
    routes = [
        *Credentials(vault, Fails.parse(options.fails)).routes(),
        *Types(vault).routes(),
    ]
    return Dialect("infra0", routes, _owns, refuse, any_cookie=True)


def _owns(path: str) -> bool:
    return any(path == root or path.startswith(f"{root}/") for root in (CREDENTIALS, TYPES))
