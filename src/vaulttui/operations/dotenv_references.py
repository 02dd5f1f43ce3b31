"""Which references may stand in an environment file in place of the values it brought."""

from urllib.parse import quote

from vaulttui.domain.revisions import Record
from vaulttui.formats.dotenv_references import replaced
from vaulttui.formats.imported import ImportedCredential, ImportedFile, NotCarried
from vaulttui.operations.imports import ImportPlan
from vaulttui.session.session import Session

_FIELD = "value"
_ADDRESSED_OTHERWISE = ("id:", "set:", "project:", "type:")


def with_references(
    session: Session, data: bytes, origin: str, imported: ImportedFile, done: ImportPlan
) -> tuple[bytes, int, tuple[NotCarried, ...]]:
    """The file with references, how many there are, and what keeps its value and why.

    Only a value that is in the vault just as it stands in the file is replaced.
    """
    references: dict[str, str] = {}
    kept = []
    for credential, row in zip(imported.credentials, done.rows, strict=True):
        variable = credential.source_id.removeprefix(f"{origin}\n")
        record = session.view.record(row.record_id)
        why = _why_not(session, credential, record)
        if why or record is None:
            kept.append(NotCarried(credential.name, "its value stays in the file", why))
        else:
            references[variable] = f"vtv://{_address(session, record)}/{_FIELD}"
    return replaced(data, origin, references), len(references), tuple(kept)


def _why_not(session: Session, credential: ImportedCredential, record: Record | None) -> str:
    if record is None or record.deleted:
        return "its credential lies in the trash"
    value = credential.values.get(_FIELD)
    if value is None or record.fp.get(_FIELD) != session.keys.fingerprint(value):
        return "the vault holds another one; import with --on-conflict update"
    return ""


def _address(session: Session, record: Record) -> str:
    """A name that leads nowhere else, or else the id."""
    name = str(record.m.get("name", ""))
    if len(session.view.named(name)) == 1 and not name.startswith(_ADDRESSED_OTHERWISE):
        return quote(name, safe="")
    return f"id:{record.id}"
