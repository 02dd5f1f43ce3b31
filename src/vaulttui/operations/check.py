"""Checking a vault file whole: every frame, every record, every sealed value."""

from dataclasses import dataclass

from vaulttui.domain.text import safe_text
from vaulttui.errors import Tampered
from vaulttui.vaultfile.vault import VaultFile


@dataclass(frozen=True, slots=True)
class Report:
    """What a check counted, and what it found wanting: a header copy, a torn tail, a value."""

    path: str
    epoch: int
    records: int
    revisions: int
    values: int
    findings: tuple[str, ...]
    broken: tuple[str, ...]


def check(file: VaultFile) -> Report:
    """Open every value of an open vault; all else was verified when it was opened."""
    broken = []
    values = 0
    for revision in file.document.revisions():
        for field, sealed in revision.v.items():
            values += 1
            try:
                file.keys.open_value(revision.id, field, sealed)
            except Tampered:
                name = safe_text(str(revision.m.get("name", revision.id)))
                broken.append(f"The value {safe_text(field)} of {name} does not open.")
    return Report(
        path=file.place.path,
        epoch=file.header.epoch,
        records=len(file.document),
        revisions=file.document.revision_count,
        values=values,
        findings=tuple(file.notices),
        broken=tuple(broken),
    )
