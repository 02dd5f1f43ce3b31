"""What the pages say of types, filters, formats and settings, and how wide they are."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.docs.pages import README, ROOT, blocks, page, pages, rows
from vaulttui.domain.completion import QUALIFIERS
from vaulttui.domain.fields import FieldKind
from vaulttui.domain.health import CHECKS
from vaulttui.domain.search import Query
from vaulttui.domain.terms import Terms
from vaulttui.domain.types import breaking_changes, parse_type
from vaulttui.formats.registry import FORMAT_NAMES
from vaulttui.operations.activity import EXAMPLES
from vaulttui.settings import load
from vaulttui.tui.commands import BY_ID

COLUMNS = 80
_NORMATIVE = "format"
_LINK = re.compile(r"\]\(([^)#]+)[^)]*\)|src=\"([^\"]+)\"")


@pytest.mark.parametrize("name", sorted(set(pages()) - {_NORMATIVE}))
def test_a_page_fits_a_terminal(name: str) -> None:
    assert [line for line in page(name).splitlines() if len(line) > COLUMNS] == []


def _type_file() -> str:
    (found,) = (block for block in blocks(page("types")) if "[[fields]]" in block)
    return found


def test_the_type_of_the_page_is_one() -> None:
    made = parse_type(_type_file())
    assert made.id == "acme-queue"
    assert made.secret_fields == ("token",)
    assert set(made.injectors.file) == {"template"}


@pytest.mark.parametrize(
    ("before", "after", "safe"),
    [
        ('label = "Address"', 'label = "URL"', True),
        ('help = "Made under Settings, Tokens"', "required = false", True),
        ('choices = ["eu", "us"]', 'choices = ["eu", "us", "ap"]', True),
        ('choices = ["eu", "us"]', 'choices = ["eu"]', False),
        ('default = "eu"', 'default = "us"', False),
        ('default = "eu"', "required = true", False),
        ('kind = "url"', 'kind = "text"', False),
        ('ACME_URL = "{{ url }}"', "", False),
        ('ACME_URL = "{{ url }}"', 'ACME_URL = "{{ url }}"\nACME_ALSO = "{{ url }}"', True),
    ],
)
def test_edits_are_as_safe_as_the_page_says(before: str, after: str, safe: bool) -> None:
    old = _type_file()
    new = old.replace(before, after, 1).replace("required = true\nrequired", "required")
    assert new != old
    assert (breaking_changes(parse_type(old), parse_type(new)) == []) is safe


def test_the_page_of_types_has_every_kind_of_field() -> None:
    cells = [row[0] for row in rows(page("types"))]
    assert cells[-len(FieldKind) :] == list(FieldKind)


def test_every_filter_of_the_page_can_be_read() -> None:
    filters = _filters(page("search").partition("## Activity")[0])
    read = [Query.parse(text) for text in filters]
    used = {condition.qualifier for query in read for condition in query.conditions}
    assert used == {*QUALIFIERS}
    assert all(query.words or query.absent or query.conditions for query in read)


def test_the_page_has_every_filter_of_the_activity() -> None:
    filters = _filters(page("search").partition("## Activity")[2])
    read = [Terms.parse(text, EXAMPLES) for text in filters]
    assert {terms.conditions[0].qualifier for terms in read} == set(EXAMPLES)


def _filters(text: str) -> list[str]:
    return [row[0].strip("`") for row in rows(text)]


def test_the_pages_name_every_check_of_health() -> None:
    assert [row[0] for row in rows(page("health")) if row[0]] == list(CHECKS)
    (exempt,) = (row[1] for row in rows(page("format")) if row[0] == "`exempt.CHECK`")
    assert set(CHECKS) <= set(re.findall(r"`([a-z]+)`", exempt))


def test_the_page_of_imports_has_every_format() -> None:
    headings = re.findall(r"^## ([a-z-]+): ", page("import"), re.M)
    assert set(headings) == {*FORMAT_NAMES, "vtv"}


def test_the_settings_of_the_page_are_known(tmp_path: Path) -> None:
    (found,) = (block for block in blocks(page("keys")) if "[keys]" in block)
    place = tmp_path / "settings.toml"
    place.write_text(found)
    settings = load(place)
    assert settings.unknown == {}
    assert set(settings.keys) <= set(BY_ID)
    assert set(tomllib.loads(found)) >= {"lock_minutes", "keys"}


def test_every_link_of_the_readme_leads_somewhere() -> None:
    links = [one or other for one, other in _LINK.findall(README.read_text(encoding="utf-8"))]
    assert links
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


def test_the_readme_names_every_page() -> None:
    text = README.read_text(encoding="utf-8")
    assert [name for name in pages() if f"docs/{name}.md" not in text] == []
