"""How each type of Bitwarden item fills a credential."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from vaulttui.domain.fields import FieldKind
from vaulttui.formats.bitwarden_shape import CustomField, Item, Login, Scalar
from vaulttui.formats.draft import CredentialDraft, text_kind
from vaulttui.formats.otpauth import from_text

_PASSKEY: Final = "passkeys work in the program that made them only"
_LINKED: Final = "it only points at another field of the item"
_HIDDEN, _BOOLEAN, _LINK = 1, 2, 3

_ADDRESS: Final = (
    "address1", "address2", "address3", "city", "state", "postalCode", "country",
)  # fmt: skip
_IDENTITY: Final = {
    "firstName": "first_name", "lastName": "last_name", "email": "email", "phone": "phone",
    "company": "company", "passportNumber": "document",
}  # fmt: skip
_SSH_KEY: Final = {
    "privateKey": "private_key", "publicKey": "public_key", "passphrase": "passphrase",
}  # fmt: skip
_CARD: Final = {"cardholderName": "holder", "number": "number", "code": "code"}
_PUBLIC: Final = frozenset(
    {"brand", "title", "middleName", "username", "keyFingerprint", "bankName", "nameOnAccount"}
)


def _login(draft: CredentialDraft, item: Item) -> None:
    login = item.login or Login()
    draft.put("username", login.username)
    draft.put("password", login.password)
    draft.put("notes", item.notes)
    if login.totp:
        draft.put("totp", from_text(login.totp, draft.name) or login.totp)
    first, *others = [one.uri for one in login.uris or () if one.uri] or [""]
    draft.put("url", first, label="URL")
    for other in others:
        draft.add("URL", other, FieldKind.URL)
    for _ in login.fido2_credentials or ():
        draft.leave("a passkey", _PASSKEY)


def _note(draft: CredentialDraft, item: Item) -> None:
    draft.put("note", item.notes)
    for given in (item.bank_account, item.drivers_license, item.passport):
        _fill(draft, given or {}, {})


def _card(draft: CredentialDraft, item: Item) -> None:
    card = dict(item.card or {})
    month, year = _text(card.pop("expMonth", None)), _text(card.pop("expYear", None))
    _fill(draft, card, _CARD)
    draft.put("expires", "/".join(filter(None, (month.zfill(2) if month else "", year))))
    end = _end_of_month(month, year)
    if end is not None and card.get("number"):
        draft.expire("number", end)
    _notes_beside(draft, item)


def _identity(draft: CredentialDraft, item: Item) -> None:
    identity = dict(item.identity or {})
    lines = [_text(identity.pop(name, None)) for name in _ADDRESS]
    draft.put("address", "\n".join(filter(None, lines)))
    _fill(draft, identity, _IDENTITY)
    _notes_beside(draft, item)


def _ssh_key(draft: CredentialDraft, item: Item) -> None:
    _fill(draft, item.ssh_key or {}, _SSH_KEY)
    _notes_beside(draft, item)


Filler = Callable[[CredentialDraft, Item], None]
# By the number of the item's type. The last three have no managed type of their own yet.
FILLERS: Final[Mapping[int, tuple[str, Filler]]] = MappingProxyType(
    {
        1: ("login", _login),
        2: ("secure-note", _note),
        3: ("card", _card),
        4: ("identity", _identity),
        5: ("ssh-key", _ssh_key),
        6: ("secure-note", _note),
        7: ("secure-note", _note),
        8: ("secure-note", _note),
    }
)


def add_custom_fields(draft: CredentialDraft, fields: Iterable[CustomField]) -> None:
    """Add an item's custom fields as extra fields; linked ones are named and left."""
    for one in fields:
        name, text = one.name or "field", _text(one.value)
        if one.type == _LINK:
            draft.leave(f"the linked field {name}", _LINKED)
        elif one.type == _BOOLEAN:
            draft.add(name, text, FieldKind.BOOLEAN)
        else:
            secret = one.type == _HIDDEN
            draft.add(name, text, text_kind(text, secret=secret), secret=secret)


def milliseconds(text: str | None) -> int | None:
    """Return the time of an RFC 3339 text, or None for another."""
    try:
        when = datetime.fromisoformat(text or "")
        found = int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None
    return found if found >= 0 else None


def _fill(draft: CredentialDraft, given: Mapping[str, Scalar], places: Mapping[str, str]) -> None:
    """Put what has a place; the rest becomes extra fields, secret unless known to be public."""
    for name, value in given.items():
        text = _text(value)
        if name in places:
            draft.put(places[name], text)
        else:
            secret = name not in _PUBLIC
            draft.add(_label(name), text, text_kind(text, secret=secret), secret=secret)


def _notes_beside(draft: CredentialDraft, item: Item) -> None:
    draft.add("Notes", item.notes, FieldKind.MULTILINE)


def _label(name: str) -> str:
    """Return ``bankName`` as ``Bank name``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()


def _text(value: Scalar) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _end_of_month(month: str, year: str) -> int | None:
    """Return the last moment of a card's last month."""
    if not (month.isascii() and month.isdigit() and year.isascii() and year.isdigit()):
        return None
    if len(month) > 2 or len(year) != 4 or not 1 <= int(month) <= 12 or int(year) < 1970:
        return None
    last = monthrange(int(year), int(month))[1]
    moment = datetime(int(year), int(month), last, 23, 59, 59, tzinfo=UTC)
    return int(moment.timestamp() * 1000)
