"""``helper``: the vault as other programs ask for secrets."""

from vaulttui.cli.command import group
from vaulttui.cli.helping.aws import aws
from vaulttui.cli.helping.docker import docker
from vaulttui.cli.helping.git import git
from vaulttui.cli.helping.ssh import ssh

entry = group("helper", (git, docker, aws, ssh), untold=None)
