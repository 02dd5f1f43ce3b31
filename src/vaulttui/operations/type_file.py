"""The TOML file of a type, as a person names it: read, and written anew."""

from pathlib import Path
from typing import Final

from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue
from vaulttui.host.files import write_secret
from vaulttui.host.reading import read_file
from vaulttui.operations import types
from vaulttui.secret import Secret
from vaulttui.session.session import Session

_LARGEST: Final = 1 << 20


def type_text(path: str) -> str:
    """What stands in it; InvalidValue where that is too much, or no text."""
    try:
        return read_file(path, _LARGEST).decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidValue(f"{safe_text(path)} is not UTF-8 text.") from None


def write_type(session: Session, type_id: str, path: Path, *, force: bool = False) -> None:
    """Write a type as ``type export`` prints it; Exists where a file is there, unless ``force``."""
    write_secret(path, Secret.from_text(types.export(session, type_id)), force=force)
