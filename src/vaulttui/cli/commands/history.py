"""``history``: what a credential was before."""

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.moments import local, rfc3339
from vaulttui.cli.options import Options
from vaulttui.cli.table import put_table
from vaulttui.domain.text import plural, safe_text
from vaulttui.errors import UsageError
from vaulttui.operations import addresses, history
from vaulttui.operations.history import Step

_PURGE = "purge"
_REV_DIGITS = 10


@command("history")
@click.argument("words", metavar="CREDENTIAL [FIELD] | purge CREDENTIAL", nargs=-1, required=True)
@click.pass_obj
def entry(options: Options, words: tuple[str, ...]) -> None:
    """With FIELD, only what changed that. `purge` forgets all former states for good."""
    if len(words) > 2:
        raise UsageError("history takes a credential, and perhaps a field.")
    if len(words) == 2 and words[0] == _PURGE:
        _purge(options, words[1])
    else:
        _list(options, words[0], words[1] if len(words) == 2 else None)


def _list(options: Options, address: str, field: str | None) -> None:
    with opening.opened(options) as session:
        found = history.steps(session, addresses.credential_at(session, address), field)
    if options.json:
        output.put_json([_shape(step) for step in found])
        return
    rows = [(step.rev[:_REV_DIGITS], local(step.at), _what(step)) for step in found]
    put_table(("REV", "WHEN", "WHAT"), rows)
    if not rows:
        output.tell(f"The field {safe_text(field or '')} was never changed.")


def _purge(options: Options, address: str) -> None:
    with opening.opened(options) as session:
        found = addresses.credential_at(session, address)
        options.terminal.confirm(f"Forget what {safe_text(found.name, 80)} was before, for good?")
        count = history.purge(session, found)
    if options.json:
        output.put_json({"id": found.id, "purged": count})
    else:
        output.tell(f"Forgotten: {plural(count, 'revision')}. Backups still hold them.")


def _shape(step: Step) -> dict[str, object]:
    return {
        "rev": step.rev,
        "at": rfc3339(step.at),
        "changed": step.fields,
        "deleted": step.deleted,
        "purged": step.husk,
        "current": step.current,
    }


def _what(step: Step) -> str:
    if step.husk:
        return "(purged)"
    what = "deleted" if step.deleted else ", ".join(step.fields)
    return f"{what} (now)" if step.current else what
