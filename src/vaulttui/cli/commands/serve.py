"""``serve``: the vault in the dialects of the remotes, for programs on this machine."""

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue, UsageError, VaulttuiError
from vaulttui.operations.serving import BY, DIALECTS, Serving, handed, open_handed
from vaulttui.session.session import Session

_RATE: Final = re.compile(r"([1-9][0-9]{0,8})/h")
_FAIL: Final = re.compile(r"(?P<dialect>[a-z0-9]+):(?P<key>.+)=(?P<code>[A-Za-z0-9_.-]{1,64})")
_RATED: Final = "warmhub"


@command("serve")
@click.option(
    "--port", metavar="N", type=click.IntRange(0, 65535), default=0,
    help="The port at 127.0.0.1; 0, the default, is any that is free.",
)  # fmt: skip
@click.option("--token-file", metavar="PATH", help="Where the token is kept; made if absent.")
@click.option(
    "--only", metavar="DIALECT", type=click.Choice(DIALECTS), multiple=True,
    help=f"Speak this dialect alone, of {', '.join(DIALECTS)}; may be repeated.",
)  # fmt: skip
@click.option("--warmhub-rate", metavar="N/h", help="So many new sets an hour, as WarmHub has it.")
@click.option(
    "--fail", "fails", metavar="DIALECT:KEY=CODE", multiple=True,
    help="Let what is asked for KEY fail with CODE, for tests; may be repeated.",
)  # fmt: skip
@click.pass_obj
def entry(
    options: Options,
    port: int,
    token_file: str | None,
    only: Sequence[str],
    warmhub_rate: str | None,
    fails: Sequence[str],
) -> None:
    """It stays in the foreground until a signal ends it. Its first line is
    {"url","token_file"}, once it listens. See `vaulttui help serve`.
    """
    dialects = tuple(dict.fromkeys(only)) or DIALECTS
    given = handed()
    serving = Serving(
        path=None if options.demo else opening.vault_path(options),
        port=port,
        token_file=Path(token_file).absolute() if token_file else None,
        dialects=dialects,
        warmhub_rate=_rate(warmhub_rate, dialects),
        fails=_fails(fails, dialects),
        handed=given,
    )
    if options.server is None:
        raise VaulttuiError("Nothing here can serve.")
    raise click.exceptions.Exit(options.server(serving, partial(_opened, options, serving)))


def _opened(options: Options, serving: Serving) -> Session:
    if serving.handed is not None and serving.path is not None:
        return open_handed(serving.path, serving.handed.lifeline)
    session = opening.open_session(options, by=BY)
    for sentence in session.file.notices:
        output.notice(sentence, as_json=options.json)
    return session


def _rate(given: str | None, dialects: Sequence[str]) -> int | None:
    if given is None:
        return None
    found = _RATE.fullmatch(given)
    if found is None:
        raise InvalidValue(
            f'"{safe_text(given, 80)}" is no rate.', hint="Write it as 20/h, a number by the hour."
        )
    _refuse_unserved(_RATED, "--warmhub-rate", dialects)
    return int(found[1])


def _fails(given: Sequence[str], dialects: Sequence[str]) -> dict[str, dict[str, str]]:
    fails: dict[str, dict[str, str]] = {}
    for text in given:
        found = _FAIL.fullmatch(text)
        if found is None:
            raise InvalidValue(
                f'"{safe_text(text, 80)}" does not say what fails how.',
                hint="Write it as DIALECT:KEY=CODE.",
            )
        _refuse_unserved(found["dialect"], "--fail", dialects)
        fails.setdefault(found["dialect"], {})[found["key"]] = found["code"]
    return fails


def _refuse_unserved(dialect: str, option: str, dialects: Sequence[str]) -> None:
    if dialect not in dialects:
        raise UsageError(
            f"{option} is about {safe_text(dialect, 80)}, which is not served.",
            hint=f"Served are: {', '.join(dialects)}.",
        )
