"""The graph of a description's shapes: definitions, and the edges between them.

Reading leaves an edge wherever a `$ref` stood. Here is decided which definitions are types with a
name, and which are put in the places that refer to them: a definition that is no more than a
number, a list of something or another name.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from livebind_codegen.errors import SchemaError
from livebind_codegen.schema import shapes
from livebind_codegen.schema.shapes import (
    Reference,
    Shape,
    json_kind,
    references,
    walk,
    with_children,
)
from livebind_codegen.text.literals import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["Graph", "build_graph", "is_type"]

_LARGEST_INLINE: Final = 24
"""Parts that a definition may have to be written in the places that refer to it."""
_SCALARS: Final = (shapes.Boolean, shapes.Integer, shapes.Number, shapes.String)


@dataclass(frozen=True)
class Graph:
    """The definitions that are types of their own, by the edge that leads to each."""

    definitions: Mapping[Reference, Shape] = field(default_factory=dict[Reference, Shape])

    def resolved(self, shape: Shape) -> Shape:
        """Return the shape that an edge leads to, any other shape as it is."""
        return self.definitions[shape] if isinstance(shape, Reference) else shape

    def reachable(self, roots: Iterable[Shape]) -> set[Reference]:
        """Return the definitions that can be reached from `roots`."""
        found: set[Reference] = set()
        waiting = [edge for root in roots for edge in references(root)]
        while waiting:
            edge = waiting.pop()
            if edge not in found:
                found.add(edge)
                waiting.extend(references(self.definitions[edge]))
        return found


def is_type(shape: Shape) -> bool:
    """Whether a shape becomes a type with a name wherever it stands."""
    match shape:
        case shapes.Object() | shapes.Enumeration():
            return True
        case shapes.Values():
            return not shape.is_literal
        case shapes.Union(options=options):
            kinds = {json_kind(option) for option in options}
            is_scalar = all(isinstance(one, _SCALARS) for one in options)
            return not is_scalar or len(kinds) < len(options)
        case _:
            return False


def build_graph(read: Mapping[str, Shape], roots: Iterable[Shape]) -> tuple[Graph, list[Shape]]:
    """Return the graph of the definitions that were read, and the roots as they lead into it."""
    table = _with_pruned(read)
    hoisted: dict[Reference, Shape] = {}
    for edge, shape in table.items():
        hoisted[edge] = shape if is_type(shape) else _hoist(shape, edge, hoisted)
    _check_loops(hoisted)
    inline = _inlined(hoisted)

    def placed(shape: Shape) -> Shape:
        if isinstance(shape, Reference):
            shape = _normal(shape, table)
            return inline.get(shape, shape)
        return with_children(shape, placed)

    graph = Graph({edge: placed(shape) for edge, shape in hoisted.items() if edge not in inline})
    placed_roots = [placed(root) for root in roots]
    kept = graph.reachable(placed_roots)
    return Graph({edge: graph.definitions[edge] for edge in kept}), placed_roots


def _with_pruned(read: Mapping[str, Shape]) -> dict[Reference, Shape]:
    """Return the definitions, and again without what only the backend sets where that differs."""
    users: dict[str, set[str]] = {}
    waiting: list[str] = []
    for name, shape in read.items():
        for edge in references(shape):
            users.setdefault(edge.target, set()).add(name)
        if _has_read_only(shape):
            waiting.append(name)
    pruned: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in pruned:
            pruned.add(name)
            waiting.extend(users.get(name, ()))
    table = {Reference(name): shape for name, shape in read.items()}
    for name in sorted(pruned):
        table[Reference(name, is_pruned=True)] = shapes.without_read_only(read[name])
    return table


def _check_loops(table: Mapping[Reference, Shape]) -> None:
    """Check that nothing is itself without anything around it: such a schema says nothing.

    Raises:
        SchemaError: if a definition is, alone or as an option of its own.
    """
    clear: set[Reference] = set()
    for start in table:
        path: dict[Reference, None] = {}
        waiting: list[tuple[Reference, bool]] = [(start, False)]
        while waiting:
            edge, is_through = waiting.pop()
            if is_through:
                path.pop(edge)
                clear.add(edge)
            elif edge in path:
                name = plain_text(edge.target, 80)
                raise SchemaError(f"{name}: a schema that is nothing but itself has no values")
            elif edge not in clear:
                path[edge] = None
                waiting.append((edge, True))
                inner = _immediate(table[edge])
                waiting.extend((_normal(one, table), False) for one in inner)


def _immediate(shape: Shape) -> Iterator[Reference]:
    """Yield the edges of which a value of `shape` is a value itself."""
    match shape:
        case Reference():
            yield shape
        case shapes.Nullable(shape=inner):
            yield from _immediate(inner)
        case shapes.Union(options=options):
            for option in options:
                yield from _immediate(option)
        case _:
            return


def _has_read_only(shape: Shape) -> bool:
    objects = (one for one in walk(shape) if isinstance(one, shapes.Object))
    return any(one.read_only for shape in objects for one in shape.properties)


def _normal(edge: Reference, table: Mapping[Reference, Shape]) -> Reference:
    """Return the edge to the definition as it is where nothing of it is pruned."""
    return edge if edge in table else replace(edge, is_pruned=False)


def _hoist(shape: Shape, edge: Reference, definitions: dict[Reference, Shape]) -> Shape:
    """Give types inside of a definition that is none a definition of their own.

    A list of objects is written wherever it is referred to; the objects are one type.
    """
    if isinstance(shape, shapes.Nullable) and is_type(shape.shape):
        inner = replace(edge, target=f"{edge.target}?")
        definitions[inner] = shape.shape
        return shapes.Nullable(inner)
    if is_type(shape):
        inner = replace(edge, target=f"{edge.target}[]")
        while inner in definitions and definitions[inner] != shape:
            inner = replace(inner, target=f"{inner.target}[]")
        definitions[inner] = shape
        return inner
    return with_children(shape, lambda child: _hoist(child, edge, definitions))


def _inlined(table: Mapping[Reference, Shape]) -> dict[Reference, Shape]:
    """Return what is written in place of each edge to a definition that is no type of its own."""
    inline: dict[Reference, Shape] = {}
    sizes: dict[Reference, int] = {}

    def place(shape: Shape) -> Shape:
        if isinstance(shape, Reference):
            edge = _normal(shape, table)
            return inline.get(edge, edge)
        return with_children(shape, place)

    for edge in _inner_first(table):
        shape = table[edge]
        if is_type(shape):
            continue
        size = 1 + sum(sizes.get(_normal(one, table), 1) for one in references(shape))
        size += sum(1 for _ in walk(shape))
        loops = any(
            _normal(one, table) not in sizes
            for one in references(shape)
            if not is_type(table[_normal(one, table)])
        )
        if not loops and size <= _LARGEST_INLINE:
            inline[edge] = place(shape)
            sizes[edge] = size
        else:
            sizes[edge] = 1
    return inline


def _inner_first(table: Mapping[Reference, Shape]) -> Iterator[Reference]:
    """Yield the definitions, each after those it refers to unless they refer to each other."""
    done: set[Reference] = set()
    for start in table:
        stack = [(start, False)]
        while stack:
            edge, is_through = stack.pop()
            if is_through:
                yield edge
            elif edge not in done:
                done.add(edge)
                stack.append((edge, True))
                stack.extend((_normal(one, table), False) for one in references(table[edge]))
