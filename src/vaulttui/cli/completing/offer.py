"""One way on from what is typed; what may cross to a terminal, and what a person could type."""

from collections.abc import Iterable

from click.shell_completion import CompletionItem

from vaulttui.domain.text import safe_text

Item = CompletionItem[str]
FILES = "file"
COMMAND = "command"


def offer(value: str, about: str = "", *, more: bool = False) -> Item:
    """A word, or with ``more`` the beginning of one."""
    return CompletionItem(value, help=safe_text(about, 120), more=more)


def files(before: str = "") -> list[Item]:
    """Whatever files the shell finds; ``before`` is what stands in the word before the path."""
    return [CompletionItem("", type=FILES, before=before)]


def command() -> list[Item]:
    """Another command line, which the shell knows how to complete."""
    return [CompletionItem("", type=COMMAND)]


def typable(text: str) -> bool:
    """Whether a word can be typed, and be shown as it is; what begins with - is an option."""
    return bool(text) and not text.startswith("-") and safe_text(text, len(text)) == text


def begun(items: Iterable[Item], typed: str) -> list[Item]:
    """Those that go on from what was typed, and do no harm to the terminal that shows them."""
    return [
        one
        for one in items
        if one.type != "plain" or (one.value.startswith(typed) and _harmless(one.value))
    ]


def _harmless(text: str) -> bool:
    return safe_text(text, len(text)) == text
