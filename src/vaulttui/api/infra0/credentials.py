"""The seven routes of app credentials."""

from msgspec import UNSET, Raw
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vaulttui.api.bodies import decoded
from vaulttui.api.infra0.answers import answer, assignments_of, told, told_assignment
from vaulttui.api.infra0.asked import Part, Values, credential_of, projects_of, required
from vaulttui.api.infra0.fails import Fails
from vaulttui.api.problems import Problem, Refusal
from vaulttui.api.vault import Vault
from vaulttui.domain.credentials import Credential
from vaulttui.domain.types import CredentialType
from vaulttui.operations import assignments, credentials, trash
from vaulttui.operations.credentials import Edits
from vaulttui.session.session import Session
from vaulttui.wire import infra0 as wire

Body = wire.CredentialBody[Raw]


class Credentials:
    """Everything there is in the vault, whatever its type: there is one user."""

    def __init__(self, vault: Vault, fails: Fails) -> None:
        self._vault = vault
        self._fails = fails

    def routes(self) -> list[Route]:
        """As the seed has them."""
        one = f"{wire.CREDENTIALS}/{{id}}"
        by_project = f"{wire.CREDENTIALS}/{wire.BY_PROJECT}/{{project_id}}"
        return [
            Route(wire.CREDENTIALS, self.list),
            Route(wire.CREDENTIALS, self.create, methods=["POST"]),
            Route(one, self.get),
            Route(one, self.change, methods=["PUT"]),
            Route(one, self.delete, methods=["DELETE"]),
            Route(f"{one}/{wire.ASSIGN}", self.assign, methods=["POST"]),
            Route(by_project, self.by_project),
        ]

    async def list(self, request: Request) -> Response:
        """A page of them, by name."""
        part = Part.of(request)
        type_id = request.query_params.get("credentialTypeId")
        return answer(await self._vault.look(lambda session: _page(session, part, type_id)))

    async def create(self, request: Request) -> Response:
        """A new one, perhaps incomplete."""
        body = await decoded(request, Body)
        name = required("credentialName", body.credential_name)
        self._fails.check(name)
        made = await self._vault.change(lambda session: _create(session, name, body))
        return answer(made, 201)

    async def get(self, request: Request) -> Response:
        """One, without its values."""
        return answer(
            await self._vault.look(lambda session: told(session, credential_of(session, request)))
        )

    async def change(self, request: Request) -> Response:
        """What the body names becomes different."""
        body = await decoded(request, Body)

        def change(session: Session) -> wire.Credential:
            credential = self._writable(session, request)
            self._fails.check(body.credential_name)
            return _change(session, credential, body)

        return answer(await self._vault.change(change))

    async def delete(self, request: Request) -> Response:
        """For the API it is gone; the vault keeps it in its trash."""
        await self._vault.change(
            lambda session: trash.rm(session, [self._writable(session, request)])
        )
        return answer(wire.Done())

    async def assign(self, request: Request) -> Response:
        """These become its only projects."""
        body = await decoded(request, wire.ProjectsBody)

        def assign(session: Session) -> list[wire.Assignment]:
            credential = self._named(session, request)
            assignments.reassign(session, credential, projects_of(session, body.project_ids))
            return [told_assignment(one) for one in assignments_of(session, credential)]

        return answer(await self._vault.change(assign))

    async def by_project(self, request: Request) -> Response:
        """All that are assigned to a project themselves, not by way of a set."""
        project_id = request.path_params["project_id"]
        return answer(await self._vault.look(lambda session: _of_project(session, project_id)))

    def _named(self, session: Session, request: Request) -> Credential:
        credential = credential_of(session, request)
        self._fails.check(credential.name)
        return credential

    def _writable(self, session: Session, request: Request) -> Credential:
        credential = self._named(session, request)
        if credential.managed:
            raise Refusal(Problem.FORBIDDEN, "This credential is managed and may only be read.")
        return credential


def _told(session: Session, credential_id: str) -> wire.Credential:
    return told(session, session.view.credential(credential_id))


def _page(session: Session, part: Part, type_id: str | None) -> wire.Page[wire.Credential]:
    rows = [
        row
        for row in session.view.rows()
        if part.names(row.name) and type_id in (None, "", row.type_id)
    ]
    data = tuple(_told(session, row.id) for row in part.cut(rows))
    return wire.Page(data, len(rows), part.page, part.size)


def _of_project(session: Session, project_id: str) -> list[wire.Credential]:
    if session.view.graph.project(project_id) is None:
        raise Refusal(Problem.NOT_FOUND, "There is no such project.")
    given = session.view.graph.assigned_to(project_id)
    return [_told(session, one.subject_id) for one in given if not one.of_set]


def _create(session: Session, name: str, body: Body) -> wire.Credential:
    known = session.view.type(required("credentialTypeId", body.credential_type_id))
    if known is None:
        raise Refusal(Problem.INVALID, "There is no credential type of this credentialTypeId.")
    edits = _edits(session, known, body, name=name)
    return told(session, credentials.add(session, known.id, edits, incomplete=True))


def _change(session: Session, credential: Credential, body: Body) -> wire.Credential:
    if body.credential_type_id not in (UNSET, credential.type_id):
        raise Refusal(Problem.INVALID, "A credential keeps the type that it was made with.")
    known = session.view.type(credential.type_id)
    if known is None:
        raise Refusal(Problem.CONFLICT, "The type of this credential is not there any more.")
    name = credential.name
    if body.credential_name is not UNSET:
        name = required("credentialName", body.credential_name)
    edits = _edits(session, known, body, name=name, description=credential.description)
    return told(session, credentials.edit(session, credential, edits, incomplete=True))


def _edits(
    session: Session, known: CredentialType, body: Body, *, name: str, description: str = ""
) -> Edits:
    values = Values.of(known, () if body.keys is UNSET else body.keys)
    wanted = description if body.description is UNSET else body.description or ""
    return Edits(
        name=name,
        description=None if wanted == description else wanted,
        values=values.given,
        clear=values.clear,
        projects=None if body.project_ids is UNSET else projects_of(session, body.project_ids),
    )
