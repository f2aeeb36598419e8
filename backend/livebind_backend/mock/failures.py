"""Makes methods of a captured instance fail as they declare."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, NoReturn

from livebind_backend.calls import Call
from livebind_backend.errors import RequestError
from livebind_backend.json_values import JsonValue
from livebind_backend.mock.document import DescribedError, DescribedInstance
from livebind_backend.mock.method import Answer
from livebind_backend.mock.values import make_named_value

__all__ = ["Failure", "failing_answers"]

_STANDARD: Final = {
    -32700: "Parse error",
    -32600: "Invalid Request",
    -32601: "Method not found",
    -32602: "Invalid params",
    -32603: "Internal error",
}
"""Errors of JSON-RPC 2.0 that any method may answer with, and what they are called there."""
_TYPES: Final = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
_KEYWORDS: Final = frozenset({"allOf", "anyOf", "oneOf", "properties"})


class Failure(NamedTuple):
    """A method that is to fail, and how."""

    method: str
    code: int


class _DeclaredError(RequestError):
    """An error as a description declares it."""

    def __init__(self, code: int, message: str, data: JsonValue) -> None:
        super().__init__(message)
        self.code = code
        self._data = data

    @property
    def data(self) -> JsonValue:
        """What was made up for it."""
        return self._data


def failing_answers(
    instance: DescribedInstance, failures: Sequence[Failure], seed: int
) -> dict[str, Answer]:
    """Return answers of methods that always fail.

    Args:
        instance: What was captured.
        failures: Which methods fail, and with which of their errors.
        seed: The same seed gives the same data of the errors.

    Raises:
        ValueError: There is no such method, it declares no such error, or its data would be larger
            than anybody wants to receive.
    """
    declared = {method.name: method.errors for method in instance.methods}
    return {failure.method: _answer(declared, failure, seed) for failure in failures}


def _answer(
    declared: Mapping[str, Sequence[DescribedError]], failure: Failure, seed: int
) -> Answer:
    name, code = failure
    if name not in declared:
        raise ValueError(f"there is no method {name!r} that could fail")
    error = next((one for one in declared[name] if one.code == code), None)
    if error is None and code in _STANDARD:
        error = DescribedError(code, _STANDARD[code], None)
    if error is None:
        known = ", ".join(str(one.code) for one in declared[name]) or "none"
        raise ValueError(
            f"{name!r} declares no error {code} (but {known}), nor is that one of JSON-RPC's own"
        )
    data, message = error.data, error.message
    if isinstance(data, dict) and _is_schema(data):
        data = make_named_value(data, seed, f"the data of error {code} of {name!r}")

    def fail(_call: Call, _params: JsonValue) -> NoReturn:
        raise _DeclaredError(code, message, data)

    return fail


def _is_schema(value: Mapping[str, JsonValue]) -> bool:
    """Whether what comes with an error is told by a schema, rather than by an example."""
    return value.get("type") in _TYPES or not _KEYWORDS.isdisjoint(value)
