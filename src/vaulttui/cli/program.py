"""The command line as a whole: every error in one place."""

import gc
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from vaulttui.cli import failures, output
from vaulttui.cli.contents import NAME
from vaulttui.cli.options import Options
from vaulttui.errors import UsageError, VaulttuiError

if TYPE_CHECKING:
    from vaulttui.operations.serving import Server

Interface = Callable[[Options], int]
"""Opens the terminal UI; returns the exit code."""


def run(arguments: Sequence[str], interface: Interface, server: "Server | None" = None) -> int:
    """Run one command line; without a command, ``interface``. Never raises an Exception.

    ``server`` is what `serve` calls.
    """
    output.set_up()
    # A command ends before there is garbage worth looking for among so many live objects.
    gc.disable()
    as_json = "--json" in _before_dashes(arguments)
    try:
        code = _run(arguments, interface, server)
        output.finish()
    except BrokenPipeError:
        output.abandon()
        return VaulttuiError.exit_code
    except VaulttuiError as error:
        return _end(error, as_json)
    except KeyboardInterrupt:
        return _end(failures.interrupted(), as_json)
    except OSError as error:
        return _end(failures.refused(error), as_json)
    except SystemExit:
        raise
    except BaseException as error:  # noqa: BLE001 - a traceback would tell what this must not
        return _end(failures.unexpected(error), as_json)
    return code


def _run(arguments: Sequence[str], interface: Interface, server: "Server | None") -> int:
    options = Options()
    options.server = server
    if arguments:
        # Only arguments need a parser: without any, the first picture does not wait for it.
        from vaulttui.cli.root import invoke

        code = invoke(arguments, options)
        if code is not None:
            return code
    if options.json or options.no_input:
        raise UsageError("Name a command.", hint=f"See `{NAME} --help`.")
    gc.enable()
    return interface(options)


def _end(error: VaulttuiError, as_json: bool) -> int:
    try:
        output.finish()
    except OSError:
        output.abandon()
    return failures.report(error, as_json=as_json)


def _before_dashes(arguments: Sequence[str]) -> Sequence[str]:
    return arguments[: arguments.index("--")] if "--" in arguments else arguments
