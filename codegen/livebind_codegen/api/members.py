"""Attributes of classes and members of enums, with their names in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livebind_codegen.api.model import Attribute
from livebind_codegen.errors import NameConflictError
from livebind_codegen.schema import shapes
from livebind_codegen.text.identifiers import (
    attribute_name,
    constant_name,
    is_attribute_name,
    is_value_name,
)
from livebind_codegen.text.literals import plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from livebind_codegen.naming.lock import LockedName

__all__ = ["attributes_of", "check_distinct", "member_names", "members_of"]


def member_names(shape: shapes.Shape, locked: LockedName | None) -> dict[str, str]:
    """Return the attribute for each property, or the constant for each value: as before, if any."""
    match shape:
        case shapes.Object(properties=properties):
            found = {one.name: attribute_name(one.name) for one in properties}
        case shapes.Enumeration(members=members):
            found = _constants([one.value for one in members])
        case _:
            found = dict[str, str]()
    is_name = is_attribute_name if isinstance(shape, shapes.Object) else _is_constant_name
    kept = dict[str, str]() if locked is None else locked.members
    return found | {key: name for key, name in kept.items() if key in found and is_name(name)}


def _constants(values: Sequence[str]) -> dict[str, str]:
    """Return the constant for each value; of those that differ in case alone, with a word for it.

    The one in small letters, or else the first, has none: `APPLICATION`, `APPLICATION_CAPITALIZED`.
    """
    found = {value: constant_name(value) for value in values}
    plain: dict[str, str] = {}
    for value in sorted(values, key=lambda one: not one.islower()):
        plain.setdefault(value.casefold(), value)
    for value in values:
        first = plain[value.casefold()]
        if value != first and found[value] == found[first]:
            found[value] += "_UPPER" if value.isupper() else "_CAPITALIZED"
    return found


def _is_constant_name(name: str) -> bool:
    return is_value_name(name.lower())


def attributes_of(
    shape: shapes.Object,
    owner: str,
    tag: tuple[str, str] | None,
    renames: Mapping[str, str],
    names: Mapping[str, str],
) -> tuple[Attribute, ...]:
    """Return the attributes of class `owner`, required ones first, without the tag.

    `names` are those of `member_names`, which `renames` replace.

    Raises:
        NameConflictError: if two of them would have one name.
    """
    attributes = [
        Attribute(
            name=_chosen(names[property_.name], f"{owner}.{property_.name}", renames),
            wire_name=property_.name,
            shape=property_.shape,
            required=property_.required,
            documentation=property_.documentation,
        )
        for property_ in shape.properties
        if tag is None or property_.name != tag[0]
    ]
    check_distinct({one.wire_name: one.name for one in attributes}, f"properties of {owner}", owner)
    return tuple(sorted(attributes, key=lambda one: (not one.required, one.name)))


def members_of(
    shape: shapes.Enumeration,
    owner: str,
    renames: Mapping[str, str],
    names: Mapping[str, str],
) -> tuple[tuple[str, shapes.Member], ...]:
    """Return the members of enum `owner` with their names, in the order of the schema.

    Raises:
        NameConflictError: if two of them would have one name.
    """
    members: list[tuple[str, shapes.Member]] = []
    for member in shape.members:
        key = f"{owner}.{member.value}"
        name = renames.get(key, names[member.value]).lower()
        members.append((_valid(name, key).upper(), member))
    check_distinct({member.value: name for name, member in members}, f"values of {owner}", owner)
    return tuple(members)


def check_distinct(names: Mapping[str, str], what: str, owner: str) -> None:
    """Check that no two wire names share a Python name.

    Raises:
        NameConflictError: if two do; both are named.
    """
    seen: dict[str, str] = {}
    for wire_name, name in names.items():
        if name in seen:
            first, second = (plain_text(repr(one), 80) for one in (seen[name], wire_name))
            key = plain_text(f"{owner}.{wire_name}" if owner else wire_name, 80)
            raise NameConflictError(
                f"{what}: {first} and {second} would both be called {name!r}: "
                f"give {key!r} another name in [tool.livebind.rename]"
            )
        seen[name] = wire_name


def _chosen(name: str, key: str, renames: Mapping[str, str]) -> str:
    if key not in renames:
        return name
    chosen = _valid(renames[key], key)
    if not is_attribute_name(chosen):
        raise NameConflictError(
            f"{plain_text(key, 80)} cannot be renamed to {chosen!r}: classes use that name"
        )
    return chosen


def _valid(name: str, key: str) -> str:
    if not is_value_name(name):
        raise NameConflictError(
            f"{plain_text(key, 80)} cannot be renamed to {plain_text(name, 80)!r}: no plain name"
        )
    return name
