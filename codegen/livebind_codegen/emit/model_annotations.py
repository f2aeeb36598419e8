"""Annotations with limits, for the attributes of classes and the options of unions.

datamodel-code-generator writes them. It is called once, without formatters, for each different
pattern of a description (`emit.model_schema`), of which a large one has no more than a small one.
What it returns is read as syntax; how a class looks (docs, wire names, tags) is a template's job.
"""

from __future__ import annotations

import ast
import copy
import warnings
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.emit.model_schema import pattern_of, placeholder
from livebind_codegen.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from livebind_codegen.api.model import Api
    from livebind_codegen.schema.shapes import Shape

__all__ = ["model_annotations"]

_BASE_CLASS: Final = "livebind.Model"
_CLASS: Final = "Patterns"
_EMPTY_CLASS: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {},
    "additionalProperties": False,
}
"""Stands for what only its name matters of: a class is referred to in the plainest way."""


def model_annotations(written: Iterable[Shape], api: Api) -> dict[Shape, str]:
    """Return the annotation of each shape as source text.

    Raises:
        SchemaError: if one came out under another name, which would be wrong code.
    """
    patterns = {shape: pattern_of(shape, api) for shape in written}
    if not patterns:
        return {}
    different = {pattern.key: pattern.schema for pattern in patterns.values()}
    fields = {key: f"pattern_{index}" for index, key in enumerate(different)}
    most = max(len(pattern.names) for pattern in patterns.values())
    names = [placeholder(index) for index in range(most)]
    properties = {fields[key]: schema for key, schema in different.items()}
    annotations = _annotations(_schema(properties, names), set(names))
    if annotations.keys() != set(fields.values()):
        raise SchemaError("annotations without code: please report this")
    return {
        shape: _filled(annotations[fields[pattern.key]], pattern.names)
        for shape, pattern in patterns.items()
    }


def _schema(properties: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": {
            **dict.fromkeys(names, _EMPTY_CLASS),
            _CLASS: {
                "type": "object",
                "properties": dict(properties),
                "required": list(properties),
                "additionalProperties": False,
            },
        },
    }


def _filled(annotation: ast.expr, names: list[str]) -> str:
    if not names:
        return ast.unparse(annotation)
    sources = {placeholder(index): source for index, source in enumerate(names)}
    return ast.unparse(_Filled(sources).visit(copy.deepcopy(annotation)))


class _Filled(ast.NodeTransformer):
    """Puts Python source in place of placeholders."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources

    def visit_Name(self, node: ast.Name) -> ast.expr:
        source = self._sources.get(node.id)
        return node if source is None else ast.parse(source, mode="eval").body


def _annotations(schema: dict[str, Any], names: set[str]) -> dict[str, ast.expr]:
    """Return the annotation of each property."""
    aliases: dict[str, ast.expr] = {}
    fields: dict[str, ast.expr] = {}
    for statement in ast.parse(_generated(schema)).body:
        match statement:
            case ast.ClassDef(name=name, body=body) if name == _CLASS:
                fields = {
                    field.target.id: field.annotation
                    for field in body
                    if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
                }
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                if name not in names:
                    aliases[name] = value
            case _:
                continue
    # It names the limited items of containers; written where they stand, they need no name.
    inline = _Inlined(aliases)
    return {name: inline.visit(annotation) for name, annotation in fields.items()}


class _Inlined(ast.NodeTransformer):
    """Puts aliases in place of their names."""

    def __init__(self, aliases: Mapping[str, ast.expr]) -> None:
        self._aliases = aliases

    def visit_Name(self, node: ast.Name) -> ast.expr:
        alias = self._aliases.get(node.id)
        return node if alias is None else self.visit(copy.deepcopy(alias))


def _generated(schema: dict[str, Any]) -> str:
    # Imported here: it takes longer than everything else of a run that finds nothing to do.
    from datamodel_code_generator import InputFileType, generate  # noqa: PLC0415 - slow to import
    from datamodel_code_generator.enums import DataModelType  # noqa: PLC0415 - slow to import
    from datamodel_code_generator.format import PythonVersion  # noqa: PLC0415 - slow to import

    with warnings.catch_warnings():
        # It warns that tuples take no lengths: they have one by themselves.
        warnings.simplefilter("ignore")
        code = generate(
            schema,
            input_file_type=InputFileType.JsonSchema,
            output_model_type=DataModelType.MsgspecStruct,
            target_python_version=PythonVersion.PY_311,
            formatters=[],
            base_class=_BASE_CLASS,
            keyword_only=True,
            skip_root_model=True,
            strict_nullable=True,
            use_annotated=True,
            use_standard_collections=True,
            use_tuple_for_fixed_items=True,
            use_union_operator=True,
        )
    if not isinstance(code, str):
        raise SchemaError("no types to generate, or several modules of them: please report this")
    return code
