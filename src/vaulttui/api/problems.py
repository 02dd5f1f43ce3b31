"""Why the server says no; each dialect says it in its own words."""

from enum import Enum
from typing import Final

from vaulttui.errors import (
    Ambiguous,
    Busy,
    CannotUnlock,
    Exists,
    InUse,
    InvalidValue,
    NotFound,
    ReadOnly,
    Unsupported,
    UsageError,
    VaultDamaged,
    VaulttuiError,
)


class Problem(Enum):
    """Why there is no answer: the usual status, and the sentence where nobody has a better one."""

    BAD_JSON = 400, "The body is no JSON document."
    INVALID = 400, "The request holds something that cannot be."
    UNAUTHENTICATED = 401, "The token is missing or wrong."
    FORBIDDEN = 403, "This is not allowed."
    NO_ROUTE = 404, "There is nothing at this path."
    NOT_FOUND = 404, "There is no such thing."
    METHOD = 405, "This path does not take this method."
    TIMEOUT = 408, "The request took too long to come."
    EXISTS = 409, "It is there already."
    CONFLICT = 409, "Something else needs it, or changed it meanwhile."
    TOO_LARGE = 413, "The body is too large."
    MEDIA_TYPE = 415, "The body must be application/json."
    MISDIRECTED = 421, "This server is not known by that name."
    LOCKED = 423, "The vault is locked; `vaulttui unlock` unlocks it."
    TOO_MANY = 429, "There were too many requests."
    INTERNAL = 500, "The server met an error that it did not expect."
    UNAVAILABLE = 503, "The vault cannot be used for now."

    def __init__(self, status: int, sentence: str) -> None:
        self.status = status
        self.sentence = sentence


class Refusal(Exception):
    """The one way to answer no: its dialect makes the response of it.

    ``message`` is a sentence without any value. A dialect may derive its own, with words
    that its ``refuse`` then finds.
    """

    def __init__(self, problem: Problem, message: str = "") -> None:
        super().__init__(problem.name)
        self.problem = problem
        self.message = message or problem.sentence


_PROBLEMS: Final[dict[type[VaulttuiError], Problem]] = {
    # The first that fits counts.
    Busy: Problem.UNAVAILABLE,
    Exists: Problem.EXISTS,
    InUse: Problem.CONFLICT,
    Ambiguous: Problem.CONFLICT,
    NotFound: Problem.NOT_FOUND,
    InvalidValue: Problem.INVALID,
    UsageError: Problem.INVALID,
    ReadOnly: Problem.UNAVAILABLE,
    Unsupported: Problem.UNAVAILABLE,
    CannotUnlock: Problem.UNAVAILABLE,
    VaultDamaged: Problem.UNAVAILABLE,
}


def refusal_of(error: VaulttuiError) -> Refusal:
    """The usual refusal for what an operation raised; a dialect may know a better one."""
    for kind, problem in _PROBLEMS.items():
        if isinstance(error, kind):
            return Refusal(problem, error.message)
    return Refusal(Problem.INTERNAL)
