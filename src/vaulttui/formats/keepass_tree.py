"""Reads the XML tree of KeePass: the same in plain exports and inside KDBX.

Source: the KDBX XML schema of keepass.info and what KeePassXC 2.7 writes.
"""

import base64
import binascii
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import Element

from vaulttui.errors import InvalidValue
from vaulttui.formats.keepass_binaries import BinaryPool
from vaulttui.formats.keepass_entry import KeepassContent, KeepassEntry, KeepassFile
from vaulttui.formats.source_text import shown

MAX_DEPTH: Final = 200
# Seconds from 0001-01-01 to 1970-01-01: KDBX 4 counts from the former.
_YEAR_ONE: Final = 62_135_596_800
_LAST: Final = 253_402_300_800_000
_TAG_SEPARATOR: Final = re.compile(r"[;,\t]")
_NO_ICON: Final = frozenset({"", "AAAAAAAAAAAAAAAAAAAAAA=="})


@dataclass(frozen=True, slots=True)
class _Group:
    """A group on the way down: its element, and what its entries take from above."""

    element: Element
    folders: tuple[str, ...]
    tags: tuple[str, ...]
    in_bin: bool


def read_tree(root: Element, pool: BinaryPool, origin: str) -> KeepassContent:
    """Return what the tree holds; raise InvalidValue where it is not KeePass's."""
    top = root.find("Root/Group") if root.tag == "KeePassFile" else None
    if top is None:
        raise InvalidValue(f"The XML in {shown(origin)} is not a KeePass export.")
    bin_id = _uuid(root.findtext("Meta/RecycleBinUUID"))
    first = _Group(top, (), (), in_bin=False)
    entries: list[KeepassEntry] = []
    noted = 0
    for group in _walk(first, bin_id, origin):
        noted += bool(group.element.findtext("Notes"))
        entries.extend(_entry(found, group, pool) for found in group.element.findall("Entry"))
    return KeepassContent(tuple(entries), noted)


def _walk(first: _Group, bin_id: str, origin: str) -> Iterator[_Group]:
    """Yield the groups in the order of the file, each before those inside it."""
    waiting = [first]
    while waiting:
        group = waiting.pop()
        yield group
        if len(group.folders) > MAX_DEPTH:
            raise InvalidValue(f"The groups in {shown(origin)} nest more than {MAX_DEPTH} deep.")
        inside = [_inner(element, group, bin_id) for element in group.element.findall("Group")]
        waiting.extend(reversed(inside))


def _inner(element: Element, above: _Group, bin_id: str) -> _Group:
    is_bin = bool(bin_id) and _uuid(element.findtext("UUID")) == bin_id
    return _Group(
        element,
        (*above.folders, element.findtext("Name") or ""),
        (*above.tags, *_tags(element.findtext("Tags"))),
        above.in_bin or is_bin,
    )


def _entry(element: Element, group: _Group, pool: BinaryPool) -> KeepassEntry:
    strings, protected = _strings(element)
    expires = (element.findtext("Times/Expires") or "").lower() == "true"
    history = element.find("History")
    return KeepassEntry(
        uuid=_uuid(element.findtext("UUID")),
        folders=group.folders,
        tags=(*group.tags, *_tags(element.findtext("Tags"))),
        strings=strings,
        protected=frozenset(protected),
        files=tuple(_files(element, pool)),
        expires_at=_time(element.findtext("Times/ExpiryTime")) if expires else None,
        created_at=_time(element.findtext("Times/CreationTime")),
        updated_at=_time(element.findtext("Times/LastModificationTime")),
        in_bin=group.in_bin,
        history=0 if history is None else len(history.findall("Entry")),
        left=tuple(_left(element)),
    )


def _strings(element: Element) -> tuple[dict[str, str], list[str]]:
    strings: dict[str, str] = {}
    protected = []
    for found in element.findall("String"):
        key, value = found.findtext("Key") or "", found.find("Value")
        if value is None:
            continue
        strings[key] = value.text or ""
        if "True" in (value.get("ProtectInMemory"), value.get("Protected")):
            protected.append(key)
    address = element.findtext("OverrideURL")
    if address:
        strings.setdefault("Override URL", address)
    return strings, protected


def _files(element: Element, pool: BinaryPool) -> Iterator[KeepassFile]:
    for found in element.findall("Binary"):
        yield pool.file(found.findtext("Key") or "attachment", found.find("Value"))


def _left(element: Element) -> Iterator[str]:
    own_sequence = element.findtext("AutoType/DefaultSequence")
    if own_sequence or element.find("AutoType/Association") is not None:
        yield "auto-type settings"
    if (element.findtext("CustomIconUUID") or "") not in _NO_ICON:
        yield "custom icons"
    if element.find("CustomData/Item") is not None:
        yield "data of plug-ins"


def _tags(text: str | None) -> list[str]:
    return _TAG_SEPARATOR.split(text) if text else []


def _uuid(text: str | None) -> str:
    """Return 32 hex digits, or nothing for none, zero, or what is not a uuid."""
    try:
        data = base64.b64decode(text or "", validate=True)
    except (binascii.Error, ValueError):
        return ""
    return data.hex() if len(data) == 16 and any(data) else ""


def _time(text: str | None) -> int | None:
    """Return milliseconds since 1970 of either spelling: ISO 8601, or base64 of 8 bytes."""
    text = (text or "").strip()
    try:
        found = _iso(text) if "-" in text and ":" in text else _counted(text)
    except (ValueError, OverflowError, struct.error):
        return None
    return found if 0 <= found < _LAST else None


def _iso(text: str) -> int:
    when = datetime.fromisoformat(text)
    return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() * 1000)


def _counted(text: str) -> int:
    (seconds,) = struct.unpack("<q", base64.b64decode(text, validate=True))
    return int(seconds - _YEAR_ONE) * 1000
