"""What can be done with a place of the report of health."""

from vaulttui.domain.credentials import GENERATED, Credential
from vaulttui.domain.exclusions import Exclusion
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.health import CHECKS, Place, is_password
from vaulttui.errors import NotFound
from vaulttui.operations import credentials, health
from vaulttui.tui.dialogs.small_form import Given, Line, SmallForm
from vaulttui.tui.frames.panes import Panes
from vaulttui.tui.position import FormState
from vaulttui.tui.screens.forms.opening import change, open_form
from vaulttui.tui.text import shown

_MEANS = (
    "The check does not look at it any more, whatever changes. "
    "It stays in the report with your reason, and b brings it back."
)


class HealthActions(Panes):
    """Subclasses say what the cursor stands on, and in which check."""

    @property
    def target(self) -> Place | Exclusion | None:
        """What the cursor stands on; None for a bar."""
        raise NotImplementedError

    @property
    def check_id(self) -> str:
        """The check whose list is shown."""
        raise NotImplementedError

    @property
    def credential(self) -> Credential | None:
        """The credential under the cursor; None where there is none, or it is gone."""
        target = self.target
        try:
            view = self.vault.open_session.view
            return view.credential(target.credential_id) if target is not None else None
        except NotFound:
            return None

    @property
    def field(self) -> Field | None:
        """The field under the cursor."""
        target, found = self.target, self.credential
        if found is None or not isinstance(target, Place):
            return None
        fields = credentials.fields_of(self.vault.open_session, found)
        return next((one for one in fields if one.id == target.field), None)

    def _wanted(self) -> Credential | None:
        found = self.credential
        if found is None:
            self.vault.tell("Choose one of the list first: enter on a bar opens it.")
        return found

    def _changeable(self) -> Credential | None:
        found = self._wanted()
        if found is not None and found.managed:
            self.vault.tell("It is managed and may only be read; a copy (d) can be changed.")
            return None
        return found

    # Exclusions

    def action_exclude(self) -> None:
        """Leave the credential out of the check, for a reason."""
        found = self._changeable()
        if found is not None:
            self.form_exclude(self.check_id, found.id)

    def form_exclude(self, check_id: str, credential_id: str) -> None:
        """Ask for the reason."""
        session = self.vault.open_session
        try:
            found = session.view.credential(credential_id)
        except NotFound:
            return
        title = CHECKS[check_id].title

        def save(given: Given) -> Credential:
            return health.exclude(session, found, check_id, given["reason"])

        def saved(made: object) -> None:
            if made is not None:
                told = f"{shown(found.name, 60)} is left out of: {title}."
                self.vault.tell(told, undo="looks at it again")

        reason = Line("reason", "Why is it meant to be so?", hint="a test account, off the network")
        form = SmallForm(
            f"Leave {shown(found.name, 30)} out of: {title}",
            (reason,),
            save,
            "Leave it out",
            again=("exclude", check_id, credential_id),
            about=_MEANS,
        )
        self.app.push_screen(form, saved)

    def action_include(self) -> None:
        """Let the check look at the credential again."""
        found, check_id = self._changeable(), self.check_id
        if found is None:
            return
        session = self.vault.open_session

        def then(made: Credential) -> None:
            told = f"{shown(made.name, 60)} is looked at again: {CHECKS[check_id].title}."
            self.vault.tell(told, undo="leaves it out")

        self.vault.perform(lambda: health.include(session, found, check_id), then)

    # Changing what is wrong

    def action_edit(self) -> None:
        """Change the credential in a form."""
        found = self._changeable()
        if found is not None:
            change(self, found)

    def open_form(self, before: FormState, now: FormState) -> None:
        """Open a form as it stood."""
        open_form(self, before, now)

    def may_generate(self) -> bool:
        """Whether a value made here is of any use: no service has issued it."""
        found, field = self.credential, self.field
        if found is None or field is None or not field.secret or field.kind is not FieldKind.SECRET:
            return False
        return is_password(field, found.name) or found.info(field.id).origin == GENERATED

    def action_generate(self) -> None:
        """Make a new secret for the field under the cursor."""
        from vaulttui.tui.dialogs.renewal import renew

        found, field = self._changeable(), self.field
        if found is not None and field is not None:
            renew(self, found, field)

    # Looking closer

    def action_where_used(self) -> None:
        """What uses the credential, or the field."""
        found, field = self._wanted(), self.field
        if found is not None:
            self.vault.show("where-used", "credential", found.id, field.id if field else "")

    def action_history(self) -> None:
        """Former states of the credential."""
        found = self._wanted()
        if found is not None:
            self.vault.show("history", found.id)
