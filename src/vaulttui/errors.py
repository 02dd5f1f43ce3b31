"""Every error a user can meet, with its exit code and what to do next.

VaulttuiError                      1  failed
├── ReadOnly                       1  read_only      nothing may be written here
├── Unsupported                    1  unsupported    made by a newer version
├── Missing                        1  missing_extra  an optional part is not installed
├── AgentFailed                    1  agent_failed   the agent does not answer, or is not trusted
├── OverBudget                     1  over_budget    the remote's budget does not allow it
├── UsageError                     2  usage          the command line is off
│   ├── Ambiguous                  2  ambiguous      several records fit the address
│   └── AnswerNeeded               2  answer_needed  a prompt was needed and not allowed
├── NotFound                       3  not_found
├── CannotUnlock                   4  cannot_unlock
│   ├── WrongSecret                4  wrong_secret
│   └── KdfRefused                 4  kdf_refused
├── InUse                          5  in_use         used elsewhere, or locked by another program
│   ├── Busy                       5  in_use         another program keeps writing the vault
│   ├── Exists                     5  exists
│   ├── Conflict                   5  conflict       changed by another program meanwhile
│   └── Stale                      5  stale          vault or remote moved since the plan was made
├── VaultDamaged                   6  damaged
│   ├── Damaged                    6  damaged
│   ├── HeaderDamaged              6  header_damaged
│   ├── Tampered                   6  tampered
│   ├── NotAVault                  6  not_a_vault
│   └── NoVault                    6  no_vault
├── InvalidValue                   7  invalid
├── RemoteFailed                   8  remote_failed  a remote did not do what was asked
│   ├── Unreachable                8  unreachable    nothing was sent: no connection
│   ├── Unanswered                 8  unanswered     sent, and no whole answer came
│   ├── Refused                    8  refused        the remote does not take this login
│   ├── Throttled                  8  throttled      too many requests for now
│   ├── Rejected                   8  rejected       the remote said no to this one request
│   └── OddAnswer                  8  odd_answer     not what the dialect answers
├── SomethingToDo                  9  something_to_do
├── CannotStart                  126  cannot_start   the program of a run does not start
├── NoCommand                    127  no_command     the program of a run is not there
└── Interrupted                  130  interrupted

A message never holds a secret value. Text from outside the source passes
``safe_text`` before it becomes part of a message.
"""

from collections.abc import Sequence
from typing import ClassVar


class VaulttuiError(Exception):
    """Something the user should read: a sentence, and a hint on what to do next."""

    exit_code: ClassVar[int] = 1
    code: ClassVar[str] = "failed"
    default_hint: ClassVar[str] = ""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = self.default_hint if hint is None else hint


class ReadOnly(VaulttuiError):
    """The place, or a flag in the file, forbids writing."""

    code = "read_only"
    default_hint = (
        "Check the permissions of the folder and the free space, or choose another with --vault."
    )


class Unsupported(VaulttuiError):
    """The file uses something this version does not know."""

    code = "unsupported"
    default_hint = "A newer vaulttui made this file; update vaulttui to open it."


class Missing(VaulttuiError):
    """An optional part of the program, or a tool of the system, is absent."""

    code = "missing_extra"


class AgentFailed(VaulttuiError):
    """The key agent does not answer as it must, or what is at its place is not to be trusted."""

    code = "agent_failed"
    default_hint = "See `vaulttui help agent`."


class OverBudget(VaulttuiError):
    """A plan asks for more than the remote's budget allows; nothing was sent."""

    code = "over_budget"
    default_hint = "See `vaulttui remote show NAME`; `vaulttui remote edit` changes the budget."


class UsageError(VaulttuiError):
    """The command line asks for something that cannot be."""

    exit_code = 2
    code = "usage"


