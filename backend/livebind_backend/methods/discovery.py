"""Methods by which an instance describes itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from livebind_backend import BRAYNS_VERSION, REVISION
from livebind_backend.calls import Call
from livebind_backend.declarations import About
from livebind_backend.method import Method
from livebind_backend.registry import Registry
from livebind_backend.typed_method import MethodGroup

__all__ = ["discovery_methods"]


@dataclass(frozen=True)
class SchemaParams:
    """Which method to describe."""

    endpoint: Annotated[str, About("Method to describe")]


@dataclass(frozen=True)
class SchemaResult:
    """Description of a method."""

    async_: Annotated[
        bool, About("Whether it reports progress and can be cancelled", read_only=True)
    ]
    deprecated: Annotated[bool, About("Whether it is going to disappear", read_only=True)]
    description: Annotated[str, About("What it does", read_only=True)]
    plugin: Annotated[str, About("What brings it", read_only=True)]
    title: Annotated[str, About("Its name", read_only=True)]
    params: Annotated[
        dict[str, object] | None,
        About("Schema of what it takes", read_only=True, title="JsonSchema"),
    ] = None
    returns: Annotated[
        dict[str, object] | None,
        About("Schema of what it gives back", read_only=True, title="JsonSchema"),
    ] = None


@dataclass(frozen=True)
class VersionMessage:
    """Version of an instance."""

    major: Annotated[int, About("Grows with changes that break clients", read_only=True)]
    minor: Annotated[int, About("Grows with additions", read_only=True)]
    patch: Annotated[int, About("Grows with corrections", read_only=True)]
    revision: Annotated[str, About("Where the sources stood", read_only=True)]


def discovery_methods(registry: Registry) -> Sequence[Method]:
    """Make the methods that describe what a registry holds."""
    group = MethodGroup()

    @group.add("registry")
    def names(_call: Call) -> list[str]:
        """List the names of all methods."""
        return registry.names()

    @group.add("schema")
    def schema(_call: Call, params: SchemaParams) -> SchemaResult:
        """Describe one method: what it takes and what it gives back."""
        method = registry.get(params.endpoint)
        accepted, returned = method.params_schema(), method.returns_schema()
        return SchemaResult(
            async_=method.asynchronous,
            deprecated=method.deprecated,
            description=method.description,
            plugin=method.plugin,
            title=method.name,
            params=None if accepted is None else dict(accepted),
            returns=None if returned is None else dict(returned),
        )

    @group.add("get-version")
    def version(_call: Call) -> VersionMessage:
        """Tell the version of the instance."""
        major, minor, patch = BRAYNS_VERSION
        return VersionMessage(major, minor, patch, REVISION)

    return group.methods
