"""How a filter that is being typed may go on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaulttui.domain.completion import EXAMPLES, QUALIFIERS, completion
from vaulttui.domain.search import Query

KNOWN = {**EXAMPLES, "type": ["login", "aws"], "tag": ["work/db", "Area 4", 'odd"one'], "set": []}


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("ty", "type:"),
        ("-ty", "-type:"),
        ("TA", "TAg:"),
        ("mail or", "mail organization:"),
        ('"a phrase" ex', '"a phrase" expires:'),
        ("type:", "type:login"),
        ("type:a", "type:aws"),
        ("Type:L", "Type:login"),
        ("mail -tag:w", "mail -tag:work/db"),
        ("tag:ar", 'tag:"Area 4"'),
        ('tag:"ar', 'tag:"Area 4"'),
        ("expires:", "expires:30d"),
        ("stale:1", "stale:180d"),
    ],
)
def test_what_is_suggested(typed: str, whole: str) -> None:
    found = completion(typed, KNOWN)
    assert found is not None
    assert found.whole == whole


@pytest.mark.parametrize(
    "typed",
    ["", "t", "ty ", '"ty', "type:login", "type:login ", "set:", "web:x", 'tag:"Area 4"',
     'mail "type:', "tag:odd", "https://ty"],
)  # fmt: skip
def test_where_nothing_is(typed: str) -> None:
    assert completion(typed, KNOWN) is None


@given(st.text(st.sampled_from('tyagprojset:" -/4wA'), max_size=14))
def test_the_rest_is_shown_behind_what_is_typed(typed: str) -> None:
    found = completion(typed, KNOWN)
    if found is not None:
        assert found.rest
        assert (
            found.whole.replace('"', "").casefold()
            == (typed + found.rest).replace('"', "").casefold()
        )


@pytest.mark.parametrize("qualifier", QUALIFIERS)
def test_every_qualifier_is_one_of_the_language(qualifier: str) -> None:
    value = EXAMPLES.get(qualifier, ("x",))[0]
    assert [one.qualifier for one in Query.parse(f"{qualifier}:{value}").conditions] == [qualifier]


@pytest.mark.parametrize(("qualifier", "values"), EXAMPLES.items())
def test_every_example_can_be_read(qualifier: str, values: tuple[str, ...]) -> None:
    for value in values:
        assert Query.parse(f"{qualifier}:{value}").conditions
