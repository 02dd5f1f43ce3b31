"""Commands and groups that take the global options wherever they stand."""

from collections.abc import Callable, Sequence
from inspect import cleandoc
from typing import TYPE_CHECKING, Any

import click

from vaulttui.cli.completing.word import let_complete
from vaulttui.cli.contents import SUMMARIES
from vaulttui.cli.global_options import global_options

if TYPE_CHECKING:
    # Only who completes a word needs it.
    from click.shell_completion import CompletionItem

_EPILOG = "The global options (see `vaulttui --help`) may stand here as well."


class _TakesGlobals(click.Command):
    def __init__(self, *arguments: Any, **attributes: Any) -> None:
        super().__init__(*arguments, **attributes)
        let_complete(self.params)
        self.params += global_options(hidden=True)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem[str]]":
        """Options of its own, and the global ones, which are hidden from its help alone."""
        from click.shell_completion import CompletionItem

        found = super().shell_complete(ctx, incomplete)
        if incomplete.startswith("-"):
            found += [
                CompletionItem(option.opts[0], help=option.help)
                for option in global_options(hidden=True)
                if option.opts[0].startswith(incomplete)
            ]
        return found


class Command(_TakesGlobals):
    """One command."""

    def __init__(self, *arguments: Any, **attributes: Any) -> None:
        attributes.setdefault("epilog", _EPILOG)
        super().__init__(*arguments, **attributes)


class Group(_TakesGlobals, click.Group):
    """A noun with several verbs; ``untold`` is the one that counts where none is named."""

    def __init__(self, *arguments: Any, untold: str | None, **attributes: Any) -> None:
        self.untold = untold
        attributes |= {"callback": _untold, "invoke_without_command": True}
        super().__init__(*arguments, **attributes)


@click.pass_context
def _untold(context: click.Context) -> None:
    if context.invoked_subcommand is None and isinstance(context.command, Group):
        if context.command.untold is None:
            context.fail("Missing command.")
        context.invoke(context.command.commands[context.command.untold])


def command(name: str, cls: type[Command] = Command) -> Callable[[Callable[..., None]], Command]:
    """Make a function the command of that name; its docstring says more than the table does."""

    def decorate(function: Callable[..., None]) -> Command:
        return click.command(name, cls=cls, help=_help(name, function.__doc__))(function)

    return decorate


def verb(name: str) -> Callable[[Callable[..., None]], Command]:
    """Make a function one verb of a noun; its docstring is the help."""
    return click.command(name, cls=Command)


def group(name: str, verbs: Sequence[Command], untold: str | None = "list") -> Group:
    """Make a noun of its verbs."""
    made = Group(name, help=SUMMARIES[name], untold=untold)
    for verb in verbs:
        made.add_command(verb)
    return made


def _help(name: str, more: str | None) -> str:
    return f"{SUMMARIES.get(name, '')}\n\n{cleandoc(more or '')}".strip()
