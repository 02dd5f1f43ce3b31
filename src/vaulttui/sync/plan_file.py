"""A plan kept in a file until it is applied: names only, and sealed so that nobody adds to it."""

import base64
import binascii
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

import msgspec

from vaulttui.errors import InvalidValue, Stale, Tampered
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.sync.effects import Effect
from vaulttui.sync.plan import Plan

FORMAT: Final = "vaulttui-plan/1"
_PURPOSE: Final = "plan"


class KeptEffect(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An effect as people and programs read it; ``states`` are the slots' before."""

    id: str
    kind: str
    object: str
    title: str
    slots: tuple[str, ...]
    public: tuple[str, ...]
    reason: str = ""
    states: dict[str, str] = {}
    gains: tuple[str, ...] = ()
    loses: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()


class KeptPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file, but for its seal; ``vault`` and ``snapshot`` are what it is bound to."""

    format: str
    remote: str
    remote_id: str
    vault: str
    snapshot: str
    deletes: tuple[str, ...]
    effects: tuple[KeptEffect, ...]
    left: tuple[KeptEffect, ...]


class _Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    plan: KeptPlan
    seal: str


def kept(plan: Plan) -> KeptPlan:
    """A plan without anything that does not leave the vault."""
    return KeptPlan(
        FORMAT,
        plan.remote.name,
        plan.remote.id,
        plan.vault,
        plan.snapshot,
        plan.deletes,
        tuple(map(_kept, plan.effects)),
        tuple(map(_kept, plan.left)),
    )


def write(session: Session, plan: Plan) -> bytes:
    """The content of the file."""
    content = kept(plan)
    sealed = session.keys.seal_state(_PURPOSE, Secret(_digest(content)))
    document = _Sealed(content, base64.b64encode(sealed).decode())
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def read(session: Session, content: bytes) -> KeptPlan:
    """The plan in a file; InvalidValue for what is none, Tampered for one that was changed."""
    try:
        document = msgspec.json.decode(content, type=_Sealed)
        sealed = base64.b64decode(document.seal, validate=True)
    except (msgspec.MsgspecError, binascii.Error, UnicodeDecodeError, RecursionError):
        raise InvalidValue("This is no plan of vaulttui.") from None
    if document.plan.format != FORMAT:
        raise InvalidValue("This plan was made by another version of vaulttui.")
    if not _is_sealed(session, sealed, document.plan):
        raise Tampered(
            "The plan was changed after it was made, or made of another vault.",
            hint="Make the plan again, and read it.",
        )
    return document.plan


def _is_sealed(session: Session, sealed: bytes, content: KeptPlan) -> bool:
    try:
        return session.keys.open_state(_PURPOSE, sealed) == Secret(_digest(content))
    except Tampered:
        return False


def refuse_moved(approved: KeptPlan, plan: Plan) -> None:
    """Raise Stale where a side is not what it was when the plan was made that was read."""
    now: Mapping[str, str] = {"vault": plan.vault, "remote": plan.snapshot}
    then = {"vault": approved.vault, "remote": approved.snapshot}
    moved = [side for side in now if now[side] != then[side]]
    if moved:
        raise _stale(" and the ".join(moved))


def refuse_other(approved: KeptPlan, plan: Plan) -> None:
    """Raise Stale where a plan made now is not the one that was read."""
    refuse_moved(approved, plan)
    if kept(plan) != approved:
        raise _stale("vault")


def _stale(sides: str) -> Stale:
    return Stale(f"The {sides} changed since the plan was made; nothing was sent.")


def _digest(content: KeptPlan) -> bytes:
    return sha256(msgspec.json.encode(content)).digest()


def _kept(effect: Effect) -> KeptEffect:
    return KeptEffect(
        effect.id,
        effect.kind.value,
        f"{effect.object_kind.value}:{effect.key}",
        effect.title,
        (*effect.slots, *effect.removed),
        effect.public,
        effect.reason,
        {slot: state.value for slot, state in effect.states.items()},
        effect.gains,
        effect.loses,
        effect.touched,
    )
