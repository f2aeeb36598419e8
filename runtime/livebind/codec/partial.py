"""Values that do not fit their type, read as far as they do, with each place where they do not.

What fits is of its type. What does not is the JSON value as it came, in its place: text where a
number was promised, None for a list. A property that must be there and is not is `UNSET`. So
nothing that was sent is lost, and nothing is made up.
"""

from __future__ import annotations

from types import UnionType
from typing import Annotated, Any, NamedTuple, TypeGuard, Union, get_args, get_origin

import msgspec
from msgspec import UNSET

from livebind.codec.encoding import split_path
from livebind.codec.integers import convert_leniently
from livebind.codec.json_type import JsonType
from livebind.codec.union_option import UnionOption, alternatives, nearest_option

__all__ = ["Contradiction", "PartialReader"]


class Contradiction(NamedTuple):
    """A place where a value is not what its type says."""

    path: str
    """Where it is, such as `$.items[2].label`."""
    problem: str
    """What was expected there, and what came."""


class PartialReader:
    """Reads one value, and takes note of all that does not fit."""

    def __init__(self) -> None:
        self.contradictions: list[Contradiction] = []
        """What does not fit, in the order of the value."""

    def read(self, kind: Any, value: object, path: str = "$") -> Any:  # noqa: ANN401 - any type
        """Return what of JSON value `value` fits type `kind`."""
        try:
            return convert_leniently(value, kind)
        except msgspec.ValidationError as error:
            problem, where = split_path(error)
        count = len(self.contradictions)
        found = self.read_parts(kind, value, path)
        if len(self.contradictions) == count:  # it is no part that is wrong
            self._note(path + where[1:], problem)
        return found

    def read_parts(self, kind: Any, value: object, path: str) -> Any:  # noqa: ANN401 - as above
        """Return what fits of a value that does not fit as a whole."""
        plain = get_args(kind)[0] if get_origin(kind) is Annotated else kind
        plain = getattr(plain, "__supertype__", plain)
        if get_origin(plain) in {Union, UnionType}:
            option = nearest_option([UnionOption(one) for one in alternatives(plain)], value)
            return value if option is None else self.read_parts(option.kind, value, path)
        if isinstance(plain, type) and issubclass(plain, JsonType):
            return plain.from_json_in_part(value, self, path)
        if isinstance(plain, type) and issubclass(plain, msgspec.Struct) and _is_object(value):
            return plain(**self.read_object(plain, value, path))
        return self._read_container(kind, plain, value, path)

    def read_object(
        self, struct: type[msgspec.Struct], value: dict[str, Any], path: str
    ) -> dict[str, Any]:
        """Return what an object holds of the properties of a class, by their attributes.

        A required one that is missing is `UNSET`; an optional one that is missing is left out.
        """
        found: dict[str, Any] = {}
        config = struct.__struct_config__
        if config.tag_field and value.get(config.tag_field, config.tag) != config.tag:
            self._note(f"{path}.{config.tag_field}", f"Expected `{config.tag}`")
        for field in msgspec.structs.fields(struct):
            name = field.encode_name
            if name in value:
                found[field.name] = self.read(field.type, value[name], f"{path}.{name}")
            elif field.required:
                found[field.name] = UNSET
                self._note(f"{path}.{name}", "Object missing required field")
        return found

    def _read_container(
        self, kind: Any, plain: Any, value: object, path: str  # noqa: ANN401 - as above
    ) -> Any:  # noqa: ANN401 - as above
        """Return a list, tuple or dict of what fits, and anything else as it is."""
        origin, items = get_origin(plain), get_args(plain)
        if origin is dict and _is_object(value):
            self._check_size(kind, dict, value, path)
            return {name: self.read(items[1], one, f"{path}.{name}") for name, one in value.items()}
        if origin not in {list, tuple} or not _is_array(value):
            return value
        is_fixed = origin is tuple and ... not in items and not _is_open(items)
        shell: Any = tuple
        self._check_size(kind, shell[(Any,) * len(items)] if is_fixed else list, value, path)
        kinds = _kinds_of_items(items, len(value), is_fixed=is_fixed)
        found = [
            self.read(one, item, f"{path}[{index}]")
            for index, (one, item) in enumerate(zip(kinds, value, strict=True))
        ]
        return tuple(found) if origin is tuple else found

    def _check_size(
        self, kind: Any, shell: Any, value: object, path: str  # noqa: ANN401 - as above
    ) -> None:
        """Take note if a container has too few or too many items, whatever they are."""
        limits = get_args(kind)[1:] if get_origin(kind) is Annotated else ()
        limited: Any = Annotated[(shell, *limits)] if limits else shell
        try:
            msgspec.convert(value, limited)
        except msgspec.ValidationError as error:
            self._note(path, split_path(error)[0])

    def _note(self, path: str, problem: str) -> None:
        self.contradictions.append(Contradiction(path, problem))


def _kinds_of_items(items: tuple[Any, ...], count: int, *, is_fixed: bool) -> list[Any]:
    """Return the type of each item of an array that is `count` long."""
    if is_fixed:
        return [*items, *[Any] * count][:count]
    if _is_open(items):
        return [*items[:-1], *[get_args(items[-1])[0]] * count][:count]
    return [items[0]] * count


def _is_open(items: tuple[Any, ...]) -> bool:
    """Whether these are the items of `tuple[A, *tuple[B, ...]]`."""
    return bool(items) and getattr(items[-1], "__unpacked__", False)


def _is_object(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _is_array(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)
