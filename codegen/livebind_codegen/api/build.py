"""Makes the Api of a description: reads its schemas, finds the names, divides into modules."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from livebind_codegen.api.domains import domains_of, has_domains
from livebind_codegen.api.errors import declared_errors, name_errors, named_errors
from livebind_codegen.api.grouping import (
    LOADERS_MODULE,
    method_modules,
    notification_modules,
)
from livebind_codegen.api.methods import MethodNames, build_methods, renamed_parts
from livebind_codegen.api.model import SHARED_MODULE, Api
from livebind_codegen.api.notifications import notification_names, notification_type
from livebind_codegen.api.types import NameRules, build_types, name_types
from livebind_codegen.description.pointers import key_of
from livebind_codegen.dialects.registry import client_of
from livebind_codegen.json_values import is_object
from livebind_codegen.naming.lock import NameLock
from livebind_codegen.naming.occurrences import Role, Root, identify, occurrences
from livebind_codegen.naming.twins import twins
from livebind_codegen.schema import shapes
from livebind_codegen.schema.discriminators import with_constants
from livebind_codegen.schema.graph import build_graph
from livebind_codegen.schema.keywords import description_of
from livebind_codegen.schema.parse import SchemaReader
from livebind_codegen.text.identifiers import PACKAGE_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from livebind_codegen.api.errors import DeclaredError
    from livebind_codegen.api.model import Domain, Method, NamedType
    from livebind_codegen.description.model import Description
    from livebind_codegen.naming.occurrences import Identity, Occurrence
    from livebind_codegen.schema.graph import Graph
    from livebind_codegen.schema.shapes import Reference, Shape

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
    client = client_of(description)
    layout = client.layout
    reader = SchemaReader(description.definitions, has_annotations=layout is not None)
    errors = declared_errors(description.methods)
    notifications = notification_names(description.notifications, renames)
    class_of = name_errors(errors, renames, notifications.values())
    roots, graph = _read(description, class_of, reader)
    definitions = _definition_roots(description, graph)
    # Where types are Python's, none has a name of ours.
    places = {} if layout is not None else occurrences([*roots, *definitions])
    lock = NameLock() if lock is None else lock
    modules = {
        name: lock.methods[name].module if name in lock.methods else module
        for name, module in method_modules(description.methods).items()
    }
    events = notification_modules(description.notifications, description.methods, modules)
    users = _users(errors, class_of, modules, events)
    place = partial(_module, users=users, homes=_homes(roots, graph, users))
    reserved = {*class_of.values(), *notifications.values()}
    names = name_types(places, place, lock, NameRules(renames, reserved), graph)
    types = build_types(names, renames, graph, [root.shape for root in roots])
    methods, locked_methods = build_methods(
        description.methods,
        roots,
        MethodNames(
            modules,
            renames,
            None if layout is None else layout.names,
            lock.methods,
            {root.owner: _attributes(root, types) for root in roots if root.role is Role.PARAMS},
        ),
        twins(places),
    )
    shape_of = {(root.role, root.owner): root.shape for root in roots}
    named, errors_of = named_errors(
        errors, class_of, {one: shape_of.get((Role.ERROR, name)) for one, name in class_of.items()}
    )
    classes = [
        notification_type(
            one,
            notifications[one.name],
            events[one.name],
            graph.resolved(shape_of.get((Role.NOTIFICATION, one.name), shapes.Object(()))),
            renames,
        )
        for one in description.notifications
    ]
    notices = set(reader.notices)
    if layout is not None:
        notices.update(renamed_parts(methods, renames))
    return Api(
        title=description.title,
        version=description.version,
        types=tuple(sorted([*types.values(), *classes], key=lambda type_: type_.name)),
        methods=tuple(replace(one, errors=errors_of.get(one.name, ())) for one in methods),
        loaders={root.owner: root.shape for root in roots if root.role is Role.LOADER},
        names=names.chosen,
        graph=graph,
        lock=NameLock(names.locked(), locked_methods),
        notices=tuple(sorted(notices)),
        version_method=description.version_method,
        client=client,
        errors=named,
        domains=_domains(description, methods, [one.name for one in classes]),
    )


def _domains(
    description: Description, methods: Sequence[Method], classes: Sequence[str]
) -> tuple[Domain, ...]:
    if not has_domains(description.methods):
        return ()
    functions = {name for one in methods for name in (one.function, one.task_function)}
    return domains_of(methods, functions | set(classes) | PACKAGE_NAMES)


def _attributes(params: Root, types: Mapping[Identity, NamedType]) -> dict[str, str]:
    """Return the attribute for each property of the parameters' class."""
    found = types.get(identify(params.shape, is_root_params=True))
    return {} if found is None else {one.wire_name: one.name for one in found.attributes}


