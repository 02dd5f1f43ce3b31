"""SourceCraft's secrets: a key in a group of a repository, written by operations to be polled.

All fields are optional on the wire, as in JSON that is made of protocol buffers: what is left
out is empty. Every word of an error but ``ValidationError`` is this program's own choice; the
published description names no other.
"""

from enum import StrEnum
from typing import Final

from msgspec import UNSET, Struct, UnsetType

from vaulttui.domain.operations import Status
from vaulttui.domain.revisions import Json

SECRETS_BY_ID: Final = "/repos/id:{repo_id}/secrets"
SECRETS_BY_SLUG: Final = "/repos/{org_slug}/{repo_slug}/secrets"
ENTRY: Final = "/{key}"
"""What follows either of them where it is about one key."""
OPERATION: Final = "/operations/secrets/id:{operation_id}"

GROUP: Final = "secret_group"
KEYS: Final = "keys"
DEFAULT_GROUP: Final = "default"
_MAY_REPEAT: Final = "<an error, whose text may repeat what was sent>"


class Code(StrEnum):
    """What went wrong, as ``error_code``."""

    VALIDATION = "ValidationError"
    UNAUTHENTICATED = "Unauthenticated"
    PERMISSION_DENIED = "PermissionDenied"
    NOT_FOUND = "NotFound"
    METHOD_NOT_ALLOWED = "MethodNotAllowed"
    TIMEOUT = "RequestTimeout"
    CONFLICT = "Conflict"
    TOO_LARGE = "RequestTooLarge"
    UNSUPPORTED_MEDIA_TYPE = "UnsupportedMediaType"
    LOCKED = "Locked"
    TOO_MANY = "TooManyRequests"
    INTERNAL = "InternalError"
    UNAVAILABLE = "Unavailable"


class SetSecretBody(Struct, frozen=True, forbid_unknown_fields=True):
    """What is put; ``value`` travels as base64."""

    value: bytes

    def __repr__(self) -> str:
        return "SetSecretBody()"


class SecretEntry(Struct, frozen=True):
    """One key of a group. The wire has room for ``value`` beside it, which is never read here."""

    key: str = ""


class ListSecretsResponse(Struct, frozen=True):
    """All keys of one group."""

    secrets: tuple[SecretEntry, ...] | None = ()


class OperationError(Struct, frozen=True):
    """Why an operation failed."""

    error_code: str = ""
    message: str = ""
    details: dict[str, Json] | None = {}

    def __repr__(self) -> str:
        return _MAY_REPEAT


class SecretsOperation(Struct, frozen=True):
    """A write that goes on after its answer; times are RFC 3339 in UTC."""

    operation_id: str = ""
    status_url: str = ""
    status: Status = Status.SCHEDULED
    created_at: str | None = None
    modified_at: str | None = None
    response: dict[str, Json] | None = {}
    error: OperationError | UnsetType | None = UNSET


class Error(Struct, frozen=True):
    """The body of every answer of 400 and above."""

    error_code: str = ""
    message: str = ""
    request_id: str = ""
    details: dict[str, Json] | None = {}

    def __repr__(self) -> str:
        return _MAY_REPEAT
