"""Finds the methods whose schemas make no sense, so that the others can go on without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livebind_codegen.description.pointers import key_of
from livebind_codegen.description.reachability import leading_to, references_in
from livebind_codegen.errors import SchemaError
from livebind_codegen.schema.parse import SchemaReader

if TYPE_CHECKING:
    from livebind_codegen.description.model import Description

__all__ = ["unreadable_methods"]


def unreadable_methods(description: Description) -> dict[str, str]:
    """Return why a method of `description` cannot be used, by its name, for each that cannot."""
    broken = {
        reference: problem
        for reference, schema in description.definitions.items()
        if (problem := _problem(description, schema, key_of(reference)))
    }
    broken_for = leading_to(description.definitions, broken)
    unreadable: dict[str, str] = {}
    for method in description.methods:
        for schema, role in ((method.params, "params"), (method.result, "result")):
            if schema is None:
                continue
            problem = _problem(description, schema, f"{method.name}.{role}")
            culprits = (broken_for[one] for one in references_in(schema) if one in broken_for)
            problem = problem or next((broken[one] for one in culprits), "")
            if problem:
                unreadable.setdefault(method.name, problem)
    return unreadable


def _problem(description: Description, schema: object, where: str) -> str:
    """Return what is wrong with a schema, empty if nothing is."""
    try:
        SchemaReader(description.definitions).read(schema, where)
    except SchemaError as error:
        return str(error)
    return ""
