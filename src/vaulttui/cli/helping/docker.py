"""``helper docker``: what Docker asks of a credential helper (docker-credential-helpers)."""

from typing import Final, NoReturn

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import verb
from vaulttui.cli.helping.given import as_text, read_request
from vaulttui.cli.options import Options
from vaulttui.domain.credentials import Credential
from vaulttui.domain.text import safe_text
from vaulttui.errors import InUse, VaulttuiError
from vaulttui.operations import addresses, logins, registry_logins
from vaulttui.session.session import Session

NOT_FOUND: Final = "credentials not found in native keychain"
"""By this very sentence Docker knows that it may go on without."""
NO_SERVER: Final = "no credentials server URL"
_OPERATIONS: Final = ("get", "store", "erase", "list")
_VERB: Final = "docker"


@verb("docker")
@click.option("--credential", metavar="CRED", help="This one, in place of the one that fits.")
@click.argument("operation", type=click.Choice(_OPERATIONS))
@click.pass_obj
def docker(options: Options, credential: str | None, operation: str) -> None:
    """Give Docker the login of a registry. See `vaulttui help helpers`.

    Docker adds the operation itself; store and erase are refused.
    """
    request = read_request().strip()
    try:
        if operation in ("store", "erase"):
            raise InUse(
                "The vault is not changed by Docker; use `vaulttui add`, `edit` and `rm`.", hint=""
            )
        with opening.opened(options) as session:
            if operation == "list":
                output.put_json(_listed(session, credential))
            else:
                output.put_json(_answer(session, credential, request))
    except VaulttuiError as error:
        # Docker shows what stands on standard output, and not always the rest.
        output.put(error.message)
        raise


def _answer(session: Session, address: str | None, server: str) -> dict[str, str]:
    found = _chosen(session, address, server)
    login = logins.read(session, found, verb=_VERB)
    name = as_text(login.username, "user name") if login.username is not None else ""
    return {
        "ServerURL": server,
        "Username": name,
        "Secret": as_text(login.password, "password"),
    }


def _chosen(session: Session, address: str | None, server: str) -> Credential:
    site = registry_logins.registry_at(server) if server else None
    if site is None:
        _end(NO_SERVER)
    if site.in_clear:
        raise VaulttuiError(
            f"Nothing is given to {safe_text(server)}, where others could read it.", hint=""
        )
    if address is not None:
        named = addresses.credential_at(session, address)
        own = registry_logins.own_registry(named)
        return named if own is None or own.server == site.server else _end(NOT_FOUND)
    found = registry_logins.at_registry(session, site)
    if not found:
        _end(NOT_FOUND)
    if len(found) > 1:
        ids = ", ".join(f"id:{one.id}" for one in found)
        raise VaulttuiError(
            f"{len(found)} credentials fit {safe_text(server)} alike: {ids}.",
            hint="Name one with --credential.",
        )
    return found[0]


def _listed(session: Session, address: str | None) -> dict[str, str]:
    known = registry_logins.all_of(session)
    if address is not None:
        named = addresses.credential_at(session, address)
        known = {server: one for server, one in known.items() if one.id == named.id}
    return {server: logins.user_of(one) for server, one in known.items()}


def _end(sentence: str) -> NoReturn:
    """Answer as the protocol wants where there is nothing to tell of: words, and 1."""
    output.put(sentence)
    raise click.exceptions.Exit(1)
