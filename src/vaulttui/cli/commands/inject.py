"""``inject``: a text with values in the place of its references."""

from pathlib import Path

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.cli.sources_given import asking
from vaulttui.domain.credentials import Credential
from vaulttui.errors import UsageError
from vaulttui.host.reading import read_file, read_stdin
from vaulttui.inject.texts import filled
from vaulttui.operations import addresses

_LARGEST = 64 << 20


@command("inject")
@click.argument("file", required=False, default="-", metavar="[FILE|-]")
@click.option("--out", metavar="PATH", help="Write into a new file, 0600, in place of the output.")
@click.option("--force", is_flag=True, help="With --out: replace a file that is there.")
@click.pass_obj
def entry(options: Options, file: str, out: str | None, force: bool) -> None:
    """FILE is standard input where it is - or left out.

    Replaced are {{ vtv://CRED/FIELD }} anywhere, and lines KEY=vtv://CRED/FIELD.
    """
    if options.json and not out:
        raise UsageError("--json needs --out: the text itself is no JSON document.")
    if out:
        from vaulttui.cli import clear_file

        clear_file.agree(Path(out), options, force=force)
    content = read_stdin(_LARGEST) if file == "-" else read_file(file, _LARGEST)
    with opening.opened(options) as session:

        def find(address: str) -> Credential:
            return addresses.credential_at(session, address)

        made = filled(session, content, find=find, answers=asking(options))
    if not out:
        output.put_bytes(made.reveal())
        return
    from vaulttui.host.files import write_secret

    write_secret(Path(out), made, force=force)
    if options.json:
        output.put_json({"path": out})
    else:
        output.tell(f"Written to {out}.")
