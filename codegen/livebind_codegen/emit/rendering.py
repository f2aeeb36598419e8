"""Renders the templates and puts module files together: header, imports, body."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import livebind
from livebind_codegen.emit import documentation
from livebind_codegen.text.literals import text_literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment

__all__ = ["AIO_NAMES", "LIVEBIND_NAMES", "loaded_names", "module_text", "render", "render_text"]

LIVEBIND_NAMES: Final = sorted(
    {*livebind.__all__}
    - {"Bindings", "CANCEL", "Cancellation", "Listener", "Method", "Model", "OpenEnum", "OpenModel"}
    - {"Pool"}
)
"""Names of the run time that a generated package has too."""

AIO_NAMES: Final = ("AsyncInstance", "AsyncPool", "AsyncTask", "connect")
"""Names of the run time that the coroutines of a generated package have too."""

_IMPORTS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("Annotated", "Any", "Final", "Literal", "TYPE_CHECKING", "TypeAlias", "cast"), "typing"
    ),
    **dict.fromkeys(("Meta", "field"), "msgspec"),
    **dict.fromkeys(livebind.__all__, "livebind"),
    **dict.fromkeys(("AsyncInstance", "AsyncTask"), "livebind.aio"),
    **dict.fromkeys(("Exactly", "Nothing"), "livebind.constants"),
    "UntaggedUnion": "livebind.union",
    "deprecated": "livebind.deprecation",
}
"""Where a name that generated code uses comes from."""


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - slow

    # The output is Python: `literal` and the docstring filters escape, each for its place.
    environment = Environment(  # noqa: S701 - see above
        loader=PackageLoader("livebind_codegen.emit", "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["literal"] = text_literal
    for name in (
        "attribute_docstring",
        "error_docstring",
        "function_docstring",
        "member_docstring",
        "task_docstring",
        "type_docstring",
    ):
        environment.filters[name] = getattr(documentation, name)
    return environment


def render(template: str, **context: object) -> str:
    """Return the body of a module."""
    return _environment().get_template(template).render(context)


def render_text(template: str, **context: object) -> str:
    """Return the body of a module, from a template that is no file of ours."""
    return _environment().from_string(template).render(context)


def loaded_names(body: str) -> set[str]:
    """Return the names that a module reads."""
    return {
        node.id
        for node in ast.walk(ast.parse(body))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def module_text(docstring: str, body: str, local_names: Mapping[str, str]) -> str:
    """Return a module with the imports that its body needs.

    `local_names` says in which other module of the package (`.shared`) a name of it is.
    """
    modules: dict[str, list[str]] = {}
    for name in sorted(loaded_names(body)):
        module = _IMPORTS.get(name) or local_names.get(name)
        if module is not None:
            modules.setdefault(module, []).append(name)
    order = sorted(modules, key=lambda module: (_rank(module), module))
    imports: list[str] = []
    previous = 0
    for module in order:
        if imports and _rank(module) != previous:
            imports.append("")
        previous = _rank(module)
        imports.append(f"from {module} import {', '.join(modules[module])}")
    parts = [docstring, "from __future__ import annotations", "\n".join(imports), body]
    return "\n\n".join(part for part in parts if part)


def _rank(module: str) -> int:
    """Return the block of imports a module stands in: standard library, installed, own."""
    if module.startswith("."):
        return 2
    return 0 if module == "typing" else 1
