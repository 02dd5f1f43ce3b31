"""Where this program keeps things.

``VAULTTUI_HOME`` is one folder for all of it; without it the places of the XDG base
directory specification count.
"""

import os
from pathlib import Path
from typing import Final, Literal

HOME_VARIABLE: Final = "VAULTTUI_HOME"
VAULT_VARIABLE: Final = "VAULTTUI_VAULT"
VAULT_NAME: Final = "vault.vtv"


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
    # Imported here, because most runs under VAULTTUI_HOME never need it.
    import platformdirs

    named = {
        "config": platformdirs.user_config_path,
        "data": platformdirs.user_data_path,
        "state": platformdirs.user_state_path,
    }
    return named[kind]("vaulttui", appauthor=False)
