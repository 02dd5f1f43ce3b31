"""The type of secrets: bytes that mask themselves everywhere but at one door."""

import hmac
from typing import Any, Final, NoReturn

MASK: Final = "••••••••"


class Secret:
    """Secret bytes; :meth:`reveal` is the only way out.

    The mask has a fixed length, so that it tells nothing of the value's own.
    """

    __slots__ = ("__value",)

    def __init__(self, value: bytes) -> None:
        self.__value = bytes(value)

    @classmethod
    def from_text(cls, text: str) -> "Secret":
        """Take text typed by a person; it is held as UTF-8."""
        return cls(text.encode("utf-8"))

    def reveal(self) -> bytes:
        """Return the bytes themselves: every call stands in an allow-list of the tests."""
        return self.__value

    def __len__(self) -> int:
        return len(self.__value)

    def __bool__(self) -> bool:
        return bool(self.__value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self.__value, other.__value)

    __hash__ = None  # type: ignore[assignment]  # a hash table would keep and compare in the open

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, _spec: str) -> str:
        return MASK

    def __rich__(self) -> str:
        return MASK

    def __copy__(self) -> "Secret":
        return self

    def __deepcopy__(self, _memo: dict[int, Any]) -> "Secret":
        return self

    def __reduce_ex__(self, _protocol: object) -> NoReturn:
        raise TypeError("a Secret is never pickled")
