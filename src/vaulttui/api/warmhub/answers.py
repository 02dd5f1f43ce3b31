"""What is sent: JSON, and refusals in the envelope of their surface."""

from collections.abc import Sequence
from typing import Final

import msgspec
from starlette.responses import Response

from vaulttui.api.problems import Problem, Refusal
from vaulttui.api.warmhub.refusals import Failing, TooMany
from vaulttui.wire import warmhub as wire

_CODES: Final = {
    Problem.BAD_JSON: "VALIDATION_ERROR",
    Problem.INVALID: "VALIDATION_ERROR",
    Problem.UNAUTHENTICATED: "UNAUTHENTICATED",
    Problem.FORBIDDEN: "FORBIDDEN",
    Problem.NO_ROUTE: "NOT_FOUND",
    Problem.NOT_FOUND: "NOT_FOUND",
    Problem.METHOD: "METHOD_NOT_SUPPORTED",
    Problem.TIMEOUT: "TIMEOUT",
    Problem.EXISTS: "ALREADY_EXISTS",
    Problem.CONFLICT: "CONFLICT",
    Problem.TOO_LARGE: "PAYLOAD_TOO_LARGE",
    Problem.MEDIA_TYPE: "UNSUPPORTED_MEDIA_TYPE",
    Problem.LOCKED: "LOCKED",
    Problem.TOO_MANY: "RATE_LIMITED",
}
_SEVERAL: Final = 207


def answer(told: object, status: int = 200) -> Response:
    """One document of JSON."""
    return Response(msgspec.json.encode(told), status, media_type="application/json")


def refuse(refusal: Refusal, path: str) -> Response:
    """A refusal before any handler: over tRPC it stands for a batch of one."""
    if path.startswith(wire.TRPC_PATH):
        return answers([failed(refusal)], batched=True)
    problem = _problem(refusal)
    return _paused(answer(wire.rest_error(problem), problem.status or 500), [problem])


def failed(refusal: Refusal) -> wire.Entry[object]:
    """A refusal as one entry of a batch."""
    return wire.trpc_error(_problem(refusal))


def answers(entries: Sequence[wire.Entry[object]], *, batched: bool) -> Response:
    """The entries of a batch; 207 where they have different statuses."""
    problems = [
        one.error.data.warmhub
        for one in entries
        if one.error and one.error.data and one.error.data.warmhub
    ]
    statuses = {one.status or 500 for one in problems}
    if len(problems) < len(entries):
        statuses.add(200)
    status = statuses.pop() if len(statuses) == 1 else _SEVERAL
    return _paused(answer(entries if batched else entries[0], status), problems)


def _problem(refusal: Refusal) -> wire.Problem:
    if isinstance(refusal, Failing):
        return wire.Problem(refusal.code, refusal.message, wire.CODES[refusal.code].status)
    return wire.Problem(
        _CODES.get(refusal.problem, "BACKEND"),
        refusal.message,
        refusal.problem.status,
        retry_after=refusal.retry_after if isinstance(refusal, TooMany) else None,
    )


def _paused(response: Response, problems: Sequence[wire.Problem]) -> Response:
    pauses = [int(one.retry_after) for one in problems if one.retry_after is not None]
    if pauses:
        response.headers["Retry-After"] = str(max(pauses))
    return response
