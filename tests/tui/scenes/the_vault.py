"""The vault itself: its page, a new passphrase, an export, another copy."""

from typing import Final

from tests.tui.samples import NOON, Run
from tests.tui.scenes.stage import Stage, scene
from vaulttui.operations.local_server import Served
from vaulttui.operations.serving import DIALECTS, Asked

_ASKED: Final = (
    ("GET", "/api/v1/app-credentials", 401, "infra0"),
    ("GET", "/api/v1/app-credentials", 200, "infra0"),
    ("POST", "/api/repos/acme/shop/credentials/sets", 201, "warmhub"),
    ("GET", "/api/repos/acme/shop/credentials/sets", 200, "warmhub"),
    ("GET", "/favicon.ico", 404, ""),
    ("PUT", "/repos/acme/shop/secrets/DEPLOY_TOKEN", 200, "sourcecraft"),
    ("GET", "/operations/secrets/id:6f1c9a", 200, "sourcecraft"),
)


@scene("vault")
async def vault(stage: Stage) -> None:
    """What opens it, and what can be done."""
    stage.app.sample = True
    await stage.press(Run("show-vault"))


@scene("export")
async def export(stage: Stage) -> None:
    """A vault of its own."""
    await stage.press(Run("show-export"))


@scene("merge", once=True)
async def merge(stage: Stage) -> None:
    """Another copy that is not there."""
    await stage.press(Run("show-merge"))


@scene("server")
async def server(stage: Stage) -> None:
    """One that runs, and was asked."""
    token_file = "/home/ada/.local/state/vaulttui/serve/4711.token"
    served = Served("http://127.0.0.1:8484", token_file, DIALECTS)
    for at, (method, path, status, dialect) in enumerate(_ASKED):
        served.hear(Asked(NOON + at * 1100, method, path, status, dialect))
    stage.app.server.served = served
    await stage.press(Run("show-server"))


@scene("server-rests", once=True)
async def server_rests(stage: Stage) -> None:
    """Before it is started, in the sample."""
    stage.app.sample = True
    await stage.press(Run("show-server"))
