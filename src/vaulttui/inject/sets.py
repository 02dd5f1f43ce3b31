"""What a set offers: one variable for each key."""

from collections.abc import Iterator
from dataclasses import replace

from vaulttui.domain.credentials import Credential
from vaulttui.domain.sets import Key, Set
from vaulttui.domain.text import safe_text
from vaulttui.errors import NotFound
from vaulttui.inject.credentials import reading
from vaulttui.inject.fields import field_of
from vaulttui.inject.naming import Naming
from vaulttui.inject.offers import Giving, Offer, Sort, failing
from vaulttui.inject.origin import Origin
from vaulttui.inject.values import Values
from vaulttui.secret import Secret


def offers(giving: Giving, found: Set, naming: Naming, origin: Origin) -> Iterator[Offer]:
    """A variable for each key, named as it."""
    full_name = giving.session.view.graph.full_name(found)
    for key in found.keys:
        name, renamed = naming.final(key.name)
        its_origin = replace(
            origin,
            rule="key",
            variable=key.name,
            set_id=found.id,
            set=full_name,
            key=key.name,
            prefix=naming.prefix,
            renamed=renamed,
        )
        identity = ("KEY", found.id, key.name)
        offer = Offer(Sort.VARIABLE, name, its_origin, identity, lambda values: None)
        yield _own(offer, found, key) if key.own else _referring(giving, offer, key)


def _own(offer: Offer, found: Set, key: Key) -> Offer:
    if not found.holds(key.name):
        where = f"the key {safe_text(key.name)} of the set {safe_text(offer.origin.set)}"
        return replace(offer, make=failing(_dead(f"Nobody here holds the value of {where}.")))

    def make(values: Values) -> Secret | None:
        return values.own(found, key.name)

    return replace(offer, make=make)


def _referring(giving: Giving, offer: Offer, key: Key) -> Offer:
    where = f"the key {safe_text(key.name)} of the set {safe_text(offer.origin.set)}"
    record = giving.session.view.record(key.credential_id or "")
    if record is None or record.deleted or record.kind != "credential":
        return replace(offer, make=failing(_dead(f"What {where} points at is not there any more.")))
    credential = Credential(record)
    origin = replace(
        offer.origin,
        credential_id=credential.id,
        credential=credential.name,
        type_id=credential.type_id,
    )
    empty = _dead(
        f"The field {safe_text(key.field)} of {safe_text(credential.name)}, at which {where} "
        "points, holds no value."
    )
    try:
        field = field_of(giving.session, credential, key.field)
    except NotFound:
        made = replace(origin, fields=(key.field,))
        return replace(offer, origin=made, make=failing(empty))

    def make(values: Values) -> Secret | None:
        held = values.of(credential, field)
        if not held:
            raise empty
        return held

    return reading(replace(offer, origin=origin, make=make), giving, credential, field)


def _dead(sentence: str) -> NotFound:
    return NotFound(sentence, hint="Put the key anew with `vaulttui set put`, or set the value.")
