"""A further field for one credential."""

from vaulttui.domain.fields import ALWAYS_SECRET, FieldKind
from vaulttui.domain.identifiers import check_identifier
from vaulttui.tui.dialogs.small_form import Given, Line, SmallForm
from vaulttui.tui.position import FieldState

_KINDS = (
    ("secret text", "secret"),
    ("text", "text"),
    ("address", "url"),
    ("several lines", "multiline"),
    ("several lines, secret", "multiline secret"),
    ("file", "file"),
    ("one-time codes", "totp"),
    ("whole number", "integer"),
    ("yes or no", "boolean"),
    ("date", "date"),
    ("JSON", "json"),
    ("JSON, secret", "json secret"),
)


def extra_field() -> SmallForm:
    """Asks for the name and the kind; the answer is the field, empty."""
    lines = (
        Line("label", "Name", hint="recovery-pin"),
        Line("kind", "Kind", choices=_KINDS),
    )
    return SmallForm("A field of this credential's own", lines, _made, "Add", again=("extra",))


def _made(given: Given) -> FieldState:
    label = given["label"]
    field_id = check_identifier("-".join(label.split()), "field")
    kind, _, secret = given["kind"].partition(" ")
    return FieldState(
        id=field_id,
        label=label,
        kind=kind,
        secret=bool(secret) or FieldKind(kind) in ALWAYS_SECRET,
        extra=True,
    )
