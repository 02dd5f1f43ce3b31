"""A credential as commands print it: for people, or as JSON."""

from vaulttui.cli import output
from vaulttui.cli.moments import local
from vaulttui.cli.options import Options
from vaulttui.cli.output import put_lines
from vaulttui.cli.shapes import shown
from vaulttui.cli.table import put_pairs, table
from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field
from vaulttui.domain.text import safe_text
from vaulttui.operations.credentials import fields_of, missing
from vaulttui.secret import MASK
from vaulttui.session.session import Session

_LONGEST = 8192
"""Characters of one line of a value that are shown; `get` gives all."""


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
            ("tags", ", ".join(credential.tags)),
            ("created", local(credential.created_at)),
            ("changed", local(credential.updated_at)),
            ("conflicts", " ".join(sorted(credential.conflicts))),
        ]
    )
    fields = fields_of(session, credential)
    present = [field for field in fields if credential.present(field.id)]
    rows = [row for field in present for row in _rows(credential, field)]
    if rows:
        output.put("")
        # Values stand last and are never cut: whoever asks for one wants all of it.
        put_lines(table([("FIELD", "SET", "NOTES", "VALUE"), *rows], None))
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


def _rows(credential: Credential, field: Field) -> list[tuple[str, str, str, str]]:
    info = credential.info(field.id)
    value = MASK if field.secret else credential.public.get(field.id, MASK)
    notes = [] if info.expires_at is None else [f"expires {local(info.expires_at)}"]
    if info.origin != "typed":
        notes.append(info.origin)
    first, *more = value.splitlines() or [""]
    about = safe_text(field.id), local(info.set_at), safe_text(", ".join(notes))
    rest = [("", "", "", safe_text(line, _LONGEST)) for line in more]
    return [(*about, safe_text(first, _LONGEST)), *rest]
