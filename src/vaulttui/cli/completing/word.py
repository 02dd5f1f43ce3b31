"""Text on the command line of which the shell can complete something."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from click.types import StringParamType

if TYPE_CHECKING:
    # Only who completes a word needs it.
    from click.shell_completion import CompletionItem


class Word(StringParamType):
    """Any text; what completes it follows from what its metavar calls it."""

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> "list[CompletionItem[str]]":
        """What may stand there, as far as that can be known now."""
        from vaulttui.cli.completing.wanted import completions

        return completions(ctx, param, incomplete)


WORD = Word()


def let_complete(params: Sequence[click.Parameter]) -> None:
    """Let the shell complete what is text of any kind."""
    for param in params:
        if param.type in (click.STRING, click.UNPROCESSED):
            param.type = WORD
