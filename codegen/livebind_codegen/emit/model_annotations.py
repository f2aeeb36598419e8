"""Annotations of attributes, with limits: written by datamodel-code-generator.

It is called once, without formatters, on a schema that holds nothing of the backend's own text.
What it returns is read as syntax; how a class looks (docs, wire names, tags) is a template's job.
"""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from livebind_codegen.emit.model_schema import ModelSchema

__all__ = ["ModelAnnotations", "model_annotations"]

_BASE_CLASS: Final = "livebind.Model"


@dataclass(frozen=True)
class ModelAnnotations:
    """Annotations as source text."""

    attributes: Mapping[str, Mapping[str, str]]
    """By class and attribute, `UnsetType` included where the attribute is optional."""
    aliases: Mapping[str, str]
    """By union or scalar: what it stands for."""


def model_annotations(model: ModelSchema) -> ModelAnnotations:
    """Return the annotations for the types of a schema.

    Raises:
        SchemaError: if a type came out under another name, which would be wrong code.
    """
    names = set(model.schema["$defs"]) - set(model.constants)
    tree = ast.parse(_generated(model.schema))
    aliases: dict[str, ast.expr] = {}
    classes: dict[str, ast.ClassDef] = {}
    for statement in tree.body:
        match statement:
            case ast.ClassDef(name=name):
                classes[name] = statement
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                aliases[name] = value
            case _:
                continue
    # It names the limited items of containers; written where they stand, they need no name.
    replaced = {name: value for name, value in aliases.items() if name not in names}
    for name, constant in model.constants.items():
        replaced[name] = ast.Subscript(ast.Name("Literal"), ast.Constant(constant))
    inline = _Inlined(replaced)
    missing = sorted(names - set(classes) - set(aliases))
    if missing:
        raise SchemaError(f"types without code: {', '.join(missing[:5])}: please report this")
    return ModelAnnotations(
        attributes={
            name: {
                field.target.id: ast.unparse(inline.visit(field.annotation))
                for field in definition.body
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
            }
            for name, definition in classes.items()
        },
        aliases={
            name: ast.unparse(inline.visit(value))
            for name, value in aliases.items()
            if name in names
        },
    )


class _Inlined(ast.NodeTransformer):
    """Puts aliases in place of their names."""

    def __init__(self, aliases: Mapping[str, ast.expr]) -> None:
        self._aliases = aliases

    def visit_Name(self, node: ast.Name) -> ast.expr:
        alias = self._aliases.get(node.id)
        return node if alias is None else self.visit(alias)


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
