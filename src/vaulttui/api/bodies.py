"""Bodies of requests: JSON of known types, limited in size and time, told of without values."""

import asyncio
import json
import re
from typing import Any, Final, TypeVar

import msgspec
from starlette.requests import ClientDisconnect, Request

from vaulttui.api.problems import Problem, Refusal
from vaulttui.secret import Secret

T = TypeVar("T")
BODY_LIMIT: Final = 2 << 20
"""A value of 1 MiB in base64, and what stands around it."""
BODY_SECONDS: Final = 20.0
_JSON: Final = re.compile(rb'application/json\s*(;\s*charset="?utf-8"?\s*)?', re.IGNORECASE)
_AT: Final = re.compile(r" - at `\$\.?([^`]*)`$")
_PLAIN: Final = re.compile(r"Expected [^']*|Object missing required field `[^`]*`|\w+( \w+)*")
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,39}")


async def decoded(request: Request, kind: type[T]) -> T:
    """The body as ``kind``, text in fields of type Secret as such.

    Raises Refusal: MEDIA_TYPE, TOO_LARGE, TIMEOUT, BAD_JSON, or INVALID where the types are
    wrong, with the field's name and never what it holds.
    """
    if not _JSON.fullmatch(request.headers.get("content-type", "").strip().encode()):
        raise Refusal(Problem.MEDIA_TYPE)
    body = await _whole(request)
    _refuse_double_names(body)
    try:
        return msgspec.json.decode(body, type=kind, dec_hook=_secret)
    except msgspec.ValidationError as error:
        raise Refusal(Problem.INVALID, _told(str(error))) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refusal(Problem.BAD_JSON) from None


async def _whole(request: Request) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in request.stream():
                body += part
                if len(body) > BODY_LIMIT:
                    raise Refusal(Problem.TOO_LARGE)
    except TimeoutError:
        raise Refusal(Problem.TIMEOUT) from None
    except ClientDisconnect:
        raise Refusal(Problem.BAD_JSON) from None
    return bytes(body)


def _refuse_double_names(body: bytes) -> None:
    """Refuse what one reader would take for this and another for that."""
    try:
        json.loads(body.decode("utf-8"), object_pairs_hook=_single)
    except (ValueError, RecursionError):
        raise Refusal(Problem.BAD_JSON) from None


def _single(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Refusal(Problem.BAD_JSON, "An object in the body has two members of one name.")
    return found


def _secret(kind: type, found: object) -> object:
    if kind is Secret and isinstance(found, str):
        return Secret.from_text(found)
    raise ValueError("Expected `str`")


def _told(message: str) -> str:
    """What is wrong with the types; where msgspec quotes what was sent, only its place."""
    place = _AT.search(message)
    said = message[: place.start()] if place else message
    if unknown := _UNKNOWN.fullmatch(said):
        named = _NAME.fullmatch(unknown[1])
        words = f"The field {named[0]} is" if named else "There is a field that is"
        return f"{words} not known here."
    words = said if _PLAIN.fullmatch(said) else "This cannot be"
    return f"{words}: {place[1]}." if place and place[1] else f"{words}."
