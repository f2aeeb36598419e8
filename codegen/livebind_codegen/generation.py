"""The whole way from a description to a folder of files."""

from __future__ import annotations

import hashlib
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from livebind_codegen.description.openrpc import canonical_json, to_document
from livebind_codegen.emit.distribution import emit_project
from livebind_codegen.errors import OutputError, SchemaError, SourceError, UsageProblem
from livebind_codegen.lockfile import (
    LockFile,
    Stamp,
    generator_digest,
    placed,
    read_lock,
    text_digest,
)
from livebind_codegen.naming.package_names import check_package_name
from livebind_codegen.options import PackageOptions
from livebind_codegen.output import Changes, compare_files, write_files
from livebind_codegen.overlay_choice import choose_overlay, edited_copies

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from livebind_codegen.description.model import Description
    from livebind_codegen.overlay_choice import ChosenOverlay
    from livebind_codegen.schema.parse import Notice

__all__ = [
    "DESCRIPTION_FILE",
    "LOCK_FILE",
    "Generated",
    "Order",
    "PackageOptions",
    "generate",
    "order",
    "plan",
]

DESCRIPTION_FILE: Final = "openrpc.json"
LOCK_FILE: Final = "livebind.lock"


@dataclass(frozen=True)
class Order:
    """All that decides what a run writes."""

    description: Description
    document: str
    """Text of the description, as it lies in the package."""
    options: PackageOptions
    overlay: ChosenOverlay
    stamp: Stamp
    lock: LockFile
    """What the last run left behind."""


@dataclass(frozen=True)
class Plan:
    """What a package should hold, and what should lie beside it."""

    files: Mapping[str, str]
    """Text of each file by its path in the package, the lock file included."""
    project_files: Mapping[str, str]
    """Text of each file beside the package."""
    lock: LockFile
    methods: int
    types: int
    overlay: str
    """Where the hand-written modules are from; empty if there are none."""
    notices: tuple[Notice, ...]

    def placed(self, package: str) -> dict[str, str]:
        """Return all files by their path in the folder that holds the package."""
        return placed(package, self.files, self.project_files)


@dataclass(frozen=True)
class Generated:
    """What a run did."""

    folder: Path
    changes: Changes
    methods: int
    types: int
    overlay: str
    """Where the hand-written modules are from; empty if there are none."""
    notices: tuple[Notice, ...]
    """What the types cannot say, or the package does not have; empty if nothing had to be done."""
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
    ordered = order(description, folder, options)
    lock, overlay = ordered.lock, ordered.overlay
    if overlay.is_copy:
        _refuse_lost_copies(folder, lock)
    is_refused = overlay.is_required and not lock.has_overlay
    if lock.stamp == ordered.stamp and not is_refused and _is_intact(output, options.package, lock):
        seconds = time.perf_counter() - start
        origin = overlay.origin if lock.has_overlay else ""
        return Generated(
            folder, Changes(), lock.methods, len(lock.names.names), origin, (), seconds
        )
    planned = plan(ordered)
    files = planned.placed(options.package)
    changes = compare_files(output, files, lock.placed(options.package))
    _refuse_foreign_project(output, planned, lock, changes)
    if changes == Changes(changed=(f"{options.package}/{LOCK_FILE}",)):
        # Another generator wrote the same: it is noted, so that the next run sees it at once.
        if not dry_run:
            write_files(output, files, changes)
        changes = Changes()
    if changes:
        if before_writing is not None:
            before_writing(planned.files)
        if not dry_run:
            write_files(output, files, changes)
    return Generated(
        folder,
        changes.seen_from(options.package),
        planned.methods,
        planned.types,
        planned.overlay,
        planned.notices,
        time.perf_counter() - start,
    )


