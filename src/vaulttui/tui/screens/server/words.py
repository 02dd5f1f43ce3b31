"""The words for what the local server was asked, and for trying it out."""

import re
import shlex
from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

from vaulttui.host.folders import from_home
from vaulttui.operations.serving import Asked
from vaulttui.tui.text import counted

_PLAIN: Final = re.compile(r"[\w./~-]+", re.ASCII)
_BAD_FROM, _REFUSED_FROM = 500, 400
_MEANT: Final = {
    400: "The request says something that cannot be, or not in JSON.",
    401: "It showed no token, or another one: each start has a new one.",
    403: "A page of a browser asked, or for something that nobody is granted here.",
    404: "Nothing of that name is here, or nothing that it could see; or no such path.",
    405: "The path is there, for other methods.",
    409: "It is there already, or in use.",
    421: "It called the server by another name than 127.0.0.1, localhost or [::1].",
    423: "The vault was locked.",
    429: "It asked too often.",
    503: "The vault's file was gone, damaged, or another one.",
    500: "A mistake of this program. Please report it.",
}
_TRIES: Final = {
    "infra0": "{url}/api/v1/app-credentials",
    "warmhub": "{url}/api/repos/ORGANIZATION/PROJECT/credentials/sets",
    "sourcecraft": "{url}/repos/ORGANIZATION/PROJECT/secrets",
}
"""By dialect what needs to know the least; the first that is spoken is shown."""


def clock_time(at: int) -> str:
    """The time of a day, to the second."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone().strftime("%H:%M:%S")


def status_style(status: int) -> str:
    """The style of an answer: what went wrong here, and what was refused, stand out."""
    if status >= _BAD_FROM:
        return "bad"
    return "warn" if status >= _REFUSED_FROM else "good"


def status_words(status: int) -> tuple[str, str]:
    """An answer's name, and what it means where there is more to say."""
    try:
        name = HTTPStatus(status).phrase
    except ValueError:
        name = "an answer without a name"
    return f"{status} {name}", _MEANT.get(status, "")


def spoken_by(asked: Asked) -> str:
    """The dialect in which it was asked."""
    return asked.dialect or "no dialect"


def summed(total: int, refused: int, unseen: int) -> str:
    """How many requests there were."""
    said = [counted(total, "request")]
    said += [f"{refused:,} refused"] if refused else []
    said += [f"{unseen:,} not listed any more"] if unseen else []
    return ", ".join(said)


def try_it(url: str, token_file: str, dialects: Sequence[str]) -> tuple[str, str]:
    """A line for a shell that asks for something: how, and what."""
    tilde = from_home(token_file)
    path = tilde if _PLAIN.fullmatch(tilde) else shlex.quote(token_file)
    asked = next(line for name, line in _TRIES.items() if name in dialects)
    return f'curl -H "Authorization: Bearer $(cat {path})"', asked.format(url=url)
