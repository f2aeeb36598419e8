"""Reads what `query-qmp-schema` answers: a list of entities, most of which have numbers for names.

Source: QEMU, "QMP introspection" in the documentation of its QAPI code generator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.description.model import MethodDescription, NotificationDescription
from livebind_codegen.description.pointers import reference_to
from livebind_codegen.dialects.qmp.names import entity_names
from livebind_codegen.errors import SchemaError
from livebind_codegen.json_values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from livebind_codegen.description.model import Schema

__all__ = ["Entities", "read_entities"]

_BUILTINS: Final[Mapping[str, Schema]] = {
    "any": {},
    "bool": {"type": "boolean"},
    "int": {"type": "integer"},
    "null": {"type": "null"},
    "number": {"type": "number"},
    "str": {"type": "string"},
}


class Entities:
    """The entities of a machine, and the schemas that they are."""

    def __init__(self, entities: Mapping[str, dict[str, Any]]) -> None:
        self._entities = entities
        self._names = entity_names(entities)

    def methods(self) -> list[MethodDescription]:
        """Return the commands."""
        return [
            MethodDescription(
                name=name,
                params=self._parameters(entity["arg-type"]),
                result=self._result(entity["ret-type"]),
                deprecated="deprecated" in entity.get("features", ()),
            )
            for name, entity in self._of_kind("command")
        ]

    def notifications(self) -> list[NotificationDescription]:
        """Return the events."""
        return [
            NotificationDescription(name, params=self._parameters(entity["arg-type"]))
            for name, entity in self._of_kind("event")
        ]

    def definitions(self) -> dict[str, Schema]:
        """Return the schemas that others refer to, by their canonical reference."""
        return {
            reference_to(name): self._schema(self._entities[entity], name)
            for entity, name in self._names.items()
        }

    def _of_kind(self, kind: str) -> list[tuple[str, dict[str, Any]]]:
        return sorted(
            (name, one) for name, one in self._entities.items() if one["meta-type"] == kind
        )

    def _parameters(self, name: str) -> Schema | None:
        """Return the schema of what goes with a command or an event, None if nothing does."""
        entity = self._entity(name)
        if "variants" in entity:
            return self._use(name)
        return self._schema(entity, "") if entity.get("members") else None

    def _result(self, name: str) -> Schema | None:
        """Return the schema of a result, None if it is an object without anything in it."""
        entity = self._entity(name)
        is_nothing = entity["meta-type"] == "object" and not entity.get("members")
        return None if is_nothing else self._use(name)

    def _entity(self, name: str) -> dict[str, Any]:
        if name not in self._entities:
            raise SchemaError(f"the schema of the machine refers to {name[:80]!r}, which it lacks")
        return self._entities[name]

    def _use(self, name: str) -> Schema:
        """Return the schema of a value of an entity where it is used."""
        if name in _BUILTINS:
            return dict(_BUILTINS[name])
        if name in self._names:
            return {"$ref": reference_to(self._names[name])}
        entity = self._entity(name)
        return {"type": "array", "items": self._use(entity["element-type"])}

    def _schema(self, entity: Mapping[str, Any], name: str) -> Schema:
        match entity["meta-type"]:
            case "enum":
                return {"type": "string", "enum": list(entity["values"])}
            case "alternate":
                return {"anyOf": [self._use(member["type"]) for member in entity["members"]]}
            case _ if "variants" in entity:
                return self._variants(entity, name)
            case _:
                return self._object(entity["members"], {})

    def _object(self, members: Sequence[Mapping[str, Any]], tags: Mapping[str, Schema]) -> Schema:
        """Return an object of these members, each tag with the schema that it has here."""
        properties: Schema = {}
        for member in members:
            schema = tags.get(member["name"]) or self._use(member["type"])
            if "deprecated" in member.get("features", ()):
                schema = {**schema, "deprecated": True}
            properties[member["name"]] = schema
        required = sorted({one["name"] for one in members if "default" not in one})
        return {
            "type": "object",
            "properties": properties,
            **({"required": required} if required else {}),
        }

    def _variants(self, entity: Mapping[str, Any], name: str) -> Schema:
        """Return one object for each value of the tag: it decides which others are there."""
        tag: str = entity["tag"]
        type_ = next(one["type"] for one in entity["members"] if one["name"] == tag)
        cases: dict[str, str] = {one["case"]: one["type"] for one in entity["variants"]}
        values: list[str] = [*self._entity(type_).get("values", ())]
        plain = [value for value in values if not self._members(cases.get(value))]
        options: list[Schema] = []
        for value in (one for one in values if one not in plain):
            members = [*entity["members"], *self._members(cases[value])]
            options.append(
                {**self._object(members, {tag: {"const": value}}), "title": f"{name} {value}"}
            )
        if plain:
            schema = self._object(entity["members"], {tag: {"type": "string", "enum": plain}})
            options.append({**schema, "title": f"{name} other" if options else name})
        return options[0] if len(options) == 1 else {"oneOf": options}

    def _members(self, name: str | None) -> list[Mapping[str, Any]]:
        return [] if name is None else list(self._entity(name).get("members", ()))


def read_entities(answer: object) -> Entities:
    """Return the entities in the answer of a machine.

    Raises:
        SchemaError: if it is not what QEMU says that it is.
    """
    entities: dict[str, dict[str, Any]] = {}
    for one in answer if is_list(answer) else ():
        if not is_object(one) or not isinstance(one.get("name"), str):
            raise SchemaError("an entity of the machine's schema has no name")
        entities[one["name"]] = one
    try:
        return Entities(entities)
    except (KeyError, TypeError) as error:
        raise SchemaError(f"the machine's schema is not as QEMU describes it ({error})") from None
