"""QR codes: size, the marks that the norm puts into each, and what cannot be drawn."""

import pytest

from vaulttui.domain.qr import LARGEST, modules
from vaulttui.errors import InvalidValue
from vaulttui.secret import Secret


@pytest.mark.parametrize(("length", "size"), [(1, 21), (78, 33), (134, 41), (LARGEST, 177)])
def test_the_smallest_size_that_holds_it(length: int, size: int) -> None:
    made = modules(Secret(b"a" * length))
    assert made.size == size
    assert {len(row) for row in made.rows} == {size}


def test_the_finder_patterns_stand_in_three_corners() -> None:
    made = modules(Secret(b"otpauth://totp/a?secret=GEZDGNBV"))
    last = made.size - 1
    for x, y in ((3, 3), (last - 3, 3), (3, last - 3)):
        assert all(made.is_dark(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        assert not any(made.is_dark(x + dx, y) for dx in (-2, 2))
    assert not made.is_dark(-1, 3)
    assert not made.is_dark(3, made.size)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (b"", "nothing to draw"),
        (b"a" * (LARGEST + 1), "2,954 bytes, and the largest code holds 2,953"),
        (b"\xff\xfe", "is no text"),
    ],
)
def test_what_cannot_be_drawn_is_said(value: bytes, told: str) -> None:
    with pytest.raises(InvalidValue, match=told):
        modules(Secret(value))


def test_the_same_text_in_other_scripts_is_utf_8() -> None:
    assert modules(Secret("é".encode() * (LARGEST // 2))).size == 177


def test_nothing_of_it_is_in_its_words() -> None:
    assert "0" not in repr(modules(Secret(b"secret"))).partition(" at ")[0]
