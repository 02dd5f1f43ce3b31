"""Where a variable or file comes from, in words; never a value."""

from dataclasses import dataclass

from vaulttui.domain.text import safe_text


@dataclass(frozen=True, slots=True)
class Origin:
    """One way by which something is given; what does not apply is empty.

    ``rule`` says how the type makes it: "template NAME", "rule", "option" (-e),
    "key" or "env file". ``fields`` are the credential's fields that it is made of,
    ``asked`` those of them that the user would be asked for. ``variable`` is the
    name before prefix and rename. Names are as the vault has them: whoever shows
    them passes them through ``safe_text``; ``str()`` has done so.
    """

    rule: str
    variable: str
    credential_id: str = ""
    credential: str = ""
    type_id: str = ""
    fields: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    set_id: str = ""
    set: str = ""
    key: str = ""
    project_id: str = ""
    project: str = ""
    prefix: str = ""
    renamed: bool = False
    path: str = ""
    line: int = 0
    by_name: bool = False

    @property
    def subject_id(self) -> str:
        """What is assigned: the set, or else the credential."""
        return self.set_id or self.credential_id

    def __str__(self) -> str:
        parts = [part for part in (self._holder(), self._way(), self._naming()) if part]
        return ", ".join(parts)

    def _holder(self) -> str:
        if self.path:
            referred = f", which refers to {self._field()}" if self.credential_id else ""
            return f"line {self.line} of {safe_text(self.path)}{referred}"
        if self.set_id:
            held = f"the key {safe_text(self.key)} of the set {safe_text(self.set)}"
            return f"{held} ({self._field()})" if self.credential_id else held
        return self._credential()

    def _credential(self) -> str:
        named = f"{safe_text(self.credential)} (id:{self.credential_id[:8]}, {self.type_id})"
        if not self.fields:
            return named
        noun = "field" if len(self.fields) == 1 else "fields"
        return f"{noun} {', '.join(map(safe_text, self.fields))} of {named}"

    def _field(self) -> str:
        fields = ", ".join(map(safe_text, self.fields))
        return f"{safe_text(self.credential)}/{fields}, id:{self.credential_id[:8]}"

    def _way(self) -> str:
        if self.project_id:
            return f"by the project {safe_text(self.project)}"
        return {"option": "by -e"}.get(self.rule, "by -s" if self.by_name else "")

    def _naming(self) -> str:
        if self.renamed:
            return f"renamed from {safe_text(self.variable)}"
        return f"with the prefix {self.prefix}" if self.prefix else ""
