"""Plain XML exports of KeePass 2 and KeePassXC."""

from typing import Final
from xml.etree.ElementTree import (
    Element,
    ParseError,
    TreeBuilder,
    XMLParser,
)

from vaulttui.errors import InvalidValue
from vaulttui.formats.imported import ImportedFile, SourceSecret
from vaulttui.formats.keepass_binaries import BinaryPool
from vaulttui.formats.keepass_mapping import to_credentials
from vaulttui.formats.keepass_tree import read_tree
from vaulttui.formats.source_text import decode, shown


class _DocumentType(Exception):
    """The XML declares a document type."""


class _PlainBuilder(TreeBuilder):
    """Builds a tree, and refuses the one place where entities can be declared.

    Without a document type there are no entities to expand and nothing outside
    to fetch, which is all that an XML bomb has.
    """

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        """Refuse: KeePass writes none."""
        raise _DocumentType


class KeepassXml:
    """``keepassxc-cli export -f xml``, and KeePass 2's XML of version 2.x."""

    name: Final = "keepass-xml"
    needs_secret: Final = False

    def read(self, data: bytes, *, origin: str, secret: SourceSecret | None) -> ImportedFile:
        """Read an export; ``secret`` is not used."""
        root = parse_xml(decode(data, origin), origin)
        return to_credentials(read_tree(root, BinaryPool.of_meta(root), origin))


def parse_xml(text: str, origin: str) -> Element:
    """Parse XML that declares no document type; raise InvalidValue for any other."""
    parser = XMLParser(target=_PlainBuilder())  # noqa: S314 - _PlainBuilder is the hardening
    try:
        parser.feed(text)
        root: Element = parser.close()
    except _DocumentType:
        why = "declares a document type, which KeePass never does; it is not read"
    except ParseError as error:
        # The parser's own words may quote the file; its position cannot.
        why = "is not whole XML (line {}, column {})".format(*error.position)
    else:
        return root
    raise InvalidValue(f"The file {shown(origin)} {why}.")


FORMAT: Final = KeepassXml()
