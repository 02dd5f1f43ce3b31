"""Every command that a page or the README shows can be read by the program."""

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from tests.docs.pages import ROOT, documents, examples, pages
from vaulttui.cli.contents import MODULES, NAME
from vaulttui.cli.global_options import global_options
from vaulttui.cli.options import Options
from vaulttui.cli.root import Program

_OPERATORS = frozenset({"|", "||", "&", "&&", ";", ">", ">>", "<", "(", ")"})
_PLACEHOLDER = "PAGE"
_ARGUMENTS = "$@"
_POINTER = re.compile(r"`vaulttui\s+help\s+([\w-]+)")


def command_lines(text: str) -> Iterator[list[str]]:
    """Yield the arguments of each call of the program."""
    for example in examples(text):
        if NAME in example:
            yield from _calls(_words(example))


def _words(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>()")
    lexer.whitespace_split = True
    return list(lexer)


def _calls(words: list[str]) -> Iterator[list[str]]:
    while NAME in words:
        words = words[words.index(NAME) + 1 :]
        ends = [at for at, word in enumerate(words) if word in _OPERATORS]
        yield words[: ends[0]] if ends else words


def parse(words: list[str]) -> None:
    """Read a command line as the program does, but do nothing; raise what click raises."""
    command: click.Command = Program(NAME, params=[*global_options(hidden=False)])
    context = click.Context(command, info_name=NAME, obj=Options())
    while isinstance(command, click.Group):
        _, rest, _ = command.make_parser(context).parse_args(list(words))
        if not rest:
            return
        name, found, words = command.resolve_command(context, rest)
        assert found is not None
        command, context = found, click.Context(found, info_name=name, parent=context)
    if words:  # without any, prose only names the command
        command.make_context(context.info_name, list(words), parent=context.parent)


CALLS = [
    pytest.param(words, id=f"{document}: {shlex.join(words)}")
    for document, text in documents().items()
    for words in command_lines(text)
]


@pytest.mark.parametrize("words", CALLS)
def test_every_command_shown_can_be_read(words: list[str]) -> None:
    parse([word for word in words if word not in ("--help", _ARGUMENTS)])


@pytest.mark.parametrize(
    "line",
    [
        "vaulttui nothing",
        "vaulttui list --nothing",
        "VAULTTUI_HOME=x vaulttui slot nothing",
        "true | vaulttui import nothing",
        "if vaulttui get --nothing x; then",
    ],
)
def test_a_command_that_is_none_is_found_out(line: str) -> None:
    (words,) = command_lines(f"    {line}\n")
    with pytest.raises(click.UsageError):
        parse(words)


@pytest.mark.parametrize("document", documents())
def test_every_page_that_is_pointed_to_exists(document: str) -> None:
    known = {*pages(), *MODULES, _PLACEHOLDER}
    calls = command_lines(documents()[document])
    assert {words[1] for words in calls if len(words) > 1 and words[0] == "help"} <= known


def help_texts(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    """Yield the help of a command and of all below it, by their names."""
    context = click.Context(command, info_name=name, obj=Options())
    yield name, command.get_help(context)
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            assert found is not None
            yield from help_texts(found, f"{name} {below}")


def test_every_page_that_a_help_text_points_to_exists() -> None:
    texts = dict(help_texts(Program(NAME, params=[*global_options(hidden=False)]), NAME))
    pointers = {(page, name) for name, text in texts.items() for page in _POINTER.findall(text)}
    assert ("helpers", "vaulttui helper git") in pointers
    known = {*pages(), *MODULES, _PLACEHOLDER}
    assert [(page, name) for page, name in pointers if page not in known] == []


def test_every_page_that_a_sentence_of_the_program_points_to_exists() -> None:
    sources = {path: path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py")}
    pointers = {(page, path) for path, text in sources.items() for page in _POINTER.findall(text)}
    assert len(pointers) > 5
    known = {*pages(), *MODULES, _PLACEHOLDER}
    assert [(page, path) for page, path in pointers if page not in known] == []