def order(description: Description, folder: Path, options: PackageOptions) -> Order:
    """Return what is to be done for the package in `folder`, with what an earlier run was told.

    Raises:
        CodegenError: an option means nothing, or the lock file or the overlay cannot be used.
    """
    lock = read_lock(folder / LOCK_FILE)
    kept = PackageOptions.read(lock.stamp.options)
    options = replace(
        options,
        distribution=options.distribution or kept.distribution,
        without_overlay=options.without_overlay
        or (kept.without_overlay and options.overlay is None),
        corrections=(
            (kept.corrections if options.corrections is None else options.corrections) or None
        ),
    )
    options.check_distribution()
    overlay = choose_overlay(
        description, lock, folder, options.overlay, is_unwanted=options.without_overlay
    )
    document = canonical_json(to_document(description))
    said = options.table() | {"overlay": overlay.stamp}
    stamp = Stamp(text_digest(document), generator_digest(), said)
    return Order(description, document, options, overlay, stamp, lock)


def plan(ordered: Order) -> Plan:
    """Return what the package should hold.

    Raises:
        SchemaError: if a schema cannot be honoured.
        UnsafeCodeError: if something would be emitted that may not be.
        UsageProblem: if the overlay is required, and needs what the package does not have.
    """
    # Imported here: a run that finds nothing to do needs none of it.
    from livebind_codegen.api.build import build_api  # noqa: PLC0415 - see above
    from livebind_codegen.api.selection import select  # noqa: PLC0415 - see above
    from livebind_codegen.corrections.applying import corrected  # noqa: PLC0415 - see above
    from livebind_codegen.emit.emit import emit_package  # noqa: PLC0415 - see above
    from livebind_codegen.emit.package import package_places  # noqa: PLC0415 - see above
    from livebind_codegen.naming.renames import check_renames, names_of  # noqa: PLC0415 - see above

    options, lock = ordered.options, ordered.lock
    description, inapplicable = corrected(ordered.description, options.corrections or ())
    chosen = select(description, options.include, options.exclude)
    api = build_api(chosen, lock.names, options.rename)
    known = set(names_of(api))
    if not known.issuperset(options.rename):
        # It may name a part that is left out, maybe because it cannot be honoured.
        with suppress(SchemaError):
            known |= set(names_of(build_api(description, lock.names, options.rename)))
    check_renames(options.rename, known)
    overlay = ordered.overlay.settled(package_places(api))
    files = emit_package(
        api,
        ordered.stamp.description,
        overlays=overlay.overlay.names,
        contract_tests_for=options.package if options.tests else "",
    )
    files |= overlay.overlay.files
    files[DESCRIPTION_FILE] = ordered.document
    project_files: dict[str, str] = {}
    if options.distribution:
        extras = api.client.extras.union(overlay.overlay.purpose.extras)
        project_files = emit_project(description, options, extras, api.client.requirements)
    written = LockFile(
        stamp=ordered.stamp,
        files=_digests(files),
        project_files=_digests(project_files),
        methods=len(chosen.methods),
        names=api.lock,
    )
    files[LOCK_FILE] = written.to_text()
    return Plan(
        files,
        project_files,
        written,
        len(chosen.methods),
        len(api.types),
        overlay.origin,
        (*inapplicable, *overlay.notices, *api.notices),
    )


def _digests(files: Mapping[str, str]) -> dict[str, str]:
    return {path: text_digest(text) for path, text in files.items()}


def _refuse_lost_copies(folder: Path, lock: LockFile) -> None:
    edited, missing = edited_copies(folder, lock)
    if edited or missing:
        raise UsageProblem(
            f"{folder / min(edited | missing)} is not what was put in, and where it came from is "
            "not known: give the overlay again (--overlay FOLDER), or leave it out (--no-overlay)"
        )


def _refuse_foreign_project(output: Path, planned: Plan, lock: LockFile, changes: Changes) -> None:
    foreign = {*planned.project_files}.intersection(changes.changed).difference(lock.project_files)
    if foreign:
        raise OutputError(
            f"{output / min(foreign)} is there already, and livebind did not write it: choose "
            "another folder for the distribution (--output)"
        )


def _is_intact(output: Path, package: str, lock: LockFile) -> bool:
    """Whether each file is as it was written."""
    for path, expected in lock.placed(package).items():
        try:
            content = (output / path).read_bytes()
        except OSError as error:
            if isinstance(error, FileNotFoundError):
                return False
            raise SourceError(f"{output / path} cannot be read ({error.strerror})") from None
        if hashlib.sha256(content).hexdigest() != expected:
            return False
    return True
