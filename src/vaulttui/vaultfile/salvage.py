"""Collecting what is authentic in a damaged file, read-only (``docs/format.md``, *Opening*)."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

from vaulttui.crypto.keys import VaultKeys
from vaulttui.domain.document import Document
from vaulttui.domain.revisions import Revision
from vaulttui.errors import Damaged, Unsupported
from vaulttui.vaultfile.disk import told
from vaulttui.vaultfile.frames import OPAQUE, FrameType, unpad
from vaulttui.vaultfile.header import Header
from vaulttui.vaultfile.ops import decode_ops
from vaulttui.vaultfile.place import Place
from vaulttui.vaultfile.reader import Frame, FrameReader
from vaulttui.vaultfile.slots import Unlocking, unlock
from vaulttui.vaultfile.vault import peek


@dataclass(frozen=True, slots=True)
class Salvage:
    """What a damaged file still gives, and in sentences what it does not."""

    header: Header
    keys: VaultKeys
    document: Document
    opaque: tuple[tuple[int, bytes], ...]
    lost: tuple[str, ...]
    next_seq: int


def salvage(place: Place, offer: Unlocking, *, allow_expensive: bool = False) -> Salvage:
    """Unlock by the whole header copy, and take every authentic frame wherever it stands."""
    reading = peek(place)
    unlocked = unlock(reading.header, offer, allow_expensive=allow_expensive)
    reading.verify(unlocked.keys)
    return salvage_with(place, reading.header, unlocked.keys)


def salvage_with(place: Place, header: Header, keys: VaultKeys) -> Salvage:
    """The same with the key in hand, by a header that is known to be whole."""
    with place.opened() as descriptor, told(f"read {place.shown}"):
        reader = FrameReader(place.disk, descriptor, header, keys)
        frames = sorted(
            {frame.head.seq: frame for frame in reader.authentic()}.values(),
            key=lambda frame: frame.head.seq,
        )
    document, opaque, unread = _collect(frames)
    lost = [*_gaps(header, frames), *unread]
    last = max((frame.head.seq for frame in frames), default=header.base_seq)
    return Salvage(header, keys, document, tuple(opaque), tuple(lost), last + 1)


def _collect(
    frames: Sequence[Frame],
) -> tuple[Document, list[tuple[int, bytes]], list[str]]:
    document = Document()
    opaque: list[tuple[int, bytes]] = []
    unread: list[str] = []
    for frame in frames:
        kind = frame.head.type
        try:
            payload = unpad(kind, frame.plaintext)
            if kind >= OPAQUE:
                opaque.append((kind, payload))
            elif kind in (FrameType.SNAPSHOT, FrameType.COMMIT):
                _add(document, decode_ops(payload, commit=kind == FrameType.COMMIT))
        except (Damaged, Unsupported) as error:
            unread.append(f"Frame {frame.head.seq}: {error.message}")
    return document, opaque, unread


def _add(document: Document, revisions: Sequence[Revision]) -> None:
    try:
        document.add(revisions)
    except Damaged:
        # One bad revision must not cost its neighbours.
        for revision in revisions:
            with contextlib.suppress(Damaged):
                document.add([revision])


def _gaps(header: Header, frames: Sequence[Frame]) -> list[str]:
    """Which frames are missing, by their numbers; what stood behind the last is not known."""
    gaps = []
    expected = header.base_seq
    for frame in frames:
        if frame.head.seq > expected:
            gaps.append(f"Frames {expected} to {frame.head.seq - 1} are lost.")
        expected = frame.head.seq + 1
    if all(frame.head.type != FrameType.SNAPSHOT_END for frame in frames):
        gaps.append("The end of the snapshot is lost; more frames may be.")
    return gaps
