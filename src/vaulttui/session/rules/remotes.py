"""The rules of remotes and of what is bound to them."""

from vaulttui.domain.bindings import SUBJECTS, Binding, binding_id
from vaulttui.domain.identifiers import check_identifier
from vaulttui.domain.metadata import text_of, under
from vaulttui.domain.remotes import Budget, Policy
from vaulttui.domain.revisions import Record
from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue, NotFound
from vaulttui.session.draft import Draft
from vaulttui.session.rules.seen import Seen


def check_remote(seen: Seen, draft: Draft) -> None:
    """A name of its own, a dialect and an address, and a budget of the words there are.

    Whether the dialect is known and takes these options is not judged here.
    """
    check_identifier(text_of(draft.m, "name"), "remote")
    if not text_of(draft.m, "dialect") or not text_of(draft.m, "url"):
        raise InvalidValue("A remote has a dialect and an address.")
    if draft.m.get("budget", Budget.READ_ONLY) not in list(Budget):
        raise InvalidValue(f"The budget of a remote is one of {', '.join(Budget)}.")
    most = draft.m.get("max_effects", 1)
    if not isinstance(most, int) or isinstance(most, bool) or most < 1:
        raise InvalidValue("The most effects of one plan are a number, at least 1.")
    for key, pair in under(draft.m, "auth."):
        if not isinstance(pair, list) or [type(one) for one in pair] != [str, str]:
            raise InvalidValue(f"What logs in as {safe_text(key)} is a field of a credential.")
    seen.refuse_taken(draft, {one.id: one.record.m for one in seen.view.graph.remotes})


def check_binding(seen: Seen, draft: Draft) -> None:
    """One subject for a remote, both alive when they are bound, and policies that are known."""
    kinds = [kind for kind in SUBJECTS if kind in draft.m]
    if len(kinds) != 1:
        raise InvalidValue("A binding is of one credential, set, project or type.")
    remote, subject = text_of(draft.m, "remote"), text_of(draft.m, kinds[0])
    if draft.id != binding_id(remote, kinds[0], subject):
        raise InvalidValue("A binding has the id that follows from its remote and its subject.")
    policies = {"": draft.m.get("policy"), **dict(under(draft.m, "policy."))}
    for word in policies.values():
        if word is not None and word not in list(Policy):
            raise InvalidValue(f"A policy is one of {', '.join(Policy)}.")
    if not _stands(draft.before):
        seen.living("remote", remote)
        _check_subject(seen, kinds[0], subject)


def _stands(before: Record | None) -> bool:
    """True for a binding that is there: it learns of its object whatever became of its ends."""
    return before is not None and not before.deleted and bool(Binding(before).kind)


def _check_subject(seen: Seen, kind: str, subject: str) -> None:
    if kind != "type":
        seen.living(kind, subject)
    elif seen.type(subject) is None:
        raise NotFound(f"There is no type {safe_text(subject)}.", hint="See `vaulttui type list`.")
