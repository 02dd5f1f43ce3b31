"""What a format gathers while it reads: the limits and rules that hold for all of them."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from vaulttui.domain.catalogue import managed
from vaulttui.domain.credentials import ValueInfo
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.text import safe_text
from vaulttui.domain.types import CredentialType
from vaulttui.domain.validation import check_value
from vaulttui.errors import InvalidValue
from vaulttui.formats.imported import ExtraValue, ImportedCredential, ImportedFile, NotCarried
from vaulttui.formats.naming import MAX_NAME, MAX_TAG, FieldIds, credential_name, one_line, unique
from vaulttui.secret import Secret

MAX_VALUE: Final = 1 << 20
_TOO_LARGE: Final = "larger than 1 MiB"


class FileDraft:
    """One file being read: its credentials so far, and what stays behind."""

    def __init__(self, tool: str) -> None:
        self._tool = tool
        self._credentials: list[ImportedCredential] = []
        self._not_carried: list[NotCarried] = []
        self._source_ids: set[str] = set()

    def leave(self, name: str, what: str, why: str) -> None:
        """Name something that is not carried; the texts may come from the file."""
        self._not_carried.append(NotCarried(safe_text(name), safe_text(what), safe_text(why)))

    def credential(
        self,
        source_id: str,
        type_id: str,
        title: str,
        *,
        url: str = "",
        type_: CredentialType | None = None,
    ) -> "CredentialDraft":
        """Begin a credential; a title that is blank or too long is replaced or cut."""
        name = credential_name(title, url)
        if len(name) > MAX_NAME:
            self.leave(name[:80] + "…", "the end of its name", f"longer than {MAX_NAME} characters")
        known = type_ or managed(type_id)
        if known is None:
            raise LookupError(f"there is no managed type {type_id}")
        return CredentialDraft(self, self._own_id(source_id), known, name[:MAX_NAME])

    def take(self, credential: ImportedCredential) -> None:
        """Add a finished credential."""
        self._credentials.append(credential)

    def build(self, types: Iterable[CredentialType] = ()) -> ImportedFile:
        """Return all that was gathered."""
        return ImportedFile(
            self._tool, tuple(self._credentials), tuple(self._not_carried), tuple(types)
        )

    def _own_id(self, source_id: str) -> str:
        found, count = source_id, 1
        while found in self._source_ids:
            count += 1
            found = f"{source_id}#{count}"
        self._source_ids.add(found)
        return found


def made_up_id(*public: str) -> str:
    """Return a stable identity for what has none, made from public text only."""
    return "made:" + sha256("\0".join(public).encode("utf-8", "replace")).hexdigest()[:32]


class CredentialDraft:
    """One credential being read; ``finish`` hands it to its file.

    Every value it takes is one that its field's kind accepts: what does not fit
    a field of the type (an address without a scheme) becomes an extra field.
    """

    def __init__(self, file: FileDraft, source_id: str, type_: CredentialType, name: str) -> None:
        self.name = name
        self.description = ""
        self.created_at: int | None = None
        self.updated_at: int | None = None
        self.record_id = ""
        self.organization = ""
        self.projects: tuple[str, ...] = ()
        self.source: tuple[str, str] | None = None
        self.infos: dict[str, ValueInfo] = {}
        self.source_id = source_id
        self._file = file
        self._type = type_
        self._ids = FieldIds(field.id for field in type_.fields)
        self._tags: tuple[str, ...] = ()
        self._values: dict[str, Secret] = {}
        self._extra: list[ExtraValue] = []
        self._expires: dict[str, int] = {}

    def tag(self, tags: Iterable[str]) -> None:
        """Add tags; those that are empty or there already change nothing."""
        found = tuple(tags)
        if any(len(tag) > MAX_TAG for tag in found):
            self.leave("the end of a tag", f"longer than {MAX_TAG} characters")
        self._tags = unique((*self._tags, *(tag[:MAX_TAG].rstrip("/ ") for tag in found)))

    def has_field(self, field_id: str) -> bool:
        """True where the type has a field of that id."""
        return self._type.field(field_id) is not None

    def put(self, field_id: str, value: str | bytes | None, *, label: str = "") -> str:
        """Set a field of the type and return the id of what was set; an empty value sets nothing.

        ``label`` is the other tool's word, should the value need an extra field.
        """
        field = self._type.field(field_id)
        if field is None:
            raise LookupError(f"{self._type.id} has no field {field_id}")
        data = self._sized(field.label, value)
        if data is None:
            return ""
        stored = _accepted(field, data)
        if stored is None:
            return self._add(label or field.label, data, FieldKind.TEXT, secret=field.secret)
        self._values[field_id] = Secret(stored)
        return field_id

    def add(
        self,
        label: str,
        value: str | bytes | None,
        kind: FieldKind,
        *,
        secret: bool = False,
        field_id: str = "",
    ) -> str:
        """Add an extra field and return its id, made from the label unless one is wished for.

        An empty value adds nothing, one that its kind refuses widens it.
        """
        label = one_line(label)[:MAX_NAME] or "field"
        data = self._sized(label, value)
        return "" if data is None else self._add(label, data, kind, secret=secret, wish=field_id)

    def expire(self, field_id: str, at: int) -> None:
        """Let a field of the type expire; without a value there is nothing to expire."""
        if field_id in self._values:
            self._expires[field_id] = at
        else:
            self.leave("its expiry date", f"it has no {field_id}, and dates belong to values")

    def leave(self, what: str, why: str) -> None:
        """Name something of this credential that is not carried."""
        self._file.leave(self.name, what, why)

    @property
    def has_values(self) -> bool:
        """True once a value was taken."""
        return bool(self._values or self._extra)

    def finish(self) -> None:
        """Hand the credential to its file."""
        self._file.take(
            ImportedCredential(
                source_id=self.source_id,
                type_id=self._type.id,
                name=self.name,
                description=self.description,
                tags=self._tags,
                values=self._values,
                extra=tuple(self._extra),
                expires=self._expires,
                created_at=self.created_at,
                updated_at=self.updated_at,
                record_id=self.record_id,
                infos=self.infos,
                organization=self.organization,
                projects=self.projects,
                source=self.source,
            )
        )

    def _sized(self, what: str, value: str | bytes | None) -> bytes | None:
        if not value:
            return None
        data = value.encode("utf-8") if isinstance(value, str) else value
        if len(data) <= MAX_VALUE:
            return data
        self.leave(what, _TOO_LARGE)
        return None

    def _add(
        self, label: str, data: bytes, kind: FieldKind, *, secret: bool, wish: str = ""
    ) -> str:
        field_id = self._ids.give(wish or label)
        wider = () if secret else (FieldKind.TEXT, FieldKind.MULTILINE)
        for tried in (kind, *wider, FieldKind.SECRET):
            field = Field(id=field_id, label=label, kind=tried, secret=secret)
            stored = _accepted(field, data)
            if stored is not None:
                self._extra.append(ExtraValue(field, Secret(stored)))
                return field_id
        return ""


def _accepted(field: Field, data: bytes) -> bytes | None:
    try:
        return check_value(field, data)
    except InvalidValue:
        return None


def text_kind(text: str, *, secret: bool) -> FieldKind:
    """Return the kind that shows a text of unknown purpose best."""
    if "\n" in text:
        return FieldKind.MULTILINE
    return FieldKind.SECRET if secret else FieldKind.TEXT
