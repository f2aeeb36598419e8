"""Emits the modules of types."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from livebind_codegen.api.model import SCALARS_MODULE, SHARED_MODULE
from livebind_codegen.emit.annotations import annotation
from livebind_codegen.emit.documentation import module_docstring
from livebind_codegen.emit.rendering import loaded_names, module_text, render
from livebind_codegen.emit.scalars import SCALARS, scalar_annotation
from livebind_codegen.emit.values import checked_annotation, json_literal, values_of
from livebind_codegen.schema import shapes
from livebind_codegen.schema.shapes import children
from livebind_codegen.text.literals import docstring, text_literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from livebind_codegen.api.model import Api, Attribute, NamedType
    from livebind_codegen.schema.shapes import Shape

__all__ = ["emit_models", "model_places", "model_shapes"]


@dataclass(frozen=True)
class _Alias:
    """What the template needs of a name for something else: each string is Python source."""

    type: NamedType
    target: str
    """What checkers take it for."""
    base: str = ""
    """The class that it is at run time, empty if it is what checkers take it for."""
    argument: str = ""
    """The keywords of that class."""


def emit_models(api: Api, written: Mapping[Shape, str]) -> dict[str, str]:
    """Return the text of each module of types, by the module's name.

    `written` has the annotations of `model_shapes`, with limits.
    """
    modules = model_places(api, ".")
    texts: dict[str, str] = {}
    used = {name for text in written.values() for name in loaded_names(text)} & SCALARS.keys()
    for module in sorted({type_.module for type_ in api.types}):
        types = [type_ for type_ in api.types if type_.module == module]
        body = _body(types, written, api)
        own = {type_.name for type_ in types}
        others = {name: place for name, place in modules.items() if name not in own}
        texts[module] = module_text(module_docstring(_title(module), api), body, others)
    if used:
        texts[SCALARS_MODULE] = _scalars(used, api)
    return texts


def model_shapes(api: Api) -> Iterator[Shape]:
    """Yield the shapes whose annotations stand in modules of types."""
    for type_ in api.types:
        match type_.shape:
            case shapes.Object(free=free):
                yield from (attribute.shape for attribute in type_.attributes)
                if free is not None:
                    yield free
            case shapes.Union(options=options):
                for option in options:
                    yield from (
                        children(option) if isinstance(option, shapes.OpenTuple) else (option,)
                    )
            case shapes.Enumeration() | shapes.Values():
                continue
            case _:
                yield type_.shape


def model_places(api: Api, folder: str) -> dict[str, str]:
    """Return the module of each type by its name; `folder` is that of types, as `..models.`."""
    places = {type_.name: f"{folder}{type_.module}" for type_ in api.types}
    return places | dict.fromkeys(SCALARS, f"{folder}{SCALARS_MODULE}")


def _title(module: str) -> str:
    if module == SHARED_MODULE:
        return "Types that methods of several modules use,"
    return f"Types of '{module.replace('_', ' ')}',"


def _body(types: Sequence[NamedType], written: Mapping[Shape, str], api: Api) -> str:
    enums = [type_ for type_ in types if isinstance(type_.shape, shapes.Enumeration)]
    classes = [type_ for type_ in types if isinstance(type_.shape, shapes.Object)]
    aliases = [
        _alias(type_, written, api)
        for type_ in types
        if not isinstance(type_.shape, shapes.Enumeration | shapes.Object)
    ]
    return render(
        "models.py.jinja2",
        names=[type_.name for type_ in types],
        scalars=[],
        enums=enums,
        classes=[(type_, _bases(type_, written), _fields(type_, written)) for type_ in classes],
        aliases=_inner_first(aliases),
    )


def _inner_first(aliases: list[_Alias]) -> list[_Alias]:
    """Return the aliases, each after those that it names unless they name each other."""
    by_name = {alias.type.name: alias for alias in aliases}
    ordered: dict[str, _Alias] = {}

    def add(alias: _Alias, within: frozenset[str]) -> None:
        name = alias.type.name
        if name in ordered or name in within:
            return
        source = ast.literal_eval(alias.target) if alias.base == "UntaggedUnion" else alias.target
        for inner in sorted(loaded_names(source) & by_name.keys()):
            add(by_name[inner], within | {name})
        ordered[name] = alias

    for alias in aliases:
        add(alias, frozenset())
    return list(ordered.values())


def _bases(type_: NamedType, written: Mapping[Shape, str]) -> str:
    """Return what stands between the parentheses of a class."""
    free = getattr(type_.shape, "free", None)
    if free is not None and not type_.notification:
        # Quoted, as what it names may come later.
        return f"OpenModel[{text_literal(written[free])}]"
    if type_.notification:
        return "Notification, kw_only=True"
    if type_.tag is None:
        return "Model, kw_only=True"
    name, value = (text_literal(part) for part in type_.tag)
    return f"Model, kw_only=True, tag_field={name}, tag={value}"


def _fields(type_: NamedType, written: Mapping[Shape, str]) -> list[tuple[Attribute, str, str]]:
    return [
        (
            attribute,
            written[attribute.shape] + ("" if attribute.required else " | UnsetType"),
            _default(attribute),
        )
        for attribute in type_.attributes
    ]


def _default(attribute: Attribute) -> str:
    """Return what follows the annotation: the default and, where it differs, the wire name."""
    default = "" if attribute.required else "UNSET"
    if attribute.name == attribute.wire_name:
        return f" = {default}" if default else ""
    name = text_literal(attribute.wire_name)
    return f" = field(name={name}, default={default})" if default else f" = field(name={name})"


def _alias(type_: NamedType, written: Mapping[Shape, str], api: Api) -> _Alias:
    mapping = ""
    match type_.shape:
        case shapes.Values() as shape:
            values = ", ".join(json_literal(value) for value in values_of(shape))
            return _Alias(type_, checked_annotation(shape), "Exactly", f"values=({values},)")
        case shapes.Union(options=options) if type_.is_native_union:
            return _Alias(type_, " | ".join(written[option] for option in options))
        case shapes.Union(options=options):
            target = " | ".join(annotation(option, api) for option in options)
            listed = ", ".join(_option(option, written) for option in options)
            mapping = _mapping(type_.shape, api)
        case _:
            target = annotation(type_.shape, api)
            listed = written[type_.shape]
    argument = f"options=lambda: ({listed},){mapping}"
    return _Alias(type_, text_literal(target), "UntaggedUnion", argument)


def _mapping(shape: Shape, api: Api) -> str:
    """Return the arguments that say which option a discriminator means, empty if there is none."""
    discriminator = shape.discriminator if isinstance(shape, shapes.Union) else None
    if not isinstance(shape, shapes.Union) or discriminator is None or not discriminator.values:
        return ""
    items = ", ".join(
        f"{text_literal(value)}: {annotation(shape.options[index], api)}"
        for value, index in discriminator.values
    )
    name = text_literal(discriminator.name)
    return f", discriminator={name}, mapping=lambda: {{{items}}}"


def _option(option: Shape, written: Mapping[Shape, str]) -> str:
    """Return an option of a union that is ours, which may be what msgspec does not know."""
    if not isinstance(option, shapes.OpenTuple):
        return written[option]
    items = "".join(f"{written[item]}, " for item in option.items)
    source = f"tuple[{items}*tuple[{written[option.rest]}, ...]]"
    limits = {"min_length": option.min_items, "max_length": option.max_items}
    checked = [f"{name}={limit}" for name, limit in limits.items() if limit is not None]
    return f"Annotated[{source}, Meta({', '.join(checked)})]" if checked else source


def _scalars(used: set[str], api: Api) -> str:
    body = render(
        "models.py.jinja2",
        names=sorted(used),
        scalars=[
            (name, scalar_annotation(name), docstring([SCALARS[name][1]], indent=0))
            for name in sorted(used)
        ],
        enums=[],
        classes=[],
        aliases=[],
    )
    return module_text(module_docstring("Numbers of the schemas", api), body, {})
