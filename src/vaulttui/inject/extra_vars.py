"""Extra variables as the file in which a program finds them."""

from collections.abc import Mapping
from typing import Final

import msgspec

from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue
from vaulttui.inject.environment import InjectedFile
from vaulttui.secret import Secret

_NAME: Final = "extra-vars.json"


def extra_vars_file(extra_vars: Mapping[str, Secret]) -> InjectedFile:
    """One JSON object of texts; InvalidValue where a value is not UTF-8."""
    texts = {name: _text(name, value) for name, value in extra_vars.items()}
    return InjectedFile(_NAME, Secret(msgspec.json.encode(texts) + b"\n"))


def _text(name: str, value: Secret) -> str:
    try:
        return value.reveal().decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidValue(
            f"The extra variable {safe_text(name, 128)} is not UTF-8 text, which JSON needs.",
            hint="Give it as a file: by a type whose injectors have one.",
        ) from None
