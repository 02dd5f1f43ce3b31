"""One credential: its fields with masks in place of secrets, and at most one value revealed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from rich.cells import cell_len
from textual import events

from vaulttui.domain.credentials import GENERATED, IMPORTED, PLACEHOLDER, Credential, ValueInfo
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.text import safe_text
from vaulttui.secret import MASK, Secret
from vaulttui.tui.lines import Lines, Part
from vaulttui.tui.text import ago, chunks, counted, expiry, fit, moment, shown, wrap

_PUBLIC_LINES: Final = 12
_REVEALED_LIMIT: Final = 1 << 16
_ORIGINS: Final = {GENERATED: "generated", IMPORTED: "imported", PLACEHOLDER: "placeholder"}
_BAR: Final = 10


@dataclass(frozen=True, slots=True)
class Subject:
    """A credential and all that is shown of it; ``missing`` are required fields without a value."""

    credential: Credential
    type_name: str
    fields: tuple[Field, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Revealed:
    """A value in the open: its lines, the seconds it stays, and those a code counts (0: none)."""

    field_id: str
    lines: tuple[str, ...]
    left: int
    code_left: int = 0
    period: int = 30


@dataclass(frozen=True, slots=True)
class _Line:
    parts: tuple[Part, ...]
    field: Field | None = None


def is_totp(credential: Credential, field: Field) -> bool:
    """True for fields that give codes."""
    return field.kind is FieldKind.TOTP or (credential.type_id, field.id) == ("totp", "secret")


def readable(value: Secret) -> tuple[str, ...]:
    """A secret as lines that a terminal can show without obeying them."""
    raw = value.reveal()[:_REVEALED_LIMIT]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return (f"{counted(len(value), 'byte')} that are no text:", raw[:512].hex(" "))
    return tuple(safe_text(line, _REVEALED_LIMIT) for line in text.split("\n"))


class Detail(Lines):
    """The credential under the list's cursor; the own cursor stands on a field."""

    empty = "Nothing is selected."
    opens_on_second_click = False

    def __init__(self) -> None:
        super().__init__(id="detail")
        self.subject: Subject | None = None
        self.revealed: Revealed | None = None
        self._now = 0
        self._lines: Sequence[_Line] = ()

    # What is shown

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self._lines)

    @property
    def field(self) -> Field | None:
        """The field under the cursor."""
        return self._lines[self.cursor].field if self.cursor < len(self._lines) else None

    def selectable(self, index: int) -> bool:
        """Only a field's first line."""
        return index < len(self._lines) and self._lines[index].field is not None

    def line(self, index: int, width: int) -> Sequence[Part]:
        """One line."""
        return self._lines[index].parts

    def show(self, subject: Subject | None, now: int) -> None:
        """Show a credential; the field under the cursor stays if it is the same credential."""
        same = self._same(subject)
        kept = self.field.id if same and self.field is not None else None
        if not same:
            self.revealed = None
        self.subject = subject
        self._now = now
        self._build()
        self.changed(self._line_of(kept) if kept else self._first())
        if not same:
            self.scroll_to(y=0, animate=False, force=True)

    def _same(self, subject: Subject | None) -> bool:
        return (
            subject is not None
            and self.subject is not None
            and subject.credential.id == self.subject.credential.id
        )

    def reveal_value(self, revealed: Revealed | None) -> None:
        """Show a value in the open in place of its mask, or mask it again."""
        if revealed is None and self.revealed is None:
            return
        kept = self.field.id if self.field is not None else None
        self.revealed = revealed
        self._build()
        self.changed(self._line_of(kept) if kept else None)

    def tick(self) -> bool:
        """A second has passed; True where a code has run out and a new one is needed."""
        if self.revealed is None:
            return False
        now = self.revealed
        if now.left <= 1:
            self.reveal_value(None)
            return False
        self.reveal_value(replace(now, left=now.left - 1, code_left=max(0, now.code_left - 1)))
        return bool(now.code_left) and now.code_left <= 1

    def action_page_up(self) -> None:
        """A page up; a long value that is revealed is read without moving the cursor."""
        if self.revealed is None:
            super().action_page_up()
        else:
            self.scroll_page_up(animate=False)

    def action_page_down(self) -> None:
        """A page down, likewise."""
        if self.revealed is None:
            super().action_page_down()
        else:
            self.scroll_page_down(animate=False)

    def go_to(self, field_id: str) -> None:
        """Put the cursor on a field."""
        self.cursor = self._line_of(field_id)

    def on_resize(self, event: events.Resize | None = None) -> None:
        """Lines are cut to the width, so they are made anew."""
        kept = self.field.id if self.field is not None else None
        self._build()
        self.changed(self._line_of(kept) if kept else None)

    def _line_of(self, field_id: str) -> int:
        for at, line in enumerate(self._lines):
            if line.field is not None and line.field.id == field_id:
                return at
        return self._first()

    def _first(self) -> int:
        secret = [at for at, line in enumerate(self._lines) if line.field and line.field.secret]
        fields = [at for at, line in enumerate(self._lines) if line.field]
        return (secret or fields or [0])[0]

    # Making the lines

    def _build(self) -> None:
        if self.subject is None:
            self._lines = ()
            return
        width = max(20, self.scrollable_content_region.width or 40)
        subject = self.subject
        credential = subject.credential
        present = [
            field
            for field in subject.fields
            if credential.present(field.id) or field.id in subject.missing
        ]
        labels = max((cell_len(shown(field.label, 40)) for field in present), default=0)
        label_width = min(labels, 20, width // 3)
        lines = [*self._head(subject, width), _Line(())]
        for field in present:
            lines += self._field(field, label_width, width - label_width - 4)
        self._lines = [*lines, _Line(()), *self._foot(credential, width)]

    def _head(self, subject: Subject, width: int) -> list[_Line]:
        credential = subject.credential
        lines = [
            _Line(((" " + line, "strong"),)) for line in wrap(shown(credential.name), width - 2)
        ]
        tags = ", ".join(credential.tags)
        about = shown(subject.type_name, 80)
        parts: tuple[Part, ...] = ((f" {about}", "dim"),)
        if tags:
            parts = (*parts, ("  ", ""), (shown(tags), "accent"))
        lines.append(_Line(parts))
        if credential.conflicts:
            told = (
                "≠ Two programs changed this differently; the newer side is shown. See y History."
            )
            lines += [_Line(((" " + line, "bad"),)) for line in wrap(told, width - 2)]
        for text in credential.description.splitlines()[:_PUBLIC_LINES]:
            lines += [_Line(((" " + line, ""),)) for line in wrap(shown(text, 4000), width - 2)]
        return lines

    def _field(self, field: Field, label_width: int, width: int) -> list[_Line]:
        value = self._value(field, width)
        label = (f" {fit(shown(field.label, 40), label_width)}  ", "dim")
        indent = (" " * (label_width + 3), "")
        lines = [_Line((label, *value[0]), field)]
        lines += [_Line((indent, *parts)) for parts in value[1:]]
        about = self._about(field)
        return [*lines, _Line((indent, *about))] if about else lines

    def _value(self, field: Field, width: int) -> list[list[Part]]:
        subject = self.subject
        assert subject is not None  # noqa: S101  # lines are only made of a subject
        if not subject.credential.present(field.id):
            return [[("! missing", "warn")]]
        if self.revealed is not None and self.revealed.field_id == field.id:
            return _in_the_open(self.revealed, width)
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
        if not credential.present(field.id):
            return []
        parts: list[Part] = []
        if {f"m.field.{field.id}", f"v.{field.id}"} & credential.conflicts:
            parts.append(("≠ conflict  ", "bad"))
        if field.secret:
            parts.append((self._age(info), "dim"))
        if info.expires_at is not None:
            text, style = expiry(info.expires_at, self._now)
            parts += [(" · " if parts else "", "dim"), (text, style)]
        return parts

    def _age(self, info: ValueInfo) -> str:
        origin = _ORIGINS.get(info.origin)
        return f"set {ago(info.set_at, self._now)}" + (f" · {origin}" if origin else "")

    def _foot(self, credential: Credential, width: int) -> list[_Line]:
        told = f"Changed {moment(credential.updated_at)}, made {moment(credential.created_at)}"
        if credential.source is not None:
            told += f", imported from {shown(credential.source[0], 40)}"
        lines = wrap(told, width - 2)
        if credential.managed:
            lines.append("Managed: it may only be read.")
        return [_Line(((f" {line.rstrip()}", "dim"),)) for line in lines]


def _in_the_open(revealed: Revealed, width: int) -> list[list[Part]]:
    # The value stands below the cursor's line, on the plain ground and in its own colours.
    made: list[list[Part]] = [[(f"◷ hides in {revealed.left} s", "warn")]]
    for line in revealed.lines:
        made += [_coloured(part) for part in chunks(line, width)]
    if revealed.code_left:
        full = -(-_BAR * revealed.code_left // max(1, revealed.period))
        bar = "▰" * min(_BAR, full) + "▱" * (_BAR - min(_BAR, full))
        made.append([(f"{bar} {revealed.code_left} s", "good")])
    return made


def _coloured(text: str) -> list[Part]:
    """Digits and symbols in colours of their own, so that O is no 0."""
    parts: list[Part] = []
    for char in text:
        name = "digit" if char.isdigit() else "strong" if char.isalpha() else "symbol"
        if parts and parts[-1][1] == name:
            parts[-1] = (parts[-1][0] + char, name)
        else:
            parts.append((char, name))
    return parts or [("", "")]
