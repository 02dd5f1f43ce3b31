"""The attachments of a KeePass file: a pool that entries refer to by number."""

import base64
import binascii
import zlib
from collections.abc import Mapping
from typing import Final
from xml.etree.ElementTree import Element

from vaulttui.formats.draft import MAX_VALUE
from vaulttui.formats.keepass_entry import KeepassFile

_NOT_THERE: Final = "its content is not in this file; import the KDBX file itself"
_UNREADABLE: Final = "its content cannot be decoded"
_ENCRYPTED: Final = "its content is encrypted on its own, which is not supported"


class BinaryPool:
    """Attachments by number, decoded when an entry asks and then kept."""

    def __init__(self, decoded: Mapping[str, bytes], elements: Mapping[str, Element]) -> None:
        self._decoded = dict(decoded)
        self._elements = elements

    @classmethod
    def of_meta(cls, root: Element) -> "BinaryPool":
        """Return the pool that ``Meta/Binaries`` holds (KDBX 3.1 and plain XML)."""
        found = root.iterfind("Meta/Binaries/Binary")
        return cls({}, {element.get("ID", ""): element for element in found})

    @classmethod
    def of_list(cls, contents: list[bytes]) -> "BinaryPool":
        """Return the pool of the inner header of KDBX 4, numbered by place."""
        return cls({str(place): data for place, data in enumerate(contents)}, {})

    def file(self, name: str, value: Element | None) -> KeepassFile:
        """Return the attachment that an entry's ``Binary/Value`` holds or refers to."""
        if value is None:
            return KeepassFile(name, None, _NOT_THERE)
        number = value.get("Ref")
        if number is None:
            return _decoded(name, value)
        if number in self._decoded:
            return KeepassFile(name, self._decoded[number])
        return self._from_pool(name, number)

    def _from_pool(self, name: str, number: str) -> KeepassFile:
        element = self._elements.get(number)
        if element is None:
            return KeepassFile(name, None, _NOT_THERE)
        file = _decoded(name, element)
        if file.data is not None:
            self._decoded[number] = file.data
        return file


def _decoded(name: str, element: Element) -> KeepassFile:
    if element.get("Protected") == "True":
        return KeepassFile(name, None, _ENCRYPTED)
    try:
        data = base64.b64decode("".join((element.text or "").split()), validate=True)
        packed = element.get("Compressed", "").lower() == "true"
        return KeepassFile(name, _unpacked(data) if packed else data)
    except (binascii.Error, zlib.error, ValueError):
        return KeepassFile(name, None, _UNREADABLE)


def _unpacked(data: bytes) -> bytes:
    """Unpack gzip, one byte past the largest value at most: the draft then refuses it by size."""
    stream = zlib.decompressobj(wbits=31)
    found = stream.decompress(data, MAX_VALUE + 1)
    if not stream.eof and len(found) <= MAX_VALUE:
        raise zlib.error("the stream ends too early")
    return found
