"""WarmHub's face of the vault: credential sets over REST, and over tRPC as its clients speak.

What the sources leave open is decided in the page ``warmhub`` of the manual.
"""

from vaulttui.api.dialect import Dialect, ServeOptions
from vaulttui.api.vault import Vault
from vaulttui.api.warmhub.answers import refuse
from vaulttui.api.warmhub.rate import Window
from vaulttui.api.warmhub.refusals import Fails
from vaulttui.api.warmhub.rest import Rest
from vaulttui.api.warmhub.sets import Sets
from vaulttui.api.warmhub.trpc import Trpc

__all__ = ["dialect"]


def dialect(vault: Vault, options: ServeOptions) -> Dialect:
    """Both surfaces over one state; UsageError for a ``--fail`` that cannot be."""
    window = Window(options.warmhub_rate, options.now)
    sets = Sets(Fails.parse(options.fails), window)
    routes = [*Rest(vault, sets).routes(), *Trpc(vault, sets).routes()]
    return Dialect("warmhub", routes, _owns, refuse)


def _owns(path: str) -> bool:
    return path.startswith(("/api/repos/", "/trpc/"))
