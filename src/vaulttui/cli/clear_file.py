"""A new file that will hold values in clear: nothing is replaced or given away unasked."""

from pathlib import Path

from vaulttui.cli.options import Options
from vaulttui.domain.text import safe_text
from vaulttui.host.exposed_places import exposure
from vaulttui.host.files import refuse_taken


def agree(path: Path, options: Options, *, force: bool) -> None:
    """Raise where a file is there, or where nobody agrees to a tracked or synchronized place."""
    refuse_taken(path, force=force)
    where = exposure(path)
    if where:
        options.terminal.confirm(
            f"{safe_text(str(path))} is {where}. Write secrets there in clear?"
        )
