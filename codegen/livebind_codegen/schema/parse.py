"""Reads a JSON Schema into a shape.

A keyword that we do not know could forbid values that the type would allow, or the reverse. Such
a schema becomes "any value", and a notice says where and why: never a type that is silently wrong.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.errors import SchemaError
from livebind_codegen.json_values import is_list, is_object
from livebind_codegen.schema import shapes
from livebind_codegen.schema.keywords import (
    check_order,
    description_of,
    documentation_of,
    kind_of,
    length_of,
    number_of,
    shown,
    title_of,
)
from livebind_codegen.schema.limits import (
    MAX_DEPTH,
    MAX_ENUM_MEMBERS,
    MAX_PROPERTIES,
    MAX_SCHEMAS,
    MAX_TUPLE_LENGTH,
    MAX_UNION_OPTIONS,
)
from livebind_codegen.text.literals import plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Notice", "SchemaReader"]

_ANNOTATIONS: Final = frozenset(
    {
        "$comment",
        "$id",
        "$schema",
        "default",
        "deprecated",
        "description",
        "examples",
        "format",
        "readOnly",
        "title",
        "writeOnly",
    }
)
"""Keywords that do not change which values are valid."""
_KEYWORDS: Final[Mapping[str, frozenset[str]]] = {
    "any": frozenset(),
    "null": frozenset(),
    "boolean": frozenset(),
    "integer": frozenset({"minimum", "maximum", "multipleOf"}),
    "number": frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}),
    "string": frozenset({"minLength", "maxLength", "pattern", "enum", "const"}),
    "array": frozenset({"items", "minItems", "maxItems", "prefixItems"}),
    "object": frozenset({"properties", "required", "additionalProperties"}),
    "union": frozenset({"oneOf", "anyOf"}),
}
"""Keywords that each kind of schema may have beside `type` and the annotations."""
_UNWRITABLE: Final = re.compile(r'["\\\x00-\x1f]')
"""msgspec writes names of properties as they are, and so refuses what JSON would escape."""
_LARGEST_STEP: Final = 2**53
_UINT64_MAX: Final = 2**64 - 1


@dataclass(frozen=True, order=True)
class Notice:
    """Something in a schema that the types do not hold."""

    where: str
    """Place in the description, such as `snapshot.params.camera`."""
    what: str
    """What is lost."""


@dataclass
class SchemaReader:
    """Reads the schemas of one description, and notes what their types cannot say."""

    definitions: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Schemas that a `$ref` may name, by that reference."""
    notices: list[Notice] = field(default_factory=list[Notice])
    """What was met so far that the types do not hold."""
    _count: int = 0
    _open_references: list[str] = field(default_factory=list[str])

    def read(self, schema: object, where: str, depth: int = 0) -> shapes.Shape:
        """Return the shape of `schema`, which stands at `where`.

        Raises:
            SchemaError: if it is no schema, contradicts itself or is beyond the limits.
        """
        self._count += 1
        if depth > MAX_DEPTH:
            raise SchemaError(f"{where[:200]}: the schema is nested deeper than {MAX_DEPTH} levels")
        if self._count > MAX_SCHEMAS:
            raise SchemaError(f"{where}: the description holds more than {MAX_SCHEMAS} schemas")
        if schema is True:
            return shapes.AnyValue()
        if not is_object(schema):
            raise SchemaError(f"{where}: a schema must be an object, not {kind_of(schema)}")
        if "$ref" in schema:
            return self._reference(schema, where, depth)
        shape = self._unwrapped(schema, where, depth)
        if schema.get("nullable") is True:
            shape = union_of((shape, shapes.Null()), "")
        return shape

    def _unwrapped(  # noqa: C901, PLR0911 - one case for each kind
        self, schema: dict[str, Any], where: str, depth: int
    ) -> shapes.Shape:
        kind = self._kind(schema, where)
        unknown = sorted(
            key
            for key in schema
            if key not in _ANNOTATIONS
            and key not in _KEYWORDS.get(kind, frozenset())
            and key not in {"type", "nullable"}
            and not key.startswith("x-")
        )
        if unknown:
            names = ", ".join(plain_text(key, 40) for key in unknown[:5])
            return self._fallback(where, f"keywords that we do not know here ({names})")
        match kind:
            case "object":
                return self._object(schema, where, depth)
            case "array":
                return self._array(schema, where, depth)
            case "union":
                return self._union(schema, where, depth)
            case "string":
                return self._string(schema, where)
            case "integer":
                return self._integer(schema, where)
            case "number":
                return self._number(schema, where)
            case "boolean":
                return shapes.Boolean()
            case "null":
                return shapes.Null()
            case "several":
                types: list[str] = schema["type"]
                options = tuple(
                    self.read({**schema, "type": one}, where, depth + 1) for one in types
                )
                return union_of(options, title_of(schema))
            case _:
                return shapes.AnyValue()

    def _kind(  # noqa: PLR0911 - one case for each kind
        self, schema: dict[str, Any], where: str
    ) -> str:
        """Return which kind of schema this is: its type, or what its keywords mean."""
        kind = schema.get("type")
        if is_list(kind):
            if not kind or not all(isinstance(one, str) for one in kind):
                raise SchemaError(f"{where}: 'type' must be a name or a list of names")
            return "several"
        if kind is not None:
            if not isinstance(kind, str) or kind not in _KEYWORDS or kind in {"any", "union"}:
                raise SchemaError(f"{where}: {shown(kind)} is no type of JSON Schema")
            return kind
        if "oneOf" in schema or "anyOf" in schema:
            return "union"
        if "properties" in schema:
            return "object"
        if "items" in schema:
            return "array"
        if "enum" in schema or "const" in schema:
            return "string"
        return "any"

    def _fallback(self, where: str, reason: str) -> shapes.Shape:
        self.notices.append(Notice(where, f"{reason}: any value is accepted"))
        return shapes.AnyValue()

    def _reference(self, schema: dict[str, Any], where: str, depth: int) -> shapes.Shape:
        name = schema["$ref"]
        if not isinstance(name, str) or name not in self.definitions:
            raise SchemaError(f"{where}: the reference {shown(name)} leads nowhere")
        if name in self._open_references:
            return self._fallback(where, f"a schema that contains itself ({plain_text(name, 80)})")
        self._open_references.append(name)
        try:
            return self.read(self.definitions[name], where, depth + 1)
        finally:
            self._open_references.pop()

    def _object(  # noqa: PLR0911 - one case for each kind
        self, schema: dict[str, Any], where: str, depth: int
    ) -> shapes.Shape:
        properties = schema.get("properties", {})
        required = schema.get("required", [])
        additional = schema.get("additionalProperties")
        if not is_object(properties) or not is_list(required):
            raise SchemaError(f"{where}: 'properties' must be an object and 'required' a list")
        if len(properties) > MAX_PROPERTIES:
            raise SchemaError(
                f"{where}: {len(properties)} properties, more than the {MAX_PROPERTIES} we accept"
            )
        unwritable = [name for name in properties if _UNWRITABLE.search(name)]
        if unwritable:
            return self._fallback(where, f"a name that cannot be written ({shown(unwritable[0])})")
        undeclared = [name for name in required if name not in properties]
        if undeclared:
            return self._fallback(where, f"required but undeclared ({shown(undeclared[0])})")
        if not properties:
            if additional is False:
                return shapes.Object((), title_of(schema), description_of(schema))
            if is_object(additional):
                values = self.read(additional, f"{where}{{}}", depth + 1)
                return shapes.Mapping(values)
            return shapes.Mapping(shapes.AnyValue())
        if is_object(additional):
            return self._fallback(where, "an object with both fixed and free properties")
        return shapes.Object(
            tuple(
                self._property(name, properties[name], name in required, where, depth)
                for name in sorted(properties)
            ),
            title_of(schema),
            description_of(schema),
        )

    def _property(
        self,
        name: str,
        schema: object,
        required: bool,  # noqa: FBT001 - a value of the schema, passed through
        where: str,
        depth: int,
    ) -> shapes.Property:
        shape = self.read(schema, f"{where}.{plain_text(name, 60)}", depth + 1)
        keywords: dict[str, Any] = schema if is_object(schema) else {}
        return shapes.Property(
            name=name,
            shape=shape,
            # What only the client writes never stands in a reply.
            required=required and keywords.get("writeOnly") is not True,
            read_only=keywords.get("readOnly") is True,
            documentation=documentation_of(keywords, where),
        )

    def _array(self, schema: dict[str, Any], where: str, depth: int) -> shapes.Shape:
        low = length_of(schema, "minItems", where)
        high = length_of(schema, "maxItems", where)
        check_order(low, high, "Items", where)
        prefix = schema.get("prefixItems")
        if prefix is not None:
            if not is_list(prefix) or low != len(prefix) or high != len(prefix):
                return self._fallback(where, "an array whose first items alone are described")
            return shapes.Tuple(
                tuple(
                    self.read(item, f"{where}[{index}]", depth + 1)
                    for index, item in enumerate(prefix)
                )
            )
        items = self.read(schema.get("items", True), f"{where}[]", depth + 1)
        if low == high and low is not None and 0 < low <= MAX_TUPLE_LENGTH:
            return shapes.Tuple((items,) * low)
        return shapes.Array(items, low or None, high)

    def _union(self, schema: dict[str, Any], where: str, depth: int) -> shapes.Shape:
        options = schema.get("oneOf", schema.get("anyOf"))
        if not is_list(options) or not options or ("oneOf" in schema) == ("anyOf" in schema):
            raise SchemaError(f"{where}: 'oneOf' (or 'anyOf') must be a list with options")
        if all(is_object(option) and isinstance(option.get("const"), str) for option in options):
            return self._enumeration(
                [option["const"] for option in options],
                [description_of(option) for option in options],
                schema,
                where,
            )
        if len(options) > MAX_UNION_OPTIONS:
            raise SchemaError(
                f"{where}: {len(options)} options, more than the {MAX_UNION_OPTIONS} we accept"
            )
        read = tuple(
            self.read(option, f"{where}|{index}", depth + 1) for index, option in enumerate(options)
        )
        return union_of(read, title_of(schema))

    def _string(self, schema: dict[str, Any], where: str) -> shapes.Shape:
        if "const" in schema:
            value = schema["const"]
            if value is None:
                return shapes.Null()
            if not isinstance(value, str):
                return self._fallback(where, f"a constant that is no string ({kind_of(value)})")
            return shapes.Constant(value)
        if "enum" in schema:
            values = schema["enum"]
            if not is_list(values) or not values:
                raise SchemaError(f"{where}: 'enum' must be a list with values")
            texts = [value for value in values if value is not None]
            if not texts or not all(isinstance(value, str) for value in texts):
                return self._fallback(where, "an enumeration of values that are no strings")
            shape = self._enumeration(texts, [""] * len(texts), schema, where)
            return shape if len(texts) == len(values) else union_of((shape, shapes.Null()), "")
        low = length_of(schema, "minLength", where)
        high = length_of(schema, "maxLength", where)
        check_order(low, high, "Length", where)
        pattern = schema.get("pattern")
        if pattern is not None:
            # A pattern of an untrusted schema could make `re` run for ever.
            self.notices.append(Notice(where, "the pattern of a string is not checked"))
        return shapes.String(low or None, high)

    def _enumeration(
        self, values: list[str], descriptions: Sequence[str], schema: dict[str, Any], where: str
    ) -> shapes.Shape:
        if len(values) > MAX_ENUM_MEMBERS:
            raise SchemaError(
                f"{where}: {len(values)} values, more than the {MAX_ENUM_MEMBERS} we accept"
            )
        if len(set(values)) != len(values):
            raise SchemaError(f"{where}: a value is listed twice")
        members = tuple(
            shapes.Member(value, description)
            for value, description in zip(values, descriptions, strict=True)
        )
        return shapes.Enumeration(members, title_of(schema))

    def _integer(self, schema: dict[str, Any], where: str) -> shapes.Shape:
        low = number_of(schema, "minimum", where)
        high = number_of(schema, "maximum", where)
        step = number_of(schema, "multipleOf", where)
        check_order(low, high, "imum", where)
        if step is not None and (step != int(step) or not 1 <= step <= _LARGEST_STEP):
            return self._fallback(where, "an integer in steps that cannot be checked")
        return shapes.Integer(
            None if low is None else math.ceil(low),
            # Brayns 4 writes 2**64 - 1 as a float, which rounds to 2**64.
            None if high is None else min(math.floor(high), _UINT64_MAX),
            None if step is None else int(step),
        )

    def _number(self, schema: dict[str, Any], where: str) -> shapes.Shape:
        low = number_of(schema, "minimum", where)
        high = number_of(schema, "maximum", where)
        check_order(low, high, "imum", where)
        return shapes.Number(
            low,
            high,
            number_of(schema, "exclusiveMinimum", where),
            number_of(schema, "exclusiveMaximum", where),
        )


def union_of(options: Sequence[shapes.Shape], title: str) -> shapes.Shape:
    """Return the union of `options`: flat, each of them once, null set apart."""
    flat: dict[shapes.Shape, None] = {}
    has_null = False
    for option in options:
        inner = option.shape if isinstance(option, shapes.Nullable) else option
        has_null = has_null or inner is not option or isinstance(inner, shapes.Null)
        if not isinstance(inner, shapes.Null):
            flat |= dict.fromkeys(inner.options if isinstance(inner, shapes.Union) else (inner,))
    if not flat:
        return shapes.Null()
    if any(isinstance(one, shapes.AnyValue) for one in flat):
        return shapes.AnyValue()
    shape = next(iter(flat)) if len(flat) == 1 else shapes.Union(tuple(flat), title)
    return shapes.Nullable(shape) if has_null else shape
