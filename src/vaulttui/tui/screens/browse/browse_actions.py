"""What can be done with the credential under the cursor."""

from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.operations import credentials, qr, totp, trash
from vaulttui.operations.where_used import uses_of
from vaulttui.secret import Secret
from vaulttui.tui.frames.panes import Panes
from vaulttui.tui.position import FormState
from vaulttui.tui.screens.forms.opening import change, open_form
from vaulttui.tui.screens.records.where_used import lost
from vaulttui.tui.text import listed, shown
from vaulttui.tui.widgets.detail import Detail
from vaulttui.tui.widgets.sheet import Revealed, readable


class BrowseActions(Panes):
    """The commands of the browse screen that change or show something."""

    @property
    def detail(self) -> Detail:
        """The detail."""
        raise NotImplementedError

    @property
    def selected(self) -> Credential | None:
        """The credential under the cursor."""
        raise NotImplementedError

    def find(self, keep: str = "", *, stay: bool = False) -> None:
        """Look again."""
        raise NotImplementedError

    def show_selected(self) -> None:
        """Let the detail show what the cursor stands on."""
        raise NotImplementedError

    @property
    def field(self) -> Field | None:
        """The field under the detail's cursor, of the credential under the list's."""
        credential, subject = self.selected, self.detail.subject
        # Keys come faster than the detail follows.
        if credential and (subject is None or subject.credential.id != credential.id):
            self.show_selected()
        return self.detail.field

    # Revealing and copying

    def _target(self) -> tuple[Credential, Field] | None:
        """The credential and the field that a command means."""
        credential, field = self.selected, self.field
        if credential is None or field is None:
            self.vault.tell("Select a credential first.")
            return None
        if not credential.present(field.id):
            self.vault.tell(f"{shown(field.label)} holds no value. e edits.")
            return None
        return credential, field

    def action_reveal(self) -> None:
        """Show the value of the field under the cursor, or mask it again."""
        target = self._target()
        if target is None:
            return
        credential, field = target
        if self.detail.revealed is not None and self.detail.revealed.key == field.id:
            self.hide_secrets()
            return
        if not field.secret:
            self.vault.tell(f"{shown(field.label)} is no secret; it is shown as it is.")
            return
        self.look_at_detail()
        self._reveal(credential, field, self.vault.settings.reveal_seconds)

    def _reveal(self, credential: Credential, field: Field, seconds: int) -> None:
        session = self.vault.open_session

        def opened() -> Revealed:
            if totp.gives_codes(credential, field):
                code = totp.code(session, credential, field.id)
                return Revealed(field.id, readable(code.text), seconds, code.left, code.period)
            value = credentials.get(session, credential, field.id, verb="reveal")
            return Revealed(field.id, readable(value), seconds)

        self.detail.reveal_later(opened)

    def reveal_code_again(self) -> None:
        """A new code, for the rest of the time that the former one had."""
        revealed, target = self.detail.revealed, self._target()
        if revealed is not None and target is not None:
            self._reveal(*target, revealed.left)

    def action_copy(self) -> None:
        """Copy the value of the field under the cursor."""
        target = self._target()
        if target is not None:
            credential, field = target
            self.copy_with(field.label, lambda: self._copied(credential, field))

    def _copied(self, credential: Credential, field: Field) -> Secret:
        session = self.vault.open_session
        if totp.gives_codes(credential, field):
            return totp.code(session, credential, field.id).text
        if not field.secret:
            return Secret.from_text(credential.public.get(field.id, ""))
        return credentials.get(session, credential, field.id, verb="copy")

    def action_qr(self) -> None:
        """Draw the value of the field under the cursor for a camera."""
        from vaulttui.tui.dialogs.qr_code import show_qr

        target = self._target()
        if target is not None:
            credential, field = target
            session = self.vault.open_session
            title = f"{shown(credential.name, 60)} · {shown(field.label, 40)}"
            show_qr(self, title, lambda: qr.of_field(session, credential, field))

    def action_save_value(self) -> None:
        """Write the value of the field under the cursor into a file."""
        from vaulttui.tui.dialogs.save_value import save_value

        target = self._target()
        if target is None:
            return
        credential, field = target
        session = self.vault.open_session
        names = (credential.name, field.id)
        title = f"{shown(credential.name, 40)} · {shown(field.label, 30)}"
        save_value(self, title, names, lambda: credentials.get(session, credential, field.id))

    # Changing

    def action_new(self) -> None:
        """Choose a type, then fill in its form."""
        from vaulttui.tui.screens.browse.type_chooser import TypeChooser
        from vaulttui.tui.screens.forms.form_state import blank

        def chosen(type_id: str | None) -> None:
            found = self.vault.open_session.view.type(type_id) if type_id else None
            if found is not None:
                open_form(self, blank(found), then=self._saved)

        self.app.push_screen(TypeChooser(self.vault.open_session.view.types()), chosen)

    def action_edit(self) -> None:
        """Change the credential in a form."""
        credential = self._changeable()
        if credential is not None:
            change(self, credential, self._saved)

    def _changeable(self) -> Credential | None:
        credential = self.selected
        if credential is None:
            self.vault.tell("Select a credential first.")
        elif credential.managed:
            self.vault.tell("It is managed and may only be read. d makes a copy to change.")
            return None
        return credential

    def _saved(self, credential_id: str | None) -> None:
        if credential_id is not None:
            self.find(keep=credential_id)

    def action_generate(self) -> None:
        """Make a new secret for the field under the cursor."""
        from vaulttui.tui.dialogs.renewal import renew

        credential, field = self._changeable(), self.field
        if credential is None:
            return
        if (
            field is None
            or field.kind not in (FieldKind.SECRET, FieldKind.TEXT)
            or not field.secret
        ):
            self.vault.tell("Put the cursor on a secret field first: l goes to the fields.")
            return
        renew(self, credential, field)

    def action_duplicate(self) -> None:
        """Make a copy, and put the cursor on it."""
        credential = self.selected
        if credential is None:
            return
        session = self.vault.open_session
        name = f"{credential.name[:500]} (copy)"

        def then(copy: Credential) -> None:
            self.vault.tell(f"Made {shown(copy.name, 60)}. e renames it.", undo="undoes")
            self.find(keep=copy.id)

        self.vault.perform(lambda: credentials.duplicate(session, credential, name), then)

    @property
    def marked(self) -> list[str]:
        """The ids of the credentials that are marked."""
        raise NotImplementedError

    @property
    def _meant(self) -> list[str]:
        """The ids of the credentials that are marked, else of the one under the cursor."""
        return self.marked or ([self.selected.id] if self.selected else [])

    def action_trash(self) -> None:
        """Move the credential, or those marked, to the trash; say what used them."""
        session = self.vault.open_session
        here = [] if self.marked else [self._changeable()]
        gone = [one for one in here if one is not None]
        gone += [session.view.credential(one) for one in self.marked]
        if not gone:
            return
        touched = lost([use for one in gone for use in uses_of(session, one)])
        what, it = listed(one.name for one in gone), "it" if len(gone) == 1 else "them"

        def then(_nothing: None) -> None:
            self.unmark()
            are = "is" if len(gone) == 1 else "are"
            told = f"{what} {are} in the trash. {touched}".strip()
            self.vault.tell(told, seconds=9, undo=f"brings {it} back")

        self.vault.perform(lambda: trash.rm(session, gone), then)

    def action_assign(self) -> None:
        """Choose the projects that are given the credential, or those marked."""
        from vaulttui.tui.screens.records.assignments import Assignments

        ids = self._meant
        if not ids:
            self.vault.tell("Select a credential first.")
            return
        self.app.push_screen(Assignments(ids), lambda _: self.unmark())

    def pointed(self) -> tuple[str, ...]:
        """The credential; in the detail its field."""
        if self.selected is None:
            return ()
        field = self.field if self.focused is self.detail else None
        return ("credential", self.selected.id, field.id if field else "")

    def gives(self) -> tuple[str, ...]:
        """The credentials that are marked, else the one under the cursor."""
        ids = self._meant
        return ("credential", *ids) if ids else ()

    def action_source(self) -> None:
        """What feeds the field under the cursor, or is to."""
        from vaulttui.tui.screens.browse.sources import change_source

        credential, field = self._changeable(), self.field
        if credential is not None and field is not None:
            change_source(self, credential, field)

    # Other screens

    def action_history(self) -> None:
        """Former states of the credential."""
        credential = self.selected
        if credential is not None:
            self.vault.show("history", credential.id)

    def open_form(self, before: FormState, now: FormState) -> None:
        """Open a form as it stood."""
        open_form(self, before, now, self._saved)

    def form_source(self, credential_id: str, field_id: str, external_id: str) -> None:
        """Ask what a field is to be looked up by."""
        from vaulttui.tui.screens.browse.sources import ask_again

        ask_again(self, credential_id, field_id, external_id)
