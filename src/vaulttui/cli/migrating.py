"""A change of a type with its credentials: shown, agreed to, done."""

from collections.abc import Mapping, Sequence

from vaulttui.cli import output
from vaulttui.cli.options import Options
from vaulttui.domain.text import plural, safe_text
from vaulttui.domain.types import CredentialType
from vaulttui.errors import UsageError
from vaulttui.operations import migrations, types
from vaulttui.operations.carried import Carried
from vaulttui.operations.type_effects import Effect, Preview
from vaulttui.session.session import Session

Shape = dict[str, object]


def parse_moves(given: Sequence[str], migrate: bool) -> Mapping[str, str]:
    """The fields that --move names, the new by the old; UsageError for what is no pair."""
    if given and not migrate:
        raise UsageError("--move is for --migrate.")
    moves: dict[str, str] = {}
    for pair in given:
        old, equals, new = pair.partition("=")
        if not (old and equals and new) or old in moves:
            raise UsageError(
                f"--move {safe_text(pair, 80)} cannot be.",
                hint="Write --move OLD=NEW, once for each field.",
            )
        moves[old] = new
    return moves


def migrated(
    session: Session,
    new: CredentialType,
    moves: Mapping[str, str],
    options: Options,
    *,
    migrate: bool,
    dry_run: bool,
) -> Preview:
    """Show what a type's next version does, and with ``migrate`` ask and do it.

    Without ``migrate`` what breaks is refused as by ``types.add``.
    """
    found = migrations.preview(session, new, moves)
    if not migrate:
        types.refuse_breaking(found.type, len(found.effects), found.breaks)
    if not options.json:
        _show(found)
    if dry_run:
        return found
    if found.touched:
        count = plural(len(found.touched), "credential")
        options.terminal.confirm(
            f"Save version {found.type.version} of {found.type.id}, and change {count}?"
        )
    return migrations.migrate(session, new, moves)


def _show(found: Preview) -> None:
    for effect in found.touched:
        output.put(safe_text(effect.credential.name))
        output.put_lines(f"  {safe_text(clause)}" for clause in effect.told)
        output.put("")
    output.put(found.told)
    moved = sorted({one.field for effect in found.effects for one in effect.fields if one.moved})
    if moved:
        output.put(
            "References to these fields in files and scripts are yours to change: "
            f"{', '.join(map(safe_text, moved))}."
        )


def preview_shape(found: Preview, *, done: bool) -> Shape:
    """What ``--migrate`` and ``--dry-run`` add to a type's JSON."""
    return {
        "migration": {
            "done": done,
            "breaks": found.breaks,
            "gained": found.gained,
            "credentials": [_effect_shape(effect) for effect in found.effects],
        }
    }


def _effect_shape(effect: Effect) -> Shape:
    names = effect.names
    return {
        "id": effect.credential.id,
        "name": effect.credential.name,
        "fields": [_field_shape(one) for one in effect.fields],
        "incomplete": effect.incomplete,
        "names": {"gone": names.gone, "changed": names.changed, "added": names.added},
        "keys": [{"set": found.name, "key": key.name} for found, key in effect.keys],
        "lookups": len(effect.sources),
    }


def _field_shape(one: Carried) -> Shape:
    return {
        "field": one.field,
        "to": one.to,
        "fate": one.route.fate,
        "present": one.present,
        "secrecy": one.secrecy,
        "respelled": one.respelled,
        "problem": one.problem,
    }
