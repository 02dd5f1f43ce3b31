"""The shape of Bitwarden's plain JSON export.

Source: ``libs/common/src/models/export`` of bitwarden/clients. Unknown keys are
ignored, absent ones are None or empty.
"""

from msgspec import Raw, Struct

Scalar = str | int | float | bool | None


class _Shape(Struct, frozen=True, rename="camel"):
    def __repr__(self) -> str:
        # Values must not reach a traceback.
        return type(self).__name__


class Folder(_Shape, frozen=True):
    """A folder or a collection."""

    id: str | None = None
    name: str | None = None


class Export(_Shape, frozen=True):
    """The whole file; items are decoded one by one, so that an odd one stands alone."""

    encrypted: bool = False
    items: list[Raw] | None = None
    folders: list[Folder] | None = None
    collections: list[Folder] | None = None


class Uri(_Shape, frozen=True):
    """An address of a login, and how it is matched to sites."""

    uri: str | None = None
    match: int | None = None


class Login(_Shape, frozen=True):
    """What an item of type 1 adds."""

    username: str | None = None
    password: str | None = None
    totp: str | None = None
    uris: list[Uri] | None = None
    fido2_credentials: list[Raw] | None = None


class CustomField(_Shape, frozen=True):
    """Type 0 text, 1 hidden, 2 boolean, 3 linked to a field of the item."""

    name: str | None = None
    value: Scalar = None
    type: int = 0


class Item(_Shape, frozen=True):
    """One item; exactly one of login to passport is there, but for notes."""

    id: str | None = None
    type: int = 1
    name: str | None = None
    notes: str | None = None
    favorite: bool | None = None
    folder_id: str | None = None
    collection_ids: list[str] | None = None
    login: Login | None = None
    card: dict[str, Scalar] | None = None
    identity: dict[str, Scalar] | None = None
    ssh_key: dict[str, Scalar] | None = None
    bank_account: dict[str, Scalar] | None = None
    drivers_license: dict[str, Scalar] | None = None
    passport: dict[str, Scalar] | None = None
    fields: list[CustomField] | None = None
    password_history: list[Raw] | None = None
    attachments: list[Raw] | None = None
    creation_date: str | None = None
    revision_date: str | None = None
    deleted_date: str | None = None
    archived_date: str | None = None
