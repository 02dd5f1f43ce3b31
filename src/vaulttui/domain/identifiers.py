"""The grammars of the names that people give."""

import re
import unicodedata
from typing import Final

from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue

_IDENTIFIER: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_NAME_LIMIT: Final = 512
_TAG_LIMIT: Final = 128
_SHOWN: Final = 80


def check_identifier(text: str, noun: str) -> str:
    """Return ``text`` if it names a type, organization, project, set, key, field or remote.

    ``noun`` is the word for the thing in the message of InvalidValue.
    """
    if _IDENTIFIER.fullmatch(text):
        return text
    raise InvalidValue(
        f'"{safe_text(text, _SHOWN)}" cannot be the name of a {noun}.',
        hint='Use 1 to 128 letters, digits, ".", "_" and "-"; begin with a letter, digit or "_".',
    )


def check_name(text: str) -> str:
    """Return ``text`` if it may name a credential: 1 to 512 characters, not all blank.

    Anything that UTF-8 can hold is let through; whoever shows a name passes it
    through ``safe_text``. Raises InvalidValue.
    """
    if not text.strip():
        raise InvalidValue("A credential needs a name.")
    if len(text) > _NAME_LIMIT:
        raise InvalidValue(
            f'The name "{safe_text(text, _SHOWN)}" is {len(text)} characters long; '
            f"at most {_NAME_LIMIT} are allowed."
        )
    if not _encodes(text):
        raise InvalidValue(f'The name "{safe_text(text, _SHOWN)}" is not valid UTF-8.')
    return text


def check_tag(text: str) -> str:
    """Return ``text`` if it may be a tag: 1 to 128 characters, ``/`` between the steps of a tree.

    Raises InvalidValue for an empty or blank step and for control characters.
    """
    if not 0 < len(text) <= _TAG_LIMIT:
        raise InvalidValue(
            f'The tag "{safe_text(text, _SHOWN)}" must have 1 to {_TAG_LIMIT} characters.'
        )
    if not all(step.strip() for step in text.split("/")):
        raise InvalidValue(f'The tag "{safe_text(text, _SHOWN)}" has an empty step beside a "/".')
    if not _encodes(text) or any(unicodedata.category(char) == "Cc" for char in text):
        raise InvalidValue(f'The tag "{safe_text(text, _SHOWN)}" holds control characters.')
    return text


def _encodes(text: str) -> bool:
    """Tell whether UTF-8 can hold ``text``: bytes that a shell passed on undecoded cannot be."""
    return not any("\ud800" <= char <= "\udfff" for char in text)
