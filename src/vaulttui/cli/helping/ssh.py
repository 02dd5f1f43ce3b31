"""``helper ssh``: a key into the running ssh-agent, and out again."""

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import verb
from vaulttui.cli.options import Options
from vaulttui.errors import UsageError
from vaulttui.host import ssh_agent
from vaulttui.operations import addresses, ssh_keys


@verb("ssh")
@click.argument("credential")
@click.option("-t", "lifetime", metavar="LIFETIME", help="Forget it after so long, such as 1h.")
@click.option("-c", "confirm", is_flag=True, help="Let the ssh-agent ask before each use.")
@click.option("--remove", is_flag=True, help="Take it out of the ssh-agent again.")
@click.pass_obj
def ssh(
    options: Options, credential: str, lifetime: str | None, confirm: bool, remove: bool
) -> None:
    """Add an SSH key to the running ssh-agent. See `vaulttui help helpers`.

    Nothing of the key touches a disk. A passphrase that the vault holds is not asked for.
    """
    if remove and (lifetime is not None or confirm):
        raise UsageError("-t and -c are for adding a key, not for --remove.")
    ssh_agent.refuse_missing()
    with opening.opened(options) as session:
        found = addresses.credential_at(session, credential)
        if remove:
            public = ssh_keys.public_key(session, found)
        else:
            key = ssh_keys.private_key(session, found, ask=not options.no_input)
    if remove:
        output.tell(ssh_agent.remove(public))
    else:
        output.tell(ssh_agent.add(key, lifetime=lifetime, confirm=confirm))
