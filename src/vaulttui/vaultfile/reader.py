"""Reading the frames of one file, and judging the first that is not right."""

import contextlib
import gc
from collections.abc import Iterator
from typing import Final

import msgspec

from vaulttui.crypto.keys import VaultKeys
from vaulttui.crypto.primitives import TAG_SIZE
from vaulttui.domain.revisions import Revision
from vaulttui.errors import Damaged
from vaulttui.vaultfile.disk import Disk
from vaulttui.vaultfile.frames import (
    FILE_LIMIT,
    HEAD_SIZE,
    LEAST_FRAME,
    MAGIC,
    OPAQUE,
    PLAINTEXT_LIMIT,
    FrameHead,
    FrameType,
    check_known,
    crc_fits,
    open_frame,
    read_head,
    unpad,
)
from vaulttui.vaultfile.header import FRAMES_START, Header
from vaulttui.vaultfile.ops import decode_end, decode_ops, encode_end

_SCAN_LIMIT: Final = 64 << 20
"""Ciphertext opened at most while looking for frames behind a bad one."""
_CRC_LIMIT: Final = 4 << 30
"""Bytes checksummed at most in the same search: it ends, whatever a hostile file holds."""
_WINDOW: Final = 1 << 20


class Position(msgspec.Struct):
    """How far a file has been read: where the next frame would begin, and what it must carry."""

    end: int
    seq: int
    prev_tag: bytes = bytes(TAG_SIZE)
    chunks: int = 0
    ended: bool = False
    snapshot_bytes: int = 0
    commits: int = 0
    commit_bytes: int = 0

    def pass_frame(self, kind: int, length: int, tag: bytes) -> None:
        """Step over one frame, read or written."""
        if kind == FrameType.COMMIT:
            self.commits += 1
            self.commit_bytes += length
        else:
            self.snapshot_bytes += length
        self.end += length
        self.seq += 1
        self.prev_tag = tag


class Frame(msgspec.Struct, frozen=True):
    """An authentic frame: its head, padded plaintext, and last 16 bytes."""

    head: FrameHead
    plaintext: bytes
    tag: bytes

    @property
    def length(self) -> int:
        """Bytes it takes in the file."""
        return HEAD_SIZE + self.head.body_length


class Content(msgspec.Struct):
    """What frames held: revisions, and the payloads of frames that are kept unread."""

    revisions: list[Revision] = msgspec.field(default_factory=list)
    opaque: list[tuple[int, bytes]] = msgspec.field(default_factory=list)
    torn: bool = False


