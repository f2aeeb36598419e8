"""Emits the modules of types."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from livebind_codegen.api.model import SHARED_MODULE
from livebind_codegen.emit.documentation import module_docstring
from livebind_codegen.emit.model_annotations import model_annotations
from livebind_codegen.emit.model_schema import model_schema
from livebind_codegen.emit.rendering import loaded_names, module_text, render
from livebind_codegen.emit.scalars import SCALARS
from livebind_codegen.schema import shapes
from livebind_codegen.text.literals import docstring, text_literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from livebind_codegen.api.model import Api, Attribute, NamedType
    from livebind_codegen.emit.model_annotations import ModelAnnotations

__all__ = ["SCALARS_MODULE", "emit_models"]

SCALARS_MODULE = "scalars"


def emit_models(api: Api) -> dict[str, str]:
    """Return the text of each module of types, by the module's name."""
    written = model_annotations(model_schema(api))
    modules = {type_.name: f".{type_.module}" for type_ in api.types}
    modules |= dict.fromkeys(SCALARS, f".{SCALARS_MODULE}")
    texts: dict[str, str] = {}
    used: set[str] = set()
    for module in sorted({type_.module for type_ in api.types}):
        types = [type_ for type_ in api.types if type_.module == module]
        body = _body(types, written)
        used |= loaded_names(body) & SCALARS.keys()
        own = {type_.name for type_ in types}
        others = {name: place for name, place in modules.items() if name not in own}
        texts[module] = module_text(module_docstring(_title(module), api), body, others)
    if used:
        texts[SCALARS_MODULE] = _scalars(used, written, api)
    return texts


def _title(module: str) -> str:
    if module == SHARED_MODULE:
        return "Types that methods of several modules use,"
    return f"Types of '{module.replace('_', ' ')}',"


def _body(types: Sequence[NamedType], written: ModelAnnotations) -> str:
    classes = [type_ for type_ in types if isinstance(type_.shape, shapes.Object)]
    unions = [type_ for type_ in types if isinstance(type_.shape, shapes.Union)]
    return render(
        "models.py.jinja2",
        names=[type_.name for type_ in types],
        scalars=[],
        enums=[type_ for type_ in types if isinstance(type_.shape, shapes.Enumeration)],
        classes=[(type_, _fields(type_, written.attributes[type_.name])) for type_ in classes],
        unions=[
            (type_, written.aliases[type_.name], _options(written.aliases[type_.name]))
            for type_ in unions
        ],
    )


def _fields(type_: NamedType, annotations: Mapping[str, str]) -> list[tuple[Attribute, str, str]]:
    return [
        (attribute, annotations[attribute.name], _default(attribute))
        for attribute in type_.attributes
    ]


def _default(attribute: Attribute) -> str:
    """Return what follows the annotation: the default and, where it differs, the wire name."""
    default = "" if attribute.required else "UNSET"
    if attribute.name == attribute.wire_name:
        return f" = {default}" if default else ""
    name = text_literal(attribute.wire_name)
    return f" = field(name={name}, default={default})" if default else f" = field(name={name})"


def _options(target: str) -> list[str]:
    options: list[str] = []
    node: Any = ast.parse(target, mode="eval").body
    while isinstance(node, ast.BinOp):
        options.append(ast.unparse(node.right))
        node = node.left
    options.append(ast.unparse(node))
    return options[::-1]


def _scalars(used: set[str], written: ModelAnnotations, api: Api) -> str:
    body = render(
        "models.py.jinja2",
        names=sorted(used),
        scalars=[
            (name, written.aliases[name], docstring([SCALARS[name][1]], indent=0))
            for name in sorted(used)
        ],
        enums=[],
        classes=[],
        unions=[],
    )
    return module_text(module_docstring("Numbers of the schemas", api), body, {})
