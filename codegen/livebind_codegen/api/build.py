"""Makes the Api of a description: reads its schemas, finds the names, divides into modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livebind_codegen.api.descriptions import describe_type
from livebind_codegen.api.grouping import LOADERS_MODULE, method_modules
from livebind_codegen.api.members import attributes_of, members_of
from livebind_codegen.api.methods import build_methods
from livebind_codegen.api.model import SHARED_MODULE, Api, NamedType
from livebind_codegen.api.unions import is_native, tags
from livebind_codegen.naming.assign import assign_names, renamed
from livebind_codegen.naming.lock import NameLock
from livebind_codegen.naming.occurrences import Role, Root, occurrences
from livebind_codegen.naming.twins import twins
from livebind_codegen.schema import shapes
from livebind_codegen.schema.parse import SchemaReader

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from livebind_codegen.description.model import Description
    from livebind_codegen.naming.occurrences import Identity, Occurrence

__all__ = ["build_api"]


def build_api(
    description: Description,
    lock: NameLock | None = None,
    renames: Mapping[str, str] | None = None,
) -> Api:
    """Return the Api of `description`, with the names of `lock` kept and `renames` applied.

    Raises:
        SchemaError: if a schema cannot be honoured.
        NameConflictError: if two things would get one name.
    """
    renames = renames or {}
    reader = SchemaReader(description.definitions)
    roots = _roots(description, reader)
    places = occurrences(roots)
    derived = assign_names(places, lock or NameLock())
    names = renamed(derived, places, renames)
    modules = method_modules(description.methods)
    return Api(
        title=description.title,
        version=description.version,
        types=_types(names, places, modules, renames),
        methods=build_methods(description.methods, roots, modules, renames, twins(places)),
        loaders={root.owner: root.shape for root in roots if root.role is Role.LOADER},
        names=names,
        lock=NameLock.of(derived, places),
        notices=tuple(sorted(set(reader.notices))),
        version_method=description.version_method,
    )


def _roots(description: Description, reader: SchemaReader) -> list[Root]:
    roots: list[Root] = []
    for method in description.methods:
        if method.params is not None:
            shape = reader.read(method.params, f"{method.name}.params")
            roots.append(Root(method.name, Role.PARAMS, shapes.without_read_only(shape)))
        if method.result is not None:
            shape = reader.read(method.result, f"{method.name}.result")
            roots.append(Root(method.name, Role.RESULT, shape))
    for loader in description.loaders:
        shape = reader.read(loader.params, f"{loader.name}.loader")
        roots.append(Root(loader.name, Role.LOADER, shapes.without_read_only(shape)))
    return roots


def _types(
    names: Mapping[Identity, str],
    places: Mapping[Identity, Sequence[Occurrence]],
    modules: Mapping[str, str],
    renames: Mapping[str, str],
) -> tuple[NamedType, ...]:
    tag_of = tags(identity.shape for identity in names)
    types: list[NamedType] = []
    for identity, name in names.items():
        shape = identity.shape
        where = places[identity]
        module = _module(where, modules)
        match shape:
            case shapes.Object():
                tag = tag_of.get(shape)
                types.append(
                    NamedType(
                        name,
                        module,
                        shape,
                        describe_type(where),
                        attributes=attributes_of(shape, name, tag, renames),
                        tag=tag,
                    )
                )
            case shapes.Enumeration():
                members = members_of(shape, name, renames)
                text = describe_type(where)
                types.append(NamedType(name, module, shape, text, members=members))
            case shapes.Union():
                native = is_native(shape, tag_of)
                text = describe_type(where)
                types.append(NamedType(name, module, shape, text, is_native_union=native))
            case _:
                raise AssertionError(shape)
    return tuple(sorted(types, key=lambda type_: type_.name))


def _module(places: Sequence[Occurrence], modules: Mapping[str, str]) -> str:
    """Return the module of a type: that of its methods, or the shared one if they have several.

    Modules of types then never import each other in a circle: what a shared type is made of is
    shared itself.
    """
    found = {
        LOADERS_MODULE if place.root.role is Role.LOADER else modules[place.root.owner]
        for place in places
    }
    return found.pop() if len(found) == 1 else SHARED_MODULE
