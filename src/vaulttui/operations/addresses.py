"""How a command line names a record (design: *Addresses*): never fuzzy."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal, TypeVar

from vaulttui.domain.credentials import Credential, CredentialRow
from vaulttui.domain.identifiers import check_identifier, check_name
from vaulttui.domain.organizations import PERSONAL
from vaulttui.domain.revisions import Record
from vaulttui.domain.text import safe_text
from vaulttui.errors import Ambiguous, InvalidValue, NotFound, UsageError
from vaulttui.session.session import Session

if TYPE_CHECKING:
    # Most runs of `get` name a credential, and need none of these.
    from vaulttui.domain.organizations import Organization
    from vaulttui.domain.projects import Project
    from vaulttui.domain.remotes import Remote
    from vaulttui.domain.sets import Set
    from vaulttui.domain.types import CredentialType

_Owned = TypeVar("_Owned", "Project", "Set")
_Named = TypeVar("_Named", "Organization", "Project", "Set", "Remote")
_ID: Final = re.compile(r"[0-9a-f]{6,32}")
_HINT: Final = "See `vaulttui list`; a deleted one is in `vaulttui trash list`."
_HINT_SET: Final = (
    "Keys of sets have no references: name the credential and field that the key points at "
    "(`vaulttui set show SET`), or give a program the set itself (`vaulttui run -s SET`)."
)
_OTHERWISE: Final = ("id:", "set:", "project:", "type:")
"""What begins so may mean something else than a credential."""
_PREFIXED: Final = ("set", "project", "organization", "remote")


def credential_at(session: Session, address: str) -> Credential:
    """The living credential an address names: ``id:HEX``, its exact name, or ``TYPE:NAME``."""
    if address.startswith("id:"):
        rows = session.view.with_id(id_prefix(address))
    else:
        rows = _named(session, check_name(address))
    if not rows:
        hint = _HINT_SET if address.startswith("set:") else _HINT
        raise NotFound(f"There is no credential {safe_text(address)}.", hint=hint)
    if len(rows) > 1:
        raise _ambiguous(address, [f"id:{row.id}" for row in rows])
    return session.view.credential(rows[0].id)


def trashed_at(session: Session, address: str) -> Record:
    """The deleted record an address names, within the trash.

    A credential by the same rules, others as ``set:SET``, ``project:PROJECT``,
    ``organization:NAME``, ``remote:NAME`` or ``id:HEX``.
    """
    if address.startswith("id:"):
        prefix = id_prefix(address)
        hits = [record for record in session.view.trash() if record.id.startswith(prefix)]
    else:
        hits = _trashed_named(session, check_name(address))
    if not hits:
        raise NotFound(
            f"The trash holds no {safe_text(address)}.", hint=_trashed_else(session, address)
        )
    if len(hits) > 1:
        raise _ambiguous(address, [f"id:{record.id}" for record in hits])
    return hits[0]


def organization_at(session: Session, name: str) -> "Organization | None":
    """The living organization of a name; None is ``personal``."""
    if check_identifier(name, "organization") == PERSONAL:
        return None
    hits = [one for one in session.view.graph.organizations if one.name == name]
    return _only(hits, "organization", name)


def project_at(session: Session, address: str) -> "Project":
    """The living project an address names: NAME, ORG/NAME or ``id:HEX``."""
    return _owned_at(session, session.view.graph.projects, "project", address)


def set_at(session: Session, address: str) -> "Set":
    """The living set an address names: NAME, ORG/NAME or ``id:HEX``."""
    return _owned_at(session, session.view.graph.sets, "set", address)


def address_of(session: Session, credential: Credential) -> str:
    """What names this credential and no other, wherever a credential can be named."""
    name = credential.name
    alone = len(session.view.named(name)) == 1 and not name.startswith(_OTHERWISE)
    return name if alone else f"id:{credential.id}"


def subject_at(session: Session, address: str) -> "Credential | Set":
    """What can be assigned: ``set:SET``, else a credential."""
    if address.startswith("set:"):
        return set_at(session, address.removeprefix("set:"))
    return credential_at(session, address)


def bindable_at(session: Session, address: str) -> "Credential | Set | Project | CredentialType":
    """What can be bound: ``set:SET``, ``project:PROJECT``, ``type:TYPE``, else a credential."""
    kind, colon, name = address.partition(":")
    if colon and kind == "project":
        return project_at(session, name)
    if colon and kind == "type":
        found = session.view.type(check_identifier(name, "type"))
        if found is None:
            raise NotFound(f"There is no type {safe_text(name)}.", hint="See `vaulttui type list`.")
        return found
    try:
        return subject_at(session, address)
    except NotFound as error:
        meant = _others_called(session, address)
        hint = f"Is {' or '.join(meant)} meant? {error.hint}" if meant else error.hint
        raise NotFound(error.message, hint=hint) from None


def _others_called(session: Session, name: str) -> list[str]:
    """What else may be bound, and has that name."""
    graph = session.view.graph
    sets = [graph.full_name(one) for one in graph.sets if name in (one.name, graph.full_name(one))]
    types = [name] if session.view.type(name) else []
    named = [*(f"set:{one}" for one in sets), *(f"type:{one}" for one in types)]
    return [safe_text(one) for one in named]


def remote_at(session: Session, address: str) -> "Remote":
    """The living remote an address names: NAME or ``id:HEX``."""
    if address.startswith("id:"):
        prefix = id_prefix(address)
        hits = [one for one in session.view.graph.remotes if one.id.startswith(prefix)]
    else:
        hits = session.view.graph.remotes_called(check_identifier(address, "remote"))
    return _only(hits, "remote", address)


def split_owner(address: str, noun: str) -> tuple[str, str]:
    """ORG and NAME, the former ``personal`` where it is left out; InvalidValue for odd ones."""
    owner, slash, name = address.rpartition("/")
    if not slash:
        return PERSONAL, check_identifier(address, noun)
    return check_identifier(owner, "organization"), check_identifier(name, noun)


def new_owned(session: Session, address: str, noun: str) -> tuple[str | None, str]:
    """The owner's id and the name of something that is to be made."""
    owner, name = split_owner(address, noun)
    organization = organization_at(session, owner)
    return organization.id if organization else None, name


