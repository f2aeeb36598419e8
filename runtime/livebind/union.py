"""Unions whose options carry no tag, which msgspec cannot tell apart by itself.

A generated package declares such a union twice: `A | B` for checkers, and for run time a class of
this module:

    if TYPE_CHECKING:
        Expression: TypeAlias = "float | Sum | list[Expression]"
    else:
        class Expression(UntaggedUnion, options=lambda: (float, Sum, list[Expression])): ...

The options are asked for when the first value comes, so that they may be defined later, and may
hold the union itself. Nothing is ever made of the union's own class: values are those of its
options.

**Which option a value is.** Options are tried in the order of the schema, and the first one wins
that takes the value without loss: written again, it is the same JSON. If there is none, as for an
object with properties that no option knows, it is the first that takes the value at all. Before
either, an option counts that needs no new member of an `OpenEnum`. Where the schema has a
discriminator, the option that it means for a value is tried first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from threading import local
from typing import TYPE_CHECKING, Any, ClassVar, cast

from livebind.codec.integers import is_lenient, with_integers
from livebind.codec.json_type import JSON_TYPES, JsonType, json_name
from livebind.codec.union_option import UnionOption, alternatives, nearest_option
from livebind.model import closed_enums, enums_are_closed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from livebind.codec.partial import PartialReader

__all__ = ["UntaggedUnion"]

_LONGEST_PROBLEM = 300


class UntaggedUnion(JsonType):
    """Base of the unions of a generated package."""

    _choice: ClassVar[_Choice]

    def __init_subclass__(
        cls,
        *,
        options: Callable[[], tuple[Any, ...]] | tuple[Any, ...],
        discriminator: str = "",
        mapping: Callable[[], dict[str, Any]] = dict,
    ) -> None:
        """Take the types of the union, or a function that returns them.

        `discriminator` is the property that says of which type an object is meant to be, if there
        is one, and `mapping` returns these types by the values of that property.
        """
        given = options if callable(options) else lambda: options
        cls._choice = _Choice(given, discriminator, mapping)

    @classmethod
    def options(cls) -> tuple[Any, ...]:
        """Return the types of the union, in the order of the schema."""
        return cls._choice.given()

    @classmethod
    def is_discriminated(cls) -> bool:
        """Whether a property says which option is meant."""
        return bool(cls._choice.discriminator)

    @classmethod
    def from_json(cls, value: object) -> object:
        """Return `value` as the option that it is.

        Raises:
            ValueError: if it is none.
        """
        return cls._choice.convert(value)

    @classmethod
    def from_json_in_part(cls, value: object, reader: PartialReader, path: str) -> object:
        """Return what fits of a value that is no option, as the one that it comes nearest to."""
        option = cls._choice.nearest(value)
        return value if option is None else reader.read_parts(option.kind, value, path)

    @classmethod
    def python_types(cls) -> tuple[type, ...]:
        """Return the Python types of the values of all options."""
        return cls._choice.python_types


def _flat(options: tuple[Any, ...], seen: set[object]) -> Iterator[object]:
    """Yield the types of a union, with those of a union among them in its place.

    A union that knows what is meant is asked as a whole.
    """
    for kind in (one for option in options for one in alternatives(option)):
        union = _untagged(kind)
        if union is None or union.is_discriminated():
            yield kind
        elif union not in seen:
            seen.add(union)
            yield from _flat(union.options(), seen)


def _untagged(kind: object) -> type[UntaggedUnion] | None:
    if isinstance(kind, type) and issubclass(kind, UntaggedUnion):
        return kind
    return None


class _Choice:
    """The choice among the options of one union, which are looked at when a value comes."""

    def __init__(
        self,
        given: Callable[[], tuple[Any, ...]],
        discriminator: str,
        mapping: Callable[[], dict[str, Any]],
    ) -> None:
        self.given = given
        self.discriminator = discriminator
        self._mapping = mapping

    @cached_property
    def python_types(self) -> tuple[type, ...]:
        """The Python types of all values."""
        return tuple({kind for option in self._options for kind in option.python_types})

    def convert(self, value: object) -> object:
        """Return a JSON value as the option that it is.

        Raises:
            ValueError: if it is none.
        """
        likely = [one for one in self._by_json_type.get(type(value), ()) if one.fits(value)]
        if len(likely) == 1:
            return likely[0].convert(value)
        meant = self._meant_by(value) if self.discriminator else None
        if meant is not None and meant.fits(value):
            likely.insert(0, meant)
        if not likely:
            expected = ", ".join(option.description for option in self._options)
            raise ValueError(f"Expected one of {_shortened(expected)}, got {json_name(value)}")
        outcome = self._choose_once(likely, value)
        if outcome.problem:
            raise ValueError(outcome.problem)
        return outcome.result

    def nearest(self, value: object) -> UnionOption | None:
        """Return the option that a value which is none was meant to be, None if it cannot be."""
        return self._meant_by(value) or nearest_option(self._options, value)

    def _meant_by(self, value: object) -> UnionOption | None:
        """Return the option that the discriminator of a value means, if there is one."""
        if not isinstance(value, dict):
            return None
        tag = cast("dict[str, object]", value).get(self.discriminator)
        return self._meant.get(tag) if isinstance(tag, str) else None

    @cached_property
    def _meant(self) -> dict[str, UnionOption]:
        return {value: UnionOption(kind) for value, kind in self._mapping().items()}

    @cached_property
    def _options(self) -> list[UnionOption]:
        kinds: list[object] = []
        for kind in _flat(self.given(), set()):
            # Not every type can be hashed: `Meta` may hold examples.
            if kind not in kinds:
                kinds.append(kind)
        return [UnionOption(kind) for kind in kinds]

    @cached_property
    def _by_json_type(self) -> dict[type, list[UnionOption]]:
        return {
            json_type: [option for option in self._options if json_type in option.json_types]
            for json_type in JSON_TYPES
        }

    def _choose_once(self, likely: list[UnionOption], value: object) -> _Outcome:
        """Return `_choose(likely, value)`, remembering it while what `value` lies in is read.

        Each option of each union around a value has it read again: the time would double with
        each level of nesting.
        """
        known = _memory.known
        if known is None:
            _memory.known = {}
            try:
                return _choose(likely, value)
            finally:
                _memory.known = None
        key = (self, id(value), enums_are_closed())
        if key not in known:
            known[key] = (_choose(likely, value), value)
        return known[key][0]


@dataclass(slots=True)
class _Outcome:
    """What became of a value."""

    result: object = None
    is_whole: bool = False
    """Whether the result is written as the very JSON that it was read from."""
    problem: str = ""
    """What was wrong with the value, if it was taken by no option."""


class _Memory(local):
    """How the values came out that lie in the value which is being read in this thread."""

    known: dict[tuple[_Choice, int, bool], tuple[_Outcome, object]] | None = None
    """By union, value and closed enums. An id is a value's own for as long as the value is held."""


