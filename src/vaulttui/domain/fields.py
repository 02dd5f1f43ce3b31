"""The slots of a credential type."""

from enum import StrEnum
from typing import Final

import msgspec


class FieldKind(StrEnum):
    """What a field holds; ``validation`` says what each one accepts."""

    TEXT = "text"
    SECRET = "secret"  # noqa: S105 - a kind, no password
    MULTILINE = "multiline"
    FILE = "file"
    JSON = "json"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    CHOICE = "choice"
    URL = "url"
    DATE = "date"
    TOTP = "totp"


ALWAYS_SECRET: Final = frozenset({FieldKind.SECRET, FieldKind.FILE, FieldKind.TOTP})
FORMATS: Final = ("", "ssh_private_key", "url")


class Field(msgspec.Struct, frozen=True):
    """One slot of a type, or one extra field of a credential.

    ``ask`` means that the value may be asked for at each use instead of being kept.
    ``default`` is what a form begins with, as text of the field's kind. ``format``
    is AWX's word for a closer check. ``needs`` names the fields without which this
    one has no meaning (AWX's ``dependencies``).
    """

    id: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    secret: bool = False
    required: bool = False
    ask: bool = False
    choices: tuple[str, ...] = ()
    default: str | None = None
    help: str = ""
    format: str = ""
    needs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind in ALWAYS_SECRET:
            msgspec.structs.force_setattr(self, "secret", True)
