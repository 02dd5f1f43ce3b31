"""The seven routes: secrets of a repository by its id and by its slugs, and operations."""

from collections.abc import Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vaulttui.api.bodies import decoded
from vaulttui.api.problems import Problem, Refusal
from vaulttui.api.sourcecraft.answers import answer, told
from vaulttui.api.vault import Vault
from vaulttui.domain.identifiers import check_identifier
from vaulttui.domain.projects import Project
from vaulttui.errors import NotFound
from vaulttui.operations.operations import Asked, accept, find, set_of
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.wire import sourcecraft as wire

_ACCEPTED: Final = 202


class Secrets:
    """Answers at once; ``promised`` is called where work was promised."""

    def __init__(self, vault: Vault, promised: Callable[[], None]) -> None:
        self._vault = vault
        self._promised = promised

    def routes(self) -> list[Route]:
        """Those by id come first: no slug begins so."""
        found = []
        for listed in (wire.SECRETS_BY_ID, wire.SECRETS_BY_SLUG):
            entry = listed + wire.ENTRY
            found += [
                Route(listed, self.list),
                Route(entry, self.put, methods=["PUT"]),
                Route(entry, self.delete, methods=["DELETE"]),
            ]
        return [*found, Route(wire.OPERATION, self.operation)]

    async def list(self, request: Request) -> Response:
        """The keys of a group, or those of them that are asked for."""
        group, wanted = _group(request), _keys(request)

        def look(session: Session) -> tuple[str, ...]:
            project = _repository(session, request)
            found = set_of(session, project, _set_name(project, group))
            return found.key_names if found else ()

        names = await self._vault.look(look)
        shown = (wire.SecretEntry(name) for name in names if not wanted or name in wanted)
        return answer(wire.ListSecretsResponse(tuple(shown)))

    async def put(self, request: Request) -> Response:
        """Promise to create or update a secret."""
        body = await decoded(request, wire.SetSecretBody)
        return await self._accepted(request, Secret(body.value))

    async def delete(self, request: Request) -> Response:
        """Promise to delete a secret; one that is not there is told at once."""
        return await self._accepted(request, None)

    async def operation(self, request: Request) -> Response:
        """How far what was promised is."""
        operation_id = request.path_params["operation_id"]
        found = await self._vault.look(lambda session: find(session, operation_id))
        return answer(told(found, _server(request)))

    async def _accepted(self, request: Request, value: Secret | None) -> Response:
        group, key = _group(request), request.path_params["key"]

        def promise(session: Session) -> Response:
            project = _repository(session, request)
            asked = Asked(project, _set_name(project, group), key, value)
            return answer(told(accept(session, asked), _server(request)), _ACCEPTED)

        response = await self._vault.change(promise)
        self._promised()
        return response


def _repository(session: Session, request: Request) -> Project:
    """The project that a path names, by its id or by organization and name."""
    graph, named = session.view.graph, request.path_params
    if "repo_id" in named:
        found = graph.project(named["repo_id"])
    else:
        wanted = (named["org_slug"], named["repo_slug"])
        known = {(graph.organization_name(o.organization_id), o.name): o for o in graph.projects}
        found = known.get(wanted)
    if found is None:
        raise NotFound("There is no such repository.")
    return found


def _set_name(project: Project, group: str) -> str:
    return f"{project.name}.{group}"


def _group(request: Request) -> str:
    """The one group that is asked for; left out or empty it is ``default``."""
    named = request.query_params.getlist(wire.GROUP)
    if len(named) > 1:
        raise Refusal(Problem.INVALID, f"{wire.GROUP} may be given once.")
    return check_identifier("".join(named) or wire.DEFAULT_GROUP, "group")


def _keys(request: Request) -> frozenset[str]:
    """The keys that a list is limited to; none for all."""
    named = request.query_params.getlist(wire.KEYS)
    return frozenset(check_identifier(one, "key") for one in named if one)


def _server(request: Request) -> str:
    """This server under the name that the client knows it by, which was checked before."""
    return f"http://{request.headers['host']}"
