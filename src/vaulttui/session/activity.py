"""What is remembered of a change: verb, kind, names and fields, and never a value."""

import os
from collections.abc import Sequence
from typing import Final

from vaulttui.domain.revisions import Json
from vaulttui.session.change import Touched

NAMES_KEPT: Final = 20


def activity_note(
    verb: str, kind: str, by: str, touched: Sequence[Touched], names: Sequence[str]
) -> dict[str, Json]:
    """The metadata of an ``activity`` record; of a large change the first names stay."""
    return {
        "verb": verb,
        "kind": kind,
        "by": by,
        "host": os.uname().nodename[:64],
        "count": len(touched),
        "names": list(names[:NAMES_KEPT]),
        "records": [touch.id for touch in touched[:NAMES_KEPT]],
    }
