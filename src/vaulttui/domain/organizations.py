"""Owners of projects, sets and credentials."""

from typing import Final

from vaulttui.domain.named import Named

PERSONAL: Final = "personal"
"""The organization that always exists, without a record."""


class Organization(Named, frozen=True):
    """A record of kind ``organization``, read."""
