"""Methods made of typed functions: annotations give the schemas, docstrings the descriptions.

Under `python -OO`, which keeps no docstrings, methods are served without a description.
"""

import inspect
import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypedDict, TypeVar, Unpack

from livebind_backend.calls import BinaryResult, Call
from livebind_backend.decoding import decode
from livebind_backend.encoding import encode
from livebind_backend.json_values import JsonObject, JsonValue
from livebind_backend.method import Method, Outcome
from livebind_backend.schema import schema_of

__all__ = ["CORE_PLUGIN", "MethodGroup", "TypedMethod", "summary_of"]

CORE_PLUGIN: Final = "Core"

HandlerT = TypeVar("HandlerT", bound=Callable[..., object])


class MethodFlags(TypedDict, total=False):
    """How a method is run, as `Method` says it."""

    asynchronous: bool
    deprecated: bool
    immediate: bool
    answer_only: bool


@dataclass(frozen=True, kw_only=True)
class TypedMethod(Method):
    """A method that is a function."""

    params: object
    """Type of the params; None if the method takes none."""
    returns: object
    """Type of the result; None if it is always null."""
    handler: Callable[..., object]
    """Takes a `Call` and, if there are any, the params."""

    def params_schema(self) -> JsonObject | None:
        """Derive the schema of the params."""
        return None if self.params is None else schema_of(self.params)

    def returns_schema(self) -> JsonObject | None:
        """Derive the schema of the result."""
        return None if self.returns is None else schema_of(self.returns)

    def decode_params(self, params: JsonValue) -> object:
        """Give params their type."""
        return decode(self.params, params)

    def run(self, call: Call, params: object) -> Outcome:
        """Call the function."""
        returned = self.handler(call) if self.params is None else self.handler(call, params)
        if isinstance(returned, BinaryResult):
            content = typing.cast("BinaryResult[object]", returned)
            return Outcome(encode(content.result), content.body)
        return Outcome(encode(returned), b"")


class MethodGroup:
    """Methods that are defined in one module.

    Args:
        plugin: What brings the methods, as users know it.
    """

    def __init__(self, plugin: str = CORE_PLUGIN) -> None:
        self._plugin = plugin
        self.methods: list[TypedMethod] = []

    def define(
        self,
        name: str,
        handler: Callable[..., object],
        description: str,
        *,
        params: object = None,
        returns: object = None,
        **flags: Unpack[MethodFlags],
    ) -> None:
        """Make a function a method, for methods of which a table has many of one shape.

        Args:
            name: Name on the wire.
            handler: Takes a `Call` and, if there are any, the params.
            description: For the users of the API.
            params: Type of the params; None if the method takes none.
            returns: Type of the result; None if it is always null.
            **flags: How the method is run.
        """
        description = " ".join(description.split())
        self.methods.append(
            TypedMethod(
                name=name,
                plugin=self._plugin,
                description=description,
                params=params,
                returns=returns,
                handler=handler,
                **flags,
            )
        )

    def add(self, name: str, **flags: Unpack[MethodFlags]) -> Callable[[HandlerT], HandlerT]:
        """Make the decorated function a method; its docstring is the description."""

        def decorate(handler: HandlerT) -> HandlerT:
            hints = typing.get_type_hints(handler, include_extras=True)
            params, returns = hints.get("params"), _result_type(hints["return"])
            text = inspect.getdoc(handler) or ""
            self.define(name, handler, text, params=params, returns=returns, **flags)
            return handler

        return decorate


def summary_of(kind: type) -> str:
    """Return what the docstring of a type says, in the middle of a sentence."""
    text = inspect.getdoc(kind) or ""
    return text[:1].lower() + text[1:]


def _result_type(returned: object) -> object:
    if typing.get_origin(returned) is BinaryResult:
        returned = typing.get_args(returned)[0]
    return None if returned is type(None) else returned
