"""Where this program keeps things.

``VAULTTUI_HOME`` is one folder for all of it; without it the places of the XDG base
directory specification count.
"""

import os
import sys
from pathlib import Path
from typing import Final, Literal

HOME_VARIABLE: Final = "VAULTTUI_HOME"
VAULT_VARIABLE: Final = "VAULTTUI_VAULT"
VAULT_NAME: Final = "vault.vtv"
_XDG: Final = {
    "config": ("XDG_CONFIG_HOME", ".config"),
    "data": ("XDG_DATA_HOME", ".local/share"),
    "state": ("XDG_STATE_HOME", ".local/state"),
}


def config_folder() -> Path:
    """The folder of the settings."""
    return _folder("config")


def data_folder() -> Path:
    """The folder of the vault, unless another one was chosen."""
    return _folder("data")


def state_folder() -> Path:
    """The folder of what belongs to this machine alone."""
    return _folder("state")


def settings_path() -> Path:
    """The user's settings."""
    return config_folder() / "settings.toml"


def vault_path(option: str | None, setting: str | None = None) -> Path:
    """The vault: what the option says, else the environment, the settings, the default."""
    if option:
        return Path(option).absolute()
    if named := os.environ.get(VAULT_VARIABLE):
        return Path(named).absolute()
    if setting:
        return Path(setting).expanduser()
    return data_folder() / VAULT_NAME


def _folder(kind: Literal["config", "data", "state"]) -> Path:
    if home := os.environ.get(HOME_VARIABLE):
        return Path(home).absolute() / kind
    if str(sys.platform) == "linux":  # str: mypy takes what it runs on for the only platform
        # By hand, because platformdirs takes a tenth of all the time that `get` may take.
        variable, usual = _XDG[kind]
        named = Path(os.environ.get(variable, ""))
        return (named if named.is_absolute() else Path.home() / usual) / "vaulttui"
    import platformdirs

    found = getattr(platformdirs, f"user_{kind}_path")("vaulttui", appauthor=False)
    return Path(found)
