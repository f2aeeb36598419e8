"""A method of which only the description is known."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from livebind_backend.calls import Call
from livebind_backend.errors import InvalidParamsError
from livebind_backend.json_text import dump_json
from livebind_backend.json_values import JsonObject, JsonValue
from livebind_backend.method import Method, Outcome
from livebind_backend.mock.document import DescribedMethod
from livebind_backend.mock.values import make_value
from livebind_backend.validation import Violation

__all__ = ["PICTURE", "Answer", "MockMethod"]

Answer: TypeAlias = Callable[[Call, JsonValue], JsonValue]
"""Answers a request with something that is not made up."""

PICTURE: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c63606060f80f0001040100ac1dd0c40000000049454e44ae426082"
)
"""The body of replies that carry bytes: a PNG with one pixel."""


@dataclass(frozen=True, kw_only=True)
class MockMethod(Method):
    """Checks params by the captured schema and makes up a result for it."""

    described: DescribedMethod
    """What was captured."""
    seed: int
    """The same seed gives the same results for the same params."""
    answer: Answer | None = None
    """Answers instead, if given."""
    details_as_objects: bool = False
    """Whether violations are objects, as in Brayns 4, rather than texts."""
    is_strict: bool = True
    """Whether no params differ from empty ones, as in Brayns."""

    def params_schema(self) -> JsonObject | None:
        """Return the captured schema of the params."""
        return self.described.params

    def returns_schema(self) -> JsonObject | None:
        """Return the captured schema of the result."""
        return self.described.result

    def describe_violation(self, violation: Violation) -> JsonValue:
        """Say what is wrong with params as the captured instance would."""
        if self.details_as_objects:
            return {"error": violation.text, "path": violation.path}
        return str(violation)

    def read_params(self, params: JsonValue) -> object:
        """Check params, which may also come by position where the captured instance takes that."""
        return super().read_params(self._by_name(params))

    def decode_params(self, params: JsonValue) -> object:
        """Leave params as they are."""
        return params

    def run(self, call: Call, params: object) -> Outcome:
        """Answer, or make up a result."""
        if self.asynchronous:
            call.progress.report(0.5, "Making up a result ...")
        given = cast("JsonValue", params)
        result = self._make_up(given) if self.answer is None else self.answer(call, given)
        return Outcome(result, PICTURE if self.described.returns_data else b"")

    def _by_name(self, params: JsonValue) -> JsonValue:
        names = self.described.positions
        if isinstance(params, list) and names:
            if len(params) > len(names):
                raise InvalidParamsError(
                    f"This method takes at most {len(names)} params, not {len(params)}"
                )
            # Null stands for one that is left out before others.
            params = {
                name: value
                for name, value in zip(names, params, strict=False)
                if value is not None or name in self._required()
            }
        if self.is_strict or params:
            return params
        return None if self.described.params is None else {}

    def _required(self) -> list[JsonValue]:
        required = (self.described.params or {}).get("required")
        return required if isinstance(required, list) else []

    def _make_up(self, params: JsonValue) -> JsonValue:
        schema = self.returns_schema()
        if schema is None:
            return None
        # Chance that can be repeated is what is wanted, not one that nobody can guess.
        source = random.Random(f"{self.seed} {self.name} {dump_json(params)}")  # noqa: S311
        return make_value(schema, source)
