"""The three routes of the page on credentials."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vaulttui.api.bodies import decoded
from vaulttui.api.vault import Vault
from vaulttui.api.warmhub.answers import answer
from vaulttui.api.warmhub.sets import Sets
from vaulttui.wire import warmhub as wire


class Rest:
    """They do what the procedures do, for the repository in their path."""

    def __init__(self, vault: Vault, sets: Sets) -> None:
        self._vault = vault
        self._sets = sets

    def routes(self) -> list[Route]:
        """Create and list, and one by its name."""
        return [
            Route(wire.SETS_PATH, self.create, methods=["POST"]),
            Route(wire.SETS_PATH, self.listing, methods=["GET"]),
            Route(wire.SETS_PATH + "/{name}", self.one, methods=["GET"]),
        ]

    async def create(self, request: Request) -> Response:
        """201, without times."""
        new = await decoded(request, wire.NewSet)
        asked = wire.CreateSet(*_place(request), new.name, new.scope, new.description)
        self._sets.fails.check(asked)
        made = await self._vault.change(lambda session: self._sets.create_set(session, asked))
        told = wire.MadeSet(
            name=made.name, scope=made.scope, description=made.description, key_names=()
        )
        return answer(told, 201)

    async def listing(self, request: Request) -> Response:
        """A bare array."""
        asked = wire.InOrg(*_place(request))
        told = await self._vault.look(lambda session: self._sets.list_sets(session, asked))
        return answer(told)

    async def one(self, request: Request) -> Response:
        """All that is told of one."""
        asked = wire.GetSet(*_place(request), request.path_params["name"])
        self._sets.fails.check(asked)
        told = await self._vault.look(lambda session: self._sets.get_set(session, asked))
        return answer(told)


def _place(request: Request) -> tuple[str, str]:
    return request.path_params["org"], request.path_params["repo"]
