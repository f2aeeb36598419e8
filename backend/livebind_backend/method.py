"""A method of the API: what it is called, what it takes, and that it can be run."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from livebind_backend.calls import Call
from livebind_backend.errors import InvalidParamsError
from livebind_backend.json_values import JsonObject, JsonValue
from livebind_backend.validation import Violation, find_violations

__all__ = ["Method", "Outcome"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a method returned, ready for its reply."""

    result: JsonValue
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Method(ABC):
    """One method of the API."""

    name: str
    """Name on the wire."""
    plugin: str
    """What brings the method."""
    description: str
    """For the users of the API."""
    asynchronous: bool = False
    """Whether it sends progress and can be cancelled."""
    deprecated: bool = False
    """Whether users should call something else."""
    immediate: bool = False
    """Whether it runs as soon as it is read, before requests that wait."""
    answer_only: bool = False
    """Whether it is of no use when nobody gets its answer."""

    @abstractmethod
    def params_schema(self) -> JsonObject | None:
        """Return the schema of the params; None if the method takes none."""

    @abstractmethod
    def returns_schema(self) -> JsonObject | None:
        """Return the schema of the result; None if that is always null."""

    @abstractmethod
    def decode_params(self, params: JsonValue) -> object:
        """Give valid params the form that `run` takes.

        Raises:
            InternalError: A number does not fit.
        """

    @abstractmethod
    def run(self, call: Call, params: object) -> Outcome:
        """Execute the method with params from `read_params`."""

    def describe_violation(self, violation: Violation) -> JsonValue:
        """Say what is wrong with params, in the data of the error."""
        return str(violation)

    def read_params(self, params: JsonValue) -> object:
        """Check the params of a request and give them their form.

        Raises:
            InvalidParamsError: They break the schema; every violation is listed.
            InternalError: A number does not fit.
        """
        schema = self.params_schema()
        if schema is None:
            if params is not None:
                raise InvalidParamsError("This method takes no params")
            return None
        found = find_violations(schema, params)
        if found:
            details = [self.describe_violation(violation) for violation in found]
            raise InvalidParamsError("Invalid params schema", details)
        return self.decode_params(params)
