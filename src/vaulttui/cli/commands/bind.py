"""``bind``: let a part of the vault answer for an object on a remote."""

import click

from vaulttui.cli import bound, opening, output
from vaulttui.cli.addressing import check_bindable, check_remote
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.domain.remotes import Policy
from vaulttui.domain.text import safe_text
from vaulttui.errors import UsageError
from vaulttui.operations import addresses, bindings
from vaulttui.operations.bindings import Edits


@command("bind")
@click.argument("remote")
@click.argument("part", metavar="CRED|set:SET|project:P|type:T")
@click.option("--as", "name", metavar="NAME", help="What it is called there, if not as here.")
@click.option("--object", "object_id", metavar="ID", help="The object that is there already.")
@click.option(
    "--policy", multiple=True, metavar="[FIELD=]POLICY", help="enforce (usual), seed or ignore."
)
@click.pass_obj
def entry(
    options: Options,
    remote: str,
    part: str,
    name: str | None,
    object_id: str | None,
    policy: tuple[str, ...],
) -> None:
    """What is bound already is bound otherwise, where anything is named. Nothing is sent:
    `vaulttui plan REMOTE` says what would be.

    POLICY, of all values or of one FIELD or key: enforce lets the vault decide, seed writes a
    value once and then lets it be, ignore leaves it to others. One without FIELD is for all,
    those that have one of their own too, unless it is named again.
    """
    check_remote(remote)
    check_bindable(part)
    edits = Edits(name, object_id, dict(map(_policy, policy)))
    if len(edits.policies) < len(policy):
        raise UsageError("--policy names something twice.")
    with opening.opened(options) as session:
        found = addresses.remote_at(session, remote)
        what = bindings.part_of(session, addresses.bindable_at(session, part))
        made = bindings.bind(session, found, what, edits)
        if options.json:
            output.put_json(bound.binding(found, made))
            return
    title, there, policies = safe_text(what.title), safe_text(made.name), bound.told(made)
    told = f"The {what.kind} {title} answers for {there} on {found.name}"
    output.tell(f"{told} (policy: {policies})." if policies else f"{told}.")


def _policy(word: str) -> tuple[str, Policy]:
    field, _, policy = word.rpartition("=")
    if policy not in list(Policy):
        raise UsageError(
            f"{safe_text(word, 80)} is not of the form [FIELD=]POLICY.",
            hint=f"A policy is {', '.join(Policy)}.",
        )
    return field, Policy(policy)
