"""What is filled in, as Python code: objects of the generated package."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from livebind_codegen.emit.values import json_literal
from livebind_codegen.schema import shapes
from livebind_codegen.text.literals import text_literal
from livebind_explore.forms.node import Kind
from livebind_explore.forms.params import value_of

if TYPE_CHECKING:
    from livebind_codegen.api.model import Api, NamedType
    from livebind_explore.forms.node import Node

__all__ = ["PythonValues"]


class PythonValues:
    """Writes the values of one form as Python code, in which the package has the name `package`."""

    def __init__(self, api: Api, package: str) -> None:
        self._api = api
        self._package = package
        self._types = {one.name: one for one in api.types}

    def code(self, node: Node) -> str:  # noqa: PLR0911 - one case for each kind
        """Return the code of what is filled in at `node`, in which nothing is wrong."""
        match node.kind:
            case Kind.UNION:
                return self.code(node.children[0])
            case Kind.GROUP:
                return self._object(node)
            case Kind.LIST:
                return self._list(node)
            case Kind.MAP:
                return self._mapping(node)
            case Kind.CHOICE if isinstance(node.shape, shapes.Enumeration):
                return self._member(node)
            case Kind.VECTOR | Kind.COLOR:
                return _tuple([json_literal(part) for part in _plain(node)])
            case _:
                return json_literal(_plain(node))

    def attributes(self, node: Node) -> dict[str, str]:
        """Return the code of each property of an object that is switched on, by its wire name."""
        return {
            child.name: self.code(child)
            for child in node.children
            if child.is_on and not child.is_rest
        }

    def _object(self, node: Node) -> str:
        if not self._api.has_name(node.edge):
            return json_literal(_plain(node))
        type_ = self._types[self._api.name_of(node.edge)]
        given = self.attributes(node)
        arguments = [
            f"{one.name}={given[one.wire_name]}"
            for one in type_.attributes
            if one.wire_name in given
        ]
        rest = next((one for one in node.children if one.is_rest and one.is_on), None)
        if rest is not None:
            arguments.append(f"additional_properties={self._mapping(rest)}")
        return f"{self._package}.{type_.name}({', '.join(arguments)})"

    def _list(self, node: Node) -> str:
        items = [self.code(child) for child in node.children]
        return _tuple(items) if isinstance(node.shape, shapes.Tuple) else f"[{', '.join(items)}]"

    def _mapping(self, node: Node) -> str:
        entries = (f"{text_literal(one.key or '')}: {self.code(one)}" for one in node.children)
        return f"{{{', '.join(entries)}}}"

    def _member(self, node: Node) -> str:
        value = _plain(node)
        type_: NamedType = self._types[self._api.name_of(node.edge)]
        for constant, member in type_.members:
            if member.value == value:
                return f"{self._package}.{type_.name}.{constant}"
        return text_literal(value)


def _plain(node: Node) -> Any:  # noqa: ANN401 - any JSON
    # Through JSON, so that numbers are written as they are sent.
    return json.loads(json.dumps(value_of(node)[0]))


def _tuple(items: list[str]) -> str:
    return f"({', '.join(items)}{',' if len(items) == 1 else ''})"
