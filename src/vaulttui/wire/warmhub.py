"""WarmHub's shapes and words: credential sets over REST and over tRPC, and the errors of both.

Sources: the service's page on credentials for REST, the Python package ``warmhub`` 0.27 for
tRPC. Times are milliseconds since 1970 UTC. Values are Secrets: whoever encodes or decodes
these shapes brings the hook.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Generic, Literal, TypeVar

from msgspec import Meta, Struct
from msgspec.structs import replace

from vaulttui.secret import Secret

T = TypeVar("T")
Told = TypeVar("Told", covariant=True)
Scope = Literal["repo", "org"]

SETS_PATH: Final = "/api/repos/{org}/{repo}/credentials/sets"
TRPC_PATH: Final = "/trpc/"
CLIENT_HEADER: Final = "X-WarmHub-Client"
WRITE_CONTRACT: Final = 3
"""The version of the rules of writing that these shapes follow."""


class _Shape(Struct, frozen=True, rename="camel", omit_defaults=True):
    """JSON in camel case; what is None is left out."""


# Sets


class NewSet(_Shape, frozen=True):
    """The body of a REST create; without ``scope`` it is ``repo``."""

    name: str
    scope: Scope | None = None
    description: str | None = None


class MadeSet(_Shape, frozen=True, kw_only=True):
    """The answer to a REST create: no times yet."""

    name: str
    scope: str
    description: str | None = None
    key_names: tuple[str, ...]


class SetInfo(MadeSet, frozen=True, kw_only=True):
    """All that is ever told of a set; the scope may be a word of a later server."""

    created_at: int
    updated_at: int
    revoked_at: int | None = None


# What procedures take


class Nothing(_Shape, frozen=True):
    """No input, or one that is not looked at."""


class InOrg(_Shape, frozen=True):
    """Input of a list; without a repository of what the whole organization sees."""

    org_name: str
    repo_name: str | None = None


class InRepo(_Shape, frozen=True):
    """What the input of every other procedure begins with."""

    org_name: str
    repo_name: str


class CreateSet(InRepo, frozen=True):
    """As over REST; the answer has times."""

    name: str
    scope: Scope | None = None
    description: str | None = None


class GetSet(InRepo, frozen=True):
    """The set to be told of."""

    name: str


class OfSet(InRepo, frozen=True):
    """A set that is there, under the name that all but create and get call it by."""

    set_name: str


class SetKey(OfSet, frozen=True):
    """One value, new or in place of another."""

    key_name: str
    value: Secret


class SetKeys(OfSet, frozen=True):
    """Several values at once; keys that are not named stay."""

    secrets: Mapping[str, Secret]


class UnsetKey(OfSet, frozen=True):
    """One key to be taken away."""

    key_name: str


class RevokeSet(OfSet, frozen=True):
    """A set that nothing may use any more."""

    reason: str | None = None


class ListAuditLog(OfSet, frozen=True):
    """What was done to a set, newest first."""

    limit: Annotated[float, Meta(ge=1)] | None = None


# What procedures answer


class Keys(_Shape, frozen=True):
    """After a change of keys: those that are there, and the one it was about."""

    ok: Literal[True]
    key_names: tuple[str, ...]
    key_name: str | None = None


class Deleted(_Shape, frozen=True):
    """After a deletion."""

    ok: Literal[True]
    name: str


class Revoked(_Shape, frozen=True):
    """After a revocation: False where it was revoked before."""

    revoked: bool


class AuditEntry(_Shape, frozen=True):
    """One line of the audit log."""

    timestamp: int
    action: str
    actor_id: str
    key_names: tuple[str, ...] | None = None


class Capabilities(_Shape, frozen=True):
    """Asked before the first write: the least version of each client, and the rules of writing.

    The package needs the others as well; they decide nothing here.
    """

    min_supported_clients: Mapping[str, str]
    write_contract_version: int
    api_version: str | None = None
    min_supported_sdk: str | None = None
    features: Mapping[str, bool] | None = None
    honored_client_flags: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Procedure(Generic[Told]):
    """What a procedure is called, takes and answers, and whether it writes."""

    name: str
    takes: type[Struct]
    answers: type[Told]
    writes: bool = True


CREATE_SET: Final = Procedure("credential.createSet", CreateSet, SetInfo)
GET_SET: Final = Procedure("credential.getSet", GetSet, SetInfo, writes=False)
LIST_SETS: Final = Procedure("credential.listSets", InOrg, tuple[SetInfo, ...], writes=False)
SET_KEY: Final = Procedure("credential.setKey", SetKey, Keys)
SET_KEYS: Final = Procedure("credential.setKeys", SetKeys, Keys)
UNSET_KEY: Final = Procedure("credential.unsetKey", UnsetKey, Keys)
REVOKE_SET: Final = Procedure("credential.revokeSet", RevokeSet, Revoked)
DELETE_SET: Final = Procedure("credential.deleteSet", OfSet, Deleted)
LIST_AUDIT_LOG: Final = Procedure(
    "credential.listAuditLog", ListAuditLog, tuple[AuditEntry, ...], writes=False
)
CAPABILITIES: Final = Procedure("diagnostics.capabilities", Nothing, Capabilities, writes=False)


# Envelopes of tRPC


class Result(_Shape, Generic[T], frozen=True):
    """What went well."""

    data: T


class Entry(_Shape, Generic[T], frozen=True):
    """One answer; of a batch the list of them is sent. It has either ``result`` or ``error``."""

    result: Result[T] | None = None
    error: "TrpcError | None" = None


# Errors


class Problem(_Shape, frozen=True):
    """An error as people and programs read it; ``retry_after`` is in seconds."""

    code: str | None = None
    message: str | None = None
    status: int | None = None
    hint: str | None = None
    retry_after: float | None = None


class RestError(_Shape, frozen=True):
    """The body of a REST answer from 400 on."""

    error: Problem


class ErrorData(_Shape, frozen=True):
    """``warmhub`` goes before ``code``, which is tRPC's word."""

    code: str | None = None
    http_status: int | None = None
    warmhub: Problem | None = None


