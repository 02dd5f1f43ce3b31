"""What a plan is bound to, in a few digits."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

import msgspec

from vaulttui.domain.ledger import Entry
from vaulttui.domain.remotes import Remote
from vaulttui.remotes.protocol import Found
from vaulttui.sync.wanted import Wanted


def vault_digest(
    remote: Remote, wants: Sequence[Wanted], ledger: Mapping[str, Mapping[str, Entry]]
) -> str:
    """Of all that a plan depends on here: which value fills which slot, and every revision."""
    shapes = {id(want.type): repr(want.type) for want in wants if want.type}
    parts: list[object] = [remote.record.latest.rev, sorted(set(shapes.values()))]
    for want in wants:
        entries = ledger.get(want.binding_id, {})
        parts += [
            want.binding.record.latest.rev if want.binding else "",
            want.key,
            want.type.key if want.type else "",
            [
                (name, slot.holder_id, slot.field, slot.fingerprint, slot.revision)
                for name, slot in want.slots.items()
            ],
            sorted(want.lacking),
            sorted(want.public.items()),
            sorted(want.projects or ()),
            sorted(entry.record.latest.rev for entry in entries.values()),
        ]
    return sha256(msgspec.json.encode(parts)).hexdigest()


def snapshot_digest(there: Sequence[Found]) -> str:
    """Of all that a remote showed."""
    seen = sorted(
        [
            one.kind, one.object_id, one.key, sorted(one.public.items()),
            sorted(one.slots.items()), one.mark, one.type_key, sorted(one.fields),
            sorted(one.projects or ()), one.projects is None,
        ]
        for one in there
    )  # fmt: skip
    return sha256(msgspec.json.encode(seen)).hexdigest()
