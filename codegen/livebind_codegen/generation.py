"""The whole way from a description to a folder of files."""

from __future__ import annotations

import hashlib
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.description.openrpc import canonical_json, to_document
from livebind_codegen.discovery.conplyent import CONPLYENT
from livebind_codegen.errors import SchemaError, SourceError
from livebind_codegen.lockfile import LockFile, Stamp, generator_digest, read_lock, text_digest
from livebind_codegen.naming.package_names import check_package_name
from livebind_codegen.output import Changes, compare_files, write_files
from livebind_codegen.overlay import Overlay, read_overlay

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from livebind_codegen.description.model import Description
    from livebind_codegen.schema.parse import Notice

__all__ = [
    "DESCRIPTION_FILE",
    "LOCK_FILE",
    "Generated",
    "PackageOptions",
    "generate",
    "plan",
]

DESCRIPTION_FILE: Final = "openrpc.json"
LOCK_FILE: Final = "livebind.lock"


@dataclass(frozen=True)
class PackageOptions:
    """What a package should be like."""

    package: str
    """Name of the package."""
    include: tuple[str, ...] = ()
    """Globs of methods or plugins to generate; empty for all."""
    exclude: tuple[str, ...] = ()
    """Globs of methods or plugins to leave out."""
    rename: Mapping[str, str] = field(default_factory=dict[str, str])
    """Names of one's own: of types, methods, properties or values, as the README tells."""
    tests: bool = False
    """Whether the package gets a module of contract tests."""
    overlay: Path | None = None
    """Folder of hand-written modules that become part of the package."""

    def stamped(self, overlay: Overlay) -> dict[str, Any]:
        """Return the options as JSON, with a digest of the overlay's content."""
        content = "".join(f"{path}\0{text}\0" for path, text in sorted(overlay.files.items()))
        return {
            "include": list(self.include),
            "exclude": list(self.exclude),
            "rename": dict(self.rename),
            "tests": self.tests,
            "overlay": text_digest(content) if content else "",
        }


@dataclass(frozen=True)
class Plan:
    """What a package should hold."""

    files: Mapping[str, str]
    """Text of each file by its path in the package, the lock file included."""
    lock: LockFile
    methods: int
    types: int
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class Generated:
    """What a run did."""

    folder: Path
    changes: Changes
    methods: int
    types: int
    notices: tuple[Notice, ...]
    """What the types cannot say; empty if nothing had to be done."""
    seconds: float


def generate(
    description: Description,
    output: Path,
    options: PackageOptions,
    before_writing: Callable[[Mapping[str, str]], None] | None = None,
    *,
    dry_run: bool = False,
) -> Generated:
    """Write the package for `description` into a folder of its name in `output`.

    `before_writing` is called with the files if there is anything to change; what it raises stops
    the run with nothing written. A dry run writes nothing anyway.

    Raises:
        CodegenError: of any kind; then nothing was written.
    """
    start = time.perf_counter()
    check_package_name(options.package)
    folder = output / options.package
    lock = read_lock(folder / LOCK_FILE)
    overlay = read_overlay(options.overlay)
    document_text = canonical_json(to_document(description))
    stamp = Stamp(text_digest(document_text), generator_digest(), options.stamped(overlay))
    if lock.stamp == stamp and _is_intact(folder, lock):
        seconds = time.perf_counter() - start
        return Generated(folder, Changes(), lock.methods, len(lock.names.names), (), seconds)
    planned = plan(description, options, lock, overlay)
    changes = compare_files(folder, planned.files, lock.files)
    if changes == Changes(changed=(LOCK_FILE,)):
        # Another generator wrote the same: it is noted, so that the next run sees it at once.
        if not dry_run:
            write_files(folder, planned.files, changes)
        changes = Changes()
    if changes:
        if before_writing is not None:
            before_writing(planned.files)
        if not dry_run:
            write_files(folder, planned.files, changes)
    return Generated(
        folder,
        changes,
        planned.methods,
        planned.types,
        planned.notices,
        time.perf_counter() - start,
    )


def plan(
    description: Description, options: PackageOptions, lock: LockFile, overlay: Overlay
) -> Plan:
    """Return what the package for `description` should hold, with the names of `lock` kept.

    Raises:
        SchemaError: if a schema cannot be honoured.
        UnsafeCodeError: if something would be emitted that may not be.
    """
    # Imported here: a run that finds nothing to do needs none of it.
    from livebind_codegen.api.build import build_api  # noqa: PLC0415 - see above
    from livebind_codegen.api.selection import select  # noqa: PLC0415 - see above
    from livebind_codegen.emit.emit import emit_package  # noqa: PLC0415 - see above
    from livebind_codegen.naming.renames import check_renames, names_of  # noqa: PLC0415 - see above

    document_text = canonical_json(to_document(description))
    chosen = select(description, options.include, options.exclude)
    digest = text_digest(document_text)
    types = 0
    names = lock.names
    if chosen.protocol == CONPLYENT:
        from livebind_codegen.emit.commands import emit_commands  # noqa: PLC0415 - see above

        check_renames(options.rename, {method.name for method in description.methods})
        files, notices = emit_commands(chosen, digest, options.rename, overlay.names)
    else:
        api = build_api(chosen, lock.names, options.rename)
        known = set(names_of(api))
        if not known.issuperset(options.rename):
            # It may name a part that is left out, maybe because it cannot be honoured.
            with suppress(SchemaError):
                known |= set(names_of(build_api(description, lock.names, options.rename)))
        check_renames(options.rename, known)
        files = emit_package(
            api,
            digest,
            overlays=overlay.names,
            contract_tests_for=options.package if options.tests else "",
        )
        types, names, notices = len(api.types), api.lock, api.notices
    files |= overlay.files
    files[DESCRIPTION_FILE] = document_text
    written = LockFile(
        stamp=Stamp(digest, generator_digest(), options.stamped(overlay)),
        files={path: text_digest(text) for path, text in files.items()},
        methods=len(chosen.methods),
        names=names,
    )
    files[LOCK_FILE] = written.to_text()
    return Plan(files, written, len(chosen.methods), types, notices)


def _is_intact(folder: Path, lock: LockFile) -> bool:
    """Whether each file is as it was written."""
    for path, expected in lock.files.items():
        try:
            content = (folder / path).read_bytes()
        except OSError as error:
            if isinstance(error, FileNotFoundError):
                return False
            raise SourceError(f"{folder / path} cannot be read ({error.strerror})") from None
        if hashlib.sha256(content).hexdigest() != expected:
            return False
    return True
