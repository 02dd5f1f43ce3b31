"""The root of all commands: click's part of the command line."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Final

import click

from vaulttui import __version__
from vaulttui.cli import failures, output
from vaulttui.cli.contents import COMMANDS, MODULES, NAME, SUMMARIES
from vaulttui.cli.global_options import global_options
from vaulttui.cli.options import Options
from vaulttui.domain.text import safe_text
from vaulttui.errors import UsageError

if TYPE_CHECKING:
    # Only who completes a word needs it.
    from click.shell_completion import CompletionItem


_ELSEWHERE: Final[Mapping[str, str]] = {
    "diff": "`vaulttui plan REMOTE` says what would change there.",
    "status": "`vaulttui drift` shows how what is bound stands on remotes.",
    "sync": "`vaulttui apply REMOTE` brings a remote into line, after asking.",
    "push": "`vaulttui apply REMOTE` brings a remote into line, after asking.",
}
"""What other tools call it."""


class Program(click.Group):
    """The root of all commands; only the one that is named gets imported."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, as the table has them."""
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        module = MODULES.get(cmd_name)
        if module is None:
            return None
        found = import_module(f"vaulttui.cli.commands.{module}").entry
        return found if isinstance(found, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named; UsageError says what another tool's word is called here."""
        meant = _ELSEWHERE.get(args[0])
        if meant is not None and not ctx.resilient_parsing:
            raise UsageError(f"There is no command {args[0]}.", hint=meant)
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem[str]]":
        """Options, else commands as the table has them: none is imported for that."""
        from click.shell_completion import CompletionItem

        if incomplete.startswith("-"):
            return click.Command.shell_complete(self, ctx, incomplete)
        return [
            CompletionItem(name, help=summary)
            for name, summary in SUMMARIES.items()
            if name.startswith(incomplete)
        ]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table, part by part."""
        for part, commands in COMMANDS.items():
            with formatter.section(part):
                formatter.write_dl([(name, SUMMARIES[name]) for name in commands])


def invoke(arguments: Sequence[str], options: Options) -> int | None:
    """Run the command that the arguments name; None where they name none.

    Fills ``options``; raises UsageError for what cannot be, whatever the command raises.
    """
    try:
        with program().make_context(NAME, list(arguments), obj=options) as root:
            root.command.invoke(root)
            return None if root.invoked_subcommand is None else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        named = (
            error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else NAME
        )
        # click lists what may be chosen on lines of their own.
        sentence = error.format_message().replace("\n\t", " ")
        raise failures.misused(safe_text(sentence, 2048), named) from None


def program() -> Program:
    """A new root, with the global options and --version."""
    return Program(
        NAME,
        params=[*global_options(hidden=False), _version()],
        invoke_without_command=True,
        help="Keep secrets in a vault of your own. Without a COMMAND the terminal UI opens.",
        subcommand_metavar="[COMMAND]",
    )


def _version() -> click.Option:
    def show(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
        if wanted and not context.resilient_parsing:
            output.put(f"{NAME} {__version__}")
            context.exit()

    return click.Option(
        ["--version"], is_flag=True, expose_value=False, is_eager=True, callback=show,
        help="Show the version.",
    )  # fmt: skip
