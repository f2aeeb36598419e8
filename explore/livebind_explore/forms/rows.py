"""A form as the rows that the page shows: plain data, in which texts are never more than texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.emit.annotations import annotation, limits
from livebind_codegen.schema import shapes
from livebind_codegen.text.literals import plain_text
from livebind_explore.forms.node import Kind

if TYPE_CHECKING:
    from livebind_codegen.api.model import Api
    from livebind_explore.forms.form import Form
    from livebind_explore.forms.node import Node

__all__ = ["MAX_ROWS", "hex_color", "rgb_values", "rows"]

MAX_ROWS: Final = 400
"""How many rows are shown at once."""
_MANY: Final = 12
"""So many choices are searched rather than listed."""


def rows(form: Form, api: Api) -> tuple[list[dict[str, Any]], bool]:
    """Return the rows of a form, and whether some are left out.

    The root of an object has none: its properties stand for themselves.
    """
    found: list[dict[str, Any]] = []
    skipped = form.root.kind is Kind.GROUP
    parents = {child.number: node for node, _ in form.nodes() for child in node.children}
    paths: dict[int, str] = {}
    for node, depth in form.nodes():
        if node is form.root and skipped:
            continue
        parent = parents.get(node.number)
        above = "" if parent is None else paths.get(parent.number, "")
        # What a union is has the place of the union.
        step = node.key if node.key is not None else node.name
        paths[node.number] = f"{above}/{step}" if step else above
        if parent is not None and parent.kind is Kind.UNION and node.kind is Kind.FIXED:
            continue  # the choice says all
        if len(found) == MAX_ROWS:
            return found, True
        found.append(
            {
                **_row(form, node, parent, depth - skipped, api),
                "path": paths[node.number],
            }
        )
    return found, False


def _row(form: Form, node: Node, parent: Node | None, depth: int, api: Api) -> dict[str, Any]:
    documentation = node.documentation
    in_list = parent is not None and parent.kind in {Kind.LIST, Kind.MAP}
    can_remove = (
        parent is not None
        and in_list
        and isinstance(parent.shape, shapes.Array | shapes.Mapping)
        and len(parent.children) > (getattr(parent.shape, "min_items", None) or 0)
    )
    return {
        "id": node.number,
        "kind": node.kind.value,
        "depth": depth,
        "label": "other properties" if node.is_rest else node.name,
        "type": annotation(node.edge, api),
        "help": plain_text(documentation.description),
        "limits": limits(node.shape),
        "deprecated": documentation.deprecated,
        "required": node.is_required,
        "on": node.is_on,
        "value": _shown(node),
        "key": node.key,
        "choices": [{"title": text, "value": index} for index, text in enumerate(node.choices)],
        "many": len(node.choices) > _MANY,
        "parent": parent.number if parent is not None and can_remove else 0,
        "addable": form.can_add(node),
        "color": hex_color(node.value) if node.kind is Kind.COLOR and node.is_on else "",
    }


def _shown(node: Node) -> Any:  # noqa: ANN401 - see `Kind`
    if node.kind in {Kind.GROUP, Kind.LIST, Kind.MAP}:
        return len(node.children)
    return node.value


def hex_color(parts: list[str] | None) -> str:
    """Return a colour as `#rrggbb` or `#rrggbbaa`, empty if the parts are no numbers."""
    try:
        values = [min(255, max(0, round(float(part) * 255))) for part in parts or []]
    except (ValueError, OverflowError):
        return ""
    return f"#{bytes(values).hex()}" if values else ""


def rgb_values(text: str, count: int) -> list[str]:
    """Return the parts of a colour `#rrggbb` or `#rrggbbaa` as texts, from 0 to 1.

    Raises:
        ValueError: it is no colour.
    """
    values = [round(value / 255, 4) for value in bytes.fromhex(text.removeprefix("#"))]
    if len(values) not in {3, 4}:
        raise ValueError(f"{text[:20]!r} is no colour")
    return [f"{value:g}" for value in [*values, 1.0][:count]]
