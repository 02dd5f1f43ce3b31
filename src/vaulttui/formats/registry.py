"""The formats that can be read, by the word of the command line."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Final, cast

from vaulttui.domain.text import safe_text
from vaulttui.errors import UsageError
from vaulttui.formats.imported import Format

# Modules by name, imported on use: each brings a parser that most runs never need.
_MODULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "keepass-xml": "keepass_xml",
        "kdbx": "kdbx",
        "bitwarden": "bitwarden",
        "dotenv": "dotenv",
        "json": "json_file",
    }
)

FORMAT_NAMES: Final = tuple(_MODULES)


def format_named(name: str) -> Format:
    """Return the format of that name, or raise UsageError."""
    module = _MODULES.get(name)
    if module is None:
        raise UsageError(
            f"There is no import format named {safe_text(name)}.",
            hint=f"Formats: {', '.join(FORMAT_NAMES)}.",
        )
    return cast("Format", import_module(f"vaulttui.formats.{module}").FORMAT)
