"""Writes the definitions inline that the schemas of a document refer to."""

from typing import Final

from livebind_backend.json_values import JsonObject, JsonValue

__all__ = ["END", "Resolver"]

_MOST_PARTS: Final = 200_000
"""Objects that all schemas of a document may consist of; those of Brayns 4 are 5 000."""

_DEEPEST: Final = 64
"""Objects inside each other."""

_MOST_REPETITIONS: Final = 2
"""How often a definition that contains itself is written out."""

END: Final[JsonObject] = {"$comment": "contains itself"}
"""Stands where a definition is not written out again: anything, of which nothing is made up."""


class Resolver:
    """Resolves the schemas of one document.

    Args:
        document: What references point into.
    """

    def __init__(self, document: JsonObject) -> None:
        self._document = document
        self._parts = 0

    def resolve(self, schema: JsonValue) -> JsonObject:
        """Return a schema without references.

        Raises:
            ValueError: Too much is behind them.
        """
        return self._resolve(schema, ())

    def _resolve(self, schema: JsonValue, within: tuple[str, ...], depth: int = 0) -> JsonObject:
        """Resolve inside the definitions with the given names."""
        if not isinstance(schema, dict):
            return {}
        if depth == _DEEPEST:
            return END
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise ValueError(
                f"the references of the description lead to more than {_MOST_PARTS} schemas"
            )
        reference = schema.get("$ref")
        if isinstance(reference, str):
            # A definition that contains itself would be written out for ever.
            if within.count(reference) == _MOST_REPETITIONS:
                return END
            return self._resolve(self._find(reference), (*within, reference), depth + 1)
        return {key: self._resolve_inside(item, within, depth + 1) for key, item in schema.items()}

    def _resolve_inside(self, value: JsonValue, within: tuple[str, ...], depth: int) -> JsonValue:
        if isinstance(value, dict):
            return self._resolve(value, within, depth)
        if isinstance(value, list):
            return [self._resolve_inside(item, within, depth) for item in value]
        return value

    def _find(self, reference: str) -> JsonValue:
        found: JsonValue = self._document
        for part in reference.removeprefix("#/").split("/"):
            name = part.replace("~1", "/").replace("~0", "~")
            found = found.get(name) if isinstance(found, dict) else None
        return found
