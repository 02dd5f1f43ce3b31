"""What is wrong with an address before anything is looked up."""

from collections.abc import Sequence

from vaulttui.domain.identifiers import check_identifier
from vaulttui.domain.projects import Project
from vaulttui.operations import addresses
from vaulttui.operations.credentials import Owner
from vaulttui.session.session import Session


def check_owned(address: str, noun: str) -> None:
    """Raise InvalidValue where a PROJECT or SET breaks the grammar of names."""
    if address.startswith("id:"):
        addresses.id_prefix(address)
    else:
        addresses.split_owner(address, noun)


def check_subject(address: str) -> None:
    """The same for CRED or set:SET."""
    if address.startswith("set:"):
        check_owned(address.removeprefix("set:"), "set")


def check_bindable(address: str) -> None:
    """The same for CRED, set:SET, project:PROJECT or type:TYPE."""
    kind, colon, name = address.partition(":")
    if colon and kind in ("set", "project"):
        check_owned(name, kind)
    elif colon and kind == "type":
        check_identifier(name, kind)


def check_remote(address: str) -> None:
    """The same for REMOTE."""
    if address.startswith("id:"):
        addresses.id_prefix(address)
    else:
        check_identifier(address, "remote")


def owner_named(session: Session, name: str | None) -> Owner | None:
    """The owner that an option names; None where it is left out."""
    if name is None:
        return None
    found = addresses.organization_at(session, name)
    return Owner(found.id if found else None)


def projects_named(session: Session, named: Sequence[str]) -> tuple[Project, ...]:
    """The projects that an option names."""
    return tuple(addresses.project_at(session, one) for one in named)
