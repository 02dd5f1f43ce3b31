"""The JSON in which credentials leave a vault in clear (``vaulttui help export``)."""

from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from msgspec import Raw, Struct, json

from vaulttui.domain.types import CredentialType, type_to_json
from vaulttui.secret import Secret

NAME: Final = "vaulttui"
VERSION: Final = 1
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_MS: Final = 253_402_300_799_000
"""The end of the year 9999: a vault may hold any number, a calendar does not."""


class _Shape(Struct, frozen=True, omit_defaults=True):
    def __repr__(self) -> str:
        # Values must not reach a traceback.
        return type(self).__name__


class Value(_Shape, frozen=True):
    """One field with its value, as text or, where that is no UTF-8, in base64.

    ``label`` is there for a field of the credential's own, beside those of its type.
    """

    kind: str = ""
    secret: bool = False
    label: str | None = None
    value: str | None = None
    base64: str | None = None
    set_at: str | None = None
    origin: str | None = None
    expires_at: str | None = None

    def content(self) -> bytes | None:
        """The value's bytes; None where there are none, or they cannot be read."""
        if self.base64 is None:
            return None if self.value is None else self.value.encode("utf-8")
        try:
            return b64decode(self.base64, validate=True)
        except (NoBase64, ValueError):
            return None


class Origin(_Shape, frozen=True):
    """The tool that a credential was imported from, and its identity there."""

    tool: str = ""
    id: str = ""


class Credential(_Shape, frozen=True):
    """One credential; ``organization`` and ``projects`` are names."""

    id: str = ""
    name: str = ""
    type: str = ""
    description: str = ""
    organization: str = ""
    projects: list[str] = []
    tags: list[str] = []
    created_at: str | None = None
    updated_at: str | None = None
    source: Origin | None = None
    fields: dict[str, Value] = {}


class File(_Shape, frozen=True):
    """The whole file; credentials are decoded one by one, so that an odd one stands alone."""

    format: str = ""
    version: int = 0
    types: list[Raw] = []
    credentials: list[Raw] | None = None


def text_or_base64(value: Secret) -> tuple[str | None, str | None]:
    """A value as it stands under ``value`` or else under ``base64``."""
    content = value.reveal()
    try:
        return content.decode("utf-8"), None
    except UnicodeDecodeError:
        return None, b64encode(content).decode("ascii")


def encode(types: Iterable[CredentialType], credentials: Iterable[Credential]) -> Secret:
    """The whole file, one line for each value."""
    document = {
        "format": NAME,
        "version": VERSION,
        "types": [type_to_json(one) for one in types],
        "credentials": list(credentials),
    }
    return Secret(json.format(json.encode(document), indent=1) + b"\n")


def rfc3339(moment_ms: int | None) -> str | None:
    """``2030-01-31T23:59:00.000Z``."""
    if moment_ms is None:
        return None
    moment = _EPOCH + timedelta(milliseconds=max(0, min(moment_ms, _LATEST_MS)))
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def milliseconds(text: str | None) -> int | None:
    """The moment of an RFC 3339 text in milliseconds since 1970 UTC; None for another text."""
    try:
        moment = datetime.fromisoformat(text or "")
        found = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - _EPOCH
    except (ValueError, OverflowError):
        return None
    return max(0, found // timedelta(milliseconds=1))
