"""A form: from what a method takes to nodes, which change as they are filled in.

Parts are made when they are needed: what is optional when it is switched on, the option of a union
when it is chosen, an item when it is added. So a type that holds itself is as deep as it is filled.
"""

from __future__ import annotations

import ast
import json
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.schema import shapes
from livebind_explore.forms.fitting import fits
from livebind_explore.forms.kinds import choices_of, kind_of, options_of
from livebind_explore.forms.leaves import filled_leaf, first_leaf
from livebind_explore.forms.node import Kind, Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from livebind_codegen.api.model import Api
    from livebind_codegen.schema.shapes import Shape

__all__ = ["MAX_ITEMS", "Form"]

MAX_ITEMS: Final = 1000
"""The most items of a list that a form shows."""
_MAX_DEPTH: Final = 16
"""Levels of what is required within each other, after which JSON is typed."""
_NUMBERS: Final = count(1)
"""Of nodes of all forms: the page takes equal rows for the same ones."""


class Form:
    """What is filled in for one value, such as the parameters of a method."""

    def __init__(self, shape: Shape, api: Api) -> None:
        self._api = api
        self._nodes: dict[int, Node] = {}
        self.root = self._made(shape, 0)
        """The node of the whole value."""

    def __getitem__(self, number: int) -> Node:
        """Return a node; raises KeyError if it is there no more."""
        return self._nodes[number]

    def nodes(self, start: Node | None = None) -> Iterator[tuple[Node, int]]:
        """Yield each node that is a part of the value or could be one, with its depth."""
        waiting = [(start or self.root, 0)]
        while waiting:
            node, depth = waiting.pop()
            yield node, depth
            if node.is_on:
                waiting.extend((child, depth + 1) for child in reversed(node.children))

    def set_value(self, number: int, value: Any) -> None:  # noqa: ANN401 - see `Kind`
        """Fill in a text, a switch or the like."""
        node = self[number]
        if node.kind is Kind.SWITCH:
            node.value = bool(value)
        elif node.kind is Kind.CHOICE:
            node.value = value if value in range(len(node.choices)) else -1
        elif node.kind in {Kind.INTEGER, Kind.NUMBER, Kind.TEXT, Kind.JSON}:
            node.value = str(value)

    def set_part(self, number: int, index: int, value: object) -> None:
        """Fill in one number of a vector."""
        node = self[number]
        if node.kind in {Kind.VECTOR, Kind.COLOR} and 0 <= index < len(node.value):
            node.value[index] = str(value)

    def set_key(self, number: int, key: str) -> None:
        """Fill in the key of an entry of a map."""
        node = self[number]
        if node.key is not None:
            node.key = key

    def switch(self, number: int, *, is_on: bool) -> None:
        """Make an optional part a part of the value, or leave it out."""
        node = self[number]
        if node.is_required or node.is_on == is_on:
            return
        node.is_on = is_on
        if is_on and node.value is None and not node.children:
            self._begin(node, 0)
            self._take_default(node)

    def choose(self, number: int, index: int) -> None:
        """Choose an option of a union."""
        node = self[number]
        if node.kind is Kind.UNION and index != node.value:
            self._choose(node, index)

    def add(self, number: int) -> Node | None:
        """Add an item to a list, or an entry to a map; None if it can hold no more."""
        node = self[number]
        if not self.can_add(node):
            return None
        match node.shape:
            case shapes.Array(items=items):
                child = self._made(items, 0)
            case shapes.Mapping(values=values):
                child = self._made(values, 0)
                child.key = _free_key({one.key for one in node.children})
            case _:
                return None
        node.children.append(child)
        self._number(node)
        return child

    def remove(self, number: int, child: int) -> None:
        """Take an item out of a list, or an entry out of a map."""
        node = self[number]
        if node.kind in {Kind.LIST, Kind.MAP}:
            for one in node.children:
                if one.number == child:
                    self._drop(one)
            node.children = [one for one in node.children if one.number != child]
            self._number(node)

    def can_add(self, node: Node) -> bool:
        """Whether a list or a map may hold one more."""
        if node.kind not in {Kind.LIST, Kind.MAP} or len(node.children) >= MAX_ITEMS:
            return False
        most = getattr(node.shape, "max_items", None) or getattr(node.shape, "max_properties", None)
        return most is None or len(node.children) < most

    def fill(self, value: Any) -> None:  # noqa: ANN401 - any JSON
        """Fill in a whole value.

        Raises:
            ValueError: the form cannot hold it.
        """
        if not fits(value, self.root.edge, self._api.graph):
            raise ValueError("the value is none that the form is for")
        self._fill(self.root, value)

    def _made(self, edge: Shape, depth: int) -> Node:
        shape = self._api.graph.resolved(edge)
        node = Node(next(_NUMBERS), kind_of(shape), edge, shape)
        self._nodes[node.number] = node
        self._begin(node, depth)
        return node

    def _property(self, one: shapes.Property, depth: int) -> Node:
        shape = self._api.graph.resolved(one.shape)
        node = Node(
            next(_NUMBERS),
            kind_of(shape, one.name),
            one.shape,
            shape,
            name=one.name,
            documentation=one.documentation,
            is_required=one.required,
            is_on=one.required,
        )
        self._nodes[node.number] = node
        if node.is_on:
            self._begin(node, depth)
            self._take_default(node)
        return node

    def _take_default(self, node: Node) -> None:
        text = node.documentation.default
        if text is not None:
            try:
                default = _documented_value(text)
            except (ValueError, SyntaxError, RecursionError):
                return  # too long to be documented in full
            if fits(default, node.edge, self._api.graph):
                self._fill(node, default)

    def _begin(self, node: Node, depth: int) -> None:
        """Fill in what a node begins with."""
        if depth > _MAX_DEPTH and node.kind in {Kind.GROUP, Kind.LIST, Kind.UNION}:
            node.kind = Kind.JSON
        node.choices = choices_of(node.shape, self._api)
        match node.kind:
            case Kind.UNION:
                self._begin_union(node, depth)
            case Kind.GROUP:
                self._begin_group(node, depth)
            case Kind.LIST:
                self._begin_list(node, depth)
            case _:
                node.value = first_leaf(node.kind, node.shape)

    def _begin_union(self, node: Node, depth: int) -> None:
        node.value = -1
        graph = self._api.graph
        for index, option in enumerate(options_of(node.shape)):
            # What holds itself is chosen by hand, as it might go on for ever.
            if option not in graph.reachable(shapes.children(graph.resolved(option))):
                node.value = index
                node.children = [self._made(option, depth + 1)]
                return

    def _begin_group(self, node: Node, depth: int) -> None:
        shape = node.shape
        node.value = {}
        if not isinstance(shape, shapes.Object):
            return
        ordered = sorted(shape.properties, key=lambda one: not one.required)
        node.children = [self._property(one, depth + 1) for one in ordered]
        if shape.free is not None:
            rest = self._made(shapes.Mapping(shape.free), depth + 1)
            rest.is_rest = True
            rest.is_required = rest.is_on = False
            node.children.append(rest)

    def _begin_list(self, node: Node, depth: int) -> None:
        node.value = []
        match node.shape:
            case shapes.Tuple(items=items):
                node.children = [self._made(item, depth + 1) for item in items]
            case shapes.Array(items=item, min_items=low):
                least = min(low or 0, MAX_ITEMS)
                node.children = [self._made(item, depth + 1) for _ in range(least)]
            case _:
                pass
        self._number(node)

    def _fill(self, node: Node, value: Any) -> None:  # noqa: ANN401 - any JSON
        """Fill in a value that fits."""
        match node.kind:
            case Kind.UNION:
                self._fill_union(node, value)
            case Kind.GROUP:
                self._fill_group(node, value)
            case Kind.LIST | Kind.MAP:
                self._fill_items(node, value)
            case _:
                node.value = filled_leaf(node.kind, node.shape, value)

    def _fill_union(self, node: Node, value: Any) -> None:  # noqa: ANN401 - any JSON
        index = next(
            index
            for index, one in enumerate(options_of(node.shape))
            if fits(value, one, self._api.graph)
        )
        self._choose(node, index)
        self._fill(node.children[0], value)

    def _choose(self, node: Node, index: int) -> None:
        options = options_of(node.shape)
        self._forget(node)
        node.value = -1
        if 0 <= index < len(options):
            node.value = index
            node.children = [self._made(options[index], 0)]

    def _fill_group(self, node: Node, value: dict[str, Any]) -> None:
        names = {child.name for child in node.children if not child.is_rest}
        for child in node.children:
            if child.is_rest:
                rest = {key: one for key, one in value.items() if key not in names}
                self.switch(child.number, is_on=bool(rest))
                self._fill_items(child, rest)
                continue
            self.switch(child.number, is_on=child.name in value)
            if child.name in value:
                self._fill(child, value[child.name])

    def _fill_items(self, node: Node, value: Any) -> None:  # noqa: ANN401 - a list or an object
        match node.shape:
            case shapes.Tuple():
                for child, item in zip(node.children, value, strict=True):
                    self._fill(child, item)
                return
            case shapes.Mapping(values=shape):
                entries: list[tuple[str | None, Any]] = list(value.items())
            case shapes.Array(items=shape):
                entries = [(None, item) for item in value]
            case _:
                return
        self._forget(node)
        for key, item in entries:
            child = self._made(shape, 0)
            child.key = key
            self._fill(child, item)
            node.children.append(child)
        self._number(node)

    def _forget(self, node: Node) -> None:
        for child in node.children:
            self._drop(child)
        node.children = []

    def _drop(self, node: Node) -> None:
        self._nodes.pop(node.number, None)
        self._forget(node)

    def _number(self, node: Node) -> None:
        for index, child in enumerate(node.children):
            child.name = "" if child.key is not None else str(index + 1)
            if child.kind is Kind.VECTOR:
                child.kind = kind_of(child.shape, node.name)


def _documented_value(text: str) -> Any:  # noqa: ANN401 - any JSON
    """Return a value that is written as documentation has it: JSON, but texts as in Python."""
    try:
        return json.loads(text)
    except ValueError:
        return ast.literal_eval(text)


def _free_key(taken: set[str | None]) -> str:
    keys = (f"key{number}" for number in range(1, len(taken) + 2))
    return next(key for key in keys if key not in taken)
