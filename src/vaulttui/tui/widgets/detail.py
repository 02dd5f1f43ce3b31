"""One credential: its fields with masks in place of secrets, and at most one value revealed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len

from vaulttui.domain.credentials import GENERATED, IMPORTED, PLACEHOLDER, Credential, ValueInfo
from vaulttui.domain.fields import Field
from vaulttui.domain.organizations import PERSONAL
from vaulttui.operations.history import Step
from vaulttui.operations.where_used import Use
from vaulttui.secret import MASK, Secret
from vaulttui.tui.text import ago, chunks, counted, expiry, fit, listed, moment, shown, wrap
from vaulttui.tui.widgets.lines import Part
from vaulttui.tui.widgets.sheet import Sheet, SheetLine, in_the_open, lines_of

_PUBLIC_LINES: Final = 12
_ROOMY: Final = 32
_MOST: Final = 8
_ORIGINS: Final = {GENERATED: "generated", IMPORTED: "imported", PLACEHOLDER: "placeholder"}


@dataclass(frozen=True, slots=True)
class Subject:
    """A credential and all that is shown of it.

    ``missing`` are required fields without a value. ``fed`` names, by field, the
    credential that looks it up. ``steps`` reads its changes, where there is
    room for them. ``badges`` say how it stands on each remote that it is bound to.
    """

    credential: Credential
    type_name: str
    fields: tuple[Field, ...]
    missing: tuple[str, ...]
    owner: str
    fed: Mapping[str, str]
    uses: tuple[Use, ...] = ()
    steps: Callable[[], Sequence[Step]] = tuple
    badges: tuple[Part, ...] = ()


def age_of(info: ValueInfo, now: int) -> str:
    """When a value was set, and how it came to be."""
    origin = _ORIGINS.get(info.origin)
    return f"set {ago(info.set_at, now)}" + (f" · {origin}" if origin else "")


class Detail(Sheet):
    """The credential under the list's cursor; the own cursor stands on a field."""

    def __init__(self) -> None:
        super().__init__()
        self.subject: Subject | None = None
        self._now = 0

    @property
    def field(self) -> Field | None:
        """The field under the cursor."""
        fields = self.subject.fields if self.subject else ()
        return next((field for field in fields if field.id == self.key), None)

    def show(self, subject: Subject | None, now: int) -> None:
        """Show a credential; the field under the cursor stays if it is the same credential."""
        self.subject = subject
        self._now = now
        self.fill(subject.credential.id if subject else "")

    def first(self, lines: Sequence[SheetLine]) -> str:
        """The first secret, as that is what one comes for."""
        fields = self.subject.fields if self.subject else ()
        secret = {field.id for field in fields if field.secret}
        return next((line.key for line in lines if line.key in secret), super().first(lines))

    # Making the lines

    def build(self, width: int) -> Sequence[SheetLine]:
        """Name, fields, and when it changed."""
        subject = self.subject
        if subject is None:
            return ()
        credential = subject.credential
        present = [
            field
            for field in subject.fields
            if credential.present(field.id) or field.id in {*subject.missing, *subject.fed}
        ]
        labels = max((cell_len(shown(field.label, 40)) for field in present), default=0)
        label_width = min(labels, 20, width // 3)
        lines = [*self._head(subject, width), SheetLine()]
        for field in present:
            lines += self._field(field, label_width, width - label_width - 4)
        lines += [SheetLine(), *self._foot(subject, width)]
        return [*lines, *self._more(subject, width)] if self._is_roomy else lines

    @property
    def _is_roomy(self) -> bool:
        return self.size.height >= _ROOMY

    def _head(self, subject: Subject, width: int) -> list[SheetLine]:
        credential = subject.credential
        lines = lines_of(credential.name, width, "strong")
        tags = ", ".join(credential.tags)
        owner = f" · {shown(subject.owner, 60)}" if subject.owner != PERSONAL else ""
        about = shown(subject.type_name, 80) + owner
        parts: tuple[Part, ...] = ((f" {about}", "dim"),)
        if tags:
            parts = (*parts, ("  ", ""), (shown(tags), "accent"))
        lines.append(SheetLine(parts))
        if credential.conflicts:
            told = (
                "≠ Two programs changed this differently; the newer side is shown. See y History."
            )
            lines += lines_of(told, width, "bad")
        for badge, style in subject.badges:
            lines += lines_of(badge, width, style)
        for text in credential.description.splitlines()[:_PUBLIC_LINES]:
            lines += lines_of(text, width)
        return lines

    def _field(self, field: Field, label_width: int, width: int) -> list[SheetLine]:
        value = self._value(field, width)
        label = (f" {fit(shown(field.label, 40), label_width)}  ", "dim")
        indent = (" " * (label_width + 3), "")
        lines = [SheetLine((label, *value[0]), field.id)]
        lines += [SheetLine((indent, *parts)) for parts in value[1:]]
        about = self._about(field)
        return [*lines, SheetLine((indent, *about))] if about else lines

    def _value(self, field: Field, width: int) -> list[list[Part]]:
        subject = self.subject
        assert subject is not None  # noqa: S101  # lines are only made of a subject
        if not subject.credential.present(field.id):
            return [[("", "") if field.id in subject.fed else ("! missing", "warn")]]
        if self.revealed is not None and self.revealed.key == field.id:
            return in_the_open(self.revealed, width)
        if field.secret:
            return [[(MASK, "")]]
        text = subject.credential.public.get(field.id, "")
        lines = [part for line in text.split("\n") for part in chunks(shown(line, 4000), width)]
        made: list[list[Part]] = [[(line, "")] for line in lines[:_PUBLIC_LINES]]
        if len(lines) > _PUBLIC_LINES:
            made.append([(f"… {counted(len(lines) - _PUBLIC_LINES, 'more line')}", "dim")])
        return made

    def _about(self, field: Field) -> list[Part]:
        subject = self.subject
        assert subject is not None  # noqa: S101  # as above
        credential = subject.credential
        info = credential.info(field.id)
        parts: list[Part] = []
        if field.id in subject.fed:
            parts.append((f"fed by {shown(subject.fed[field.id], 60)}  ", "accent"))
        if not credential.present(field.id):
            return parts
        if {f"m.field.{field.id}", f"v.{field.id}"} & credential.conflicts:
            parts.append(("≠ conflict  ", "bad"))
        if field.secret:
            parts.append((age_of(info, self._now), "dim"))
        if info.expires_at is not None:
            text, style = expiry(info.expires_at, self._now)
            parts += [(" · " if parts else "", "dim"), (text, style)]
            parts += [(" · it says so itself", "dim")] if self._says_so(field, info) else []
        return parts

    def _says_so(self, field: Field, info: ValueInfo) -> bool:
        """Whether a public value tells that it expires then; of a secret one nobody looks."""
        from vaulttui.domain.expiry import own_expiry

        text = self.subject.credential.public.get(field.id) if self.subject else None
        return text is not None and own_expiry(Secret.from_text(text)) == info.expires_at

    def _foot(self, subject: Subject, width: int) -> list[SheetLine]:
        credential = subject.credential
        told = f"Changed {moment(credential.updated_at)}, made {moment(credential.created_at)}"
        if credential.source is not None:
            told += f", imported from {shown(credential.source[0], 40)}"
        given = listed(use.name for use in subject.uses if use.kind == "project")
        lines = wrap(f"Assigned to {given}.", width - 2) if given and not self._is_roomy else []
        lines += wrap(told, width - 2)
        if credential.managed:
            lines.append("Managed: it may only be read.")
        return [SheetLine(((f" {line.rstrip()}", "dim"),)) for line in lines]

    def _more(self, subject: Subject, width: int) -> list[SheetLine]:
        """What else there is room for: the uses, and the last changes."""
        lines: list[SheetLine] = []
        if subject.uses:
            lines += [SheetLine(), SheetLine(((" Used", "heading"),))]
            lines += [_line(str(use), width) for use in subject.uses[:_MOST]]
        steps = subject.steps()
        if len(steps) > 1:
            labels = {field.id: field.label for field in subject.fields}
            lines += [SheetLine(), SheetLine(((" Changes", "heading"),))]
            for step in steps[:_MOST]:
                changed = listed((labels.get(name, name) for name in step.fields), 5)
                lines.append(_line(f"{moment(step.at)}  {changed}", width))
        return lines


def _line(text: str, width: int) -> SheetLine:
    return SheetLine(((" " + fit(shown(text, 400), width - 2), "dim"),))
