"""What a loader is, and how the right one is found."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Annotated, TypeAlias

from livebind_backend.declarations import About
from livebind_backend.decoding import decode
from livebind_backend.errors import InvalidParamsError
from livebind_backend.files import Files
from livebind_backend.json_values import JsonObject, JsonValue
from livebind_backend.progress import Progress
from livebind_backend.scene.models import Model
from livebind_backend.schema import schema_of
from livebind_backend.validation import violations

__all__ = [
    "EmptyLoaderParams",
    "LoadRequest",
    "Loader",
    "LoaderRegistry",
    "Source",
    "extension_of",
]

EmptyLoaderParams = Annotated[object, About(title="EmptyLoaderParams")]
"""Params of a loader that takes none; it accepts anything and looks at nothing."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be loaded."""

    data: bytes
    """The content of the file or upload."""
    extension: str
    """The type of the content, as in the file name or upload, without dot."""
    path: str = ""
    """Where the content came from, for files that refer to others; empty for an upload."""
    files: Files = field(default_factory=Files)
    """Reads the others."""


LoadRequest: TypeAlias = Callable[[Source, object, Progress], list[Model]]
"""Loads models from a source with typed params; raises `InternalError` for malformed content."""


@dataclass(frozen=True, slots=True)
class Loader:
    """One kind of content that can be loaded."""

    name: str
    """Name in the API."""
    extensions: tuple[str, ...]
    """File name extensions, without dot."""
    params: object
    """Type of its params."""
    load: LoadRequest
    """Does the work."""
    accepts_uploads: bool = True
    """Whether it can load bytes that come with a request."""
    plugin: str = "Core"
    """What brings the loader."""

    def schema(self) -> JsonObject:
        """Derive the schema of the params."""
        return schema_of(self.params)

    def read_params(self, params: JsonValue) -> object:
        """Check the params of a request and give them their type.

        Raises:
            InvalidParamsError: They break the schema.
        """
        details = violations(self.schema(), params)
        if details:
            raise InvalidParamsError("Invalid loader params schema", details)
        return decode(self.params, params)


class LoaderRegistry:
    """All loaders of an instance."""

    def __init__(self, loaders: Iterable[Loader]) -> None:
        self.loaders = tuple(loaders)

    def find(self, name: str, extension: str) -> Loader:
        """Find a loader by its name or, if that is empty, by the extension.

        Raises:
            InvalidParamsError: There is none.
        """
        if name:
            found = [loader for loader in self.loaders if loader.name == name]
            if not found:
                raise InvalidParamsError(f"Invalid loader name: '{name}'")
        else:
            found = [loader for loader in self.loaders if extension in loader.extensions]
            if not found:
                raise InvalidParamsError(f"Unsupported file format: '{extension}'")
        return found[0]


def extension_of(path: str) -> str:
    """Return the extension of a path, lower case without dot; the file's name if it has none."""
    return PurePath(path).suffix.lower().removeprefix(".") or PurePath(path).name
