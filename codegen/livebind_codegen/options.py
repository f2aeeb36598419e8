"""What a package should be like: one form for the command line, settings and the lock file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.corrections.model import Correction, is_correction
from livebind_codegen.errors import UsageProblem
from livebind_codegen.json_values import is_list, is_object
from livebind_codegen.text.literals import plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["PackageOptions", "is_sound_option"]

_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9._-]{0,80}[a-z0-9])?", re.IGNORECASE)


@dataclass(frozen=True)
class PackageOptions:
    """What a package should be like."""

    package: str = ""
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
    """Folder of hand-written modules that become part of the package; None for those that it had,
    or those of livebind's own that fit."""
    without_overlay: bool = False
    """Whether there shall be no hand-written modules, now and later."""
    distribution: str = ""
    """Name of the project that makes the package installable; empty for what it was before."""
    corrections: tuple[Correction, ...] | None = None
    """What is different from what the description says; None for what it was before."""

    def table(self) -> dict[str, Any]:
        """Return the options as JSON or TOML; the inverse of `read`.

        Package and overlay are not in it, which are said where the table is.
        """
        table: dict[str, Any] = {
            "distribution": self.distribution,
            "include": list(self.include),
            "exclude": list(self.exclude),
            "tests": self.tests,
            "rename": dict(self.rename),
            "overlay": False if self.without_overlay else None,
        }
        if self.corrections is not None:
            table["corrections"] = [one.to_json() for one in self.corrections]
        return table

    @classmethod
    def read(
        cls, table: Mapping[str, Any], package: str = "", overlay: Path | None = None
    ) -> PackageOptions:
        """Return the options in a table whose entries are sound."""
        return cls(
            package=package,
            include=tuple(table.get("include", ())),
            exclude=tuple(table.get("exclude", ())),
            rename=table.get("rename", {}),
            tests=table.get("tests", False),
            overlay=overlay,
            without_overlay=table.get("overlay") is False,
            distribution=table.get("distribution", ""),
            corrections=(
                tuple(Correction(one["at"], one["change"]) for one in table["corrections"])
                if "corrections" in table
                else None
            ),
        )

    def settings(self) -> dict[str, Any]:
        """Return what `[tool.livebind]` says of the package, in the folder that holds it."""
        # Corrections may hold null, which TOML does not have: the lock file keeps them.
        table = replace(self, corrections=None).table()
        said = {key: value for key, value in table.items() if value}
        no_overlay = {"overlay": False} if self.without_overlay else {}
        return {"package": self.package, "output": ".", **said, **no_overlay}

    def check_distribution(self) -> None:
        """Check that a project that needs livebind may have the name.

        Raises:
            UsageProblem: it may not.
        """
        name = self.distribution
        is_name = bool(_NAME.fullmatch(name)) and re.sub(r"[-_.]+", "-", name).lower() != "livebind"
        if name and not is_name:
            raise UsageProblem(
                f"{plain_text(name, 80)!r} cannot be the name of a distribution: use letters, "
                "digits, '-', '_' and '.', and not 'livebind'"
            )


def is_sound_option(key: str, value: object) -> bool:
    """Whether an entry of a table is one that `PackageOptions.read` takes, the overlay aside."""
    if key in {"include", "exclude"}:
        return is_list(value) and all(isinstance(item, str) for item in value)
    if key == "corrections":
        return is_list(value) and all(map(is_correction, value))
    if key == "tests":
        return isinstance(value, bool)
    if key == "distribution":
        return isinstance(value, str)
    if key != "rename" or not is_object(value):
        return False
    return all(isinstance(name, str) for name in value.values())
