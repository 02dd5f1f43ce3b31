"""Text from outside, made harmless for a terminal."""

import re
import unicodedata
from typing import Final

_BAD: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_PLAIN: Final = re.compile(r"[ -~]*")


def safe_text(text: str, limit: int = 512) -> str:
    """Escape control, format and unassigned characters, and cut after ``limit``.

    What a terminal could obey (escape sequences, C1 controls, bidirectional
    overrides, zero-width characters) becomes visible as ``\\u{…}``.
    """
    if len(text) <= limit and _PLAIN.fullmatch(text):
        return text
    shown = "".join(
        f"\\u{{{ord(char):x}}}" if unicodedata.category(char) in _BAD else char
        for char in text[:limit]
    )
    return shown + ("…" if len(text) > limit else "")


def plural(count: int, one: str, many: str = "") -> str:
    """``1 credential``, ``2 credentials``."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def lasting(seconds: int) -> str:
    """A time to come in the units that people use: ``40 s``, ``14 min``, ``7 h 59 min``."""
    minutes = seconds // 60
    if not minutes:
        return f"{seconds} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
