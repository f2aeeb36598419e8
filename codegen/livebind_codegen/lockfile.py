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
from livebind_codegen.options import is_sound_option

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LockFile", "Stamp", "generator_digest", "placed", "read_lock", "text_digest"]

_PROJECT_FILES: Final = frozenset({"README.md", "pyproject.toml"})
"""What a run may write beside a package, and nothing else."""
_VERSION: Final = 1
_FORMATTING_PACKAGES: Final = ("datamodel-code-generator", "jinja2", "ruff")


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
    project_files: Mapping[str, str] = field(default_factory=dict[str, str])
    """Likewise of the files beside the package, which make it installable."""
    methods: int = 0
    names: NameLock = field(default_factory=NameLock)

    @property
    def has_overlay(self) -> bool:
        """Whether hand-written modules were put into the package."""
        return any(path.startswith("overlay/") for path in self.files)

    def placed(self, package: str) -> dict[str, str]:
        """Return all digests by the path of the file in the folder that holds the package."""
        return placed(package, self.files, self.project_files)

    def to_text(self) -> str:
        """Return the file's text."""
        content = {
            "version": _VERSION,
            "description": self.stamp.description,
            "generator": self.stamp.generator,
            "options": self.stamp.options,
            "files": dict(self.files),
            "project_files": dict(self.project_files),
            "methods": self.methods,
            **self.names.to_json(),
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
    methods = content.get("methods")
    return LockFile(
        stamp=Stamp(
            description=str(content.get("description", "")),
            generator=str(content.get("generator", "")),
            options=_options(content.get("options"), path),
        ),
        files=_digests(content.get("files")),
        project_files={
            name: digest
            for name, digest in _digests(content.get("project_files")).items()
            if name in _PROJECT_FILES
        },
        methods=methods if isinstance(methods, int) else 0,
        names=NameLock.from_json(content, str(path)),
    )


def _digests(content: object) -> dict[str, str]:
    return {str(key): str(value) for key, value in content.items()} if is_object(content) else {}


def _options(content: object, path: Path) -> dict[str, Any]:
    options = dict(content) if is_object(content) else {}
    if isinstance(options.get("overlay"), str):
        # livebind 0.1.0 kept the digest alone, and nothing of its own accord.
        digest = options["overlay"]
        options["overlay"] = {"name": "", "digest": digest} if digest else None
    is_sound = {
        key: is_sound_option(key, value) for key, value in options.items() if key != "overlay"
    }
    is_sound["overlay"] = _is_overlay(options.get("overlay"))
    for key, sound in is_sound.items():
        if not sound:
            raise SourceError(f"{path}: the option {key!r} is broken: restore or delete the file")
    return options


def _is_overlay(value: object) -> bool:
    """Whether a lock file may keep `value` about the overlay."""
    if is_object(value):
        return all(isinstance(value.get(key), str) for key in ("name", "digest"))
    return value is None or value is False


def placed(
    package: str, files: Mapping[str, str], project_files: Mapping[str, str]
) -> dict[str, str]:
    """Return what is known about the files in a package, and beside it, by their path there."""
    return {f"{package}/{path}": one for path, one in files.items()} | dict(project_files)


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
    """Return the SHA-256 of this generator, without its overlays, and of what it formats with."""
    root = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.suffix in {".py", ".pyi", ".jinja2"} and root / "overlays" not in path.parents:
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    for package in _FORMATTING_PACKAGES:
        digest.update(f"{package} {version(package)}".encode())
    return digest.hexdigest()
