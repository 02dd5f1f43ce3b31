"""Credential types: reading their file, keeping them, and what an edit breaks."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from vaulttui.domain.fields import FORMATS, Field, FieldKind
from vaulttui.domain.types import (
    CredentialType,
    Inject,
    Injectors,
    breaking_changes,
    parse_type,
    type_from_json,
    type_to_json,
    type_to_toml,
)
from vaulttui.errors import InvalidValue

ACME = """
id = "acme-queue"
name = "Acme queue"
version = 1
kind = "cloud"                      # custom types on AWX are cloud or net

[[fields]]
id = "url"
label = "Address"
kind = "url"
required = true

[[fields]]
id = "token"
label = "Token"
kind = "secret"
required = true
help = "Made under Settings, Tokens"

[[fields]]
id = "mode"
label = "Mode"
kind = "choice"
choices = ["fast", "safe"]
default = "safe"
ask = true

[[fields]]
id = "verify"
label = "Verify"
kind = "boolean"
default = true

[injectors.env]
ACME_URL = "{{ url }}"
ACME_TOKEN = "{{ token }}"
ACME_CONFIG = "{{ tower.filename }}"

[injectors.file]
template = "address={{ url }}\\n"

[injectors.extra_vars]
acme_url = "{{ url }}"
"""
MINIMAL = 'id = "a"\nname = "A"\nversion = 1\nkind = "net"\n'
ONE = '[[fields]]\nid = "x"\nlabel = "X"\n'


def test_the_file_of_the_design_is_read_to_the_letter() -> None:
    acme = parse_type(ACME)
    assert (acme.id, acme.name, acme.version, acme.kind) == ("acme-queue", "Acme queue", 1, "cloud")
    assert not acme.managed
    assert acme.required == ("url", "token")
    assert acme.secret_fields == ("token",)
    token = Field("token", "Token", FieldKind.SECRET, True, True, help=acme.fields[1].help)
    assert acme.field("token") == token
    assert acme.field("nothing") is None
    assert acme.fields[2].choices == ("fast", "safe")
    assert (acme.fields[2].default, acme.fields[3].default) == ("safe", "true")
    assert acme.fields[2].ask
    assert acme.injectors == Injectors(
        {
            "ACME_URL": "{{ url }}",
            "ACME_TOKEN": "{{ token }}",
            "ACME_CONFIG": "{{ tower.filename }}",
        },
        {"template": "address={{ url }}\n"},
        {"acme_url": "{{ url }}"},
    )


@pytest.mark.parametrize("spelling", ["template.cert", '"template.cert"'])
def test_several_files_have_names(spelling: str) -> None:
    text = (
        f"{MINIMAL}{ONE}[injectors.file]\n{spelling} = '{{{{ x }}}}'\ntemplate.key = 'k'\n"
        "[injectors.env]\nCERT = '{{ tower.filename.cert }}'\n"
    )
    if spelling.startswith('"'):
        text = text.replace("template.key = 'k'\n", "")
    assert parse_type(text).injectors.file["template.cert"] == "{{ x }}"


REFUSED = [
    ("", 'lacks the key "id"'),
    ("id = 'a'\nid = 'b'\n", "line 2"),
    ("id = [" + "[" * 5000, "TOML|deeply"),
    (MINIMAL, "no fields"),
    (MINIMAL.replace('"net"', '"ssh"') + ONE, '"kind" cannot be "ssh"'),
    (MINIMAL.replace("version = 1", "version = 0") + ONE, "1 or more"),
    (MINIMAL.replace("version = 1", 'version = "1"') + ONE, "whole number"),
    (MINIMAL.replace("version = 1", "version = true") + ONE, "whole number"),
    (MINIMAL.replace('"a"', '"a b"') + ONE, "credential type"),
    (MINIMAL.replace('"A"', '""') + ONE, '"name" is empty'),
    ("colour = 1\n" + MINIMAL + ONE, 'unknown key "colour"'),
    ("awx_id = 7\n" + MINIMAL + ONE, 'unknown key "awx_id"'),
    ("inject = 'nothing'\n" + MINIMAL + ONE, 'unknown key "inject"'),
    ("fields = ['x']\n" + MINIMAL, r"\[\[fields\]\]"),
    (MINIMAL + ONE + "secert = true\n", 'field "x" has an unknown key "secert"'),
    (MINIMAL + ONE + "secret = 1\n", "true or false"),
    (MINIMAL + ONE + "kind = 'password'\n", '"kind" cannot be "password"'),
    (MINIMAL + ONE + "format = 'png'\n", '"format" cannot be "png"'),
    (MINIMAL + ONE + ONE, 'two fields "x"'),
    (MINIMAL + ONE.replace('"x"', '"tower"'), '"tower"'),
    (MINIMAL + ONE.replace('"x"', '"a/b"'), "field"),
    (MINIMAL + "[[fields]]\nid = 'x'\n", 'lacks the key "label"'),
    (MINIMAL + ONE + "choices = ['a']\n", "belong together"),
    (MINIMAL + ONE + "kind = 'choice'\n", "belong together"),
    (MINIMAL + ONE + "kind = 'choice'\nchoices = ['a', 'a']\n", "differ"),
    (MINIMAL + ONE + "kind = 'choice'\nchoices = [1]\n", "list of texts"),
    (MINIMAL + ONE + "kind = 'choice'\nchoices = ['a']\ndefault = 'b'\n", "one of: a"),
    (MINIMAL + ONE + "kind = 'integer'\ndefault = 'b'\n", "whole number"),
    (MINIMAL + ONE + "kind = 'secret'\ndefault = 'b'\n", "no default"),
    (MINIMAL + ONE + "default = 1979-05-27\n", "must be a text, a number"),
    (MINIMAL + ONE + "needs = ['y']\n", 'needs "y"'),
    (MINIMAL + ONE + ONE.replace("fields", "metadata").replace('"x"', '"y"'), "external"),
    (MINIMAL + ONE + "[injectors.files]\n", 'unknown key "files"'),
    (MINIMAL + ONE + "[injectors]\nenv = 3\n", "must be a table"),
    (MINIMAL + ONE + "[injectors.env]\n'A-B' = 'c'\n", '"A-B" cannot be a name'),
    (MINIMAL + ONE + "[injectors.env]\n1A = 'c'\n", '"1A" cannot be a name'),
    (MINIMAL + ONE + "[injectors.env]\nA = 1\n", "must be a text"),
    (MINIMAL + ONE + "[injectors.env]\nA = '{{ y }}'\n", 'uses "y"'),
    (MINIMAL + ONE + "[injectors.env]\nA = '{{ tower.filename }}'\n", 'no file "template"'),
    (MINIMAL + ONE + "[injectors.file]\nconfig = 'x'\n", '"config" cannot be a name'),
    (MINIMAL + ONE + "[injectors.file]\ntemplate.'a-b' = 'x'\n", "cannot be a name"),
    (MINIMAL + ONE + "[injectors.file]\ntemplate = 'x'\n'template.a' = 'x'\n", "or several"),
    ("description = '" + "x" * (1 << 20) + "'", "1 MiB"),
]


@pytest.mark.parametrize(("text", "problem"), REFUSED)
def test_a_wrong_file_is_refused_in_a_sentence(text: str, problem: str) -> None:
    with pytest.raises(InvalidValue, match=problem) as caught:
        parse_type(text)
    assert caught.value.message.endswith(".")


def test_an_external_type_asks_for_metadata() -> None:
    text = (
        MINIMAL.replace('"net"', '"external"')
        + ONE
        + '[[metadata]]\nid = "path"\nlabel = "Path"\nrequired = true\n'
    )
    assert parse_type(text, managed=True).metadata == (Field("path", "Path", required=True),)


TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
IDS = st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True).filter(lambda text: text != "tower")
PLAIN = TEXTS.filter(lambda text: "{{" not in text and "{%" not in text and "{#" not in text)
LINES = st.lists(PLAIN, min_size=1, max_size=4).map("\n".join)


@st.composite
def credential_types(draw: st.DrawFn) -> CredentialType:
    ids = draw(st.lists(IDS, min_size=1, max_size=4, unique=True))
    fields = tuple(
        Field(
            one,
            draw(TEXTS),
            kind := draw(st.sampled_from(list(FieldKind))),
            draw(st.booleans()),
            draw(st.booleans()),
            draw(st.booleans()),
            tuple(draw(st.lists(TEXTS, min_size=1, max_size=3, unique=True)))
            if kind is FieldKind.CHOICE
            else (),
            help=draw(st.text(st.characters(codec="utf-8"), max_size=20)),
            format=draw(st.sampled_from(FORMATS)),
            needs=tuple(draw(st.lists(st.sampled_from(ids), max_size=2))),
        )
        for one in ids
    )
    names = st.from_regex(r"[A-Z_][A-Z0-9_]{0,8}", fullmatch=True)
    templates = st.one_of(LINES, st.sampled_from([f"{{{{ {one} }}}}" for one in ids]))
    tables = st.dictionaries(names, templates, max_size=3)
    files = draw(st.sampled_from(["template", "template.a"]))
    name = draw(TEXTS.filter(lambda text: bool(text.strip())))
    return CredentialType(
        draw(IDS),
        name,
        draw(st.integers(1, 99)),
        draw(st.sampled_from(["cloud", "net"])),
        fields,
        injectors=Injectors(draw(tables), {files: draw(templates)}, draw(tables)),
        description=draw(st.text(st.characters(codec="utf-8"), max_size=20)),
    )


@given(credential_types())
def test_toml_and_json_bring_back_the_same_type(credential_type: CredentialType) -> None:
    assert parse_type(type_to_toml(credential_type)) == credential_type
    assert type_from_json(type_to_json(credential_type)) == credential_type


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        parse_type(text)


def test_json_of_a_newer_version_is_read_with_care() -> None:
    data = type_to_json(parse_type(ACME))
    data["colour"] = {"new": 1}
    fields = data["fields"]
    assert isinstance(fields, (list, tuple))
    data["fields"] = [{**fields[0], "kind": "passkey", "shape": "round"}, *fields[1:]]
    data["inject"] = "by-magic"
    found = type_from_json(data)
    assert found.fields[0].kind is FieldKind.SECRET
    assert found.fields[0].secret
    assert found.inject is Inject.NOTHING


@pytest.mark.parametrize(
    "data", [{}, {"id": 1}, {"id": "a", "name": "A", "version": 1, "kind": "net", "fields": 3}]
)
def test_json_that_is_no_type_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(InvalidValue):
        type_from_json(data)


@pytest.mark.parametrize(
    "text", ['"""\n""""', 'a"\n"', '\\\n\\"', "\r\n\r", "\n\nx\n", "\x7f\t\n\x1f"]
)
def test_templates_of_several_lines_survive_their_quotes(text: str) -> None:
    one = replace(parse_type(ACME), injectors=Injectors({"X": text}, {"template": text + "\nx"}))
    assert parse_type(type_to_toml(one)).injectors == one.injectors


def edited(**changes: object) -> CredentialType:
    """ACME with its first field (an address) changed."""
    acme = parse_type(ACME)
    first = structs.replace(acme.fields[0], **changes)
    return replace(acme, fields=(first, *acme.fields[1:]))


def test_what_is_safe_in_use_breaks_nothing() -> None:
    acme = parse_type(ACME)
    more = structs.replace(acme.fields[2], choices=("fast", "safe", "slow"), label="M", help="h")
    new = replace(
        acme,
        name="Other",
        version=2,
        description="d",
        fields=(acme.fields[1], acme.fields[0], more, acme.fields[3], Field("new", "New")),
        injectors=replace(acme.injectors, env={**acme.injectors.env, "MORE": "{{ new }}"}),
    )
    assert breaking_changes(acme, new) == []
    assert breaking_changes(acme, edited(required=False)) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"kind": FieldKind.TEXT}, "turns from url to text"),
        ({"secret": True}, "becomes secret"),
        ({"format": "ssh_private_key"}, "format"),
        ({"default": "https://a.example"}, "default"),
        ({"ask": True}, "asked for"),
        ({"needs": ("token",)}, "needs"),
        ({"id": "address"}, 'field "url" is gone'),
    ],
)
def test_a_breaking_edit_of_a_field_is_named(changes: dict[str, object], problem: str) -> None:
    found = breaking_changes(parse_type(ACME), edited(**changes))
    assert any(problem in sentence for sentence in found)
    assert all(sentence.endswith(".") for sentence in found)


def test_showing_what_was_secret_is_named() -> None:
    assert "becomes public" in breaking_changes(edited(secret=True), parse_type(ACME))[0]


def test_breaking_edits_of_the_type_are_named() -> None:
    acme = parse_type(ACME)
    mode = structs.replace(acme.fields[2], choices=("fast",), default=None, required=True)
    new = replace(
        acme,
        id="other",
        kind="net",
        fields=(*acme.fields[:2], mode, acme.fields[3], Field("must", "Must", required=True)),
        injectors=Injectors({"ACME_URL": "{{ url }}"}),
    )
    found = " ".join(breaking_changes(acme, new))
    for part in (
        'id changes from "acme-queue" to "other"',
        'kind changes from "cloud" to "net"',
        'loses the choice "safe"',
        "becomes required",
        'new field "must" is required',
        'variable "ACME_TOKEN"',
        'variable "ACME_CONFIG"',
        'file "template"',
        'extra variable "acme_url"',
    ):
        assert part in found


def test_injectors_in_place_of_the_rule_take_variables_away() -> None:
    bare = parse_type(MINIMAL + ONE)
    assert breaking_changes(bare, replace(bare, injectors=Injectors({"X": "{{ x }}"})))
    assert not breaking_changes(bare, replace(bare, version=2))
