"""Whether a change still fits what other programs saved meanwhile."""

from collections.abc import Container, Sequence

from vaulttui.domain.document import Document
from vaulttui.domain.revisions import Record, Revision
from vaulttui.domain.text import safe_text
from vaulttui.errors import Conflict


def refuse_conflicts(
    document: Document,
    revisions: Sequence[Revision],
    before: Sequence[Record | None],
    united: Container[str],
) -> None:
    """Raise Conflict where a record gained a revision that ours do not name.

    ``before`` is what each record was when the change was made. Of the records in
    ``united`` two histories are brought together: nothing in either is in the way.
    """
    for revision, former in zip(revisions, before, strict=True):
        if revision.id in united:
            if document.holds(revision.rev) and not revision.husk:
                raise Conflict("Another program took in the same meanwhile.")
            continue
        known = document.record(revision.id)
        heads = {head.rev for head in known.heads} if known else set()
        changed = not heads.issubset(revision.par) or _forgot(former, known)
        if changed and not document.holds(revision.rev):
            name = known.m.get("name") if known else None
            what = safe_text(name) if isinstance(name, str) else f"a {revision.k}"
            raise Conflict(f"Another program changed {what} meanwhile.")


def _forgot(former: Record | None, known: Record | None) -> bool:
    """True where a record lost contents for good, which a change made before could bring back."""
    if former is None or known is None or former is known:
        return False
    return sum(one.husk for one in former.revisions) < sum(one.husk for one in known.revisions)
