"""Vectors of the vault format: a few lines of text, an empty line, and one file.

Each one obeys or breaks just the rule of ``docs/format.md`` that it names. Keys:

- ``rule``, ``about``: the rule's mark, and a sentence;
- ``expect``: ``success``, the error's name, ``refused`` (the secret's text is no secret), or
  ``value: Tampered`` (the file opens, the value ``open`` names does not);
- ``passphrase``, ``key-file``, ``recovery``: what is offered, as JSON strings;
- ``reported``: what a reader reports, separated by ``, ``;
- ``seen``: JSON, what one sees: record id → ``m``, ``v`` (values as text), ``deleted``,
  ``conflicts``, and ``more`` where there are unknown keys.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

OFFERED: Final[tuple[str, ...]] = ("passphrase", "key-file", "recovery")
FOLDER: Final = Path(__file__).parent / "files"


@dataclass(frozen=True, slots=True)
class Vector:
    """One vector, read."""

    name: str
    rule: str
    about: str
    expect: str
    data: bytes
    offer: dict[str, str] = field(default_factory=dict)
    reported: tuple[str, ...] = ()
    seen: dict[str, Any] | None = None
    open: tuple[str, str] | None = None

    def write(self) -> None:
        """Write the vector into its folder."""
        lines = [f"rule: {self.rule}", f"about: {self.about}", f"expect: {self.expect}"]
        lines += [f"{key}: {json.dumps(text)}" for key, text in self.offer.items()]
        if self.reported:
            lines.append(f"reported: {', '.join(self.reported)}")
        if self.seen is not None:
            lines.append(f"seen: {json.dumps(self.seen, sort_keys=True)}")
        if self.open is not None:
            lines.append(f"open: {'/'.join(self.open)}")
        text = "\n".join(lines).encode() + b"\n\n"
        (FOLDER / f"{self.name}.vector").write_bytes(text + self.data)


def read_vectors() -> list[Vector]:
    """All vectors, by name."""
    return [_read(path) for path in sorted(FOLDER.glob("*.vector"))]


def _read(path: Path) -> Vector:
    text, _, data = path.read_bytes().partition(b"\n\n")
    lines = dict(line.split(": ", 1) for line in text.decode().splitlines())
    offer: dict[str, str] = {
        key: json.loads(lines[key])
        for key in ("passphrase", "key-file", "recovery")
        if key in lines
    }
    record, _, name = lines.get("open", "").partition("/")
    return Vector(
        name=path.stem,
        rule=lines["rule"],
        about=lines["about"],
        expect=lines["expect"],
        data=data,
        offer=offer,
        reported=tuple(part for part in lines.get("reported", "").split(", ") if part),
        seen=json.loads(lines["seen"]) if "seen" in lines else None,
        open=(record, name) if record else None,
    )