class Ambiguous(UsageError):
    """An address fits several records; ``candidates`` are addresses that fit one each."""

    code = "ambiguous"
    default_hint = "Name one of the candidates by its id."

    def __init__(self, message: str, candidates: Sequence[str], *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.candidates = tuple(candidates)


class AnswerNeeded(UsageError):
    """A question had to be asked, and there is no terminal or --no-input forbids it."""

    code = "answer_needed"
    default_hint = "Run it in a terminal without --no-input, or give the answer as an option."


class NotFound(VaulttuiError):
    """No living record fits the address."""

    exit_code = 3
    code = "not_found"


class CannotUnlock(VaulttuiError):
    """The vault stays closed."""

    exit_code = 4
    code = "cannot_unlock"


class WrongSecret(CannotUnlock):
    """The passphrase, key file or recovery key fits no slot of the vault."""

    code = "wrong_secret"
    default_hint = "Check the passphrase, the key file, and which vault --vault names."


class KdfRefused(CannotUnlock):
    """A slot asks for more memory or time than is spent unasked."""

    code = "kdf_refused"
    default_hint = "If you trust this file, allow the cost with --allow-expensive-kdf."


class InUse(VaulttuiError):
    """Something else holds or needs it."""

    exit_code = 5
    code = "in_use"


class Busy(InUse):
    """Another program writes the vault, and did not end in time; nothing was written."""

    default_hint = "Wait for it, then try again."


class Exists(InUse):
    """The target is there already; nothing was written."""

    code = "exists"


class Conflict(InUse):
    """Another program changed the same record, or replaced the file, meanwhile."""

    code = "conflict"
    default_hint = "Look at the record as it is now, then make the change again."


class Stale(InUse):
    """A plan was made of another state than the one there is now; nothing was sent."""

    code = "stale"
    default_hint = "Make the plan again, and read it again."


class VaultDamaged(VaulttuiError):
    """What lies at the vault's place cannot be read as a vault."""

    exit_code = 6
    code = "damaged"
    default_hint = "See `vaulttui backups list`, or save what is left with `vaulttui repair`."


class Damaged(VaultDamaged):
    """The file breaks a rule of the format."""


class HeaderDamaged(VaultDamaged):
    """Neither copy of the header is whole."""

    code = "header_damaged"


class Tampered(VaultDamaged):
    """A seal does not fit: somebody without the key changed the file."""

    code = "tampered"


class NotAVault(VaultDamaged):
    """The file does not begin as a vault does."""

    code = "not_a_vault"
    default_hint = "Check which file --vault or VAULTTUI_VAULT names."


class NoVault(VaultDamaged):
    """No file is there."""

    code = "no_vault"
    default_hint = "Make one with `vaulttui init`, or name another with --vault."


class InvalidValue(VaulttuiError):
    """A value, name or option does not have the form it must have."""

    exit_code = 7
    code = "invalid"


class RemoteFailed(VaulttuiError):
    """A remote did not do what was asked of it."""

    exit_code = 8
    code = "remote_failed"


class Unreachable(RemoteFailed):
    """No connection: name, address, certificate or time. Nothing was sent."""

    code = "unreachable"
    default_hint = "Check the address with `vaulttui remote show NAME`, and the network."


class Unanswered(RemoteFailed):
    """A request was sent and no whole answer came: what it did is not known."""

    code = "unanswered"
    default_hint = "`vaulttui resume` settles what a write did."


class Refused(RemoteFailed):
    """The remote does not take this login, or not for this (401, 403)."""

    code = "refused"
    default_hint = "Check the credential that `vaulttui remote show NAME` names, and its rights."


class Throttled(RemoteFailed):
    """Too many requests for now; nothing was done. ``retry_after`` is in seconds, if told."""

    code = "throttled"
    default_hint = "Wait, then try again."

    def __init__(
        self, message: str, retry_after: float | None = None, *, hint: str | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class Rejected(RemoteFailed):
    """The remote answered no to one request; ``status`` is HTTP's, ``word`` the dialect's code.

    ``partly``: requests before it, of the same step, were done.
    """

    code = "rejected"

    def __init__(
        self,
        message: str,
        status: int,
        word: str = "",
        *,
        hint: str | None = None,
        partly: bool = False,
    ) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.word = word
        self.partly = partly


class OddAnswer(RemoteFailed):
    """The answer is not what the dialect says: HTML, a redirect, wrong types, too large."""

    code = "odd_answer"
    default_hint = "Check that the address leads to a server of this dialect."


class SomethingToDo(VaulttuiError):
    """A check found something that waits to be done."""

    exit_code = 9
    code = "something_to_do"


class CannotStart(VaulttuiError):
    """The system does not execute the program of a run; the code is that of sh(1) and env(1)."""

    exit_code = 126
    code = "cannot_start"
    default_hint = "Check that it is a program that you may execute."


class NoCommand(VaulttuiError):
    """The program of a run is not found; the code is that of sh(1) and env(1)."""

    exit_code = 127
    code = "no_command"
    default_hint = "Check its name, and the PATH that the program gets."


class Interrupted(VaulttuiError):
    """The user pressed control-C; nothing was written."""

    exit_code = 130
    code = "interrupted"
