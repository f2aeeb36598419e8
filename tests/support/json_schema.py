"""What JSON Schema says of a value, by the `jsonschema` package: the judge of what types take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import jsonschema

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.descriptions import Json

__all__ = ["canonical", "closed", "judge"]

# Half of it has no types.
_JSONSCHEMA: Any = jsonschema
_Validator = _JSONSCHEMA.Draft202012Validator


def _is_integer(_checker: object, value: object) -> bool:
    return type(value) is int


_StrictValidator = _JSONSCHEMA.validators.extend(
    _Validator, type_checker=_Validator.TYPE_CHECKER.redefine("integer", _is_integer)
)


def judge(schema: Json, *, strict: bool = False) -> Callable[[Json], bool]:
    """Return what tells whether a schema allows a value; `strict`: `1.0` is no integer."""
    allows: Callable[[Json], bool] = (_StrictValidator if strict else _Validator)(schema).is_valid
    return allows


def closed(schema: object) -> Json:
    """Return a schema whose objects have no properties but those that it names."""
    if isinstance(schema, list):
        return [closed(one) for one in cast("list[object]", schema)]
    if not isinstance(schema, dict):
        return schema
    named = {name: closed(one) for name, one in cast("dict[str, object]", schema).items()}
    is_class = isinstance(named.get("properties"), dict) and "type" in named
    return {"additionalProperties": False, **named} if is_class else named


def canonical(value: object) -> object:
    """Return what is equal for equal JSON values only: 1 and 1.0 are equal, true and 1 are not."""
    if isinstance(value, bool):
        return (bool, value)
    if isinstance(value, list):
        return [canonical(one) for one in cast("list[object]", value)]
    if isinstance(value, dict):
        return {name: canonical(one) for name, one in cast("dict[str, object]", value).items()}
    return value
