"""SourceCraft's face of the vault: the secrets of a repository, by groups.

A repository is a project, its group G the set ``PROJECT.G`` that is assigned to it. What the
published description leaves open is decided in the page ``sourcecraft`` of the manual.
"""

from vaulttui.api.dialect import Dialect, ServeOptions
from vaulttui.api.sourcecraft.answers import refuse
from vaulttui.api.sourcecraft.routes import Secrets
from vaulttui.api.sourcecraft.worker import Worker, parse_fails
from vaulttui.api.vault import Vault

__all__ = ["dialect"]

_ROOTS = ("/repos", "/operations")


def dialect(vault: Vault, options: ServeOptions) -> Dialect:
    """The routes of the description, and who does afterwards what they promise."""
    worker = Worker(vault, parse_fails(options.fails))
    routes = Secrets(vault, worker.wake).routes()
    return Dialect("sourcecraft", routes, _owns, refuse, start=worker.start, stop=worker.stop)


def _owns(path: str) -> bool:
    return any(path == root or path.startswith(f"{root}/") for root in _ROOTS)
