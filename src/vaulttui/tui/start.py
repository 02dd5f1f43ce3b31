"""What the terminal UI is started with."""

from dataclasses import dataclass, field
from pathlib import Path

from vaulttui.settings import Settings


@dataclass(frozen=True, slots=True)
class Start:
    """The options of the command line that count here.

    ``resume_fd`` is the descriptor that a locked run left behind; without it the
    environment is asked (:data:`vaulttui.tui.lock.RESUME_VARIABLE`). ``trouble`` is
    said once the vault is open.
    """

    path: Path
    demo: bool = False
    allow_expensive: bool = False
    key_file: Path | None = None
    settings: Settings = field(default_factory=Settings)
    resume_fd: int | None = None
    trouble: str = ""
