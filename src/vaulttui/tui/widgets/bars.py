"""Bars of blocks, finer than a character."""

from typing import Final

_EIGHTHS: Final = " ▏▎▍▌▋▊▉█"
_FULL: Final = "█"
_PARTS: Final = 8


def bar(part: int, whole: int, width: int) -> str:
    """As much of ``width`` cells as ``part`` is of ``whole``; what is there at all is seen."""
    if not part or not whole or width <= 0:
        return ""
    eighths = max(1, min(width * _PARTS, part * width * _PARTS // whole))
    full, rest = divmod(eighths, _PARTS)
    return _FULL * full + _EIGHTHS[rest].strip()


def percent(part: int, whole: int) -> str:
    """``12%``; what is neither nothing nor all is never called so."""
    share = round(100 * part / whole) if whole else 0
    if 0 < part < whole:
        share = min(99, share)
    return "<1%" if part and not share else f"{share}%"
