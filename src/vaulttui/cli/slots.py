"""Key slots as they are shown."""

from vaulttui.cli.moments import local, rfc3339
from vaulttui.operations.slots import SlotInfo


def describe(info: SlotInfo) -> str:
    """What the slot asks for, and when it was made."""
    made = f", made {local(info.created_at)}" if info.created_at is not None else ""
    return f"{info.type.title}{made}"


def slot_shape(info: SlotInfo) -> dict[str, object]:
    """A slot as JSON shows it; memory in KiB."""
    shape: dict[str, object] = {
        "id": info.id,
        "type": info.type.name.lower(),
        "opened_now": info.opened_now,
        "created_at": None if info.created_at is None else rfc3339(info.created_at),
    }
    if info.cost is not None:
        shape["kdf"] = {
            "memory_kib": info.cost.memory,
            "passes": info.cost.passes,
            "lanes": info.cost.lanes,
        }
    return shape
