"""In which of a credential's places words were found, for lists that do not show all of them."""

from collections.abc import Iterable, Iterator

from vaulttui.domain.credentials import CredentialRow
from vaulttui.errors import NotFound
from vaulttui.operations.credentials import fields_of
from vaulttui.session.session import Session

TYPE, TAGS, DESCRIPTION = "type", "tags", "description"


def found_in(
    session: Session, row: CredentialRow, words: Iterable[str], seen: Iterable[str] = ()
) -> list[str]:
    """Where the case-folded words stand that are not in the name: labels, each once.

    ``seen`` are places that are shown anyway, of TYPE and TAGS.
    """
    name = row.name.casefold()
    hidden = [word for word in words if word not in name]
    if not hidden:
        return []
    places = {place: text.casefold() for place, text in _places(session, row)}
    found = (_first(places, word) for word in hidden)
    return list(dict.fromkeys(place for place in found if place and place not in {*seen}))


def _first(places: dict[str, str], word: str) -> str:
    return next((place for place, text in places.items() if word in text), "")


def _places(session: Session, row: CredentialRow) -> Iterator[tuple[str, str]]:
    yield TYPE, row.type_id
    yield TAGS, "\n".join(row.tags)
    try:
        credential = session.view.credential(row.id)
    except NotFound:
        return
    public = credential.public
    for field in fields_of(session, credential):
        if field.id in public:
            yield field.label, public[field.id]
    yield DESCRIPTION, credential.description
