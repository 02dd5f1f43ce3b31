"""Remotes and what is bound to them: as JSON shows them, and in words."""

from collections.abc import Mapping, Sequence

from vaulttui.cli.moments import rfc3339
from vaulttui.cli.shapes import Shape
from vaulttui.domain.bindings import Binding
from vaulttui.domain.credentials import Credential
from vaulttui.domain.remotes import Policy, Remote
from vaulttui.domain.text import safe_text
from vaulttui.errors import UsageError
from vaulttui.operations.addresses import address_of
from vaulttui.operations.bindings import Bound, bound
from vaulttui.session.session import Session


def remote(session: Session, found: Remote) -> Shape:
    """One element of ``remote list``."""
    at = last_contact(session, found)
    return {
        "id": found.id,
        "name": found.name,
        "dialect": found.dialect,
        "url": found.url,
        "auth": logins(session, found),
        "options": found.options,
        "budget": found.budget,
        "max_effects": found.max_effects,
        "bindings": len(session.view.graph.bindings_of(found.id)),
        "last_contact": None if at is None else rfc3339(at),
    }


def last_contact(session: Session, found: Remote) -> int | None:
    """When this machine last read it, in milliseconds since 1970 UTC; nothing is asked."""
    from vaulttui.sync import sightings

    seen = sightings.load(session, found.id)
    return seen.at if seen else None


def remote_with_bindings(session: Session, found: Remote) -> Shape:
    """What ``remote show`` prints, and every command that changes one."""
    known = [binding(found, one) for one in bound(session, found)]
    return {**remote(session, found), "bound": known}


def binding(found: Remote, one: Bound) -> Shape:
    """A binding of a remote; the policy under the empty name is for all other slots."""
    return {
        "remote": found.name,
        "kind": one.part.kind,
        "subject": one.part.title,
        "as": one.binding.name or None,
        "object": one.binding.object_id or None,
        "policies": policies(one.binding),
    }


def logins(session: Session, found: Remote) -> Mapping[str, str]:
    """What logs in, CRED/FIELD by the dialect's key; one that is gone by its id."""
    told = {}
    for key, (credential_id, field) in found.auth.items():
        record = session.view.record(credential_id)
        lives = record is not None and not record.deleted and record.kind == "credential"
        name = address_of(session, Credential(record)) if record and lives else None
        told[key] = f"{name or f'id:{credential_id}'}/{field}"
    return told


def policies(of: Binding) -> Mapping[str, Policy]:
    """By slot, that of all others always among them."""
    return {"": of.policy(""), **of.policies}


def told(one: Bound) -> str:
    """The policies of a binding in words; projects and types have no values."""
    if one.part.kind in ("project", "type"):
        return ""
    own = (f"{slot} {policy}" for slot, policy in sorted(one.binding.policies.items()) if slot)
    return ", ".join([one.binding.policy(""), *own])


def there(one: Bound) -> tuple[str, str]:
    """Name and id there, where they are not the name here."""
    name = "" if one.name in (one.part.name, one.part.title) else one.name
    object_id = one.binding.object_id or ""
    return name, "" if object_id in (one.name, one.part.name) else object_id


def pairs(words: Sequence[str], form: str) -> dict[str, str]:
    """What stands left and right of the first = of each; UsageError where that is not the form."""
    found: dict[str, str] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals or not name:
            raise UsageError(f"{safe_text(word, 80)} is not of the form {form}.")
        if name in found:
            raise UsageError(f"{safe_text(name, 80)} is named twice.")
        found[name] = text
    return found
