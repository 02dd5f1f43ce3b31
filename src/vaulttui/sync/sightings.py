"""How each remote looked when this machine last read it: names and marks, sealed, no values.

It is what screens show of remotes without asking them. Kept as best one can: where the
state folder takes no file, remotes are asked again.
"""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec

from vaulttui import paths
from vaulttui.errors import VaulttuiError
from vaulttui.remotes.protocol import NAME, Found, Kind, Presence, Verb, Written
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.sync.effects import Effect
from vaulttui.sync.wanted import Place, Wanted

_FOLDER: Final = "sightings"
_CREATE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was there, and when, in milliseconds since 1970 UTC."""

    at: int
    there: tuple[Found, ...]


def load(session: Session, remote_id: str) -> Sighting | None:
    """The last sighting of a remote; None where there is none that can be read."""
    try:
        sealed = _path(session, remote_id).read_bytes()
        content = session.keys.open_state(_purpose(remote_id), sealed).reveal()
        return msgspec.json.decode(content, type=Sighting)
    except (OSError, VaulttuiError, msgspec.DecodeError):
        return None


def save(session: Session, remote_id: str, there: Sequence[Found]) -> Sighting:
    """Remember what was just seen."""
    sighting = Sighting(session.now(), tuple(there))
    content = Secret(msgspec.json.encode(sighting))
    sealed = session.keys.seal_state(_purpose(remote_id), content)
    path = _path(session, remote_id)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary.unlink(missing_ok=True)
        with os.fdopen(os.open(temporary, _CREATE, 0o600), "wb") as file:
            file.write(sealed)
        temporary.replace(path)
    return sighting


def forget(session: Session, remote_id: str) -> None:
    """A remote that is gone is not seen any more."""
    with suppress(OSError):
        _path(session, remote_id).unlink(missing_ok=True)


def after(
    there: Sequence[Found],
    done: Sequence[tuple[Effect, Written]],
    wants: Mapping[Place, Wanted],
) -> tuple[Found, ...]:
    """How it must look after what was done, where that is not read again."""
    found = {(one.kind, one.object_id): one for one in there}
    for effect, written in done:
        place = (effect.object_kind, written.object_id or effect.object_id or effect.key)
        if effect.verb is Verb.DELETE and not effect.removed:
            found.pop(place, None)
        else:
            known = found.get(place) or Found(effect.object_kind, place[1], effect.key)
            found[place] = _changed(known, effect, written, wants.get(effect.place))
    return tuple(found.values())


def _changed(known: Found, effect: Effect, written: Written, want: Wanted | None) -> Found:
    made = effect.verb is Verb.CREATE
    shape = want.type if want else None
    public = {n: t for n, t in (want.public if want else {}).items() if made or n in effect.public}
    public.pop(NAME, None)
    is_type = known.kind is Kind.TYPE and shape is not None
    return replace(
        known,
        slots={
            **known.slots,
            **dict.fromkeys(effect.slots, Presence.PRESENT),
            **dict.fromkeys(effect.removed, Presence.ABSENT),
        },
        key=effect.key if made or NAME in effect.public else known.key,
        public={**known.public, **public},
        mark=known.mark if written.mark is None else written.mark,
        type_key=effect.type_key if known.kind is Kind.CREDENTIAL else "",
        fields=tuple(one.id for one in shape.fields) if is_type and shape else known.fields,
        projects=known.projects if effect.projects is None else frozenset(effect.projects),
    )


def _path(session: Session, remote_id: str) -> Path:
    folder: Path = paths.state_folder() / _FOLDER / session.keys.vault_id.hex()
    return folder / remote_id


def _purpose(remote_id: str) -> str:
    return f"sighting/{remote_id}"