@contextlib.contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Decoding makes objects by the hundred thousand, none of them garbage: do not look for any."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class FrameReader:
    """Reads one file's frames in order; ``descriptor`` stays the caller's."""

    def __init__(self, disk: Disk, descriptor: int, header: Header, keys: VaultKeys) -> None:
        self._disk = disk
        self._descriptor = descriptor
        self._header = header
        self._keys = keys

    def start(self) -> Position:
        """Where the first frame stands."""
        return Position(FRAMES_START, self._header.base_seq)

    def read(self, position: Position) -> Content:
        """Read from ``position``, which moves, to the end; raise Damaged or Unsupported.

        A wrong tail is told by ``torn``; ``position`` then stands before it.
        """
        size = self._disk.status(self._descriptor).st_size
        if size > FILE_LIMIT:
            raise Damaged("The vault file is larger than 2 GiB.")
        content = Content()
        with _collector_at_rest():
            self._read_frames(position, content, size)
        if not position.ended:
            raise Damaged("The vault's snapshot has no end.")
        return content

    def _read_frames(self, position: Position, content: Content, size: int) -> None:
        while position.end < size:
            frame = self._frame_at(position.end, size)
            if frame is None:
                self._judge_tail(position, size)
                content.torn = True
                break
            self._accept(position, content, frame)

    def authentic(self, start: int = FRAMES_START) -> Iterator[Frame]:
        """Every frame at any offset that opens, for salvage; no limit but the file's size."""
        size = self._disk.status(self._descriptor).st_size
        at = start
        while (at := self._next_magic(at, size)) >= 0:
            frame = self._frame_at(at, size)
            if frame is None:
                at += 1
            else:
                yield frame
                at += frame.length

    def _frame_at(self, at: int, size: int) -> Frame | None:
        """The frame at an offset; None if it does not open."""
        head = read_head(self._disk.read_at(self._descriptor, HEAD_SIZE, at))
        if head is None or not self._fits(head, at, size):
            return None
        body = self._disk.read_at(self._descriptor, head.body_length, at + HEAD_SIZE)
        if not crc_fits(head, body):
            return None
        plaintext = open_frame(self._keys, self._header.file_id, head, body)
        return None if plaintext is None else Frame(head, plaintext, body[-TAG_SIZE:])

    def _fits(self, head: FrameHead, at: int, size: int) -> bool:
        return (
            TAG_SIZE <= head.body_length <= PLAINTEXT_LIMIT + TAG_SIZE
            and at + HEAD_SIZE + head.body_length <= size
        )

    def _accept(self, position: Position, content: Content, frame: Frame) -> None:
        head = frame.head
        if head.seq != position.seq or head.prev_tag != position.prev_tag or any(head.reserved):
            raise Damaged("The vault's frames are not in the order they were written in.")
        check_known(head.type)
        self._take(position, content, head.type, unpad(head.type, frame.plaintext))
        position.pass_frame(head.type, frame.length, frame.tag)

    def _take(self, position: Position, content: Content, kind: int, payload: bytes) -> None:
        snapshot = kind in (FrameType.SNAPSHOT, FrameType.SNAPSHOT_END)
        if snapshot == position.ended:
            raise Damaged("The vault's frames are not in the order that the format says.")
        if kind >= OPAQUE:
            content.opaque.append((kind, payload))
        elif kind == FrameType.SNAPSHOT_END:
            # As every writer of ours makes it, it needs no reading.
            if encode_end(position.chunks) != payload and decode_end(payload) != position.chunks:
                raise Damaged("The vault's snapshot lacks frames.")
            position.ended = True
        else:
            content.revisions += decode_ops(payload, commit=kind == FrameType.COMMIT)
            position.chunks += 1

    def _judge_tail(self, position: Position, size: int) -> None:
        """Raise Damaged unless everything from here on is a tail that was never finished."""
        if not position.ended:
            raise Damaged("The vault's snapshot is damaged.")
        opened = checked = 0
        at = position.end
        while (at := self._next_magic(at, size)) >= 0:
            head = read_head(self._disk.read_at(self._descriptor, HEAD_SIZE, at))
            if head is not None and self._possible(head, at, position, size):
                body = self._disk.read_at(self._descriptor, head.body_length, at + HEAD_SIZE)
                checked += len(body)
                if crc_fits(head, body):
                    opened += len(body)
                    self._refuse_authentic(head, body, opened)
                if checked > _CRC_LIMIT:
                    raise Damaged("Behind a damaged frame lies too much to search.")
            at += 1

    def _possible(self, head: FrameHead, at: int, position: Position, size: int) -> bool:
        latest = position.seq + (size - position.end) // LEAST_FRAME
        return self._fits(head, at, size) and self._header.base_seq <= head.seq <= latest

    def _refuse_authentic(self, head: FrameHead, body: bytes, opened: int) -> None:
        if opened > _SCAN_LIMIT:
            raise Damaged("Behind a damaged frame lies too much to search.")
        if open_frame(self._keys, self._header.file_id, head, body) is not None:
            raise Damaged("A frame is damaged, and whole ones follow it.")

    def _next_magic(self, at: int, size: int) -> int:
        while at < size:
            window = self._disk.read_at(self._descriptor, _WINDOW + len(MAGIC) - 1, at)
            found = window.find(MAGIC)
            if found >= 0:
                return at + found
            at += _WINDOW
        return -1
