"""A JSON value as the lines of a tree, each with its type."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from livebind_codegen.emit.annotations import annotation
from livebind_codegen.json_values import is_list, is_object
from livebind_codegen.schema import shapes
from livebind_explore.forms.fitting import fits

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from livebind_codegen.api.model import Api
    from livebind_codegen.schema.shapes import Shape
    from livebind_explore.json_value import Json

__all__ = ["MAX_LINES", "Line", "tree"]

MAX_LINES: Final = 500
"""How many lines are shown at once."""
_LONGEST_TEXT: Final = 2000
_SHORT_LIST: Final = 16
"""A list of so many numbers stands on one line."""


@dataclass(frozen=True)
class Line:
    """One line of a tree."""

    path: str
    """Where the value is (JSON Pointer, RFC 6901)."""
    depth: int
    key: str
    """The name of the property, or the place in the list."""
    type: str
    """The type in the generated package, or of JSON where that is not known."""
    text: str
    """The value, or how many values are within it."""
    is_branch: bool
    """Whether other lines are within it."""
    is_open: bool
    """Whether they follow."""


def tree(
    value: Json,
    shape: Shape | None,
    api: Api,
    closed: Container[str] = (),
    limit: int = MAX_LINES,
) -> tuple[list[Line], bool]:
    """Return the lines of a value, at most `limit`, and whether there are more.

    `shape` is what is known of it; `closed` are the paths whose inner lines are not shown.
    """
    lines: list[Line] = []
    for line in _Tree(api, closed).lines(value, shape, "", "", 0):
        if len(lines) == limit:
            return lines, True
        lines.append(line)
    return lines, False


@dataclass(frozen=True)
class _Tree:
    api: Api
    closed: Container[str]

    def lines(
        self, value: Json, shape: Shape | None, key: str, path: str, depth: int
    ) -> Iterator[Line]:
        shape = self._resolved(value, shape)
        kind = self._type(value, shape)
        if not (is_object(value) or is_list(value)) or not value or _is_short(value):
            yield Line(path, depth, key, kind, _text(value), is_branch=False, is_open=False)
            return
        is_open = path not in self.closed
        yield Line(path, depth, key, kind, _count(value), is_branch=True, is_open=is_open)
        if not is_open:
            return
        entries = value.items() if is_object(value) else enumerate(value)
        for name, one in entries:
            step = str(name).replace("~", "~0").replace("/", "~1")
            yield from self.lines(
                one, self._inner(shape, name), str(name), f"{path}/{step}", depth + 1
            )

    def _resolved(self, value: Json, shape: Shape | None) -> Shape | None:
        """Return the shape that a value has: of a union the option."""
        graph = self.api.graph
        match graph.resolved(shape) if shape is not None else None:
            case shapes.Nullable(shape=inner):
                return None if value is None else self._resolved(value, inner)
            case shapes.Union(options=options):
                return next((one for one in options if fits(value, one, graph)), None)
            case _:
                return shape

    def _type(self, value: Json, shape: Shape | None) -> str:
        if shape is None or isinstance(shape, shapes.AnyValue):
            return _json_type(value)
        return annotation(shape, self.api)

    def _inner(self, shape: Shape | None, name: str | int) -> Shape | None:
        match self.api.graph.resolved(shape) if shape is not None else None:
            case shapes.Object(properties=properties, free=free):
                return next((one.shape for one in properties if one.name == name), free)
            case shapes.Array(items=items):
                return items
            case shapes.Tuple(items=several) if isinstance(name, int) and name < len(several):
                return several[name]
            case shapes.Mapping(values=values):
                return values
            case _:
                return None


def _is_short(value: Json) -> bool:
    return (
        is_list(value)
        and len(value) <= _SHORT_LIST
        and all(isinstance(item, int | float) for item in value)
    )


def _text(value: Json) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}..."


def _count(value: Json) -> str:
    what = "item" if is_list(value) else "property"
    if len(value) == 1:
        return f"1 {what}"
    return f"{len(value)} {'items' if is_list(value) else 'properties'}"


def _json_type(value: Json) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"
