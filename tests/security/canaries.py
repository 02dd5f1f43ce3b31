"""Secret values that nothing else holds by chance, and looking for them in every usual shape.

They are made anew in each run, so that no source, test id or cache can hold one.
"""

import base64
import json
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote

_SEQUENCE: Final = re.compile(rb"\x1b\[[0-9;:?<=>]*[ -/]*[@-~]")
LEAST: Final = 8
"""A shape shorter than this proves nothing."""


def word(kind: str) -> str:
    """A value of one line, with a letter that encodings spell differently."""
    return f"{kind}é{secrets.token_hex(9)}"


class Canaries:
    """Values by name; what is found of them is told by name and shape, never by value."""

    def __init__(self, values: Mapping[str, bytes]) -> None:
        self._shapes: dict[str, dict[str, bytes]] = {}
        self.values: dict[str, bytes] = {}
        for name, value in values.items():
            self.add(name, value)

    def __repr__(self) -> str:
        return f"Canaries({', '.join(self.values)})"

    def add(self, name: str, value: bytes) -> None:
        """Look out for one more."""
        self.values[name] = value
        self._shapes[name] = {
            shape: spelled for shape, spelled in _shapes(value).items() if len(spelled) >= LEAST
        }

    def text(self, name: str) -> str:
        return self.values[name].decode()

    def among(self, data: bytes) -> list[str]:
        """What stands in ``data``, as "name (shape)"."""
        return [
            f"{name} ({shape})"
            for name, shapes in self._shapes.items()
            for shape, spelled in shapes.items()
            if spelled in data
        ]

    def on_screen(self, shown: bytes) -> list[str]:
        """The same for what a terminal was sent, where colours may stand between the letters."""
        return self.among(shown + b"\n" + without_sequences(shown))

    def in_memory(self, data: bytes) -> list[str]:
        """The same for the shapes that Python gives to bytes and text in memory."""
        plain = ("raw", "latin-1", "utf-16", "utf-32")
        return [
            f"{name} ({shape})"
            for name, shapes in self._shapes.items()
            for shape in plain
            if shape in shapes and shapes[shape] in data
        ]

    def in_files(self, places: Iterable[Path]) -> list[str]:
        """What stands in files, and in their names, at or below ``places``."""
        found = []
        for path in files_below(places):
            found += [f"{name} in the name {path}" for name in self.among(os.fsencode(path))]
            found += [f"{name} in {path}" for name in self.among(_content(path))]
        return found


def _shapes(value: bytes) -> dict[str, bytes]:
    shapes = {
        "raw": value,
        "reversed": value[::-1],
        "hex": value.hex().encode(),
        "HEX": value.hex().upper().encode(),
        "repr": repr(value)[2:-1].encode(),
        "percent": quote(value).encode(),
        "base32": base64.b32encode(value)[: len(value) * 8 // 5],
    }
    for offset in range(3):
        # The first and last letters depend on the neighbours.
        start, end = -(-offset * 8 // 6), (offset + len(value)) * 8 // 6
        encoded = base64.b64encode(bytes(offset) + value)
        shapes[f"base64+{offset}"] = encoded[start:end]
        shapes[f"base64url+{offset}"] = encoded.translate(bytes.maketrans(b"+/", b"-_"))[start:end]
    return shapes | _text_shapes(value)


def _text_shapes(value: bytes) -> dict[str, bytes]:
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return {}
    return {
        "latin-1": text.encode("latin-1", "replace"),
        "utf-16": text.encode("utf-16-le"),
        "utf-16-be": text.encode("utf-16-be"),
        "utf-32": text.encode("utf-32-le"),
        "json": json.dumps(text)[1:-1].encode(),
        "repr of text": ascii(text)[1:-1].encode(),
    }


def without_sequences(shown: bytes) -> bytes:
    """What a terminal was sent, less its control sequences."""
    return _SEQUENCE.sub(b"", shown)


def files_below(places: Iterable[Path]) -> list[Path]:
    """Regular files at or below ``places``, links not followed."""
    found = []
    for place in places:
        walked = (Path(root, name) for root, _, names in os.walk(place) for name in names)
        found += [path for path in (place, *walked) if path.is_file() and not path.is_symlink()]
    return found


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
