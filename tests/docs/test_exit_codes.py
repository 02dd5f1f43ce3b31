"""The page of exit codes and the tree of errors say the same."""

from collections.abc import Iterator

from tests.docs.pages import page, rows
from vaulttui.errors import VaulttuiError


def tree(error: type[VaulttuiError]) -> Iterator[type[VaulttuiError]]:
    """Yield an error and all that are made of it."""
    yield error
    for one in error.__subclasses__():
        yield from tree(one)


def test_the_page_has_every_error_and_no_other() -> None:
    told = {(int(code), word) for code, word, _ in rows(page("exit-codes"))}
    assert told == {(one.exit_code, one.code) for one in tree(VaulttuiError)} | {(0, "")}


def test_the_codes_stand_in_order() -> None:
    codes = [int(code) for code, _, _ in rows(page("exit-codes"))]
    assert codes == sorted(codes)
