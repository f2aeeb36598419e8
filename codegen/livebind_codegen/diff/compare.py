"""Compares two descriptions: methods, parameters, results and loaders."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Final

from livebind_codegen.api.build import build_api
from livebind_codegen.description.openrpc import digest, to_document
from livebind_codegen.diff.changes import Change, Direction, Kind, Report, Severity
from livebind_codegen.diff.shape_changes import Difference, Effect, View, differences
from livebind_codegen.schema import shapes
from livebind_codegen.text.identifiers import attribute_name
from livebind_codegen.text.literals import full_title, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from livebind_codegen.api.model import Api, Method, NamedType
    from livebind_codegen.description.model import Description

__all__ = ["compare"]

_BREAKS: Final = {
    Direction.PARAMS: frozenset({Effect.NARROWER, Effect.OTHER, Effect.MISSING}),
    Direction.RESULT: frozenset({Effect.WIDER, Effect.OTHER, Effect.LOST}),
}
_REASONS: Final = {
    (Direction.PARAMS, Effect.WIDER): "what was valid still is",
    (Direction.PARAMS, Effect.OPEN): "what was valid still is",
    (Direction.PARAMS, Effect.NARROWER): "values that were valid may be refused",
    (Direction.PARAMS, Effect.OTHER): "programs that say nothing else get something else",
    (Direction.PARAMS, Effect.MISSING): "programs that do not send it are refused",
    (Direction.RESULT, Effect.WIDER): "replies may hold values that old types refuse",
    (Direction.RESULT, Effect.NARROWER): "replies hold no value that they could not hold before",
    (Direction.RESULT, Effect.OTHER): "replies do not fit old types",
    (Direction.RESULT, Effect.OPEN): "an enum keeps a value that it does not know",
    (Direction.RESULT, Effect.IGNORED): "old types ignore what they do not know",
    (Direction.RESULT, Effect.LOST): "programs that read it find nothing",
}
_PART_REASONS: Final = {
    Kind.LOADER: ("programs that load with it fail", "no program uses it yet"),
    Kind.NOTIFICATION: ("programs that listen to it fail", "no program listens to it yet"),
    Kind.ERROR: ("programs that catch it fail", "programs catch it as a `RemoteError`"),
}
"""Why it breaks programs that a part was removed, and why it does not that one was added."""


def compare(old: Description, new: Description) -> Report:
    """Return what changed from one description to the other.

    Raises:
        SchemaError: if a schema of either cannot be honoured.
    """
    before = build_api(old)
    # Types keep their names, as they do when the package is generated anew.
    after = build_api(new, before.lock)
    found = chain(_method_types(before, after), _part_types(before, after))
    changes = [*_methods(before, after), *_parts(before, after), *_merged(found)]
    has_other_text = digest(to_document(old)) != digest(to_document(new))
    return Report(
        old=full_title(old.title, old.version),
        new=full_title(new.title, new.version),
        changes=tuple(sorted(changes)),
        text_changed=has_other_text,
    )


def _methods(old: Api, new: Api) -> Iterator[Change]:
    before = {method.name: method for method in old.methods}
    after = {method.name: method for method in new.methods}
    same_words = {method.function: method.name for method in new.methods}
    for name in sorted(before.keys() - after.keys()):
        other = same_words.get(before[name].function)
        what = f"was removed; {plain_text(other, 80)} is called alike" if other else "was removed"
        yield _change(before[name], Severity.BREAKING, what, "programs that call it fail")
    for name in sorted(after.keys() - before.keys()):
        yield _change(after[name], Severity.COMPATIBLE, "was added", "no program calls it yet")
    for name in sorted(before.keys() & after.keys()):
        yield from _flags(before[name], after[name])


def _parts(old: Api, new: Api) -> Iterator[Change]:
    """Yield what came and went of all that has a name and is no method."""
    for kind, (lost, found) in _PART_REASONS.items():
        before, after = _names(old, kind), _names(new, kind)
        for names, severity, what, reason in (
            (before.keys() - after.keys(), Severity.BREAKING, "was removed", lost),
            (after.keys() - before.keys(), Severity.COMPATIBLE, "was added", found),
        ):
            for name in sorted(names):
                python = (before | after)[name]
                yield Change(severity, plain_text(name, 80), what, reason, python, (), kind)


def _names(api: Api, kind: Kind) -> dict[str, str]:
    """Return the names of the parts of a kind, and what each is called in Python."""
    match kind:
        case Kind.LOADER:
            return dict.fromkeys(api.loaders, "")
        case Kind.NOTIFICATION:
            return {one.notification: one.name for one in _notifications(api)}
        case _:
            return {error.name: error.name for error in api.errors if error.is_own}


def _notifications(api: Api) -> list[NamedType]:
    return [type_ for type_ in api.types if type_.notification]


def _flags(old: Method, new: Method) -> Iterator[Change]:
    if new.deprecated and not old.deprecated:
        reason = "it still works, and checkers warn"
        yield _change(old, Severity.COMPATIBLE, "is deprecated now", reason)
    if old.deprecated and not new.deprecated:
        reason = "it works as before"
        yield _change(old, Severity.COMPATIBLE, "is no longer deprecated", reason)
    if old.asynchronous != new.asynchronous:
        what = "reports progress now" if new.asynchronous else "reports no progress any more"
        reason = "programs that wait for the result see no difference"
        yield _change(old, Severity.COMPATIBLE, what, reason)
    known = {error.name for error in old.errors}
    for error in new.errors:
        if error.name not in known:
            reason = "it is a `RemoteError`, which programs may meet anyway"
            yield _change(old, Severity.COMPATIBLE, f"declares `{error.name}` now", reason)
    if old.takes_data != new.takes_data:
        what = "takes bytes now" if new.takes_data else "takes no bytes any more"
        yield _change(old, Severity.BREAKING, what, "calls have other arguments")
    if old.returns_data != new.returns_data:
        what = "returns bytes now" if new.returns_data else "returns no bytes any more"
        yield _change(old, Severity.BREAKING, what, "calls return something else")


def _change(method: Method, severity: Severity, what: str, reason: str) -> Change:
    return Change(
        severity=severity,
        subject=method.name,
        what=what,
        reason=reason,
        python=f"{method.function}()",
        methods=(method.name,),
        kind=Kind.METHOD,
    )


@dataclass(frozen=True)
class _Found:
    """A difference, and the innermost named type of the old version around it."""

    kind: Kind
    """What the difference is found in."""
    user: str
    """The name of it."""
    python: str
    """The function or class that it is in Python, empty for a loader."""
    direction: Direction
    difference: Difference
    owner: str
    rest: tuple[str, ...]
    """The path from the owner on."""


def _method_types(old: Api, new: Api) -> Iterator[_Found]:
    after = {method.name: method for method in new.methods}
    for before in old.methods:
        if before.name not in after:
            continue
        other = after[before.name]
        for direction, one, two in (
            (Direction.PARAMS, before.params, other.params),
            (Direction.RESULT, before.result, other.result),
        ):
            view = View(direction, old.graph, new.graph)
            for difference in differences(one, two, view):
                is_params = direction is Direction.PARAMS
                owner, rest = _owner(one, difference, old, has_own_type=not is_params)
                call = f"{before.function}()"
                yield _Found(Kind.METHOD, before.name, call, direction, difference, owner, rest)


def _part_types(old: Api, new: Api) -> Iterator[_Found]:
    pairs: list[tuple[Kind, str, str, Direction, shapes.Shape | None, shapes.Shape | None]] = [
        (Kind.LOADER, name, "", Direction.PARAMS, shape, new.loaders[name])
        for name, shape in old.loaders.items()
        if name in new.loaders
    ]
    events = {one.notification: one.shape for one in _notifications(new)}
    pairs += [
        (Kind.NOTIFICATION, one.notification, one.name, Direction.RESULT, one.shape, events[name])
        for one in _notifications(old)
        if (name := one.notification) in events
    ]
    errors = {error.name: error.data for error in new.errors}
    pairs += [
        (Kind.ERROR, error.name, error.name, Direction.RESULT, error.data, errors[error.name])
        for error in old.errors
        if error.name in errors
    ]
    for kind, name, python, direction, one, two in pairs:
        for difference in differences(one, two, View(direction, old.graph, new.graph)):
            has_own_type = kind is not Kind.NOTIFICATION
            owner, rest = _owner(one, difference, old, has_own_type=has_own_type)
            yield _Found(kind, name, python, direction, difference, owner, rest)


def _owner(
    root: shapes.Shape | None, difference: Difference, api: Api, *, has_own_type: bool
) -> tuple[str, tuple[str, ...]]:
    """Return the innermost type around a difference that has a name, and the path from there.

    `has_own_type` is False for parameters, which a caller gives to the function one by one.
    """
    path = difference.path
    owner, rest = "", path
    shape = root
    last = len(path) - 1 if difference.is_of_property else len(path)
    for index in range(last + 1):
        while isinstance(shape, shapes.Nullable):
            shape = shape.shape
        if shape is not None and api.has_name(shape) and (index or has_own_type):
            owner, rest = api.name_of(shape), path[index:]
        if index < len(path):
            shape = _step(None if shape is None else api.graph.resolved(shape), path[index])
    return owner, rest


def _step(shape: shapes.Shape | None, name: str) -> shapes.Shape | None:
    match shape:
        case shapes.Object(properties=properties, free=free):
            return next((one.shape for one in properties if one.name == name), free)
        case shapes.Array(items=item) | shapes.Mapping(values=item):
            return item
        case shapes.Tuple(items=(item, *_)) | shapes.OpenTuple(items=(item, *_)):
            return item
        case _:
            return None


def _merged(found: Iterator[_Found]) -> Iterator[Change]:
    """Yield one change for each place of a type, however many methods use the type."""
    groups: dict[Change, set[str]] = {}
    for one in found:
        place = ".".join(plain_text(name, 60) for name in one.rest)
        label = f"{place} " if place else ""
        direction = "" if one.owner else f"{one.direction.value}: "
        change = Change(
            severity=_severity(one.difference.effect, one.direction),
            subject=one.owner or one.user,
            what=f"{direction}{label}{one.difference.what}",
            reason=_REASONS[one.direction, one.difference.effect],
            python=_python(one),
            methods=(),
            kind=Kind.TYPE if one.owner else one.kind,
        )
        groups.setdefault(change, set()).add(one.user)
    for change, users in groups.items():
        yield replace(change, methods=tuple(sorted(users)))


def _severity(effect: Effect, direction: Direction) -> Severity:
    return Severity.BREAKING if effect in _BREAKS[direction] else Severity.COMPATIBLE


def _python(found: _Found) -> str:
    names = [attribute_name(name) for name in found.rest if name not in {"[]", "{}"}]
    if found.owner:
        return ".".join([found.owner, *names[:1]])
    if found.kind is not Kind.METHOD:
        return ".".join([found.python, *names[:1]])
    if found.direction is Direction.RESULT or not names:
        return found.python
    return f"{found.python[:-1]}{names[0]}=...)"
