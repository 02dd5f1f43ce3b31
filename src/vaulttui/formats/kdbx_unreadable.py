"""Protected values that pykeepass could not decode.

It logs their place and leaves the ciphertext where the value should be, which
would then be imported as if it were the value.
"""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Protocol
from xml.etree.ElementTree import Element

_LOGGER: Final = "pykeepass.kdbx_parsing.common"
_PLACE: Final = re.compile(r"Element at (\S+) marked as protected")


class _Tree(Protocol):
    """What is needed of lxml's trees, which come without types."""

    def xpath(self, path: str, /) -> list[Element]:
        """Return the elements at that place."""


class _Places(logging.Handler):
    """Keeps the places that are logged, and shows nothing."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the place that the message names."""
        self.found += _PLACE.findall(record.getMessage())


@contextmanager
def blank_unreadable() -> Iterator[Callable[[_Tree], int]]:
    """Listen to pykeepass; the function given blanks what it named, and returns how many."""
    logger, places = logging.getLogger(_LOGGER), _Places()
    before = logger.propagate
    logger.addHandler(places)
    logger.propagate = False

    def blank(tree: _Tree) -> int:
        for place in places.found:
            for element in tree.xpath(place):
                element.text = ""
        return len(places.found)

    try:
        yield blank
    finally:
        logger.removeHandler(places)
        logger.propagate = before
