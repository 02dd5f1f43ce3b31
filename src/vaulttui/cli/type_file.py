"""The TOML file of a type, as a person names it."""

from typing import Final

from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue
from vaulttui.host.reading import read_file

_LARGEST: Final = 1 << 20


def type_text(path: str) -> str:
    """What stands in it; InvalidValue where that is too much, or no text."""
    try:
        return read_file(path, _LARGEST).decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidValue(f"{safe_text(path)} is not UTF-8 text.") from None
