"""What a credential offers: by its type's templates, or by the rule."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final

from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.text import safe_text
from vaulttui.domain.types import CredentialType, Inject
from vaulttui.errors import InvalidValue
from vaulttui.inject.fields import feeding, text_of, to_ask
from vaulttui.inject.naming import Naming, by_rule, own_name
from vaulttui.inject.offers import Giving, Offer, Sort, failing
from vaulttui.inject.origin import Origin
from vaulttui.inject.values import Values
from vaulttui.secret import Secret

AS_FILES: Final = frozenset({FieldKind.MULTILINE, FieldKind.FILE})
"""The kinds of fields that a type of the rule ``files`` gives."""
_LONGEST_PART: Final = 40


@dataclass(frozen=True, slots=True)
class _Giver:
    """A credential on its way to a program."""

    giving: Giving
    credential: Credential
    type: CredentialType
    naming: Naming
    origin: Origin

    def offer(self, sort: Sort, plain: str, short: str, key: str, rule: str) -> Offer:
        """An offer that makes nothing yet; ``key`` tells it from others of the credential."""
        name, renamed = self.naming.final(plain, short)
        origin = replace(self.origin, rule=rule, variable=plain, renamed=renamed)
        return Offer(sort, name, origin, (sort.name, self.credential.id, key), lambda _values: None)

    def file_name(self, key: str) -> str:
        """The name that a file gets in the folder: told apart by the id, known by the rest."""
        name = by_rule(self.credential.name).lower()[:_LONGEST_PART]
        part = key if len(key) <= _LONGEST_PART else sha256(key.encode()).hexdigest()[:16]
        return f"{name}-{self.credential.id[:12]}-{part}"

    def path(self, key: str) -> Path:
        """Where that file will be."""
        return self.giving.folder / self.file_name(key)


def offers(
    giving: Giving, credential: Credential, naming: Naming, origin: Origin
) -> Iterator[Offer]:
    """Everything that it gives; nothing where its type is gone."""
    found = giving.session.view.type(credential.type_id)
    if found is None:
        return
    origin = replace(
        origin,
        credential_id=credential.id,
        credential=credential.name,
        type_id=credential.type_id,
        prefix=naming.prefix,
    )
    giver = _Giver(giving, credential, found, naming, origin)
    yield from _by_templates(giver) if found.injectors else _by_rule(giver)


def lacking(giving: Giving, credential: Credential) -> tuple[str, ...]:
    """The required fields that neither hold a value nor will get one."""
    found = giving.session.view.type(credential.type_id)
    fields = [one for one in found.fields if one.required] if found else []
    return tuple(one.id for one in fields if not _has(giving, credential, one))


def reading(offer: Offer, giving: Giving, credential: Credential, *fields: Field) -> Offer:
    """The same offer, made of these fields."""
    asked = tuple(one.id for one in fields if to_ask(giving.session, credential, one))
    origin = replace(offer.origin, fields=tuple(one.id for one in fields), asked=asked)
    return replace(offer, origin=origin, reads=tuple((credential, one) for one in fields))


# By the rule


def _by_rule(giver: _Giver) -> Iterator[Offer]:
    kind = giver.type.inject
    if kind is Inject.NOTHING:
        return
    for field in giver.type.fields:
        if not _has(giver.giving, giver.credential, field):
            continue
        if kind is Inject.FILES:
            yield from _as_file(giver, field) if field.kind in AS_FILES else ()
        elif kind is not Inject.NAME or field.required:
            yield _as_variable(giver, field)


def _as_variable(giver: _Giver, field: Field) -> Offer:
    name, part = giver.credential.name, by_rule(field.id)
    plain, short = {
        Inject.NAME: (own_name(name), ""),
        Inject.FIELDS_WITHOUT_NAME: (part, ""),
    }.get(giver.type.inject, (f"{by_rule(name)}_{part}", part))
    offer = giver.offer(Sort.VARIABLE, plain, short, field.id, "rule")
    made = replace(offer, make=partial(_value, giver.credential, field))
    return reading(made, giver.giving, giver.credential, field)


def _as_file(giver: _Giver, field: Field) -> Iterator[Offer]:
    credential, part = giver.credential, by_rule(field.id)
    plain = f"{by_rule(credential.name)}_{part}"
    variable = giver.offer(Sort.VARIABLE, plain, part, field.id, "rule")
    name = giver.file_name(field.id)

    def path(values: Values) -> Secret | None:
        held = values.of(credential, field)
        return Secret.from_text(str(giver.path(field.id))) if held else None

    variable = replace(variable, make=path, files=frozenset({name}))
    yield reading(variable, giver.giving, credential, field)
    file = replace(variable, sort=Sort.FILE, name=name, identity=("FILE", credential.id, field.id))
    file = replace(file, make=partial(_value, credential, field), files=frozenset())
    yield reading(file, giver.giving, credential, field)


def _value(credential: Credential, field: Field, values: Values) -> Secret | None:
    return values.of(credential, field)


def _has(giving: Giving, credential: Credential, field: Field) -> bool:
    return (
        credential.present(field.id)
        or to_ask(giving.session, credential, field)
        or feeding(giving.session, credential, field.id) is not None
    )


# By templates


def _by_templates(giver: _Giver) -> Iterator[Offer]:
    injectors = giver.type.injectors
    for name, template in injectors.env.items():
        yield _rendered(giver, giver.offer(Sort.VARIABLE, name, "", name, "template"), template)
    for name, template in injectors.extra_vars.items():
        yield _rendered(giver, giver.offer(Sort.EXTRA, name, "", name, "template"), template)
    for key, template in injectors.file.items():
        offer = replace(giver.offer(Sort.FILE, key, "", key, "template"), name=giver.file_name(key))
        yield _rendered(giver, offer, template)


def _rendered(giver: _Giver, offer: Offer, template: str) -> Offer:
    where = f"The template of {offer.origin.variable} in the type {safe_text(giver.type.id)}"
    try:
        names = giver.giving.templates.names(where, template)
        fields = _fields(giver.type, where, names)
    except InvalidValue as error:
        return replace(offer, make=failing(error))

    def make(values: Values) -> Secret | None:
        context = _context(giver, fields, values)
        text = giver.giving.templates.render(where, template, context)
        return Secret.from_text(text) if text else None

    keys = [key for key in giver.type.injectors.file if _points_to(key, names)]
    made = replace(offer, make=make, files=frozenset(map(giver.file_name, keys)))
    return reading(made, giver.giving, giver.credential, *fields)


def _fields(of: CredentialType, where: str, names: frozenset[str]) -> tuple[Field, ...]:
    used = {name.partition(".")[0] for name in names}
    unknown = used - {one.id for one in of.fields} - {"tower"}
    odd = {name for name in names if name.partition(".")[0] == "tower"}
    odd = {name for name in odd if not any(_points_to(key, {name}) for key in of.injectors.file)}
    for name in sorted(unknown | odd):
        noun = "file" if name in odd else "field"
        raise InvalidValue(f"{where} uses {safe_text(name, 80)}, which is no {noun} of the type.")
    return tuple(one for one in of.fields if one.id in used)


def _points_to(key: str, names: frozenset[str] | set[str]) -> bool:
    """Tell whether one of the names is the path of the file ``template`` or ``template.NAME``."""
    path = f"tower.filename{key.removeprefix('template')}"
    return any(name == path or name.startswith(f"{path}.") for name in names)


def _context(giver: _Giver, fields: tuple[Field, ...], values: Values) -> Mapping[str, object]:
    context: dict[str, object] = {}
    for field in fields:
        held = values.of(giver.credential, field)
        value = held.reveal() if held else (field.default or "").encode()
        if field.kind is FieldKind.BOOLEAN:
            context[field.id] = value == b"true"
        elif value:
            context[field.id] = text_of(giver.credential, field, value)
    return {**context, "tower": {"filename": _paths(giver)}}


def _paths(giver: _Giver) -> object:
    keys = giver.type.injectors.file
    if "template" in keys:
        return str(giver.path("template"))
    return {key.removeprefix("template."): str(giver.path(key)) for key in keys}
