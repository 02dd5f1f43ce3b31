"""Logins for programs that say where they want to log in: found by the address, and read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from vaulttui.domain.credentials import Credential
from vaulttui.domain.sites import Site, closeness, site_of
from vaulttui.domain.text import safe_text
from vaulttui.errors import NotFound
from vaulttui.operations import credentials
from vaulttui.secret import Secret
from vaulttui.session.session import Session

ADDRESS: Final = "url"
"""The public field that says where a credential is of use."""
_SECRETS: Final = ("password", "token", "key")
_HOMES: Final = {
    "github_token": Site("https", "github.com", 443),
    "gitlab_token": Site("https", "gitlab.com", 443),
}
"""Where a token is of use that names no address of its own."""
_ANY_NAME: Final = {"github_token": "x-access-token", "gitlab_token": "oauth2"}
"""What the two hosts take as the user of a token that names none."""


@dataclass(frozen=True, slots=True)
class Login:
    """What a program gets; ``expires_at`` in milliseconds since 1970 UTC."""

    username: Secret | None
    password: Secret
    expires_at: int | None


def at_site(session: Session, asked: Site, username: str = "") -> list[Credential]:
    """The credentials that fit an address best: one, none, or several that fit alike.

    A token of GitHub or GitLab goes before a login at its host, because neither takes
    the password of an account for anything but its pages.
    """
    ranked = [
        ((near, one.type_id in _HOMES), one)
        for one in _of_server(session, asked)
        if (near := _closeness(one, asked, username)) is not None
    ]
    best = max((rank for rank, _ in ranked), default=None)
    return [one for rank, one in ranked if rank == best]


def serves(credential: Credential, asked: Site) -> bool:
    """Whether a credential that was named may go there; one without an address goes anywhere."""
    if ADDRESS not in credential.public:
        return True
    own = site_of(credential.public[ADDRESS])
    return own is not None and (own.scheme, own.server) == (asked.scheme, asked.server)


def has_user(credential: Credential, username: str) -> bool:
    """Whether a credential is that user's, or does not say whose it is."""
    own = user_of(credential)
    return not username or not own or own == username


def user_of(credential: Credential) -> str:
    """The user as far as it is public: of the field, or of the address."""
    if "username" in credential.public:
        return credential.public["username"]
    own = site_of(credential.public.get(ADDRESS, ""))
    return own.username if own else ""


def secret_field(credential: Credential) -> str | None:
    """The field with what proves the user; None where it holds none."""
    return next((field for field in _SECRETS if field in credential.sealed), None)


def read(session: Session, credential: Credential, *, username: str = "", verb: str) -> Login:
    """The login of a credential, remembered as a read; NotFound where it holds no secret."""
    field = secret_field(credential)
    if field is None:
        raise NotFound(
            f"{safe_text(credential.name)} holds none of {', '.join(_SECRETS)}.",
            hint="Name another credential.",
        )
    return Login(
        username=_username(session, credential, username),
        password=credentials.get(session, credential, field, verb=verb),
        expires_at=credential.info(field).expires_at,
    )


def _username(session: Session, credential: Credential, asked: str) -> Secret | None:
    text = asked or user_of(credential)
    if not text and "username" in credential.sealed:
        return session.peek(credential.record, "username")
    text = text or _ANY_NAME.get(credential.type_id, "")
    return Secret.from_text(text) if text else None


def _of_server(session: Session, asked: Site) -> Iterator[Credential]:
    """Those whose public values hold the host somewhere, and those of types that know their own."""
    for row in session.view.rows():
        if asked.host in row.haystack or row.type_id in _HOMES:
            yield session.view.credential(row.id)


def _closeness(credential: Credential, asked: Site, username: str) -> int | None:
    own = _site(credential)
    if own is None or (own.scheme, own.server) != (asked.scheme, asked.server):
        return None
    if secret_field(credential) is None or not has_user(credential, username):
        return None
    return closeness(own, asked)


def _site(credential: Credential) -> Site | None:
    if ADDRESS in credential.public:
        return site_of(credential.public[ADDRESS])
    return _HOMES.get(credential.type_id)
