"""The least that a Starlette server is: one route, whose answer has as many bytes as its path says.

Prints its port once it listens. The floor of what the local server and its clients do.
"""

import asyncio

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from uvicorn import Config, Server


async def answer(request: Request) -> Response:
    """Read all, tell as much as is asked for."""
    await request.body()
    return Response(b" " * int(request.path_params["size"]), media_type="application/json")


async def main() -> None:
    """Serve until it is killed."""
    routes = [Route("/{size:int}", answer, methods=["GET", "POST"])]
    config = Config(Starlette(routes=routes), "127.0.0.1", 0, log_level="error", access_log=False)
    server = Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    print(server.servers[0].sockets[0].getsockname()[1], flush=True)
    await server.main_loop()


asyncio.run(main())
