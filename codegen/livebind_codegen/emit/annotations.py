"""Annotations of functions: what a caller passes and gets; limits are in the docs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livebind_codegen.emit.values import literal_annotation
from livebind_codegen.schema import shapes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from livebind_codegen.api.model import Api

__all__ = ["annotation", "checked_type", "limits"]

_LARGEST_FLOAT32 = 3.4028234663852886e38
_LARGEST_INTEGERS = frozenset({2**31 - 1, 2**32 - 1, 2**63 - 1, 2**64 - 1})


def annotation(  # noqa: C901, PLR0911, PLR0912 - one case for each kind of shape
    shape: shapes.Shape | None, api: Api
) -> str:
    """Return the annotation for a value of `shape`, `None` for no value at all."""
    if shape is None:
        return "None"
    if api.has_name(shape):
        return api.name_of(shape)
    match shape:
        case shapes.Annotation(text=text):
            return text
        case shapes.Null():
            return "None"
        case shapes.Boolean():
            return "bool"
        case shapes.Integer():
            return "int"
        case shapes.Number():
            return "float"
        case shapes.String():
            return "str"
        case shapes.Constant() | shapes.Values():
            return literal_annotation(shape)
        case shapes.Nothing():
            return "Nothing"
        case shapes.Array(items=items):
            return f"list[{annotation(items, api)}]"
        case shapes.Tuple(items=items):
            return f"tuple[{', '.join(annotation(item, api) for item in items) or '()'}]"
        case shapes.OpenTuple(items=items, rest=rest):
            listed = "".join(f"{annotation(item, api)}, " for item in items)
            return f"tuple[{listed}*tuple[{annotation(rest, api)}, ...]]"
        case shapes.Mapping(values=values):
            return f"dict[str, {annotation(values, api)}]"
        case shapes.Nullable(shape=inner):
            return f"{annotation(inner, api)} | None"
        case shapes.Union(options=options):
            return " | ".join(annotation(option, api) for option in options)
        case _:
            return "Any"


def checked_type(
    shape: shapes.Shape | None,
    api: Api,
    written: Mapping[shapes.Shape, str],
    *,
    is_root_params: bool = False,
) -> str:
    """Return the type that values of a whole schema are checked by, empty for no value at all.

    `written` has the annotations, with limits, of what is no type of its own.
    """
    if shape is None:
        return ""
    if api.has_name(shape):
        return api.name_of(shape, is_root_params=is_root_params)
    return written[shape]


def limits(shape: shapes.Shape) -> str:  # noqa: PLR0911 - one case for each kind
    """Return the limits of a value as a sentence without its full stop, empty if there are none."""
    match shape:
        case shapes.Integer(minimum=low, maximum=high):
            return _range(low, None if high in _LARGEST_INTEGERS else high)
        case shapes.Number(minimum=low, maximum=high):
            low = None if low == -_LARGEST_FLOAT32 else low
            return _range(low, None if high == _LARGEST_FLOAT32 else high)
        case shapes.Array(min_items=low, max_items=high):
            text = _range(low, high)
            return _counted(text, "item") if text else _items(shape.items)
        case shapes.Tuple(items=items):
            return _items(items[0]) if len(set(items)) == 1 else ""
        case shapes.String(min_length=low, max_length=high):
            text = _range(low, high)
            return _counted(text, "character") if text else ""
        case shapes.Nullable(shape=inner):
            return limits(inner)
        case _:
            return ""


def _counted(text: str, what: str) -> str:
    return f"{text} {what}{'' if text.endswith(' 1') else 's'}"


def _items(item: shapes.Shape) -> str:
    text = limits(item)
    return f"Each {text[0].lower()}{text[1:]}" if text else ""


def _range(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"From {_number(low)} to {_number(high)}"
    if low is not None:
        return f"At least {_number(low)}"
    return f"At most {_number(high)}" if high is not None else ""


def _number(value: float) -> str:
    return repr(value)
