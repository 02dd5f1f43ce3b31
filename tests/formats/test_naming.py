"""Names, tags and field ids from free text."""

from hypothesis import given
from hypothesis import strategies as st

from vaulttui.domain.identifiers import check_identifier, check_tag
from vaulttui.formats.naming import FieldIds, clean_tag, credential_name, tag_of_path

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def test_an_identifier_stays_as_it_is() -> None:
    ids = FieldIds(["password"])
    assert [ids.give(label) for label in ("AWS_KEY", "API key", "Äpfel & Öl", "..", "東京")] == [
        "AWS_KEY",
        "api_key",
        "apfel_ol",
        "field",
        "field-2",
    ]


def test_ids_are_told_apart_whatever_their_case() -> None:
    ids = FieldIds(["password"])
    given = [ids.give(label) for label in ("Password", "PIN", "pin", "pin-2", "pin")]
    assert given == ["Password-2", "PIN", "pin-2", "pin-2-2", "pin-3"]


def test_a_long_label_is_cut_and_still_told_apart() -> None:
    ids = FieldIds([])
    first, second = ids.give("x" * 500), ids.give("x" * 500)
    assert (len(first), len(second)) == (128, 128)
    assert second.endswith("-2")


@given(st.lists(_TEXT | st.sampled_from(["a", "A", "a-2", ""]), max_size=30))
def test_ids_follow_the_grammar_and_are_unique(labels: list[str]) -> None:
    ids = FieldIds(["url"])
    found = [check_identifier(ids.give(label), "field") for label in labels]
    assert len({name.casefold() for name in found} | {"url"}) == len(labels) + 1


@given(st.lists(_TEXT, max_size=5))
def test_tags_of_paths_are_tags(folders: list[str]) -> None:
    tag = tag_of_path(folders)[:128].rstrip("/ ")
    assert tag == "" or check_tag(tag)
    assert tag.count("/") < max(len(folders), 1)


@given(_TEXT)
def test_clean_tags_are_tags(text: str) -> None:
    tag = clean_tag(text)[:128].rstrip("/ ")
    assert tag == "" or check_tag(tag)


def test_names() -> None:
    assert credential_name("Title", "https://x.example") == "Title"
    assert credential_name(" \t", "https://user:fake@x.example:8/y") == "x.example"
    assert credential_name("", "x.example/y") == "x.example"
    assert credential_name("", "https://[broken") == "(no name)"
    assert credential_name("", "") == "(no name)"
