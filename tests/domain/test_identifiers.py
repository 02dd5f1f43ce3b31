"""The grammars of names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaulttui.domain.identifiers import check_identifier, check_name, check_tag
from vaulttui.errors import InvalidValue


@pytest.mark.parametrize("text", ["a", "_", "0", "acme-queue", "A.b_c-9", "x" * 128])
def test_identifier_is_returned_as_it_is(text: str) -> None:
    assert check_identifier(text, "set") == text


@pytest.mark.parametrize("text", ["", "-a", ".a", "a b", "ä", "a/b", "a\n", "x" * 129, "a\x1b[2J"])
def test_identifier_outside_of_the_grammar_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="name of a project") as caught:
        check_identifier(text, "project")
    assert "\x1b" not in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("text", ["a", "x" * 512, "[b]markup[/b]", "\x1b[31mred", "日本", "id:1"])
def test_name_is_free_text(text: str) -> None:
    assert check_name(text) == text


@pytest.mark.parametrize("text", ["", "   ", "\n", "x" * 513, "bad \udcff byte"])
def test_name_that_nobody_could_keep_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        check_name(text)


def test_message_about_a_long_name_is_short_and_harmless() -> None:
    with pytest.raises(InvalidValue) as caught:
        check_name("\x1b]0;title\x07" * 1000)
    assert "\x1b" not in caught.value.message
    assert len(caught.value.message) < 700


@pytest.mark.parametrize("text", ["work", "work/db", "Größe/ü", "a" * 128, "two words/x"])
def test_tag_may_be_a_tree(text: str) -> None:
    assert check_tag(text) == text


@pytest.mark.parametrize("text", ["", "/", "a/", "/a", "a//b", "a/ /b", "a\tb", "a\x00", "a" * 129])
def test_tag_with_a_hole_or_controls_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        check_tag(text)


@given(st.text(max_size=140))
def test_what_is_accepted_as_a_tag_has_only_filled_steps(text: str) -> None:
    try:
        tag = check_tag(text)
    except InvalidValue:
        return
    assert tag == text
    assert all(tag.encode().split(b"/"))
