"""Whether a JSON value is of a shape."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from livebind_codegen.json_values import is_list, is_object
from livebind_codegen.schema import shapes

if TYPE_CHECKING:
    from livebind_codegen.schema.graph import Graph
    from livebind_codegen.schema.shapes import Shape

__all__ = ["fits"]


def fits(  # noqa: C901, PLR0911, PLR0912 - one case for each kind of shape
    value: Any,  # noqa: ANN401 - any JSON
    shape: Shape,
    graph: Graph,
) -> bool:
    """Whether `value` is of `shape`; limits of texts and patterns are not looked at."""
    match shape:
        case shapes.Reference():
            return fits(value, graph.resolved(shape), graph)
        case shapes.Nothing():
            return False
        case shapes.Null():
            return value is None
        case shapes.Boolean():
            return isinstance(value, bool)
        case shapes.Integer():
            return _is_number(value) and value == int(value) and _is_within(value, shape)
        case shapes.Number():
            return _is_number(value) and _is_within(value, shape)
        case shapes.String():
            return isinstance(value, str)
        case shapes.Constant(value=only):
            return isinstance(value, str) and value == only
        case shapes.Enumeration(members=members):
            return any(value == member.value for member in members)
        case shapes.Values(texts=texts):
            return any(_same(value, json.loads(text)) for text in texts)
        case shapes.Nullable(shape=inner):
            return value is None or fits(value, inner, graph)
        case shapes.Union(options=options):
            return any(fits(value, option, graph) for option in options)
        case shapes.Array(items=items, min_items=low, max_items=high):
            return (
                is_list(value)
                and len(value) >= (low or 0)
                and (high is None or len(value) <= high)
                and all(fits(item, items, graph) for item in value)
            )
        case shapes.Tuple(items=several):
            return (
                is_list(value)
                and len(value) == len(several)
                and all(fits(item, one, graph) for item, one in zip(value, several, strict=True))
            )
        case shapes.OpenTuple(items=several, rest=rest):
            return is_list(value) and all(
                fits(item, several[index] if index < len(several) else rest, graph)
                for index, item in enumerate(value)
            )
        case shapes.Mapping(values=values):
            return is_object(value) and all(fits(one, values, graph) for one in value.values())
        case shapes.Object():
            return is_object(value) and _has_properties(value, shape, graph)
        case _:
            return True


def _has_properties(value: dict[str, Any], shape: shapes.Object, graph: Graph) -> bool:
    known = {one.name: one for one in shape.properties}
    if any(one.required and one.name not in value for one in shape.properties):
        return False
    for name, one in value.items():
        if name in known:
            if not fits(one, known[name].shape, graph):
                return False
        elif shape.free is None or not fits(one, shape.free, graph):
            return False
    return True


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _same(one: object, other: object) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _is_within(value: float, shape: shapes.Integer | shapes.Number) -> bool:
    above = getattr(shape, "exclusive_minimum", None)
    below = getattr(shape, "exclusive_maximum", None)
    return (
        (shape.minimum is None or value >= shape.minimum)
        and (shape.maximum is None or value <= shape.maximum)
        and (above is None or value > above)
        and (below is None or value < below)
    )
