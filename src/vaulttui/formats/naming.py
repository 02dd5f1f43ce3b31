"""Names, tags and field ids made from the free text of other tools."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

MAX_NAME: Final = 512
MAX_TAG: Final = 128
MAX_ID: Final = 128
NO_NAME: Final = "(no name)"

_IDENTIFIER: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_NOT_IN_ID: Final = re.compile(r"[^A-Za-z0-9.-]+")
_UNSAFE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def one_line(text: str) -> str:
    """Return the text with control and format characters and runs of blanks as one blank."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = (" " if unicodedata.category(char) in _UNSAFE else char for char in text)
    return " ".join("".join(kept).split())


def credential_name(title: str, url: str) -> str:
    """Return the title, or where it is blank the host of the url; not yet cut."""
    return title if title.strip() else _host(url) or NO_NAME


def _host(url: str) -> str:
    try:
        return urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""


def tag_of_path(folders: Iterable[str]) -> str:
    """Return the tag of nested folders; a slash inside a name becomes a hyphen."""
    names = (one_line(folder).replace("/", "-") for folder in folders)
    return "/".join(name for name in names if name)


def clean_tag(text: str) -> str:
    """Return a tag whose slashes nest, as other tools write nested folders; not yet cut."""
    return "/".join(filter(None, (part.strip() for part in one_line(text).split("/"))))


def unique(tags: Iterable[str]) -> tuple[str, ...]:
    """Return the tags that are not empty, each once, in order."""
    return tuple(dict.fromkeys(filter(None, tags)))


class FieldIds:
    """Gives each field of one credential an identifier of its own.

    A label that is an identifier stays as it is, so that the field answers to
    the name it had; ids that differ only in case count as the same.
    """

    __slots__ = ("_last", "_taken")

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {name.casefold() for name in taken}
        self._last: dict[str, int] = {}

    def give(self, label: str) -> str:
        """Return a fresh identifier for a field so labelled."""
        base = label if _IDENTIFIER.fullmatch(label) else _slug(label)
        found, count = base, self._last.get(base.casefold(), 1)
        while found.casefold() in self._taken:
            count += 1
            found = f"{base[: MAX_ID - len(str(count)) - 1]}-{count}"
        self._last[base.casefold()] = count
        self._taken.add(found.casefold())
        return found


def _slug(label: str) -> str:
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
    return _NOT_IN_ID.sub("_", plain.lower()).strip("_.-")[:MAX_ID] or "field"
