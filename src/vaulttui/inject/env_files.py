"""What an environment file offers: one variable for each name, references followed."""

import os
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from vaulttui.errors import VaulttuiError
from vaulttui.formats.dotenv import assignments
from vaulttui.inject.credentials import reading
from vaulttui.inject.fields import field_of
from vaulttui.inject.named import held
from vaulttui.inject.offers import Giving, Offer, Sort, failing
from vaulttui.inject.origin import Origin
from vaulttui.inject.references import SCHEME, parse, placed
from vaulttui.inject.values import Values
from vaulttui.inject.wanted import EnvFile, Finder
from vaulttui.secret import Secret


def offers(giving: Giving, file: EnvFile, find: Finder, notes: list[str]) -> Iterator[Offer]:
    """A variable for each name; lines that are none are told of in ``notes``."""
    found, passed = assignments(file.content.reveal(), file.path)
    notes += passed
    for line in found:
        origin = Origin("env file", line.name, path=file.path, line=line.line)
        identity = ("LINE", os.path.realpath(file.path), line.name)
        plain = Offer(Sort.VARIABLE, line.name, origin, identity, partial(_plain, line.value))
        text = line.value.reveal().decode("utf-8", "replace")
        yield _referring(giving, plain, text, find) if text.startswith(SCHEME) else plain


def _plain(value: Secret, _values: Values) -> Secret:
    return value


def _referring(giving: Giving, offer: Offer, text: str, find: Finder) -> Offer:
    try:
        reference = parse(text)
        credential = find(reference.address)
        field = field_of(giving.session, credential, reference.field)
    except VaulttuiError as error:
        return replace(offer, make=failing(placed(error, after=f" It stands in {offer.origin}.")))
    origin = replace(
        offer.origin,
        credential_id=credential.id,
        credential=credential.name,
        type_id=credential.type_id,
    )
    made = replace(offer, origin=origin, make=held(credential, field))
    return reading(made, giving, credential, field)
