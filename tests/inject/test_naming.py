"""The names that variables get."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaulttui.inject.naming import VARIABLE, Naming, by_rule, own_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("token", "TOKEN"),
        ("My mail.box", "MY_MAIL_BOX"),
        ("a-b/c", "A_B_C"),
        ("naïve", "NA_VE"),
        ("straße", "STRA_E"),
        # Upper case first would make letters of these.
        ("ıſ", "__"),
        ("9to5", "9TO5"),
    ],
)
def test_the_rule(text: str, name: str) -> None:
    assert by_rule(text) == name


@given(st.text(min_size=1))
def test_the_rule_leaves_only_letters_digits_and_underscores(text: str) -> None:
    assert len(by_rule(text)) == len(text)
    assert VARIABLE.fullmatch(f"X{by_rule(text)}")


@pytest.mark.parametrize(
    ("name", "variable"),
    [("Api_Key2", "Api_Key2"), ("my key", "MY_KEY"), ("a-b", "A_B"), ("2fa", "2FA")],
)
def test_a_name_that_can_be_a_variable_stays(name: str, variable: str) -> None:
    assert own_name(name) == variable


@pytest.mark.parametrize(
    ("naming", "plain", "short", "final"),
    [
        (Naming(), "DB_PASS", "PASS", ("DB_PASS", False)),
        (Naming("P_"), "TOKEN", "", ("P_TOKEN", False)),
        (Naming("P_"), "DB_PASS", "PASS", ("P_PASS", False)),
        (Naming("P_", {"TOKEN": "NEW"}), "TOKEN", "", ("NEW", True)),
        (Naming("P_", {"P_TOKEN": "NEW"}), "TOKEN", "", ("NEW", True)),
        (Naming("P_", {"DB_PASS": "NEW"}), "DB_PASS", "PASS", ("NEW", True)),
        (Naming("P_", {"P_PASS": "NEW"}), "DB_PASS", "PASS", ("NEW", True)),
        (Naming("", {"OTHER": "NEW"}), "TOKEN", "", ("TOKEN", False)),
    ],
)
def test_prefix_and_renames(
    naming: Naming, plain: str, short: str, final: tuple[str, bool]
) -> None:
    assert naming.final(plain, short) == final
