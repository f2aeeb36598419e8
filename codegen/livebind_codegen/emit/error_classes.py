"""Emits the module of the errors that methods declare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from livebind_codegen.emit.annotations import annotation, checked_type
from livebind_codegen.emit.documentation import module_docstring
from livebind_codegen.emit.models import model_places
from livebind_codegen.emit.rendering import module_text, render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from livebind_codegen.api.model import Api
    from livebind_codegen.schema.shapes import Shape

__all__ = ["emit_errors", "error_shapes"]

_MODULE: Final = "errors"


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
    body = render(
        "errors.py.jinja2",
        names=[error.name for error in own],
        errors=[
            (error, checked_type(error.data, api, written), annotation(error.data, api))
            for error in own
        ],
    )
    docstring = module_docstring("Errors", api)
    return {_MODULE: module_text(docstring, body, model_places(api, ".models."))}
