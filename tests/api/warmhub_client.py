"""Runs in the environment of the ``warmhub`` package: calls its client, step by step.

``python warmhub_client.py URL`` reads steps from standard input, one a line, the first of them
``["login", ["TOKEN"], {}]``, others as ``["create_set", ["acme", "shop", "hooks"], {}]`` or, of
another namespace, ``["diagnostics.capabilities", [], {}]``. It writes what came of each in a line
of JSON: the answer, or ``{"error": …}``.
"""

import dataclasses
import json
import sys
from collections.abc import Mapping
from contextlib import ExitStack

from warmhub import (  # type: ignore[import-not-found]  # it has an environment of its own
    WarmHubClient,
    WarmHubError,
)


def plain(told: object) -> object:
    """An answer's dataclasses, without the members that nobody sent."""
    if dataclasses.is_dataclass(told):
        fields = {one.name: getattr(told, one.name) for one in dataclasses.fields(told)}
        return {name: plain(held) for name, held in fields.items() if held not in (None, {})}
    if isinstance(told, Mapping):
        return {name: plain(held) for name, held in told.items()}
    return [plain(one) for one in told] if isinstance(told, tuple) else told


def outcome(
    client: WarmHubClient, name: str, given: list[object], named: dict[str, object]
) -> object:
    """What a step comes to; one is asked for with the name of its namespace."""
    namespace, _, method = name.rpartition(".")
    try:
        return plain(getattr(getattr(client, namespace or "credential"), method)(*given, **named))
    except WarmHubError as error:
        told = ("code", "status", "error_code", "retry_after", "message")
        return {"error": {one: getattr(error, one) for one in told}}


def main() -> None:
    """One client for each login, so that it asks once what the server can do."""
    with ExitStack() as clients:
        for line in sys.stdin:
            name, given, named = json.loads(line)
            if name == "login":
                client = WarmHubClient(api_url=sys.argv[1], access_token=given[0])
                clients.enter_context(client)
            told = None if name == "login" else outcome(client, name, given, named)
            sys.stdout.write(f"{json.dumps(told)}\n")


if __name__ == "__main__":
    main()
