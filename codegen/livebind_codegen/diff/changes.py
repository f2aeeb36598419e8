"""Changes between two descriptions, and what they mean for programs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Change", "Direction", "Group", "Kind", "Report", "Severity", "Verdict", "grouped"]


class Severity(StrEnum):
    """Whether a program written for the old version goes on working."""

    BREAKING = "breaking"
    COMPATIBLE = "compatible"


class Kind(StrEnum):
    """What changed."""

    METHOD = "method"
    LOADER = "loader"
    NOTIFICATION = "notification"
    ERROR = "error"
    TYPE = "type"


class Direction(StrEnum):
    """Which way a value goes.

    Parameters are contravariant: a backend that takes more breaks nothing. Results are covariant:
    one that answers more than the old types can read does.
    """

    PARAMS = "parameters"
    RESULT = "result"


class Verdict(StrEnum):
    """The part of a semantic version that must rise."""

    NONE = "none"
    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"


@dataclass(frozen=True, order=True)
class Change:
    """One change."""

    severity: Severity
    subject: str
    """Name of what changed, in the old version."""
    what: str
    """What changed, in words."""
    reason: str
    """Why it breaks programs or does not."""
    python: str
    """Where it hits the generated package."""
    methods: tuple[str, ...]
    """The methods concerned, sorted."""
    kind: Kind

    @property
    def label(self) -> str:
        """What changed: names of methods and types say themselves what they are."""
        is_known = self.kind in {Kind.METHOD, Kind.TYPE}
        return self.subject if is_known else f"{self.kind} {self.subject}"


@dataclass(frozen=True)
class Group:
    """Changes that differ in nothing but what changed; most are one alone."""

    changes: tuple[Change, ...]

    @property
    def label(self) -> str:
        """What changed, or how many of what."""
        first, *others = self.changes
        return f"{len(self.changes)} {first.kind}s" if others else first.label


def grouped(changes: Iterable[Change]) -> list[Group]:
    """Put together what repeats, each group where its first change stands."""
    groups: dict[tuple[str, ...], list[Change]] = {}
    for one in changes:
        groups.setdefault((one.severity, one.kind, one.what, one.reason), []).append(one)
    return [Group(tuple(group)) for group in groups.values()]


@dataclass(frozen=True)
class Report:
    """All changes between two descriptions."""

    old: str
    """Title and version of the old backend."""
    new: str
    changes: tuple[Change, ...]
    """Breaking ones first."""
    text_changed: bool
    """Whether descriptions or defaults in words differ although no type does."""

    @property
    def breaking(self) -> tuple[Change, ...]:
        """The changes that break programs."""
        return tuple(one for one in self.changes if one.severity is Severity.BREAKING)

    @property
    def compatible(self) -> tuple[Change, ...]:
        """The changes that do not."""
        return tuple(one for one in self.changes if one.severity is Severity.COMPATIBLE)

    @property
    def verdict(self) -> Verdict:
        """How much the version of the generated package must rise."""
        if self.breaking:
            return Verdict.MAJOR
        if self.compatible:
            return Verdict.MINOR
        return Verdict.PATCH if self.text_changed else Verdict.NONE
