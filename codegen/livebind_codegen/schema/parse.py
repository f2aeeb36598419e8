"""Reads JSON Schemas into shapes: one graph for a whole description.

What a type cannot say is left out of it, and a notice says where and what: a type may be wider
than its schema, never narrower. A `$ref` becomes an edge; its target is read once, later, so that
neither recursion nor the number of paths to a place matters.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.description.pointers import key_of, why_missing
from livebind_codegen.errors import SchemaError
from livebind_codegen.json_values import is_list, is_object
from livebind_codegen.schema import shapes
from livebind_codegen.schema.annotations import PYTHON_TYPE, read_annotation
from livebind_codegen.schema.arrays import read_array
from livebind_codegen.schema.discriminators import discriminated
from livebind_codegen.schema.drafts import modern
from livebind_codegen.schema.intersection import (
    Edges,
    NoCommonValueError,
    TooEntangledError,
    intersection,
)
from livebind_codegen.schema.keywords import description_of, kind_of, shown, title_of
from livebind_codegen.schema.limits import MAX_DEPTH, MAX_SCHEMAS, MAX_UNION_OPTIONS
from livebind_codegen.schema.objects import read_object
from livebind_codegen.schema.scalars import (
    read_integer,
    read_number,
    read_string,
    read_values,
    read_words,
)
from livebind_codegen.schema.unions import union_of
from livebind_codegen.text.literals import plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Notice", "SchemaReader", "kind_by_structure", "says_type"]

_ANNOTATIONS: Final = frozenset(
    {
        "$anchor",
        "$comment",
        "$defs",
        "$dynamicAnchor",
        "$id",
        "$schema",
        "$vocabulary",
        "contentEncoding",
        "contentMediaType",
        "contentSchema",
        "default",
        "deprecated",
        "description",
        "discriminator",
        "example",
        "examples",
        "externalDocs",
        "format",
        "readOnly",
        "title",
        "writeOnly",
        "xml",
    }
)
"""Keywords that do not change which values are valid."""
_COMBINING: Final = frozenset(
    {"$ref", "allOf", "anyOf", "const", "else", "enum", "if", "oneOf", "then", "type"}
)
_LIMITS: Final = frozenset(
    {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
)
_TYPED: Final[Mapping[str, frozenset[str]]] = {
    "null": frozenset(),
    "boolean": frozenset(),
    "integer": _LIMITS,
    "number": _LIMITS,
    "string": frozenset({"minLength", "maxLength", "pattern"}),
    "array": frozenset({"items", "minItems", "maxItems", "prefixItems"}),
    "object": frozenset(
        {
            "properties",
            "required",
            "additionalProperties",
            "patternProperties",
            "minProperties",
            "maxProperties",
        }
    ),
}
"""Keywords that are read for each type."""
_TYPE_GIVERS: Final = frozenset({"$ref", "const", "enum", "type"})
_STRUCTURE: Final = {
    "object": ("properties", "required", "additionalProperties", "patternProperties"),
    "array": ("items", "prefixItems"),
}
"""Keywords that say what a schema without a type is about."""


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
    has_annotations: bool = False
    """Whether types of Python are read (`schema.annotations`)."""
    notices: list[Notice] = field(default_factory=list[Notice])
    """What was met so far that the types do not hold."""
    read_definitions: dict[str, shapes.Shape] = field(default_factory=dict[str, shapes.Shape])
    """The shapes of those definitions that were read so far, by the reference."""
    _waiting: deque[str] = field(default_factory=deque[str])
    _being_read: list[str] = field(default_factory=list[str])
    _count: int = 0

    def read(
        self, schema: object, where: str, depth: int = 0, *, is_typed: bool = False
    ) -> shapes.Shape:
        """Return the shape of `schema`, which stands at `where`.

        `is_typed` tells that what stands around it says already of which type values are.

        Raises:
            SchemaError: if it is no schema, contradicts itself or is beyond the limits.
        """
        self._count += 1
        if depth > MAX_DEPTH:
            raise SchemaError(f"{where[:200]}: the schema is nested deeper than {MAX_DEPTH} levels")
        if self._count > MAX_SCHEMAS:
            raise SchemaError(f"{where}: the description holds more than {MAX_SCHEMAS} schemas")
        if isinstance(schema, bool):
            return shapes.AnyValue() if schema else shapes.Nothing()
        if not is_object(schema):
            raise SchemaError(f"{where}: a schema must be an object, not {kind_of(schema)}")
        if self.has_annotations and PYTHON_TYPE in schema:
            return read_annotation(schema)
        schema = modern(schema)
        shape: shapes.Shape = shapes.AnyValue()
        is_typed = is_typed or says_type(schema)
        if not is_typed and (kind := kind_by_structure(schema)):
            # By the letter values of other types would be valid: nobody means that.
            self.note(where, f"as there is no 'type', only an {kind} is accepted")
        for part in self._parts(schema, where, depth, is_typed=is_typed):
            shape = self._common(shape, part, where)
        if isinstance(shape, shapes.Object | shapes.Union | shapes.Enumeration):
            shape = _named(shape, schema)
        return shape

    def read_waiting(self) -> None:
        """Read all definitions that were referred to so far, and those that they refer to.

        Raises:
            SchemaError: if one of them cannot be read.
        """
        while self._waiting:
            self._definition(self._waiting.popleft())

    def note(self, where: str, what: str) -> None:
        """Note something that the types do not hold."""
        self.notices.append(Notice(where, what))

    def _parts(
        self, schema: dict[str, Any], where: str, depth: int, *, is_typed: bool
    ) -> list[shapes.Shape]:
        """Return the shapes that a value must be of, all at once."""
        parts: list[shapes.Shape] = []
        if "$ref" in schema:
            parts.append(self._reference(schema["$ref"], where))
        if schema.get("not") in ({}, True):
            parts.append(shapes.Nothing())
        parts.append(self._typed(schema, where, depth))
        if "const" in schema:
            parts.append(read_values([schema["const"]], schema, where))
        if "enum" in schema:
            parts.append(read_values(schema["enum"], schema, where))
        for index, part in enumerate(_options(schema, "allOf", where)):
            parts.append(self.read(part, f"{where}&{index}", depth + 1, is_typed=is_typed))
        parts += [
            self._union(schema, key, where, depth, is_typed=is_typed)
            for key in ("anyOf", "oneOf")
            if key in schema
        ]
        if "if" in schema:
            parts.append(self._condition(schema, where, depth, is_typed=is_typed))
        self._note_unread(schema, where)
        return parts

    def _common(self, shape: shapes.Shape, part: shapes.Shape, where: str) -> shapes.Shape:
        try:
            return intersection(shape, part, Edges(self._resolved))
        except TooEntangledError as error:
            raise SchemaError(f"{plain_text(where, 200)}: {error}") from None
        except NoCommonValueError as error:
            raise SchemaError(
                f"{plain_text(where, 200)}: no value is both: {plain_text(str(error), 200)}"
            ) from None

    def _resolved(self, reference: shapes.Reference) -> shapes.Shape:
        """Return what an edge leads to, for a schema that adds to it."""
        shape: shapes.Shape = reference
        seen: set[str] = set()
        while isinstance(shape, shapes.Reference):
            if shape.target in self._being_read or shape.target in seen:
                name = plain_text(shape.target, 80)
                raise SchemaError(f"{name}: a schema that is a part of itself has no values")
            seen.add(shape.target)
            shape = self._definition(shape.target)
        return shape

    def _definition(self, name: str) -> shapes.Shape:
        if name not in self.read_definitions:
            self._being_read.append(name)
            try:
                where = plain_text(key_of(name), 80)
                self.read_definitions[name] = self.read(self.definitions[name], where)
            finally:
                self._being_read.pop()
        return self.read_definitions[name]

    def _reference(self, name: object, where: str) -> shapes.Shape:
        if not isinstance(name, str):
            raise SchemaError(f"{where}: the reference {shown(name)} is no text")
        if name not in self.definitions:
            raise SchemaError(f"{where}: {why_missing(name)}")
        self._waiting.append(name)
        return shapes.Reference(name)

    def _typed(self, schema: dict[str, Any], where: str, depth: int) -> shapes.Shape:
        """Return what `type` and the keywords of that type say."""
        kind = schema.get("type")
        if kind is None:
            kind = kind_by_structure(schema)
        if is_list(kind):
            if not kind or not all(isinstance(one, str) for one in kind):
                raise SchemaError(f"{where}: 'type' must be a name or a list of names")
            kinds = [one for one in dict.fromkeys(kind) if one != "integer" or "number" not in kind]
            options = [self._of_kind(one, schema, where, depth) for one in kinds]
            return union_of(options, title_of(schema))
        return self._of_kind(kind, schema, where, depth)

    def _of_kind(  # noqa: PLR0911 - one case for each kind
        self, kind: object, schema: dict[str, Any], where: str, depth: int
    ) -> shapes.Shape:
        match kind:
            case "" | "any":
                return shapes.AnyValue()
            case "object":
                return read_object(self, schema, where, depth)
            case "array":
                return read_array(self, schema, where, depth)
            case "string":
                return read_string(self, schema, where)
            case "integer":
                return read_integer(self, schema, where)
            case "number":
                return read_number(self, schema, where)
            case "boolean":
                return shapes.Boolean()
            case "null":
                return shapes.Null()
            case _:
                raise SchemaError(f"{where}: {shown(kind)} is no type of JSON Schema")

    def _union(
        self, schema: dict[str, Any], key: str, where: str, depth: int, *, is_typed: bool
    ) -> shapes.Shape:
        options = _options(schema, key, where)
        words = read_words(options, schema, where)
        if words is not None:
            return words
        if len(options) > MAX_UNION_OPTIONS:
            self.note(where, f"{len(options)} options are too many: any value is accepted")
            return shapes.AnyValue()
        read = [
            self.read(option, f"{where}|{index}", depth + 1, is_typed=is_typed)
            for index, option in enumerate(options)
        ]
        return discriminated(union_of(read, title_of(schema)), schema)

    def _condition(
        self, schema: dict[str, Any], where: str, depth: int, *, is_typed: bool
    ) -> shapes.Shape:
        """Return `if`, `then` and `else` as a union; that one excludes the other is not said."""
        test, then, other = (
            self.read(schema.get(key, True), f"{where}.{key}", depth + 1, is_typed=is_typed)
            for key in ("if", "then", "else")
        )
        try:
            first = intersection(test, then, Edges(self._resolved))
        except NoCommonValueError:
            first = shapes.Nothing()
        except TooEntangledError:
            first = then
        shape = union_of((first, other), "")
        if isinstance(shape, shapes.AnyValue):
            self.note(where, "a condition ('if') is not checked")
        return shape

    def _note_unread(self, schema: dict[str, Any], where: str) -> None:
        kind = schema.get("type")
        kinds = kind if is_list(kind) else [kind]
        if kind is None:
            kinds = [kind_by_structure(schema)]
        read = _ANNOTATIONS | _COMBINING
        read = read.union(*(_TYPED.get(str(one), frozenset()) for one in kinds))
        unread = sorted(
            key
            for key, value in schema.items()
            if key not in read
            and not key.startswith("x-")
            and (key, value) not in (("not", {}), ("not", True))
        )
        if unread:
            names = ", ".join(plain_text(key, 40) for key in unread[:5])
            self.note(where, f"what these keywords say is not checked: {names}")


def _options(schema: dict[str, Any], key: str, where: str) -> list[Any]:
    options = schema.get(key, [])
    if not is_list(options) or (key in schema and not options):
        raise SchemaError(f"{where}: {key!r} must be a list with options")
    return options


def kind_by_structure(schema: dict[str, Any]) -> str:
    """Return the type that a schema without one is about, empty if it is about none."""
    found = (one for one, keys in _STRUCTURE.items() if any(key in schema for key in keys))
    return next(found, "")


def says_type(schema: dict[str, Any]) -> bool:
    """Whether a schema says of which type values are, or names another that may say it."""
    parts = schema.get("allOf")
    said = [schema, *(parts if is_list(parts) else [])]
    return any(is_object(one) and not _TYPE_GIVERS.isdisjoint(one) for one in said)


def _named(
    shape: shapes.Object | shapes.Union | shapes.Enumeration, schema: dict[str, Any]
) -> shapes.Shape:
    """Return the shape with the title and the description of the schema that it is the whole of."""
    title = title_of(schema)
    if title and shape.title != title:
        shape = replace(shape, title=title)
    if isinstance(shape, shapes.Object) and description_of(schema):
        shape = replace(shape, description=description_of(schema))
    return shape