def _read(
    description: Description, class_of: Mapping[DeclaredError, str], reader: SchemaReader
) -> tuple[list[Root], Graph]:
    """Return the whole schemas of a description, and the graph that they lead into."""
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
    for notification in description.notifications:
        if notification.params is not None:
            shape = reader.read(notification.params, f"{notification.name}.notification")
            roots.append(Root(notification.name, Role.NOTIFICATION, shape))
    for error, name in class_of.items():
        if error.schema is not None:
            shape = reader.read(error.schema, f"{name}.data")
            roots.append(Root(name, Role.ERROR, shape))
    reader.read_waiting()
    graph, placed = build_graph(reader.read_definitions, [root.shape for root in roots])
    graph, placed = with_constants(graph, placed)
    both = zip(roots, placed, strict=True)
    return [replace(root, shape=shape) for root, shape in both], graph


def _definition_roots(description: Description, graph: Graph) -> list[Root]:
    roots: list[Root] = []
    for edge, shape in sorted(graph.definitions.items(), key=lambda item: item[0].target):
        target = edge.target.rstrip("[]?")
        key = key_of(target)
        schema = description.definitions.get(target, {})
        text = description_of(schema) if is_object(schema) and edge.target == target else ""
        roots.append(Root(key, Role.DEFINITION, shape, edge, text))
    return roots


def _users(
    errors: Sequence[DeclaredError],
    class_of: Mapping[DeclaredError, str],
    modules: Mapping[str, str],
    events: Mapping[str, str],
) -> dict[tuple[Role, str], set[str]]:
    """Return the modules that use what each method, notification or error tells of itself."""
    users: dict[tuple[Role, str], set[str]] = {}
    for method, module in modules.items():
        users[Role.PARAMS, method] = users[Role.RESULT, method] = {module}
    for notification, module in events.items():
        users[Role.NOTIFICATION, notification] = {module}
    for error in errors:
        if error in class_of:
            users[Role.ERROR, class_of[error]] = {modules[method] for method in error.methods}
    return users


def _homes(
    roots: Sequence[Root], graph: Graph, users: Mapping[tuple[Role, str], set[str]]
) -> dict[Reference, set[str]]:
    """Return the modules whose methods use each definition."""
    starts: dict[str, list[Shape]] = {}
    for root in roots:
        for module in users.get((root.role, root.owner), {LOADERS_MODULE}):
            starts.setdefault(module, []).append(root.shape)
    homes: dict[Reference, set[str]] = {}
    for module, shapes_of_module in starts.items():
        for edge in graph.reachable(shapes_of_module):
            homes.setdefault(edge, set()).add(module)
    return homes


def _module(
    places: Sequence[Occurrence],
    users: Mapping[tuple[Role, str], set[str]],
    homes: Mapping[Reference, set[str]],
) -> str:
    """Return the module of a type: that of its methods, or the shared one if they have several.

    Modules of types then never import each other in a circle: what a shared type is made of is
    shared itself.
    """
    found: set[str] = set()
    for place in places:
        if place.root.edge is not None:
            found |= homes[place.root.edge]
        else:
            found |= users.get((place.root.role, place.root.owner), {LOADERS_MODULE})
    return found.pop() if len(found) == 1 else SHARED_MODULE
