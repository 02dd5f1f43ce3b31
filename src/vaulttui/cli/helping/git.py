"""``helper git``: what git asks of a credential helper (gitcredentials(7), git-credential(1))."""

import os
from collections.abc import Mapping
from typing import Final

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import verb
from vaulttui.cli.helping.given import as_line, read_request
from vaulttui.cli.options import Options
from vaulttui.domain.credentials import Credential
from vaulttui.domain.sites import Site, site_at
from vaulttui.domain.text import safe_text
from vaulttui.errors import UsageError
from vaulttui.operations import addresses, logins
from vaulttui.operations.logins import Login
from vaulttui.session.session import Session

_PROMPTS: Final = "GIT_TERMINAL_PROMPT"
_FALSE: Final = frozenset({"0", "false", "no", "off"})
_VERB: Final = "git"


@verb("git")
@click.option("--credential", metavar="CRED", help="This one, in place of the one that fits.")
@click.argument("operation", metavar="get|store|erase")
@click.pass_obj
def git(options: Options, credential: str | None, operation: str) -> None:
    """Give git the user name and password for a host. See `vaulttui help helpers`.

    git adds the operation itself; store and erase do nothing.
    """
    request = _attributes(read_request())
    # git wants what a helper does not know to be passed over in silence.
    if operation != "get":
        return
    if os.environ.get(_PROMPTS, "").lower() in _FALSE:
        options.no_input = True
    site = site_at(request["protocol"], request["host"], request["path"])
    if site is None or site.in_clear:
        _tell_refused(site)
        return
    with opening.opened(options) as session:
        found = _chosen(session, credential, site, request["username"])
        if found is None:
            return
        login = logins.read(session, found, username=request["username"], verb=_VERB)
    _put(login)


def _attributes(text: str) -> Mapping[str, str]:
    if "\0" in text or "\r" in text:
        raise UsageError("git asks with a character that no address has.")
    request = dict.fromkeys(("protocol", "host", "path", "username"), "")
    for line in text.split("\n"):
        if not line:
            break
        key, equals, value = line.partition("=")
        if equals and key in request:
            request[key] = value
    return request


def _chosen(session: Session, address: str | None, site: Site, username: str) -> Credential | None:
    if address is not None:
        named = addresses.credential_at(session, address)
        return named if _may_go(named, site, username) else None
    found = logins.at_site(session, site, username)
    if len(found) > 1:
        _tell_several(found, site)
    return found[0] if len(found) == 1 else None


def _may_go(named: Credential, site: Site, username: str) -> bool:
    shown = safe_text(named.name)
    if not logins.serves(named, site):
        output.tell(f"vaulttui: {shown} is of another address than {_shown(site)}; not given.")
        return False
    if not logins.has_user(named, username):
        output.tell(f"vaulttui: {shown} is of another user than {safe_text(username)}; not given.")
        return False
    return True


def _tell_several(found: list[Credential], site: Site) -> None:
    output.tell(f"vaulttui: {len(found)} credentials fit {_shown(site)} alike; none is given.")
    for one in found:
        output.tell(f"  id:{one.id}  {safe_text(one.name)}")
    output.tell("  Name one with --credential, or tell them apart by user name or path.")


def _tell_refused(site: Site | None) -> None:
    if site is not None:
        output.tell(f"vaulttui: nothing is given to {_shown(site)}, where others could read it.")


def _shown(site: Site) -> str:
    return safe_text(f"{site.scheme}://{site.host}")


def _put(login: Login) -> None:
    lines = [b"password=" + as_line(login.password, "password")]
    if login.username is not None:
        lines.insert(0, b"username=" + as_line(login.username, "user name"))
    if login.expires_at is not None:
        lines.append(b"password_expiry_utc=%d" % (login.expires_at // 1000))
    output.put_bytes(b"\n".join(lines) + b"\n")
