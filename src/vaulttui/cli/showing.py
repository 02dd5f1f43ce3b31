"""A credential as commands print it: for people, or as JSON."""

from vaulttui.cli import output
from vaulttui.cli.moments import local
from vaulttui.cli.options import Options
from vaulttui.cli.shapes import shown
from vaulttui.cli.table import put_pairs, put_table
from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field
from vaulttui.domain.text import safe_text
from vaulttui.operations.credentials import fields_of, missing
from vaulttui.secret import MASK
from vaulttui.session.session import Session


def put_credential(session: Session, credential: Credential, options: Options) -> None:
    """Print all of a credential but its secrets."""
    if options.json:
        output.put_json(shown(session, credential))
        return
    put_pairs(
        [
            ("name", credential.name),
            ("type", credential.type_id),
            ("id", credential.id),
            ("description", credential.description),
            ("tags", " ".join(credential.tags)),
            ("created", local(credential.created_at)),
            ("changed", local(credential.updated_at)),
            ("conflicts", " ".join(sorted(credential.conflicts))),
        ]
    )
    fields = fields_of(session, credential)
    rows = [_row(credential, field) for field in fields if credential.present(field.id)]
    if rows:
        output.put("")
        put_table(("FIELD", "VALUE", "SET", "NOTES"), rows)
    _tell_missing(session, credential)


def put_written(session: Session, credential: Credential, did: str, options: Options) -> None:
    """After a change: a sentence, or the credential as JSON."""
    if options.json:
        output.put_json(shown(session, credential))
        return
    output.tell(f"{did} {safe_text(credential.name)} (id:{credential.id[:8]}).")
    _tell_missing(session, credential)


def _tell_missing(session: Session, credential: Credential) -> None:
    lacking = missing(session, credential)
    if lacking:
        output.tell(f"Still without a value: {', '.join(lacking)}.")


def _row(credential: Credential, field: Field) -> tuple[str, str, str, str]:
    info = credential.info(field.id)
    value = MASK if field.secret else credential.public.get(field.id, MASK)
    notes = [info.origin] if info.origin != "typed" else []
    if info.expires_at is not None:
        notes.append(f"expires {local(info.expires_at)}")
    return field.id, value, local(info.set_at), ", ".join(notes)
