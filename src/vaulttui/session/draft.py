"""A record being made or changed, before it becomes a revision."""

from typing import Final

from vaulttui.crypto.keys import VaultKeys
from vaulttui.crypto.primitives import random_bytes
from vaulttui.domain.revisions import Json, OddRevision, Record, Revision
from vaulttui.secret import Secret

NEW_ID_BYTES: Final = 16


class Draft:
    """A record's metadata and values, laid over what it held: unknown keys survive.

    ``m`` may be changed freely. Values are set as Secrets and sealed when the
    change is saved; those not named stay the sealed bytes that they are.
    """

    def __init__(self, kind: str, record_id: str, before: Record | None = None) -> None:
        self.kind = kind
        self.id = record_id
        self.before = before
        self.m: dict[str, Json] = dict(before.m) if before else {}
        self._sealed: dict[str, tuple[bytes, str | None]] = {}
        self._fresh: dict[str, Secret] = {}
        if before:
            self._sealed = {name: (blob, before.fp.get(name)) for name, blob in before.v.items()}

    @classmethod
    def new(cls, kind: str, record_id: str | None = None) -> "Draft":
        """A record that is not there yet; its id is random unless the format derives one."""
        return cls(kind, record_id or random_bytes(NEW_ID_BYTES).hex())

    @classmethod
    def of(cls, record: Record) -> "Draft":
        """A change of a record that is there, deleted ones too."""
        return cls(record.kind, record.id, record)

    @property
    def fields(self) -> frozenset[str]:
        """The fields that will hold a sealed value."""
        return frozenset((*self._sealed, *self._fresh))

    def set(self, field: str, value: Secret) -> None:
        """Give a field a value to be sealed."""
        self._sealed.pop(field, None)
        self._fresh[field] = value

    def clear(self, field: str) -> None:
        """Take a field's sealed value away."""
        self._sealed.pop(field, None)
        self._fresh.pop(field, None)

    def take_back(self, field: str, former: Revision | Record) -> None:
        """Let a field hold what it held formerly, sealed bytes and all."""
        self.clear(field)
        if field in former.v:
            self._sealed[field] = (former.v[field], former.fp.get(field))

    def take_back_all(self, former: Revision | Record) -> None:
        """Let the whole record be what it was formerly."""
        self.m = dict(former.m)
        for field in {*self.fields, *former.v}:
            self.take_back(field, former)

    def revision(self, keys: VaultKeys, at: int) -> Revision:
        """Seal what is fresh, and return the revision that names all known heads."""
        sealed = {name: blob for name, (blob, _) in self._sealed.items()}
        marks = {name: mark for name, (_, mark) in self._sealed.items() if mark}
        for name, value in self._fresh.items():
            sealed[name] = keys.seal_value(self.id, name, value)
            marks[name] = keys.fingerprint(value)
        return _revision(self, at, self.m, sealed, marks)

    def deletion(self, at: int) -> Revision:
        """The revision that moves the record to the trash."""
        return _revision(self, at, {}, {}, {}, deleted=True)

    @property
    def changed(self) -> bool:
        """False where the revision would say just what is there."""
        before = self.before
        if before is None or before.deleted or len(before.heads) > 1 or self._fresh:
            return True
        return self.m != before.m or {n: b for n, (b, _) in self._sealed.items()} != before.v


def _revision(
    draft: Draft,
    at: int,
    m: dict[str, Json],
    v: dict[str, bytes],
    fp: dict[str, str],
    *,
    deleted: bool = False,
) -> Revision:
    heads = draft.before.heads if draft.before else ()
    # Within a record time only moves on, whatever the clock does.
    moment = max([at, *(head.at + 1 for head in heads)])
    rev = random_bytes(NEW_ID_BYTES).hex()
    par = tuple(head.rev for head in heads)
    more = dict(draft.before.more) if draft.before and not deleted else {}
    if more:
        return OddRevision(
            k=draft.kind, id=draft.id, rev=rev, par=par, at=moment, m=m, v=v, fp=fp, unknown=more
        )
    return Revision(
        k=draft.kind, id=draft.id, rev=rev, par=par, at=moment, m=m, v=v, fp=fp, deleted=deleted
    )
