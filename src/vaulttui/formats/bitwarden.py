"""Plain JSON exports of Bitwarden and Vaultwarden."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import msgspec

from vaulttui.errors import InvalidValue
from vaulttui.formats.bitwarden_items import FILLERS, add_custom_fields, milliseconds
from vaulttui.formats.bitwarden_shape import Export, Item, Login
from vaulttui.formats.draft import FileDraft, made_up_id
from vaulttui.formats.imported import ImportedFile, SourceSecret
from vaulttui.formats.naming import clean_tag
from vaulttui.formats.source_text import decode, shown

_ATTACHED: Final = "the JSON export holds no attachments; save them from Bitwarden itself"


@dataclass(frozen=True, slots=True)
class _Reading:
    """A file being read: what its folder ids mean, and what is counted for the summary."""

    file: FileDraft
    folders: Mapping[str, str]
    left: Counter[str] = field(default_factory=Counter)


class Bitwarden:
    """Unencrypted ``.json`` exports, of a person or of an organization."""

    name: Final = "bitwarden"
    needs_secret: Final = False

    def read(self, data: bytes, *, origin: str, secret: SourceSecret | None) -> ImportedFile:
        """Read an export; ``secret`` is not used."""
        export = _export(decode(data, origin), origin)
        folders = (*(export.folders or ()), *(export.collections or ()))
        reading = _Reading(
            FileDraft("Bitwarden"), {one.id: clean_tag(one.name or "") for one in folders if one.id}
        )
        for number, raw in enumerate(export.items or (), start=1):
            _read_item(reading, number, raw)
        for what, why in _summary(reading.left):
            reading.file.leave("", what, why)
        return reading.file.build()


def _export(text: str, origin: str) -> Export:
    try:
        export = msgspec.json.decode(text, type=Export)
    except msgspec.ValidationError:
        why = "is not a Bitwarden export"
    except msgspec.DecodeError:
        why = "is not whole JSON"
    except RecursionError:
        why = "nests too deeply"
    else:
        return _plain(export, origin)
    raise InvalidValue(f"The JSON in {shown(origin)} {why}.")


def _plain(export: Export, origin: str) -> Export:
    if export.encrypted:
        raise InvalidValue(
            f"The Bitwarden export {shown(origin)} is encrypted, and only Bitwarden can open it.",
            hint='Export again as ".json" instead of ".json (Encrypted)", import that, '
            "then delete the file.",
        )
    if export.items is None:
        raise InvalidValue(f"The JSON in {shown(origin)} is not a Bitwarden export.")
    return export


def _read_item(reading: _Reading, number: int, raw: msgspec.Raw) -> None:
    try:
        item = msgspec.json.decode(raw, type=Item)
    except (msgspec.DecodeError, RecursionError):
        # msgspec's ValidationError is a DecodeError; its words would name the odd part's type.
        reading.file.leave("", f"item {number}", "it does not have the shape of an item")
        return
    name = item.name or ""
    if item.deleted_date:
        reading.file.leave(name, "the whole item", "it lies in the trash")
    elif item.type not in FILLERS:
        reading.file.leave(name, "the whole item", f"its type {item.type} is not known")
    else:
        _credential(reading, item)


def _credential(reading: _Reading, item: Item) -> None:
    type_id, fill = FILLERS[item.type]
    login = item.login or Login()
    first = next((one.uri for one in login.uris or () if one.uri), "")
    identity = item.id or made_up_id(str(item.type), item.name or "", login.username or "", first)
    draft = reading.file.credential(identity, type_id, item.name or "", url=first)
    draft.created_at = milliseconds(item.creation_date)
    draft.updated_at = milliseconds(item.revision_date)
    places = (item.folder_id, *(item.collection_ids or ()))
    draft.tag(reading.folders.get(place, "") for place in places if place)
    draft.tag(("favorite",) if item.favorite else ())
    draft.tag(("archived",) if item.archived_date else ())
    fill(draft, item)
    add_custom_fields(draft, item.fields or ())
    for _ in item.attachments or ():
        draft.leave("an attachment", _ATTACHED)
    reading.left.update(_left(item))
    draft.finish()


def _left(item: Item) -> dict[str, int]:
    matched = [one for one in (item.login or Login()).uris or () if one.match is not None]
    return {"versions": len(item.password_history or ()), "matched": len(matched)}


def _summary(left: Counter[str]) -> Iterator[tuple[str, str]]:
    """Yield one row for each sort of thing that is left in the file throughout."""
    if left["versions"]:
        yield f"{left['versions']} earlier passwords", "only current values are imported"
    if left["matched"]:
        yield f"the match rules of {left['matched']} addresses", "nothing here fills in web forms"


FORMAT: Final = Bitwarden()