class TrpcError(_Shape, frozen=True):
    """An error among the entries; ``code`` is tRPC's number."""

    message: str | None = None
    code: int | None = None
    data: ErrorData | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """An error code over HTTP, and as tRPC says it in a word and a number."""

    status: int
    word: str
    number: int


CODES: Final[Mapping[str, Code]] = {
    "VALIDATION_ERROR": Code(400, "BAD_REQUEST", -32600),
    "RESERVED_NAME": Code(400, "BAD_REQUEST", -32600),
    "UNAUTHENTICATED": Code(401, "UNAUTHORIZED", -32001),
    "FORBIDDEN": Code(403, "FORBIDDEN", -32003),
    "NOT_FOUND": Code(404, "NOT_FOUND", -32004),
    "METHOD_NOT_SUPPORTED": Code(405, "METHOD_NOT_SUPPORTED", -32005),
    "TIMEOUT": Code(408, "TIMEOUT", -32008),
    "CONFLICT": Code(409, "CONFLICT", -32009),
    "ALREADY_EXISTS": Code(409, "CONFLICT", -32009),
    "ARCHIVED": Code(409, "CONFLICT", -32009),
    "CLIENT_INCOMPATIBLE": Code(412, "PRECONDITION_FAILED", -32012),
    "PAYLOAD_TOO_LARGE": Code(413, "PAYLOAD_TOO_LARGE", -32013),
    "UNSUPPORTED_MEDIA_TYPE": Code(415, "UNSUPPORTED_MEDIA_TYPE", -32015),
    "LOCKED": Code(423, "INTERNAL_SERVER_ERROR", -32603),
    "RATE_LIMITED": Code(429, "TOO_MANY_REQUESTS", -32029),
    "BACKEND": Code(500, "INTERNAL_SERVER_ERROR", -32603),
}
"""The codes; ALREADY_EXISTS, VALIDATION_ERROR, RATE_LIMITED and NOT_FOUND are the page's own."""


def code_of_status(status: int) -> str:
    """The code of an answer whose body tells none."""
    return next((code for code, one in CODES.items() if one.status == status), "BACKEND")


def code_of_word(word: str) -> str | None:
    """The code that tRPC's own word stands for; None where it tells nothing."""
    known = (code for code, one in CODES.items() if one.word == word)
    return None if word == "INTERNAL_SERVER_ERROR" else next(known, None)


def rest_error(problem: Problem) -> RestError:
    """The body over REST, where the status stands above it."""
    return RestError(error=replace(problem, status=None))


def trpc_error(problem: Problem) -> Entry[object]:
    """The entry of a problem that has a code of the table."""
    code = CODES[problem.code or "BACKEND"]
    status = problem.status or code.status
    data = ErrorData(code=code.word, http_status=status, warmhub=problem)
    return Entry(error=TrpcError(message=problem.message, code=code.number, data=data))


def problem_of(error: TrpcError, status: int) -> Problem:
    """What an error of tRPC says: WarmHub's own words before tRPC's before the status."""
    data = error.data or ErrorData()
    own = data.warmhub or Problem()
    seen = own.status or data.http_status or status
    return Problem(
        code=own.code or code_of_word(data.code or "") or code_of_status(seen),
        message=own.message or error.message,
        status=seen,
        hint=own.hint,
        retry_after=own.retry_after,
    )
