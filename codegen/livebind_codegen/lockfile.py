"""The lock file of a generated package: what it was made from, and the names that were given."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.errors import SourceError
from livebind_codegen.json_values import is_object
from livebind_codegen.naming.lock import NameLock

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LockFile", "Stamp", "generator_digest", "read_lock", "text_digest"]

_VERSION: Final = 1
_OPTION_TYPES: Final = {"include": list, "exclude": list, "rename": dict, "tests": bool}
_FORMATTING_PACKAGES: Final = ("black", "datamodel-code-generator", "jinja2")


@dataclass(frozen=True)
class Stamp:
    """All that decides what a run writes."""

    description: str = ""
    """Digest of the description."""
    generator: str = ""
    """Digest of the generator."""
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The options of the package, as JSON."""


@dataclass(frozen=True)
class LockFile:
    """What a run left behind for the next one."""

    stamp: Stamp = field(default_factory=Stamp)
    files: Mapping[str, str] = field(default_factory=dict[str, str])
    """Digest of each file by its path."""
    methods: int = 0
    names: NameLock = field(default_factory=NameLock)

    def to_text(self) -> str:
        """Return the file's text."""
        content = {
            "version": _VERSION,
            "description": self.stamp.description,
            "generator": self.stamp.generator,
            "options": self.stamp.options,
            "files": dict(self.files),
            "methods": self.methods,
            "names": self.names.to_json(),
        }
        return json.dumps(content, indent=1, sort_keys=True) + "\n"


def read_lock(path: Path) -> LockFile:
    """Return the lock file at `path`, an empty one if there is none.

    Raises:
        SourceError: if it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return LockFile()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path} cannot be read ({error})") from None
    try:
        content: Any = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    if not is_object(content) or content.get("version") != _VERSION or _has_odd_path(content):
        raise SourceError(
            f"{path} is no lock file that this version reads: restore it, or delete it to give "
            "all names anew"
        )
    files, options = content.get("files"), content.get("options")
    methods = content.get("methods")
    return LockFile(
        stamp=Stamp(
            description=str(content.get("description", "")),
            generator=str(content.get("generator", "")),
            options=_options(options, path),
        ),
        files=({str(key): str(value) for key, value in files.items()} if is_object(files) else {}),
        methods=methods if isinstance(methods, int) else 0,
        names=NameLock.from_json(content.get("names", {}), str(path)),
    )


def _options(content: object, path: Path) -> dict[str, Any]:
    options = content if is_object(content) else {}
    for key, kind in _OPTION_TYPES.items():
        if not isinstance(options.get(key, kind()), kind):
            raise SourceError(f"{path}: the option {key!r} is broken: restore or delete the file")
    return options


def text_digest(text: str) -> str:
    """Return the SHA-256 of `text`, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _has_odd_path(content: dict[str, Any]) -> bool:
    """Whether a lock file names a file that the generator cannot have written."""
    listed = [content.get(key) for key in ("files", "project_files")]
    paths = [path for files in listed if is_object(files) for path in files]
    return not all(path.isascii() and path.isprintable() for path in paths)


@cache
def generator_digest() -> str:
    """Return the SHA-256 of this generator and of what it formats with."""
    root = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.suffix in {".py", ".jinja2"}:
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    for package in _FORMATTING_PACKAGES:
        digest.update(f"{package} {version(package)}".encode())
    return digest.hexdigest()
