"""Injector templates are understood without being run."""

import pytest

from vaulttui.domain.types.templates import check_template
from vaulttui.errors import InvalidValue

FIELDS = frozenset({"url", "token", "in_use"})

GOOD = [
    "",
    "plain text with } and }} and %}",
    '{"a": {"b": {{ url | tojson }}}}',
    "{{url}}{{- token -}}",
    "{{ url ~ ':' ~ token }}",
    "{{ url | replace('a', \"b\") | upper }}",
    "{{ token[0] }}{{ url.host }}",
    "{{ url if token else 'none' }}",
    "{% if url and not token %}a{% elif in_use is defined %}b{% else %}c{% endif %}",
    "{%- if url is not defined -%}x{%- endif -%}",
    "{% for line in token %}{{ line }}{{ loop.index }}{% endfor %}",
    "{% set both = url ~ token %}{{ both }}",
    "{# a comment that names nothing #}",
    "{{ url | default(value='x') }}",
    "{{ tower.filename }}",
    "{{ 'nobody' }}{{ 12.5 }}{{ true }}",
]

BAD = [
    ("{{ nobody }}", '"nobody"'),
    ("{{ url ~ nobody }}", '"nobody"'),
    ("{% if nobody %}{% endif %}", '"nobody"'),
    ("{{ url | default(nobody) }}", '"nobody"'),
    ("{% for line in nobody %}{% endfor %}", '"nobody"'),
    ("{{ url ", 'a "{{" that is not closed'),
    ("{% if url", 'a "{%" that is not closed'),
    ("{# note", 'a "{#" that is not closed'),
    ("{% if url %}", 'no "{% endif %}"'),
    ("{% endif %}", "without its beginning"),
    ("{% for a in url %}{% endif %}", "without its beginning"),
    ("{% else %}", 'outside of an "if"'),
    ("{% for a in url %}{% elif url %}{% endfor %}", 'outside of an "if"'),
    ("{% include 'x' %}", "{% include %}"),
    ("{% macro x() %}", "{% macro %}"),
    ("{{ url ? token }}", "cannot be read"),
    ("{{ tower }}", "tower.filename"),
    ("{{ tower.secret }}", "tower.filename"),
    ("{{ tower.filename.cert }}", '"template.cert"'),
]


@pytest.mark.parametrize("template", GOOD)
def test_well_formed_templates_pass(template: str) -> None:
    check_template("It", template, FIELDS, {"template": ""})


@pytest.mark.parametrize(("template", "problem"), BAD)
def test_others_are_refused_in_a_sentence(template: str, problem: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        check_template("It", template, FIELDS, {"template": ""})
    assert caught.value.message.startswith("It ")
    assert problem in caught.value.message
