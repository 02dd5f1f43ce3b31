"""A credential as commands print it: for people, or as JSON."""

from collections.abc import Callable, Mapping
from typing import Final

from vaulttui.cli import belonging, bound, output
from vaulttui.cli.moments import local
from vaulttui.cli.options import Options
from vaulttui.cli.output import put_lines
from vaulttui.cli.shapes import Shape, shown
from vaulttui.cli.table import put_pairs, table
from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field
from vaulttui.domain.metadata import text_of
from vaulttui.domain.organizations import PERSONAL, Organization
from vaulttui.domain.projects import Project
from vaulttui.domain.remotes import Remote
from vaulttui.domain.revisions import Record
from vaulttui.domain.sets import Set
from vaulttui.domain.text import safe_text
from vaulttui.operations.credentials import fields_of, missing
from vaulttui.operations.where_used import uses_of
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
            ("organization", _owner(session, credential)),
            ("tags", ", ".join(credential.tags)),
            ("created", local(credential.created_at)),
            ("changed", local(credential.updated_at)),
            ("conflicts", " ".join(sorted(credential.conflicts))),
            *(("used by", str(use)) for use in uses_of(session, credential)),
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


def put_record(session: Session, record: Record, did: str, options: Options) -> None:
    """The same for a record of any kind that the trash holds."""
    if record.kind == "credential":
        put_written(session, Credential(record), did, options)
        return
    if options.json:
        output.put_json(_SHAPES[record.kind](session, record))
        return
    output.tell(f"{did} the {record.kind} {safe_text(text_of(record.m, 'name'))}.")


def put_written(session: Session, credential: Credential, did: str, options: Options) -> None:
    """After a change: a sentence, or the credential as JSON."""
    if options.json:
        output.put_json(shown(session, credential))
        return
    output.tell(f"{did} {safe_text(credential.name)} (id:{credential.id[:8]}).")
    _tell_missing(session, credential)


def _owner(session: Session, credential: Credential) -> str:
    name = session.view.graph.organization_name(credential.organization_id)
    return "" if name == PERSONAL else name


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


_SHAPES: Final[Mapping[str, Callable[[Session, Record], Shape]]] = {
    "set": lambda session, record: belonging.key_set(session, Set(record)),
    "project": lambda session, record: belonging.project(session, Project(record)),
    "organization": lambda session, record: belonging.organization(session, Organization(record)),
    "remote": lambda session, record: bound.remote_with_bindings(session, Remote(record)),
}
