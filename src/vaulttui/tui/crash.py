"""What is told of an error that nobody expected."""

import traceback
from pathlib import PurePath


def place_of(error: BaseException) -> str:
    """Where it arose: its class and the lines, no message and no values."""
    cause = getattr(error, "error", error)
    cause = cause if isinstance(cause, BaseException) else error
    frames = traceback.extract_tb(cause.__traceback__)[-6:]
    places = " < ".join(f"{PurePath(frame.filename).name}:{frame.lineno}" for frame in frames[::-1])
    return (
        f"vaulttui met an error that it did not expect ({type(cause).__name__} at {places}). "
        "Please report it; nothing of your vault is in this line."
    )
