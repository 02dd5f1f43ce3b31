"""What a credential is excluded from: a check of its health that it is meant to fail."""

from collections.abc import Mapping
from typing import Final

import msgspec

from vaulttui.domain.metadata import text_of, under
from vaulttui.domain.revisions import Json
from vaulttui.errors import InvalidValue

EXEMPT: Final = "exempt."
"""What stands before a check's name in the metadata of a credential."""
_LONGEST: Final = 512


class Exclusion(msgspec.Struct, frozen=True):
    """That a credential is meant to be as a check finds it; ``at`` in ms since 1970 UTC."""

    credential_id: str
    reason: str
    at: int


def exclusions(credential_id: str, m: Mapping[str, Json]) -> dict[str, Exclusion]:
    """Those in a credential's metadata, by check; a later version may know other checks."""
    return {
        check: Exclusion(credential_id, text_of(stored, "reason"), _moment(stored.get("at")))
        for check, stored in under(m, EXEMPT)
        if isinstance(stored, dict)
    }


def exclusion_to_json(reason: str, at: int) -> dict[str, Json]:
    """As it stands in a credential's metadata; InvalidValue where the reason is empty or long."""
    if not 0 < len(reason.strip()) <= _LONGEST:
        raise InvalidValue(
            f"An exclusion needs a reason of 1 to {_LONGEST} characters.",
            hint="Say why it is meant to be so: whoever reads the report later will ask.",
        )
    return {"reason": reason.strip(), "at": at}


def _moment(stored: Json) -> int:
    return stored if isinstance(stored, int) else 0
