"""What the vault holds and does, as SourceCraft tells of it: without any value."""

from collections.abc import Mapping
from secrets import token_hex
from typing import Final

import msgspec
from starlette.responses import Response

from vaulttui.api.problems import Problem, Refusal
from vaulttui.domain.operations import Operation
from vaulttui.wire import sourcecraft as wire
from vaulttui.wire.moments import moment
from vaulttui.wire.sourcecraft import Code

_CODES: Final[Mapping[Problem, Code]] = {
    Problem.BAD_JSON: Code.VALIDATION,
    Problem.INVALID: Code.VALIDATION,
    Problem.UNAUTHENTICATED: Code.UNAUTHENTICATED,
    Problem.FORBIDDEN: Code.PERMISSION_DENIED,
    Problem.NO_ROUTE: Code.NOT_FOUND,
    Problem.NOT_FOUND: Code.NOT_FOUND,
    Problem.METHOD: Code.METHOD_NOT_ALLOWED,
    Problem.TIMEOUT: Code.TIMEOUT,
    Problem.EXISTS: Code.CONFLICT,
    Problem.CONFLICT: Code.CONFLICT,
    Problem.TOO_LARGE: Code.TOO_LARGE,
    Problem.MEDIA_TYPE: Code.UNSUPPORTED_MEDIA_TYPE,
    Problem.MISDIRECTED: Code.PERMISSION_DENIED,
    Problem.LOCKED: Code.LOCKED,
    Problem.TOO_MANY: Code.TOO_MANY,
    Problem.INTERNAL: Code.INTERNAL,
    Problem.UNAVAILABLE: Code.UNAVAILABLE,
}
_OF_ERRORS: Final[Mapping[str, Code]] = {
    "not_found": Code.NOT_FOUND,
    "invalid": Code.VALIDATION,
    "in_use": Code.CONFLICT,
    "exists": Code.CONFLICT,
}
"""Why an operation failed, by the code of the vault's own errors."""


def answer(told: object, status: int = 200, request_id: str = "") -> Response:
    """One document of JSON; every answer has an id of its own."""
    return Response(
        msgspec.json.encode(told),
        status,
        {"X-Request-Id": request_id or token_hex(16)},
        "application/json",
    )


def refuse(refusal: Refusal, _path: str) -> Response:
    """The shape of every answer of 400 and above."""
    problem, request_id = refusal.problem, token_hex(16)
    error = wire.Error(_CODES[problem], refusal.message, request_id)
    return answer(error, problem.status, request_id)


def told(operation: Operation, server: str) -> wire.SecretsOperation:
    """An operation, with the address under which ``server`` goes on telling of it."""
    path = wire.OPERATION.format(operation_id=operation.id)
    made = wire.SecretsOperation(
        operation_id=operation.id,
        status_url=f"{server}{path}",
        status=operation.status,
        created_at=moment(operation.created_at),
        modified_at=moment(operation.modified_at),
    )
    if operation.error is None:
        return made
    code, message = operation.error
    error = wire.OperationError(_OF_ERRORS.get(code, code), message)
    return msgspec.structs.replace(made, error=error)
