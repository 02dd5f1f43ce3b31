"""What is remembered of a change: verb, kind, names and fields, and never a value."""

import os
from collections.abc import Sequence
from typing import Final

from vaulttui.domain.revisions import Json

NAMES_KEPT: Final = 20


def activity_note(
    verb: str, kind: str, by: str, record_ids: Sequence[str], names: Sequence[str]
) -> dict[str, Json]:
    """The metadata of an ``activity`` record; of a large change the first names stay."""
    return {
        "verb": verb,
        "kind": kind,
        "by": by,
        "host": os.uname().nodename[:64],
        "count": len(record_ids),
        "names": list(names[:NAMES_KEPT]),
        "records": list(record_ids[:NAMES_KEPT]),
    }
