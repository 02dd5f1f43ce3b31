"""The command line as a whole: commands loaded by name, every error in one place."""

import gc
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final

import click

from vaulttui import __version__
from vaulttui.cli import failures, output
from vaulttui.cli.contents import COMMANDS, MODULES, SUMMARIES
from vaulttui.cli.options import Options, global_options
from vaulttui.domain.text import safe_text
from vaulttui.errors import UsageError, VaulttuiError

NAME: Final = "vaulttui"
Interface = Callable[[Options], int]
"""Opens the terminal UI; returns the exit code."""


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

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table, part by part."""
        for part, commands in COMMANDS.items():
            with formatter.section(part):
                formatter.write_dl([(name, SUMMARIES[name]) for name in commands])


def run(arguments: Sequence[str], interface: Interface) -> int:
    """Run one command line; without a command, ``interface``. Never raises an Exception."""
    output.set_up()
    # A command ends before there is garbage worth looking for among so many live objects.
    gc.disable()
    as_json = "--json" in _before_dashes(arguments)
    try:
        code = _run(list(arguments), interface)
        output.finish()
    except BrokenPipeError:
        output.abandon()
        return VaulttuiError.exit_code
    except VaulttuiError as error:
        return _end(error, as_json)
    except KeyboardInterrupt:
        return _end(failures.interrupted(), as_json)
    except OSError as error:
        return _end(VaulttuiError(f"The system refused: {error.strerror}."), as_json)
    except SystemExit:
        raise
    except BaseException as error:  # noqa: BLE001 - a traceback would tell what this must not
        return _end(failures.unexpected(error), as_json)
    return code


def _run(arguments: list[str], interface: Interface) -> int:
    options = Options()
    try:
        with _program().make_context(NAME, arguments, obj=options) as root:
            root.command.invoke(root)
            if root.invoked_subcommand is None:
                return _interface(options, interface)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        named = (
            error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else NAME
        )
        raise failures.misused(safe_text(error.format_message(), 2048), named) from None
    return 0


def _interface(options: Options, interface: Interface) -> int:
    if options.json or options.no_input:
        raise UsageError("Name a command.", hint=f"See `{NAME} --help`.")
    gc.enable()
    return interface(options)


def _program() -> Program:
    return Program(
        NAME,
        params=[*global_options(hidden=False), _version()],
        invoke_without_command=True,
        help="Keep secrets in a vault of your own. Without a COMMAND the terminal UI opens.",
        subcommand_metavar="[COMMAND]",
    )


def _version() -> click.Option:
    def show(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
        if wanted:
            output.put(f"{NAME} {__version__}")
            context.exit()

    return click.Option(
        ["--version"], is_flag=True, expose_value=False, is_eager=True, callback=show,
        help="Show the version.",
    )  # fmt: skip


def _end(error: VaulttuiError, as_json: bool) -> int:
    try:
        output.finish()
    except OSError:
        output.abandon()
    return failures.report(error, as_json=as_json)


def _before_dashes(arguments: Sequence[str]) -> Sequence[str]:
    return arguments[: arguments.index("--")] if "--" in arguments else arguments
