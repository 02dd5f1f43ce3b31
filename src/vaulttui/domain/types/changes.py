"""What an edit of a type would break for the credentials that have it."""

from collections.abc import Iterator

from vaulttui.domain.fields import Field
from vaulttui.domain.text import safe_text
from vaulttui.domain.types.model import CredentialType, Injectors


def breaking_changes(old: CredentialType, new: CredentialType) -> list[str]:
    """Return one sentence for each change that needs a migration; empty means safe in use.

    Safe are: names, labels, descriptions, helps, the order of fields, a new optional
    field, a new choice, a field that is no longer required, injectors that add a
    variable or compute one otherwise.
    """
    return [
        *_identity(old, new),
        *_fields(old.fields, new.fields, "field"),
        *_fields(old.metadata, new.metadata, "metadata field"),
        *_injection(old, new),
    ]


def _identity(old: CredentialType, new: CredentialType) -> Iterator[str]:
    if old.id != new.id:
        yield f'The id changes from "{old.id}" to "{new.id}": that is another type.'
    if old.kind != new.kind:
        yield f'The kind changes from "{old.kind}" to "{new.kind}": remotes keep it as it was.'


def _fields(old: tuple[Field, ...], new: tuple[Field, ...], noun: str) -> Iterator[str]:
    before = {one.id: one for one in old}
    after = {one.id: one for one in new}
    for field_id, was in before.items():
        if field_id in after:
            yield from _one_field(was, after[field_id], noun)
        else:
            yield f'The {noun} "{field_id}" is gone: its values would belong to no field.'
    for field_id, now in after.items():
        if now.required and field_id not in before:
            yield f'The new {noun} "{field_id}" is required: no credential has a value for it.'


def _one_field(old: Field, new: Field, noun: str) -> list[str]:
    name = f'The {noun} "{old.id}"'
    lost = [choice for choice in old.choices if choice not in new.choices]
    found = (
        (old.kind != new.kind, f"turns from {old.kind} to {new.kind}: values may not fit"),
        (new.secret and not old.secret, "becomes secret: its values would have to be sealed"),
        (old.secret and not new.secret, "becomes public: its values would be shown"),
        (new.required and not old.required, "becomes required: credentials may have no value"),
        (new.format not in ("", old.format), f"gets the format {new.format}: values may not fit"),
        (old.default != new.default, "gets another default, which credentials may rely on"),
        (new.ask and not old.ask, "is asked for at use: scripts would stop there"),
        (old.ask and not new.ask, "is no longer asked for at use: credentials may have no value"),
        (not set(new.needs) <= set(old.needs), "needs other fields, which credentials may lack"),
        *((True, f'loses the choice "{safe_text(choice)}": values may not fit') for choice in lost),
    )
    return [f"{name} {problem}." for is_so, problem in found if is_so]


def _injection(old: CredentialType, new: CredentialType) -> Iterator[str]:
    if not old.injectors and (new.injectors or old.inject != new.inject):
        yield "What programs get without injectors changes: variables would no longer be set."
    for noun, was, now in _tables(old.injectors, new.injectors):
        for name in sorted(was - now):
            yield f'The {noun} "{safe_text(name)}" is no longer given to programs.'


def _tables(old: Injectors, new: Injectors) -> Iterator[tuple[str, set[str], set[str]]]:
    yield "variable", set(old.env), set(new.env)
    yield "file", set(old.file), set(new.file)
    yield "extra variable", set(old.extra_vars), set(new.extra_vars)
