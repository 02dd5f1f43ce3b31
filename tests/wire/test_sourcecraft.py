"""SourceCraft's JSON, as its description prints it and as servers may leave things out."""

import json
from typing import Any, Final, TypeVar

import msgspec
import pytest

from vaulttui.domain.operations import Status
from vaulttui.wire.moments import moment
from vaulttui.wire.sourcecraft import (
    Error,
    ListSecretsResponse,
    OperationError,
    SecretEntry,
    SecretsOperation,
    SetSecretBody,
)

T = TypeVar("T")
_BODY: Final = '{"value": "example"}'
_OPERATION: Final = """
{
"operation_id": "example",
"status_url": "example",
"status": "scheduled",
"created_at": "2025-01-01T00:00:00Z",
"modified_at": "2025-01-01T00:00:00Z",
"response": {},
"error": {
"error_code": "example",
"message": "example",
"details": {}
}
}
"""
_RESULT: Final = "{}"
_FAILURE: Final = '{"error_code": "example", "message": "example", "details": {}}'
_ERROR: Final = """
{
"error_code": "example",
"message": "example",
"request_id": "example",
"details": {}
}
"""
_NEW_YEAR: Final = "2025-01-01T00:00:00Z"


def decoded(text: str, kind: type[T]) -> T:
    return msgspec.json.decode(text, type=kind)


def plain(made: object) -> Any:
    return json.loads(msgspec.json.encode(made))


@pytest.mark.parametrize(
    ("text", "made"),
    [
        (
            _OPERATION,
            SecretsOperation(
                "example", "example", Status.SCHEDULED, _NEW_YEAR, _NEW_YEAR, {},
                OperationError("example", "example", {}),
            ),
        ),
        (_FAILURE, OperationError("example", "example", {})),
        (_ERROR, Error("example", "example", "example", {})),
    ],
)  # fmt: skip
def test_an_example_is_read_and_written_as_printed(text: str, made: object) -> None:
    assert decoded(text, type(made)) == made
    assert plain(made) == json.loads(text)


def test_the_value_of_the_example_is_no_base64() -> None:
    """The description says base64, and prints seven letters: no byte string is written so."""
    with pytest.raises(msgspec.ValidationError, match="base64"):
        decoded(_BODY, SetSecretBody)
    made = decoded('{"value": "AP8="}', SetSecretBody)
    assert (made.value, plain(made)) == (b"\x00\xff", {"value": "AP8="})


@pytest.mark.parametrize("text", ["{}", '{"value": 1}', '{"value": null}', '{"value": "A A="}'])
def test_a_body_that_is_none(text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        decoded(text, SetSecretBody)


def test_a_field_that_nobody_knows_is_no_body() -> None:
    with pytest.raises(msgspec.ValidationError, match="more"):
        decoded('{"value": "AA==", "more": 1}', SetSecretBody)


def test_a_body_does_not_show_its_value() -> None:
    assert "hidden" not in repr(SetSecretBody(b"hidden"))


@pytest.mark.parametrize("kind", [OperationError, Error])
def test_an_error_does_not_show_what_it_may_repeat(
    kind: type[OperationError] | type[Error],
) -> None:
    assert "hidden" not in repr(kind("hidden", "hidden", details={"hidden": 1}))


def test_values_of_a_list_are_not_held() -> None:
    text = '{"secrets": [{"key": "A", "value": "aGlkZGVu"}, {"key": "B"}], "later": 1}'
    found = decoded(text, ListSecretsResponse)
    assert found == ListSecretsResponse((SecretEntry("A"), SecretEntry("B")))
    assert plain(found) == {"secrets": [{"key": "A"}, {"key": "B"}]}
    assert not hasattr(SecretEntry("A"), "value")


@pytest.mark.parametrize(
    ("text", "made"),
    [
        (_RESULT, ListSecretsResponse()),
        ('{"secrets": null}', ListSecretsResponse(None)),
        (_RESULT, SecretsOperation()),
        (_RESULT, Error()),
        ('{"operation_id": "7", "error": null}', SecretsOperation("7", error=None)),
        ('{"status": "cancel", "response": null}', SecretsOperation(status=Status.CANCEL,
                                                                    response=None)),
        ('{"details": {"deep": [1]}}', OperationError(details={"deep": [1]})),
    ],
)  # fmt: skip
def test_what_is_left_out_is_empty(text: str, made: object) -> None:
    assert decoded(text, type(made)) == made


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[]", ListSecretsResponse),
        ('{"secrets": [{"key": 1}]}', ListSecretsResponse),
        ('{"status": "done"}', SecretsOperation),
        ('{"operation_id": 7}', SecretsOperation),
        ('{"message": ["example"]}', Error),
    ],
)
def test_wrong_types_are_refused(text: str, kind: type[object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        decoded(text, kind)


def test_an_operation_that_has_not_failed_has_no_error() -> None:
    assert "error" not in plain(SecretsOperation("7"))


def test_the_states_are_the_five_of_the_description() -> None:
    assert list(Status) == ["scheduled", "in_progress", "success", "failed", "cancel"]


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (1_735_689_600_000, "2025-01-01T00:00:00.000Z"),
        (1_735_689_600_120, "2025-01-01T00:00:00.120Z"),
        (-1, "1970-01-01T00:00:00.000Z"),
        (1 << 52, "9999-12-31T23:59:59.000Z"),
    ],
)
def test_times_are_rfc_3339(at: int, text: str) -> None:
    assert moment(at) == text
