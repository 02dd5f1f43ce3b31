"""The style sheets of the screens; what several share has a sheet of its own."""

from pathlib import Path


def style(name: str) -> Path:
    """Where a sheet is, whichever folder the screen that needs it lies in."""
    return Path(__file__).with_name(f"{name}.tcss")
