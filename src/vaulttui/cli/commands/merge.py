"""``merge``: what was changed in other copies of the vault."""

from contextlib import closing
from pathlib import Path

import click

from vaulttui.cli import opening
from vaulttui.cli.command import command
from vaulttui.cli.commands.imports import report
from vaulttui.cli.options import Options
from vaulttui.cli.vault_source import VaultSource
from vaulttui.errors import CannotUnlock, NoVault
from vaulttui.operations import vault_imports
from vaulttui.operations.imports import ImportPlan, OnConflict
from vaulttui.operations.vault_imports import VaultPlan
from vaulttui.session.session import Session


@command("merge")
@click.argument("files", metavar="FILE…", nargs=-1, required=True)
@click.option("--source-passphrase-file", metavar="PATH", help="The passphrase of FILE.")
@click.option("--source-key-file", metavar="PATH", help="The key file of FILE.")
@click.pass_obj
def entry(
    options: Options,
    files: tuple[str, ...],
    source_passphrase_file: str | None,
    source_key_file: str | None,
) -> None:
    """Both histories are united. A copy that has this vault's key is opened with it; others ask
    for their passphrase.
    """
    with opening.opened(options) as session:
        done = ImportPlan(vault_imports.TOOL, (), ())
        for file in files:
            planned = _planned(session, file, source_passphrase_file, source_key_file, options)
            vault_imports.apply(session, planned)
            told = planned.told()
            done = ImportPlan(
                done.tool, (*done.rows, *told.rows), (*done.not_carried, *told.not_carried)
            )
    report(options, done, dry_run=False)


def _planned(
    session: Session, file: str, passphrase_file: str | None, key_file: str | None, options: Options
) -> VaultPlan:
    from vaulttui.operations.copies import copy_of

    source = VaultSource(file)
    try:
        with closing(copy_of(session, Path(file))) as found:
            return vault_imports.plan(session, found, OnConflict.UPDATE)
    except (CannotUnlock, NoVault):
        offer = source.offer(passphrase_file, key_file, options)
        with source.opened(offer, options) as found:
            return vault_imports.plan(session, found, OnConflict.UPDATE)
