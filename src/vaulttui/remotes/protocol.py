"""What every dialect is made to look like: objects with a natural key and write-only slots."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol

from vaulttui.domain.fields import Field
from vaulttui.domain.text import safe_text
from vaulttui.errors import OddAnswer, Rejected
from vaulttui.secret import Secret
from vaulttui.transport.clear import no_texts


class Presence(StrEnum):
    """Whether a slot holds a value, as far as the remote tells."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """What an object is: of a record remote a credential or type, of a key remote a set."""

    CREDENTIAL = "credential"
    SET = "set"
    TYPE = "type"


class Verb(StrEnum):
    """What one step asks of a remote."""

    CREATE = "create"
    CHANGE = "change"
    DELETE = "delete"


NAME: Final = "name"
DESCRIPTION: Final = "description"
SCOPE: Final = "scope"
REVOKED: Final = "revoked"
FIELDS: Final = "fields"
"""Of a type: that it has the fields it should have."""

LONGEST_NAME: Final = 512
"""Characters of an id or a name that a remote tells: more is not believed."""
LONGEST_MARK: Final = 128
"""Characters of the word for an object's last change."""

LOCKED: Final = 423
LOCKED_HINT: Final = "If it is `vaulttui serve`, `vaulttui unlock` opens it."


def why_status(status: int) -> str:
    """What a status says by itself, to go on a sentence with; empty for most."""
    return ": the server's vault is locked" if status == LOCKED else ""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a dialect lets one see and do; the engine asks for nothing else.

    ``sees`` and ``changes`` are the public attributes that are read, and that can be
    written once the object is there. ``many_slots``: one step writes as many slots as
    one likes. ``owns_slots``: containers come and go with their slots, so a slot is
    ours or not by itself. ``marks``: it tells of an object's last change.
    """

    kinds: frozenset[Kind]
    sees: frozenset[str]
    changes: frozenset[str]
    many_slots: bool
    owns_slots: bool
    marks: bool
    sees_slots: bool
    projects: bool
    deletes: frozenset[str]
    """Of "object" and "slot", what can be deleted."""
    at_once: int
    """How many requests may be under way together."""
    fills_new: bool = False
    """An object is made with its values in one step."""


@dataclass(frozen=True, slots=True)
class TypeShape:
    """A credential type as a record remote knows it: natural key, label, and fields in order."""

    key: str
    label: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """An object on a remote.

    Slots that ``slots`` does not name are absent where the dialect sees slots, else
    unknown. ``mark`` changes whenever the remote says that the object changed; it is
    only ever compared. ``type_key`` is a credential's type, by its natural key;
    ``fields`` are the slots that a type has. ``projects`` are the remote's own ids;
    None where they are not told.
    """

    kind: Kind
    object_id: str
    key: str
    public: Mapping[str, str] = field(default_factory=dict)
    slots: Mapping[str, Presence] = field(default_factory=dict)
    mark: str = ""
    type_key: str = ""
    fields: tuple[str, ...] = ()
    projects: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One write: what a remote is asked to make, change or delete.

    ``public`` holds every attribute of a new object, and of a change only those that
    are to differ. ``remove`` names slots to be emptied; deleting with slots named
    deletes these alone. ``projects`` is the complete new list of the remote's ids, None
    to leave it; a change of them changes nothing else. ``type`` is a credential's type, or
    the type to be made or changed.
    """

    verb: Verb
    kind: Kind
    key: str
    object_id: str = ""
    public: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Secret] = field(default_factory=dict)
    remove: frozenset[str] = frozenset()
    projects: frozenset[str] | None = None
    type: TypeShape | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What came of a step. ``pending`` is the address to follow where the work goes on there.

    ``mark`` is None where the answer does not tell it: the next reading does.
    """

    object_id: str = ""
    mark: str | None = None
    pending: str = ""


def refuse_beyond(abilities: Abilities, step: Step) -> None:
    """Raise Rejected, before anything is sent, for a step that the abilities do not declare.

    A dialect that passed over a part of a step in silence would call it done.
    """
    new, delete = step.verb is Verb.CREATE, step.verb is Verb.DELETE
    what = "slot" if step.remove else "object"
    beyond = (
        (step.kind not in abilities.kinds, f"objects of the kind {step.kind}"),
        (new and abilities.owns_slots, "making an object without a slot"),
        (new and bool(step.values) and not abilities.fills_new, "making an object with values"),
        (not new and not step.public.keys() <= abilities.changes, "changing such attributes"),
        (step.projects is not None and not abilities.projects, "projects"),
        (step.projects is not None and not new and _more(step), "projects beside other changes"),
        (delete and what not in abilities.deletes, f"deleting one {what}"),
        (not abilities.many_slots and len(step.values) + len(step.remove) != 1, "but one slot"),
    )
    for is_beyond, words in beyond:
        if is_beyond:
            raise Rejected(f"This dialect knows nothing of {words}.", 0, "beyond_abilities")


def _more(step: Step) -> bool:
    return bool(step.public or step.values or step.remove)


def refuse_bytes(step: Step) -> None:
    """Raise Rejected, before anything is sent, for values that are not UTF-8; it names them."""
    odd = no_texts(step.values)
    if odd:
        names = ", ".join(safe_text(name, 128) for name in odd)
        raise Rejected(
            f"{names} cannot be sent: the remote takes text, and this is not UTF-8.",
            0,
            "not_text",
            hint="Keep it here alone with --policy ignore, or store it as text, as base64 is.",
        )


def kept(told: Found) -> Found:
    """What was found, whose ids and names may become part of the vault; OddAnswer for long ones."""
    ids = (told.object_id, told.key, told.type_key, *told.slots, *told.fields)
    _refuse_long((*ids, *(told.projects or ())), told.mark)
    return told


def kept_of(told: Written) -> Written:
    """What an answer to a write tells, as :func:`kept` has it."""
    _refuse_long((told.object_id,), told.mark or "")
    return told


def _refuse_long(names: Iterable[str], mark: str) -> None:
    if len(mark) > LONGEST_MARK or any(len(name) > LONGEST_NAME for name in names):
        raise OddAnswer(
            f"The remote tells an id, name or time that is too long to be one: more than "
            f"{LONGEST_NAME} characters, or {LONGEST_MARK} for a time."
        )


class Dialect(Protocol):
    """A connection to one remote. Every method raises RemoteFailed, and never with a value.

    A write that raises Unanswered may have been done, and Rejected says whether a part of it
    was; after any other error it was not.
    """

    abilities: Abilities

    async def test(self) -> str:
        """Say in a sentence what answers there, after one request that needs the login."""

    async def read(self, keys: Sequence[str]) -> tuple[Found, ...]:
        """All objects one may see, in as many requests as the dialect has pages.

        ``keys`` are natural keys of interest, for a dialect that lists no containers.
        """

    async def write(self, step: Step) -> Written:
        """Do one step."""

    async def follow(self, pending: str) -> Written:
        """Wait for work that goes on there; Rejected where it failed or was cancelled.

        Unanswered where it is not known there any more. What is returned is ``pending``
        still where it has not ended, or cannot be looked at for now.
        """
