"""Puts corrections into a description: a pure function, which leaves out what fits no more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.description.pointers import reference_to, split_fragment
from livebind_codegen.json_values import is_list, is_object, json_key
from livebind_codegen.schema.drafts import modern
from livebind_codegen.schema.parse import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from livebind_codegen.corrections.model import Correction
    from livebind_codegen.description.model import Description, Schema

__all__ = ["corrected"]

_NOTHING: Final = {"type": "null"}
"""The schema of the result of a method that returns nothing."""
_BY_NAME: Final = frozenset({"$defs", "dependentSchemas", "patternProperties", "properties"})
_LISTED: Final = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_SINGLE: Final = frozenset(
    {"additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then"}
)
_ABOUT_THE_PLACE: Final = ("default", "deprecated", "description", "examples", "readOnly")
"""Keywords that stay outside where a schema becomes an option."""


class _InapplicableError(Exception):
    """A correction that changes nothing; its text says why."""


def corrected(
    description: Description, corrections: Iterable[Correction]
) -> tuple[Description, list[Notice]]:
    """Return the description with what the corrections change, and which of them fit no more.

    One fits no more if the schema that it names is gone, or says already what it wants.
    """
    notices: list[Notice] = []
    for one in corrections:
        try:
            description = _with_correction(description, one)
        except _InapplicableError as error:
            notices.append(
                Notice(one.at, f"a correction no longer applies ({error}): probe the backend again")
            )
    return description, notices


def _with_correction(description: Description, correction: Correction) -> Description:
    steps = split_fragment(correction.at.removeprefix("#")) or ()
    [(kind, said)] = correction.change.items()

    def change(schema: object) -> object:
        return _KINDS[kind](schema, said)

    match steps:
        case ("components", "schemas", key, *inner):
            reference = reference_to(key)
            if reference not in description.definitions:
                raise _InapplicableError("there is no such definition")
            schema = _changed(description.definitions[reference], inner, change)
            return replace(description, definitions={**description.definitions, reference: schema})
        case ("methods", name, ("params" | "result") as part, *inner):
            return replace(
                description,
                methods=_with_part(description.methods, name, part, inner, change),
            )
        case ("notifications", name, "params", *inner):
            return replace(
                description,
                notifications=_with_part(description.notifications, name, "params", inner, change),
            )
        case _:
            raise _InapplicableError("it names no schema of a method, notification or definition")


def _with_part(
    owners: tuple[Any, ...],
    name: str,
    part: str,
    steps: Sequence[str],
    change: Callable[[object], object],
) -> tuple[Any, ...]:
    """Return methods or notifications with a change in a part of one."""
    if all(one.name != name for one in owners):
        raise _InapplicableError("there is nothing of this name")

    def with_change(owner: Any) -> Any:  # noqa: ANN401 - a method or a notification
        present: Schema | None = getattr(owner, part)
        schema = _changed(_NOTHING if present is None else present, steps, change)
        return replace(owner, **{part: schema if is_object(schema) else {}})

    return tuple(with_change(one) if one.name == name else one for one in owners)


def _changed(
    schema: object, steps: Sequence[str], change: Callable[[object], object]
) -> Any:  # noqa: ANN401 - a schema
    """Return a schema with a change of the one that the steps lead to."""
    if not steps:
        return change(modern(schema) if is_object(schema) else schema)
    if not is_object(schema):
        raise _InapplicableError("there is no such schema")
    schema = modern(schema)
    keyword, *rest = steps
    inner: Any = schema.get(keyword)
    if keyword in _BY_NAME and rest and is_object(inner) and rest[0] in inner:
        name, *rest = rest
        return {**schema, keyword: {**inner, name: _changed(inner[name], rest, change)}}
    if keyword in _LISTED and rest and is_list(inner) and rest[0] in map(str, range(len(inner))):
        index = int(rest[0])
        one = _changed(inner[index], rest[1:], change)
        return {**schema, keyword: [*inner[:index], one, *inner[index + 1 :]]}
    if keyword in _SINGLE and inner is not None:
        return {**schema, keyword: _changed(inner, rest, change)}
    if "$ref" in schema:
        raise _InapplicableError("the way there leads through a reference: name what it refers to")
    raise _InapplicableError("there is no such schema")


def _also(schema: object, said: Any) -> object:  # noqa: ANN401 - any schema
    if not is_object(schema):
        raise _InapplicableError("any value is valid there" if schema else "none is valid there")
    outside: dict[str, Any] = {key: schema[key] for key in _ABOUT_THE_PLACE if key in schema}
    inside: dict[str, Any] = {key: one for key, one in schema.items() if key not in outside}
    options = [inside]
    if set(inside) == {"anyOf"} and is_list(inside["anyOf"]):
        options = inside["anyOf"]
    kinds = [one.get("type") for one in options if is_object(one) and set(one) == {"type"}]
    is_there = said in options or (
        is_object(said) and set(said) == {"type"} and said["type"] in kinds
    )
    if not inside or is_there:
        raise _InapplicableError("such values are valid already")
    return {**outside, "anyOf": [*options, said]}


def _optional(schema: object, said: list[str]) -> object:
    required: Any = schema.get("required") if is_object(schema) else None
    is_there = is_list(required) and any(name in required for name in said)
    if not is_object(schema) or not is_there:
        raise _InapplicableError("none of these properties is required")
    left = [name for name in required if name not in said]
    return {**schema, "required": left} if left else _without(schema, ["required"])


def _values(schema: object, said: list[Any]) -> object:
    listed: Any = None
    if is_object(schema):
        listed = [schema["const"]] if "const" in schema else schema.get("enum")
    if not is_object(schema) or not is_list(listed):
        raise _InapplicableError("there is no enum")
    known = {json_key(value) for value in listed}
    new = [value for value in said if json_key(value) not in known]
    if not new:
        raise _InapplicableError("these values are valid already")
    others: dict[str, Any] = {key: one for key, one in schema.items() if key != "const"}
    return {**others, "enum": [*listed, *new]}


def _without(schema: object, said: list[str]) -> object:
    if not is_object(schema) or not set(said) & set(schema):
        raise _InapplicableError("there are no such keywords")
    return {key: value for key, value in schema.items() if key not in said}


def _schema(schema: object, said: object) -> object:
    if json_key(schema) == json_key(said):
        raise _InapplicableError("it is so already")
    return said


_KINDS: Final[dict[str, Callable[[object, Any], object]]] = {
    "also": _also,
    "optional": _optional,
    "schema": _schema,
    "values": _values,
    "without": _without,
}
