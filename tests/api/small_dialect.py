"""A dialect of three routes, to test what holds for all."""

from typing import Annotated, Literal

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from vaulttui.api.bodies import decoded
from vaulttui.api.dialect import Dialect, ServeOptions
from vaulttui.api.problems import Refusal
from vaulttui.api.vault import Vault
from vaulttui.operations import organizations
from vaulttui.secret import Secret
from vaulttui.session.session import Session


class NewThing(msgspec.Struct, forbid_unknown_fields=True):
    """What is sent to make an organization, or to count a value's bytes."""

    name: str
    value: Secret = Secret(b"")
    scope: Literal["org", "repo"] = "org"
    counts: dict[str, Annotated[int, msgspec.Meta(ge=0)]] = {}
    words: list[Annotated[str, msgspec.Meta(max_length=4)]] = []


def dialect(vault: Vault, _options: ServeOptions) -> Dialect:
    """Organizations of the vault, by name."""

    async def names(_request: Request) -> Response:
        found = await vault.look(
            lambda session: sorted(
                str(one.m["name"]) for one in session.view.records("organization")
            )
        )
        return JSONResponse(found)

    async def make(request: Request) -> Response:
        new = await decoded(request, NewThing)
        await vault.change(lambda session: organizations.create(session, new.name))
        return JSONResponse({"name": new.name, "bytes": len(new.value)}, 201)

    async def crash(request: Request) -> Response:
        raise RuntimeError(request.query_params.get("secret", ""))

    routes = [
        Route("/small/names", names),
        Route("/small/names", make, methods=["POST"]),
        Route("/small/crash/{name}", crash, methods=["GET", "DELETE"]),
    ]
    return Dialect("small", routes, lambda path: path.startswith("/small/"), refuse)


def open_dialect(vault: Vault, _options: ServeOptions) -> Dialect:
    """One that takes the token from any cookie."""

    async def names(_request: Request) -> Response:
        return JSONResponse(await vault.look(_names))

    def owns(path: str) -> bool:
        return path.startswith("/open/")

    return Dialect("open", [Route("/open/names", names)], owns, refuse, any_cookie=True)


def _names(session: Session) -> list[str]:
    return sorted(str(one.m["name"]) for one in session.view.records("organization"))


def refuse(refusal: Refusal, path: str) -> Response:
    """Its own shape."""
    return JSONResponse(
        {"small": refusal.problem.name, "says": refusal.message, "at": path}, refusal.problem.status
    )
