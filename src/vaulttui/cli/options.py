"""What the options say that stand before or after every command."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from vaulttui.host.terminal import Terminal
    from vaulttui.operations.serving import Server

KEY_FILE_VARIABLE: Final = "VAULTTUI_KEY_FILE"


class Options:
    """What they say; filled while the command line is read, wherever each stands."""

    def __init__(self) -> None:
        self.vault: str | None = None
        self.key_file: str | None = None
        self.recovery = False
        self.json = False
        self.no_input = False
        self.yes = False
        self.demo = False
        self.allow_expensive_kdf = False
        self.server: Server | None = None
        """What `serve` calls, which no option says."""

    @property
    def terminal(self) -> "Terminal":
        """Where questions are asked, as far as these options allow."""
        from vaulttui.host.terminal import Terminal

        return Terminal(no_input=self.no_input, yes=self.yes)

    @property
    def key_path(self) -> Path | None:
        """The key file that the option or the environment names."""
        named = self.key_file or os.environ.get(KEY_FILE_VARIABLE)
        return Path(named) if named else None
