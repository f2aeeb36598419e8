"""From a form that is filled in to the value that is sent, or what is wrong with it."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any, Final, TypeVar

from livebind_codegen.schema import shapes
from livebind_explore.forms.node import Kind

if TYPE_CHECKING:
    from livebind_codegen.schema.shapes import Shape
    from livebind_explore.forms.node import Node

__all__ = ["value_of"]

T = TypeVar("T")

_INTEGER = re.compile(r"[+-]?\d{1,400}(\.0{1,30})?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d{1,400}(\.\d{0,400})?|\.\d{1,400})([eE][+-]?\d{1,5})?", re.ASCII)
_MISSING: Final = "a number is needed"


def value_of(node: Node) -> tuple[Any, dict[int, str]]:
    """Return the value that is filled in, as JSON is in Python, and what is wrong by node.

    The value means something only if nothing is wrong.
    """
    problems: dict[int, str] = {}
    return _value(node, problems), problems


def _value(  # noqa: C901, PLR0911 - one case for each kind
    node: Node, problems: dict[int, str]
) -> Any:  # noqa: ANN401 - any JSON
    match node.kind:
        case Kind.FIXED | Kind.SWITCH:
            return node.value
        case Kind.TEXT:
            return _checked(node, node.value, _length_problem(node.value, node.shape), problems)
        case Kind.INTEGER | Kind.NUMBER:
            return _number(node, node.value, node.shape, problems)
        case Kind.VECTOR | Kind.COLOR:
            parts = node.shape.items if isinstance(node.shape, shapes.Tuple) else ()
            return [
                _number(node, text, part, problems)
                for text, part in zip(node.value, parts, strict=True)
            ]
        case Kind.CHOICE:
            return _chosen(node, problems)
        case Kind.JSON:
            return _json(node, problems)
        case Kind.UNION:
            if not node.children:
                return _checked(node, None, "choose what it is", problems)
            return _value(node.children[0], problems)
        case Kind.LIST:
            items = [_value(child, problems) for child in node.children]
            return _checked(node, items, _count_problem(len(items), node.shape), problems)
        case Kind.MAP:
            return _entries(node, problems)
        case Kind.GROUP:
            return _group(node, problems)


def _group(node: Node, problems: dict[int, str]) -> dict[str, Any]:
    value = {
        child.name: _value(child, problems)
        for child in node.children
        if child.is_on and not child.is_rest
    }
    for child in node.children:
        if child.is_rest and child.is_on:
            rest = _entries(child, problems)
            taken = sorted(rest.keys() & {one.name for one in node.children})
            if taken:
                problems[child.number] = f"{taken[0]!r} is a property of its own"
            value |= rest
    return value


def _entries(node: Node, problems: dict[int, str]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for child in node.children:
        key = child.key or ""
        if key in value:
            problems[child.number] = f"the key {key!r} is there twice"
        value[key] = _value(child, problems)
    problem = _range_problem(
        len(value),
        getattr(node.shape, "min_properties", None),
        getattr(node.shape, "max_properties", None),
        "entries",
    )
    return _checked(node, value, problem, problems)


def _chosen(node: Node, problems: dict[int, str]) -> Any:  # noqa: ANN401 - any JSON
    index: int = node.value
    if not 0 <= index < len(node.choices):
        return _checked(node, None, "choose one", problems)
    text = node.choices[index]
    return json.loads(text) if isinstance(node.shape, shapes.Values) else text


def _json(node: Node, problems: dict[int, str]) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(node.value, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        return _checked(node, None, f"no JSON: {error}", problems)


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is none")


def _number(node: Node, text: str, shape: Shape, problems: dict[int, str]) -> int | float:
    is_integer = isinstance(shape, shapes.Integer)
    text = text.strip()
    if not text:
        return _checked(node, 0, _MISSING, problems)
    if not (_INTEGER if is_integer else _NUMBER).fullmatch(text):
        what = "an integer" if is_integer else "a number"
        return _checked(node, 0, f"{text[:40]!r} is not {what}", problems)
    value: int | float
    if re.fullmatch(r"[+-]?\d+", text, re.ASCII):
        value = int(text)
    else:
        value = int(text.partition(".")[0]) if is_integer else float(text)
    if isinstance(value, float) and not math.isfinite(value):
        return _checked(node, 0, f"{text[:40]!r} is too large", problems)
    return _checked(node, value, _limit_problem(value, shape), problems)


def _limit_problem(value: float, shape: Shape) -> str:
    above = getattr(shape, "exclusive_minimum", None)
    below = getattr(shape, "exclusive_maximum", None)
    step = getattr(shape, "multiple_of", None)
    if above is not None and value <= above:
        return f"must be more than {above:g}"
    if below is not None and value >= below:
        return f"must be less than {below:g}"
    if step and value % step:
        return f"must be a multiple of {step}"
    return _range_problem(
        value, getattr(shape, "minimum", None), getattr(shape, "maximum", None), ""
    )


def _length_problem(text: str, shape: Shape) -> str:
    low, high = getattr(shape, "min_length", None), getattr(shape, "max_length", None)
    return _range_problem(len(text), low, high, "characters")


def _count_problem(count: int, shape: Shape) -> str:
    low, high = getattr(shape, "min_items", None), getattr(shape, "max_items", None)
    return _range_problem(count, low, high, "items")


def _range_problem(value: float, low: float | None, high: float | None, what: str) -> str:
    if low is not None and value < low:
        return f"at least {low} {what}".rstrip()
    if high is not None and value > high:
        return f"at most {high} {what}".rstrip()
    return ""


def _checked(node: Node, value: T, problem: str, problems: dict[int, str]) -> T:
    if problem:
        problems.setdefault(node.number, problem)
    return value
