"""How an object there is asked for: by its id, or as KIND:ID where two kinds share one."""

from collections.abc import Sequence

from vaulttui.domain.text import safe_text
from vaulttui.errors import Ambiguous
from vaulttui.remotes.protocol import Kind
from vaulttui.sync.states import Compared


def meant(compared: Sequence[Compared], asked: str, rest: str = "") -> Compared | None:
    """What is there under an id or KIND:ID, or None; an id that is spelled so comes first.

    Ambiguous where several kinds have the id; ``rest`` is what stands behind it in the
    addresses that the error offers.
    """
    for kind, object_id in _readings(asked):
        hits: dict[Kind, Compared] = {}
        for one in compared:
            if one.found and one.found.object_id == object_id and kind in (None, one.found.kind):
                hits.setdefault(one.found.kind, one)
        if len(hits) > 1:
            raise Ambiguous(
                f"A {' and a '.join(sorted(hits))} there have the id {safe_text(object_id)}.",
                sorted(with_kind(one, object_id) + rest for one in hits),
                hint="Say which one is meant, with its kind before the id.",
            )
        if hits:
            return next(iter(hits.values()))
    return None


def address(compared: Sequence[Compared], kind: Kind, object_id: str) -> str:
    """What means that object and no other: its id, with the kind where another has it too."""
    kinds = {one.kind for one in compared if one.found and one.found.object_id == object_id}
    return with_kind(kind, object_id) if kinds - {kind} else object_id


def with_kind(kind: Kind, object_id: str) -> str:
    """An object by its kind and id."""
    return f"{kind}:{object_id}"


def container(asked: str) -> str:
    """The name of the container that is asked for; no container's name begins as a kind does."""
    return _readings(asked)[-1][1]


def _readings(asked: str) -> list[tuple[Kind | None, str]]:
    word, _, object_id = asked.partition(":")
    kinds = [one for one in Kind if one == word and object_id]
    return [(None, asked), *((one, object_id) for one in kinds)]