def _owned_at(
    session: Session, known: Sequence[_Owned], noun: Literal["project", "set"], address: str
) -> _Owned:
    if address.startswith("id:"):
        prefix = id_prefix(address)
        return _only([one for one in known if one.id.startswith(prefix)], noun, address)
    owner, name = split_owner(address, noun)
    organization = organization_at(session, owner)
    owner_id = organization.id if organization else None
    alike = [one for one in known if one.name == name]
    hits = [one for one in alike if one.organization_id == owner_id]
    elsewhere = [session.view.graph.full_name(one) for one in alike if one not in hits]
    return _only(hits, noun, address, elsewhere)


def _only(hits: Sequence[_Named], noun: str, address: str, elsewhere: Sequence[str] = ()) -> _Named:
    if not hits:
        meant = f"Is {safe_text(elsewhere[0])} meant? " if elsewhere else ""
        raise NotFound(
            f"There is no {noun} {safe_text(address)}.", hint=f"{meant}See `vaulttui {noun} list`."
        )
    if len(hits) > 1:
        raise _ambiguous(address, [f"id:{one.id}" for one in hits], f"{noun}s")
    return hits[0]


def former_state(record: Record) -> Record:
    """What a deleted record was before its deletion; the record itself if nothing is known."""
    from vaulttui.domain.revisions import see

    whole = [revision for revision in record.revisions if not (revision.deleted or revision.husk)]
    return see(whole) if whole else record


def split_field(address: str) -> tuple[str, str]:
    """CRED/FIELD at the last slash; UsageError where there is none."""
    credential, slash, field = address.rpartition("/")
    if not slash or not credential or not field:
        raise UsageError(f"{safe_text(address)} is not of the form CRED/FIELD.")
    return credential, field


def id_prefix(address: str) -> str:
    """The digits of ``id:HEX``, or InvalidValue."""
    prefix = address.removeprefix("id:")
    if not _ID.fullmatch(prefix):
        raise InvalidValue(
            f"{safe_text(address)} is no id.", hint="An id is id: and 6 to 32 digits of 0-9a-f."
        )
    return prefix


def _named(session: Session, address: str) -> list[CredentialRow]:
    exact = session.view.named(address)
    if exact or ":" not in address:
        return exact
    type_id, _, name = address.partition(":")
    return [row for row in session.view.named(name) if row.type_id == type_id]


def _trashed_named(session: Session, address: str) -> list[Record]:
    kind, colon, name = address.partition(":")
    if colon and kind in _PREFIXED:
        records = [record for record in session.view.trash() if record.kind == kind]
        return [
            one for one in records if former_state(one).m.get("name") == name.rpartition("/")[2]
        ]
    known = [(former_state(one).m, one) for one in session.view.trash() if one.kind == "credential"]
    exact = [record for m, record in known if m.get("name") == address]
    typed = [record for m, record in known if f"{m.get('type')}:{m.get('name')}" == address]
    return exact or typed


def _trashed_else(session: Session, name: str) -> str:
    """What to say of a name that no deleted credential has: perhaps something else has it."""
    trash = [one for one in session.view.trash() if one.kind in _PREFIXED]
    kinds = sorted({one.kind for one in trash if former_state(one).m.get("name") == name})
    named = ", ".join(f"{kind}:{safe_text(name)}" for kind in kinds)
    return f"It holds {named}." if named else "See `vaulttui trash list`."


def _ambiguous(address: str, candidates: list[str], noun: str = "credentials") -> Ambiguous:
    return Ambiguous(f"{len(candidates)} {noun} fit {safe_text(address)}.", candidates)
