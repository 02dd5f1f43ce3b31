"""The ways out of one value: printed, as exact bytes, into a file, or to the clipboard."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path

import click
import msgspec

from vaulttui.cli import output
from vaulttui.cli.options import Options
from vaulttui.errors import UsageError
from vaulttui.secret import Secret


class Place(msgspec.Struct, frozen=True):
    """Where the value goes; at most one of ``raw``, ``out`` and ``clip``."""

    raw: bool
    out: str | None
    force: bool
    clip: bool


def value_options(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a :class:`Place`, judged before its own work begins."""

    @click.option("--raw", is_flag=True, help="Exact bytes, without a newline after them.")
    @click.option("--out", metavar="PATH", help="Write exact bytes into a new file, 0600.")
    @click.option("--force", is_flag=True, help="With --out: replace a file that is there.")
    @click.option("--clip", is_flag=True, help="Copy it, and have the clipboard cleared.")
    @wraps(function)
    def taking(
        *arguments: object, raw: bool, out: str | None, force: bool, clip: bool, **others: object
    ) -> None:
        if raw + bool(out) + clip > 1:
            raise UsageError("Only one of --raw, --out and --clip can be.")
        if out:
            from vaulttui.cli import clear_file

            options = click.get_current_context().ensure_object(Options)
            clear_file.agree(Path(out), options, force=force)
        function(*arguments, place=Place(raw, out, force, clip), **others)

    return taking


def put_value(value: Secret, shape: dict[str, str], place: Place, options: Options) -> None:
    """Let a value out; ``shape`` says in JSON whose it is."""
    if place.out:
        _write(value, Path(place.out), place.force, shape, options)
    elif place.clip:
        _copy(value, shape, options)
    elif options.json:
        output.put_json({**shape, **_as_json(value)})
    else:
        output.put_bytes(value.reveal() if place.raw else value.reveal() + b"\n")


def _write(value: Secret, path: Path, force: bool, shape: dict[str, str], options: Options) -> None:
    from vaulttui.host.files import write_secret

    write_secret(path, value, force=force)
    if options.json:
        output.put_json({**shape, "path": str(path)})
    else:
        output.tell(f"Written to {path}.")


def _copy(value: Secret, shape: dict[str, str], options: Options) -> None:
    from vaulttui.cli.preferences import user_settings
    from vaulttui.host.clipboard import copy

    result = copy(value, user_settings(options).clipboard_seconds)
    if options.json:
        output.put_json({**shape, "clipboard": result.way, "seconds": result.seconds})
    else:
        output.tell(result.sentence)


def _as_json(value: Secret) -> dict[str, str]:
    content = value.reveal()
    try:
        return {"value": content.decode("utf-8")}
    except UnicodeDecodeError:
        from base64 import b64encode

        return {"base64": b64encode(content).decode("ascii")}
