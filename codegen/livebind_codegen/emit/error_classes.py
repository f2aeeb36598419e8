"""Emits the module of the errors that methods declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livebind_codegen.api.model import SCALARS_MODULE
from livebind_codegen.emit.annotations import annotation
from livebind_codegen.emit.documentation import module_docstring
from livebind_codegen.emit.rendering import module_text, render
from livebind_codegen.emit.scalars import SCALARS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from livebind_codegen.api.model import Api
    from livebind_codegen.schema.shapes import Shape

__all__ = ["ERRORS_MODULE", "emit_errors", "error_shapes"]

ERRORS_MODULE = "errors"
"""Module of the package that has the classes."""


def error_shapes(api: Api) -> Iterator[Shape]:
    """Yield what comes with errors and is no type of its own: lists, numbers, ..."""
    for error in api.errors:
        if error.data is not None and not api.has_name(error.data):
            yield error.data


def emit_errors(api: Api, written: Mapping[Shape, str]) -> dict[str, str]:
    """Return the text of the module, by its name; nothing if no method declares an error.

    `written` has the annotations of `error_shapes`, with limits.
    """
    own = [error for error in api.errors if error.is_own]
    if not own:
        return {}
    types = {
        error: (
            ""
            if error.data is None
            else api.name_of(error.data) if api.has_name(error.data) else written[error.data]
        )
        for error in own
    }
    body = render(
        "errors.py.jinja2",
        names=[error.name for error in own],
        errors=[(error, types[error], annotation(error.data, api)) for error in own],
    )
    places = {type_.name: f".models.{type_.module}" for type_ in api.types}
    places |= dict.fromkeys(SCALARS, f".models.{SCALARS_MODULE}")
    return {ERRORS_MODULE: module_text(module_docstring("Errors", api), body, places)}
