"""Where the user stands, in a form that can be sealed and taken up again after a lock."""

import msgspec

from vaulttui.domain.fields import Field
from vaulttui.secret import Secret


class FieldState(msgspec.Struct, frozen=True):
    """One field of a form.

    ``text`` is what a public field shows, or a path typed for a secret and not loaded yet.
    ``value`` is a new secret value, None where the held one stays; ``held`` says that
    there is one. ``kept`` says that ``text`` is saved already. ``label``, ``kind`` and
    ``secret`` count for extra fields.
    """

    id: str
    text: str = ""
    value: Secret | None = None
    held: bool = False
    kept: bool = False
    cleared: bool = False
    generated: bool = False
    expires: str = ""
    extra: bool = False
    label: str = ""
    kind: str = "text"
    secret: bool = False


class FormState(msgspec.Struct, frozen=True):
    """A form as it stands; ``heads`` are the revisions that the edited credential had.

    ``organization`` is the owner's id, empty for ``personal``.
    """

    type_id: str
    credential_id: str | None = None
    heads: tuple[str, ...] = ()
    name: str = ""
    description: str = ""
    tags: str = ""
    organization: str = ""
    fields: tuple[FieldState, ...] = ()


class KeyState(msgspec.Struct, frozen=True):
    """The form of a set's key as it stands; ``key`` is the name of one that is changed.

    ``kind`` says what it is to be, ``reference`` is a credential's id and a field's.
    """

    set_id: str
    key: str = ""
    name: str = ""
    description: str = ""
    kind: str = ""
    reference: tuple[str, str] | None = None
    value: FieldState | None = None


class AssignState(msgspec.Struct, frozen=True):
    """Assignments as they are ticked and not saved, with the project under the cursor.

    By project: whether it is ticked, and the prefix and renames it is given.
    """

    subjects: tuple[str, ...]
    at: str = ""
    wanted: dict[str, bool] = {}
    names: dict[str, tuple[str, dict[str, str]]] = {}


class TypeField(msgspec.Struct, frozen=True):
    """A field of a type in its form; ``was`` is its id so far, empty for a new one."""

    field: Field
    was: str = ""


Templates = tuple[tuple[str, str], ...]
"""Names and their templates, in order."""


class TypeState(msgspec.Struct, frozen=True):
    """A credential type in its form; ``of`` is the version that it changes, 0 for a new one.

    ``text`` is the TOML where that is edited. ``moves`` are the fields that take over, by
    the former one's id, where the migration is looked at.
    """

    id: str = ""
    name: str = ""
    kind: str = "cloud"
    description: str = ""
    of: int = 0
    fields: tuple[TypeField, ...] = ()
    env: Templates = ()
    file: Templates = ()
    extra_vars: Templates = ()
    text: str | None = None
    moves: dict[str, str] | None = None


class SmallState(msgspec.Struct, frozen=True):
    """What is filled into a small form; ``again`` opens it: a word and its arguments."""

    again: tuple[str, ...]
    given: dict[str, str] = {}


Address = tuple[str, ...]
"""A screen's name in the table of those that open by one, and its arguments."""


class Position(msgspec.Struct, frozen=True):
    """The place in the list, the screens above it, and what is typed above them and not saved."""

    selected: str = ""
    filter: str = ""
    scope: tuple[str, str] = ("all", "")
    pane: str = "list"
    order: str = "name"
    screens: tuple[Address, ...] = ()
    form: FormState | None = None
    form_before: FormState | None = None
    key: KeyState | None = None
    assign: AssignState | None = None
    type: TypeState | None = None
    type_before: TypeState | None = None
    small: SmallState | None = None


def pack(position: Position) -> Secret:
    """The position as bytes; an open form may hold secrets, so they are one."""
    return Secret(msgspec.msgpack.encode(position, enc_hook=_bytes_of))


def unpack(packed: Secret) -> Position:
    """What :func:`pack` made; the usual position where that cannot be read."""
    try:
        return msgspec.msgpack.decode(packed.reveal(), type=Position, dec_hook=_secret_of)
    except msgspec.MsgspecError:
        return Position()


def _bytes_of(value: object) -> bytes:
    if isinstance(value, Secret):
        return value.reveal()
    raise NotImplementedError


def _secret_of(kind: type, value: object) -> object:
    if kind is Secret and isinstance(value, bytes):
        return Secret(value)
    raise NotImplementedError
