"""The errors that methods declare: those that are one, and which class each has."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from livebind.errors import STANDARD_ERRORS
from livebind_codegen.api.model import NamedError
from livebind_codegen.description.subschemas import is_schema
from livebind_codegen.naming.error_names import error_names
from livebind_codegen.text.literals import plain_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from livebind_codegen.description.model import ErrorDescription, MethodDescription
    from livebind_codegen.schema.shapes import Shape

__all__ = ["DeclaredError", "declared_errors", "name_errors", "named_errors"]


@dataclass(frozen=True)
class DeclaredError:
    """An error that one or several methods declare alike."""

    code: int
    message: str
    name: str
    """What the description calls it, empty if nothing."""
    data: str
    """The schema of what comes with it, as JSON; empty if that is not known."""
    methods: tuple[str, ...]
    """The methods that declare it, sorted."""

    @property
    def schema(self) -> dict[str, Any] | None:
        """The schema of what comes with it, None if that is not known."""
        schema: dict[str, Any] | None = json.loads(self.data) if self.data else None
        return schema

    @property
    def standard_class(self) -> str:
        """The class that livebind itself has for it, empty if it has none that says as much."""
        kind = None if self.data else STANDARD_ERRORS.get(self.code)
        return kind.__name__ if kind else ""


def declared_errors(methods: Sequence[MethodDescription]) -> tuple[DeclaredError, ...]:
    """Return the errors of all methods, each of them once, sorted by code and message."""
    found: dict[tuple[int, str, str, str], set[str]] = {}
    for method in methods:
        for error in method.errors:
            found.setdefault(_identity(error), set()).add(method.name)
    return tuple(
        DeclaredError(*identity, methods=tuple(sorted(names)))
        for identity, names in sorted(found.items())
    )


def named_errors(
    errors: Sequence[DeclaredError],
    names: Mapping[DeclaredError, str],
    data: Mapping[DeclaredError, Shape | None],
) -> tuple[tuple[NamedError, ...], dict[str, tuple[NamedError, ...]]]:
    """Return all errors that have a class, and those of each method, sorted by name."""
    named = {
        error: NamedError(
            name=names.get(error) or error.standard_class,
            code=error.code,
            message=plain_text(error.message, 400),
            data=data.get(error),
            is_own=error in names,
            base=kind.__name__ if (kind := STANDARD_ERRORS.get(error.code)) else "RemoteError",
            schema=error.schema,
        )
        for error in errors
    }
    of_method: dict[str, list[NamedError]] = {}
    for error, one in named.items():
        for method in error.methods:
            of_method.setdefault(method, []).append(one)
    ordered = sorted(named.values(), key=lambda one: one.name)
    return tuple(ordered), {
        method: tuple(sorted(ones, key=lambda one: one.name)) for method, ones in of_method.items()
    }


def name_errors(
    errors: Sequence[DeclaredError], renames: Mapping[str, str], reserved: Collection[str]
) -> dict[DeclaredError, str]:
    """Return the name of the class of each error that livebind has none for.

    Names in `reserved` are given to none.
    """
    own = [error for error in errors if not error.standard_class]
    return error_names(own, renames, reserved)


def _identity(error: ErrorDescription) -> tuple[int, str, str, str]:
    data = json.dumps(error.data, sort_keys=True) if is_schema(error.data) else ""
    return error.code, error.message, error.name, data
