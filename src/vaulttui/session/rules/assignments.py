"""The rules of assignments."""

import re
from typing import Final

from vaulttui.domain.assignments import assignment_id
from vaulttui.domain.metadata import id_of, text_of, under
from vaulttui.domain.sets import REPO
from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue
from vaulttui.session.draft import Draft
from vaulttui.session.rules.seen import Seen

_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def check_assignment(seen: Seen, draft: Draft) -> None:
    """Both ends live, a set is seen from there, and every name can be a variable."""
    kind = "set" if "set" in draft.m else "credential"
    subject, project = text_of(draft.m, kind), text_of(draft.m, "project")
    m = seen.living(kind, subject)
    seen.living("project", project)
    if kind == "set" and m.get("scope") == REPO and id_of(m, "project") != project:
        raise InvalidValue(
            f"The set {safe_text(text_of(m, 'name'))} is seen from its own project only.",
            hint="Give it the scope org, or assign another.",
        )
    if draft.id != assignment_id(subject, project):
        raise InvalidValue("An assignment has the id that follows from its pair.")
    _check_names(draft)


def _check_names(draft: Draft) -> None:
    prefix = text_of(draft.m, "prefix")
    if prefix and not _VARIABLE.fullmatch(prefix):
        raise _odd(prefix, "begin the name of a variable")
    for _, name in under(draft.m, "rename."):
        if not isinstance(name, str) or not _VARIABLE.fullmatch(name):
            raise _odd(str(name), "be the name of a variable")


def _odd(text: str, role: str) -> InvalidValue:
    return InvalidValue(
        f'"{safe_text(text, 80)}" cannot {role}.',
        hint='Use letters, digits and "_", and begin with no digit.',
    )
