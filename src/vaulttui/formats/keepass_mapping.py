"""Turns KeePass entries into credentials: one mechanism for the XML and for KDBX."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from vaulttui.domain.fields import FieldKind
from vaulttui.formats.draft import CredentialDraft, FileDraft, made_up_id, text_kind
from vaulttui.formats.imported import ImportedFile
from vaulttui.formats.keepass_entry import KeepassContent, KeepassEntry
from vaulttui.formats.keepass_reference import References, Unresolved, has_reference
from vaulttui.formats.naming import clean_tag, tag_of_path
from vaulttui.formats.otpauth import from_attributes

_STANDARD: Final[Mapping[str, str]] = {
    "UserName": "username", "Password": "password", "URL": "url", "Notes": "notes",
}  # fmt: skip
_NO_PLACE: Final = "credentials have no place for them"


def to_credentials(content: KeepassContent) -> ImportedFile:
    """Return the entries outside the recycle bin as logins, and what stays behind."""
    file = FileDraft("KeePass")
    references = References(content.entries)
    kept = [entry for entry in content.entries if not entry.in_bin]
    for entry in kept:
        _credential(file, entry, references)
    for entry in content.entries:
        if entry.in_bin:
            file.leave(entry.title, "the whole entry", "it lies in the recycle bin")
    for what, why in _summary(kept, content.noted_groups):
        file.leave("", what, why)
    return file.build()


def _credential(file: FileDraft, entry: KeepassEntry, references: References) -> None:
    strings, broken = _resolved(entry, references)
    identity = entry.uuid or made_up_id(*entry.folders, entry.title, strings.get("UserName", ""))
    draft = file.credential(identity, "login", strings.get("Title", ""), url=strings.get("URL", ""))
    draft.created_at, draft.updated_at = entry.created_at, entry.updated_at
    draft.tag((tag_of_path(entry.folders), *map(clean_tag, entry.tags)))
    for name, why in broken:
        draft.leave(f"what {name} refers to", f"{why}; the reference itself is kept as text")
    _put_strings(draft, strings, entry.protected)
    for attached in entry.files:
        if attached.data is None:
            draft.leave(f"the attachment {attached.name}", attached.lost)
        else:
            draft.add(attached.name, attached.data, FieldKind.FILE)
    if entry.expires_at is not None:
        draft.expire("password", entry.expires_at)
    draft.finish()


def _put_strings(
    draft: CredentialDraft, strings: Mapping[str, str], protected: frozenset[str]
) -> None:
    otp = from_attributes(strings, draft.name)
    used = otp.used if otp else frozenset[str]()
    if otp:
        draft.put("totp", otp.address)
    for name, text in strings.items():
        if name in used or name == "Title":
            continue
        if name in _STANDARD and (name == "Password" or name not in protected):
            draft.put(_STANDARD[name], text, label=name)
        else:
            secret = name in protected or _is_seed(name)
            draft.add(name, text, text_kind(text, secret=secret), secret=secret)


def _is_seed(name: str) -> bool:
    """True for the seeds of one-time codes, which older tools left unprotected."""
    return name in {"otp", "TOTP Seed"} or name.startswith(("TimeOtp-Secret", "HmacOtp-Secret"))


def _resolved(
    entry: KeepassEntry, references: References
) -> tuple[Mapping[str, str], list[tuple[str, str]]]:
    """Return the strings with references followed, and the names of those that could not be."""
    referring = [name for name, text in entry.strings.items() if has_reference(text)]
    if not referring:
        return entry.strings, []
    strings, broken = dict(entry.strings), []
    for name in referring:
        secret = name == "Password" or name in entry.protected
        try:
            strings[name] = references.resolved(entry.strings[name], secret=secret)
        except Unresolved as why:
            broken.append((name, str(why)))
    return strings, broken


def _summary(entries: list[KeepassEntry], noted_groups: int) -> Iterator[tuple[str, str]]:
    """Yield one row for each sort of thing that is left in the file throughout."""
    versions = sum(entry.history for entry in entries)
    if versions:
        owners = sum(bool(entry.history) for entry in entries)
        yield f"{versions} earlier versions of {owners} entries", "only current values are imported"
    if noted_groups:
        yield f"notes of {noted_groups} groups", "groups become tags, which have no notes"
    left = Counter(what for entry in entries for what in entry.left)
    for what, count in sorted(left.items()):
        yield f"{what} of {count} entries", _NO_PLACE
