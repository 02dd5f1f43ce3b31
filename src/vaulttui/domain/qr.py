"""Values as QR codes (ISO/IEC 18004); the one place that knows segno."""

from dataclasses import dataclass
from typing import Final

from vaulttui.errors import InvalidValue
from vaulttui.secret import Secret

LARGEST: Final = 2953
"""How many bytes the largest code holds at the least correction."""
LIGHT_AROUND: Final = 4
"""The light modules that the norm wants on each side; cameras make do with fewer."""


@dataclass(frozen=True, slots=True, repr=False)
class Modules:
    """A code's rows of modules, True for dark; as secret as the value it was made of."""

    rows: tuple[bytes, ...]

    @property
    def size(self) -> int:
        """How many modules a side has."""
        return len(self.rows)

    def is_dark(self, x: int, y: int) -> bool:
        """One module; everything outside is light."""
        return 0 <= y < self.size and 0 <= x < self.size and bool(self.rows[y][x])


def modules(value: Secret) -> Modules:
    """The smallest code that holds a text; InvalidValue for bytes, for nothing, and for too much.

    Within its size the code gets the best correction of errors.
    """
    raw = value.reveal()
    if not raw:
        raise InvalidValue("There is nothing to draw: the value is empty.")
    if len(raw) > LARGEST:
        raise InvalidValue(
            f"The value is too long for a QR code: it has {len(raw):,} bytes, "
            f"and the largest code holds {LARGEST:,}.",
            hint="c copies it.",
        )
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise InvalidValue("The value is no text, and cameras read only text.") from None
    import segno  # not with the module: most programs draw no code

    code = segno.make(text, encoding="utf-8", error="l", micro=False)
    return Modules(tuple(bytes(row) for row in code.matrix))