_memory = _Memory()


def _choose(likely: list[UnionOption], value: object) -> _Outcome:
    """Return what `value` is, by the rule that is told above."""
    with closed_enums():
        known = _first(likely, value)
    if known.is_whole or enums_are_closed():
        return known
    opened = _first(likely, value)
    return opened if opened.is_whole or known.problem else known


def _first(likely: list[UnionOption], value: object) -> _Outcome:
    """Return `value` as the first option that takes it without loss, else the first that does."""
    outcome: _Outcome | None = None
    problems: list[str] = []
    for option in likely:
        try:
            result = option.convert(value)
        except ValueError as error:
            try:
                result = _with_integers(option, value)
            except ValueError:
                problems.append(str(error).replace(" - at `$", " at `$"))
                continue
        if option.is_whole(result, value):
            return _Outcome(result, is_whole=True)
        outcome = outcome or _Outcome(result)
    # Problems of unions in unions would grow with each level.
    problem = _shortened(f"No option fits: {'; '.join(dict.fromkeys(problems))}")
    return outcome or _Outcome(problem=problem)


def _with_integers(option: UnionOption, value: object) -> object:
    """Return `value` as an option that refused it, for integers of a reply are written as `1.0`.

    It is tried here, as another option may take the value with less of it left.

    Raises:
        ValueError: if that is not why.
    """
    changed = with_integers(value) if is_lenient() else value
    if changed is value:
        raise ValueError("no integer is written so")
    return option.convert(changed)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_PROBLEM else f"{text[:_LONGEST_PROBLEM]}..."
