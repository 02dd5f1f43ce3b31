"""What feeds a field from outside: an external credential, and what it is asked at a lookup."""

from vaulttui.domain.credentials import Credential, CredentialRow
from vaulttui.domain.fields import Field
from vaulttui.domain.sources import Source
from vaulttui.errors import InvalidValue, NotFound
from vaulttui.operations import credentials, sources
from vaulttui.session.session import Session
from vaulttui.tui.dialogs.field_chooser import CredentialChooser
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.dialogs.small_form import Given, Line, SmallForm
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.text import listed, shown


def source_of(session: Session, credential: Credential, field: str) -> Source | None:
    """What feeds a field at present."""
    known = session.view.graph.sources_of(credential.id)
    return next((one for one in known if one.field == field), None)


def change_source(screen: VaultScreen[None], credential: Credential, field: Field) -> None:
    """Ask what is to feed a field; where something does, whether it is to go on."""
    session = screen.vault.open_session
    present = source_of(session, credential, field.id)
    if present is None:
        _choose(screen, credential, field)
        return
    external = session.view.credential(present.external_id)

    def answered(answer: str | None) -> None:
        if answer == "change":
            _ask(screen, credential, field, external, present)
        elif answer == "other":
            _choose(screen, credential, field)
        elif answer == "unset":
            _unset(screen, credential, field)

    asked = ", ".join(
        f"{shown(one.label, 40)} {shown(present.metadata[one.id], 200)}"
        for one in _metadata(session, external)
        if one.id in present.metadata
    )
    text = f"{shown(field.label, 60)} is fed by {shown(external.name, 60)}"
    ways = (("change", "Change"), ("other", "Another"), ("unset", "Take away"), ("keep", "Keep"))
    screen.app.push_screen(Question(f"{text} ({asked})." if asked else f"{text}.", ways), answered)


def externals(session: Session) -> list[CredentialRow]:
    """The credentials that can look values up."""
    kinds = {one.id for one in session.view.types() if one.kind == "external"}
    return [row for row in session.view.rows() if row.type_id in kinds]


def _choose(screen: VaultScreen[None], credential: Credential, field: Field) -> None:
    session = screen.vault.open_session
    rows = [row for row in externals(session) if row.id != credential.id]
    if not rows:
        screen.vault.tell(
            "No credential looks values up. Make one of an external type first, "
            "such as HashiCorp Vault Secret Lookup: n.",
            seconds=10,
        )
        return

    def chosen(credential_id: str | None) -> None:
        if credential_id is not None:
            external = session.view.credential(credential_id)
            _ask(screen, credential, field, external, source_of(session, credential, field.id))

    title = f"What feeds {shown(field.label, 50)}?"
    screen.app.push_screen(CredentialChooser(title, rows), chosen)


def _ask(
    screen: VaultScreen[None],
    credential: Credential,
    field: Field,
    external: Credential,
    present: Source | None,
) -> None:
    session = screen.vault.open_session
    metadata = _metadata(session, external)
    known = present.metadata if present is not None else {}
    lines = [_line(f"meta-{at}", one, known.get(one.id)) for at, one in enumerate(metadata)]

    def save(given: Given) -> Source:
        asked = {one.id: given[f"meta-{at}"] for at, one in enumerate(metadata)}
        lacking = [one.label for one in metadata if one.required and not asked[one.id]]
        if lacking:
            raise InvalidValue(f"A lookup needs this too: {listed(lacking)}.")
        return sources.put(session, credential, field.id, external, asked)

    def saved(made: object) -> None:
        if made is not None:
            told = f"{shown(field.label, 60)} is fed by {shown(external.name, 60)}."
            screen.vault.tell(told, undo="undoes")

    title = f"{field.label} from {external.name}"
    again = ("source", credential.id, field.id, external.id)
    screen.app.push_screen(SmallForm(title, lines, save, again=again), saved)


def _line(key: str, field: Field, present: str | None) -> Line:
    label = f"{field.label} *" if field.required else field.label
    value = field.default or "" if present is None else present
    return Line(key, label, value, field.help, _choices(field))


def ask_again(screen: VaultScreen[None], credential_id: str, field_id: str, external: str) -> None:
    """Ask what was asked before a lock, unless that is gone from the vault meanwhile."""
    session = screen.vault.open_session
    try:
        credential, source = map(session.view.credential, (credential_id, external))
    except NotFound:
        return
    fields = credentials.fields_of(session, credential)
    field = next((one for one in fields if one.id == field_id), None)
    if field is not None:
        _ask(screen, credential, field, source, source_of(session, credential, field_id))


def _metadata(session: Session, external: Credential) -> tuple[Field, ...]:
    found = session.view.type(external.type_id)
    return found.metadata if found else ()


def _choices(field: Field) -> tuple[tuple[str, str], ...]:
    """What a field of a lookup may be; nothing at all, where it may be left out."""
    none = () if field.required or field.default else (("-", ""),)
    return (*none, *((one, one) for one in field.choices)) if field.choices else ()


def _unset(screen: VaultScreen[None], credential: Credential, field: Field) -> None:
    session = screen.vault.open_session

    def then(_nothing: None) -> None:
        screen.vault.tell(f"Nothing feeds {shown(field.label, 60)} any more.", undo="undoes")

    screen.vault.perform(lambda: sources.unset(session, credential, field.id), then)
