"""Credential types: the model, its TOML and JSON, and what an edit of a type breaks."""

from vaulttui.domain.types.changes import breaking_changes
from vaulttui.domain.types.file import parse_type
from vaulttui.domain.types.model import (
    CUSTOM_KINDS,
    KINDS,
    CredentialType,
    Inject,
    Injectors,
)
from vaulttui.domain.types.record import type_from_json, type_to_json
from vaulttui.domain.types.writing import type_to_toml

__all__ = [
    "CUSTOM_KINDS",
    "KINDS",
    "CredentialType",
    "Inject",
    "Injectors",
    "breaking_changes",
    "parse_type",
    "type_from_json",
    "type_to_json",
    "type_to_toml",
]
