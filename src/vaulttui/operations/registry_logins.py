"""Logins at registries of container images, found as Docker names a registry."""

from typing import Final

from vaulttui.domain.credentials import Credential
from vaulttui.domain.sites import Site, site_of
from vaulttui.operations.logins import ADDRESS, secret_field
from vaulttui.session.session import Session

TYPE: Final = "registry"
HUB: Final = "https://index.docker.io/v1/"
"""How Docker names its own registry."""
_HUB_HOST: Final = "docker.io"
_HUB_HOSTS: Final = frozenset(
    {"index.docker.io", "registry-1.docker.io", "hub.docker.com", "registry.hub.docker.com"}
)


def registry_at(address: str) -> Site | None:
    """A registry from ``HOST[:PORT]`` or an address, whose path does not count."""
    found = site_of(address if "://" in address else f"https://{address}")
    if found is None:
        return None
    host = _HUB_HOST if found.host in _HUB_HOSTS else found.host
    return Site(found.scheme, host, found.port)


def own_registry(credential: Credential) -> Site | None:
    """Where a credential is of use; None where it does not say."""
    public = credential.public
    said = public.get("host") if credential.type_id == TYPE else None
    said = said or public.get(ADDRESS)
    return registry_at(said) if said else None


def at_registry(session: Session, asked: Site) -> list[Credential]:
    """The credentials for a registry: those of type registry, else any with its address."""
    # The host may be written as another name of the same registry.
    hosts = _HUB_HOSTS | {_HUB_HOST} if asked.host == _HUB_HOST else {asked.host}
    found = [
        one
        for row in session.view.rows()
        if any(host in row.haystack for host in hosts)
        and _fits(one := session.view.credential(row.id), asked)
    ]
    return [one for one in found if one.type_id == TYPE] or found


def all_of(session: Session) -> dict[str, Credential]:
    """The credentials of type registry, by what Docker calls the registry; only what is clear.

    Logins at other sites are left out: Docker asks for the secrets of all that is listed.
    """
    found: dict[str, list[Credential]] = {}
    for row in session.view.of_type(TYPE):
        credential = session.view.credential(row.id)
        own = own_registry(credential)
        if own is not None and secret_field(credential) is not None:
            found.setdefault(_named(own), []).append(credential)
    return {name: alike[0] for name, alike in found.items() if len(alike) == 1}


def _named(site: Site) -> str:
    if site.host == _HUB_HOST:
        return HUB
    host = f"[{site.host}]" if ":" in site.host else site.host
    return host if site.port in (None, 443) else f"{host}:{site.port}"


def _fits(credential: Credential, asked: Site) -> bool:
    own = own_registry(credential)
    return own is not None and own.server == asked.server and secret_field(credential) is not None
