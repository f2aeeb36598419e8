"""Small descriptions, for tests that need no real backend."""

from __future__ import annotations

from typing import Any, TypeAlias

from livebind_codegen.description.model import (
    CancellationDescription,
    Description,
    LoaderDescription,
    MethodDescription,
    VersionMethod,
)

__all__ = ["NUMBER", "VECTOR", "Json", "describe", "method", "object_schema", "small_description"]

Json: TypeAlias = Any
"""Any JSON, right or wrong: what is in it is what the test is about."""

NUMBER: dict[str, Any] = {"type": "number"}
VECTOR: dict[str, Any] = {"type": "array", "items": NUMBER, "minItems": 3, "maxItems": 3}


def object_schema(
    properties: dict[str, Any], required: tuple[str, ...] = (), title: str = ""
) -> dict[str, Any]:
    """Return the schema of an object without other properties."""
    schema: dict[str, Any] = {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    if required:
        schema["required"] = list(required)
    return {**schema, "title": title} if title else schema


def method(name: str, params: Json = None, result: Json = None, **rest: Json) -> MethodDescription:
    """Return the description of a method."""
    return MethodDescription(name, f"Do {name}.", rest.pop("group", "Core"), params, result, **rest)


def describe(*methods: MethodDescription, **rest: Json) -> Description:
    """Return the description of a backend with these methods."""
    ordered = tuple(sorted(methods, key=lambda one: one.name))
    return Description("Test", "1.2.3", "test", ordered, **rest)


def small_description(version: str = "1.2.3") -> Description:
    """Return a backend with a bit of everything, in the dialect of Brayns 3."""
    view = object_schema(
        {
            "position": {**VECTOR, "description": "Where the camera is"},
            "fovY": {"type": "number", "minimum": 0, "maximum": 180, "default": 45},
            "kind": {"type": "string", "enum": ["free", "fixed"]},
            "id": {"type": "integer", "readOnly": True},
        },
        ("id", "position"),
        "View",
    )
    cancellation = CancellationDescription("cancel", "id", 20)
    return Description(
        "Test",
        version,
        "test",
        (
            method("cancel", object_schema({"id": {"type": ["integer", "string"]}}, ("id",))),
            method("get-camera-view", None, view),
            method("get-version", None, object_schema({"major": {"type": "integer"}}, ("major",))),
            method("old-thing", None, None, deprecated=True),
            method(
                "render",
                object_schema({"view": view, "async": {"type": "boolean"}}),
                object_schema({"size": {"type": "integer", "minimum": 0}}, ("size",), "Picture"),
                asynchronous=True,
                returns_data=True,
                cancellation=cancellation,
            ),
            method("set-camera-view", view, None),
            method("upload", object_schema({"name": {"type": "string"}}), None, takes_data=True),
        ),
        loaders=(
            LoaderDescription(
                "mesh file",
                "Core",
                ("obj",),
                takes_data=True,
                params=object_schema({"scale": NUMBER}, (), "MeshParameters"),
            ),
        ),
        version_method=VersionMethod("get-version", ("major",)),
    )
