"""What the form of a remote asks for, in words, and what is wrong with what was typed."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from vaulttui.domain.identifiers import check_identifier
from vaulttui.domain.remotes import Budget
from vaulttui.errors import InvalidValue
from vaulttui.remotes.registry import CA_FILE, NAMES, described
from vaulttui.tui.dialogs.small_form import Given
from vaulttui.tui.text import words

DIALECTS: Final[Mapping[str, str]] = {
    "warmhub": "Sets of keys, in one repository of an organization.",
    "sourcecraft": "Groups of keys, in one repository; it works on after it has answered.",
    "infra0": "Credentials with the fields of their types, and the types themselves.",
}
"""What each of them holds."""
BUDGETS: Final[Mapping[Budget, str]] = {
    Budget.READ_ONLY: "Plans are shown, and nothing is ever written there.",
    Budget.CREATE_ONLY: "What is missing is made; nothing that is there is written over.",
    Budget.PATCH: "Making and changing; nothing is ever deleted there.",
    Budget.FULL: "Deleting too, of what you name one by one.",
}
"""What a plan may do at most."""
_OPTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "org": ("Organization", "as it is called there: acme"),
    "repo": ("Repository", "as it is called there: shop"),
    "repo-id": ("Repository's id", "or else organization and repository"),
    CA_FILE: ("Certificates", "a file, where the system lacks them"),
}
_WAYS: Final[Mapping[str, tuple[str, str]]] = {
    "cookie:": ("cookie", "the cookie's name: session"),
    "header:": ("header", "the header's name: X-Api-Key"),
}


def option_label(option: str) -> str:
    """What an option is called on the form."""
    return _OPTIONS.get(option, (option, ""))[0]


def option_hint(option: str) -> str:
    """What it may be."""
    return _OPTIONS.get(option, ("", ""))[1]


def way_title(key: str) -> str:
    """How a login goes, by a key of the dialect."""
    return _WAYS.get(key, (key, ""))[0]


def way_hint(key: str) -> str:
    """What is to be named of that way; nothing where nothing is."""
    return _WAYS.get(key, ("", ""))[1] if key.endswith(":") else ""


def options_of(dialect: str) -> Mapping[str, bool]:
    """The options of a dialect, and whether it must have them; certificates last."""
    return {**described(dialect).OPTIONS, CA_FILE: False}


def all_options() -> list[str]:
    """Those of every dialect, each once."""
    known = dict.fromkeys(option for name in NAMES for option in options_of(name))
    return [*(one for one in known if one != CA_FILE), CA_FILE]


def login_key(given: Given) -> str:
    """The key under which the dialect takes the login."""
    way = given["way"]
    return f"{way}{given['way-name']}" if way.endswith(":") else way


def problems(given: Given) -> dict[str, str]:
    """What is wrong, by the line that it stands on."""
    found = {
        "name": _why(given["name"], _check_name),
        "url": _why(given["url"], _check_url),
        "login": "" if given["credential"] else "Choose the credential that holds it.",
        "most": "" if _is_most(given["most"]) else "A number, or nothing for no limit.",
    }
    if given["way"].endswith(":") and not given["way-name"]:
        found["way-name"] = f"Say {way_hint(given['way']).partition(':')[0]}."
    found |= dict(_lacking(given))
    return {line: why for line, why in found.items() if why}


def _lacking(given: Given) -> Iterable[tuple[str, str]]:
    options = options_of(given["dialect"])
    for option, needed in options.items():
        if needed and not given.get(f"option-{option}"):
            yield f"option-{option}", f"{given['dialect']} has to know it."
    if "repo-id" in options:
        yield from _repository(given)


def _repository(given: Given) -> Iterable[tuple[str, str]]:
    """A repository is named by its id, or else by two names."""
    by_id = bool(given["option-repo-id"])
    names = [bool(given["option-org"]), bool(given["option-repo"])]
    if by_id and any(names):
        yield "option-repo-id", "Either the id, or both names above; not all of them."
    elif not by_id and not all(names):
        yield "option-repo-id", "Name the repository: by its id, or by both names above."


def _check_name(name: str) -> None:
    check_identifier(name, "remote")


def _check_url(url: str) -> None:
    from vaulttui.transport.address import check_url

    check_url(url)


def _is_most(text: str) -> bool:
    return not text or (text.isascii() and text.isdigit() and len(text) <= 9)


def _why(text: str, check: Callable[[str], object]) -> str:
    if not text:
        return "It needs one."
    try:
        check(text)
    except InvalidValue as error:
        return words(error)
    return ""
