"""The header of PLY files: which elements follow, and what they consist of."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from livebind_backend.loaders.text_lines import whole_number_of
from livebind_backend.loaders.triangles import MalformedError, check_count

__all__ = ["Element", "Format", "Header", "Property", "read_header"]

Format: TypeAlias = Literal["ascii", "binary_little_endian", "binary_big_endian"]

_FORMATS: Final[dict[bytes, Format]] = {
    b"ascii": "ascii",
    b"binary_little_endian": "binary_little_endian",
    b"binary_big_endian": "binary_big_endian",
}

_TYPES: Final = {
    b"char": "i1",
    b"int8": "i1",
    b"uchar": "u1",
    b"uint8": "u1",
    b"short": "i2",
    b"int16": "i2",
    b"ushort": "u2",
    b"uint16": "u2",
    b"int": "i4",
    b"int32": "i4",
    b"uint": "u4",
    b"uint32": "u4",
    b"float": "f4",
    b"float32": "f4",
    b"double": "f8",
    b"float64": "f8",
}

_LONGEST_HEADER: Final = 1 << 16
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Property:
    """One value of an item, or a list of values."""

    name: str
    """Name in the file."""
    kind: str
    """Type of a value, as numpy names it, without byte order."""
    count_kind: str = ""
    """Type of the length of a list; empty for a single value."""


@dataclass(slots=True)
class Element:
    """A kind of items: `vertex`, `face`, `tristrips`, or one that nobody looks at."""

    name: str
    count: int
    properties: list[Property]

    @property
    def smallest_item(self) -> int:
        """Bytes that an item takes at least, as text or binary."""
        return max(1, len(self.properties))


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says."""

    format: Format
    """How the content is written."""
    elements: list[Element]
    """In the order of the content."""
    size: int
    """Bytes up to the content."""


def read_header(data: bytes) -> Header:
    """Read the header.

    Raises:
        MalformedError: It is incomplete, or announces more than the file holds.
    """
    start = data.find(b"end_header", 0, _LONGEST_HEADER)
    size = data.find(b"\n", start, _LONGEST_HEADER) + 1
    if start < 0 or size == 0:
        raise MalformedError("the header has no end")
    lines = [line.split() for line in data[:start].splitlines()]
    lines = [words for words in lines if words and words[0] != b"comment"]
    if len(lines) < 2 or lines[0] != [b"ply"]:  # noqa: PLR2004 - the word and the format
        raise MalformedError("the header does not begin with 'ply' and a format")
    found = Header(_format_of(lines[1]), _elements_of(lines[2:]), size)
    announced = sum(element.count * element.smallest_item for element in found.elements)
    if announced > len(data) - size:
        raise MalformedError(f"the header announces more than {len(data) - size} bytes hold")
    return found


def _format_of(words: list[bytes]) -> Format:
    if len(words) != 3 or words[0] != b"format" or words[2] != b"1.0":  # noqa: PLR2004 - as shown
        raise MalformedError("the second line of the header names no format of version 1.0")
    if words[1] not in _FORMATS:
        raise MalformedError("the format is neither ascii nor binary")
    return _FORMATS[words[1]]


def _elements_of(lines: list[list[bytes]]) -> list[Element]:
    elements: list[Element] = []
    for words in lines:
        match words:
            case [b"element", name, count]:
                elements.append(Element(_text(name), whole_number_of(count), []))
            case [b"property", b"list", count_kind, kind, name] if elements:
                made = Property(_text(name), _type_of(kind), _type_of(count_kind))
                elements[-1].properties.append(made)
            case [b"property", kind, name] if elements:
                elements[-1].properties.append(Property(_text(name), _type_of(kind)))
            case _:
                raise MalformedError("the header has a line that is none of an element")
    _check(elements)
    return elements


def _check(elements: list[Element]) -> None:
    names = [element.name for element in elements]
    if len(set(names)) < len(names):
        raise MalformedError("the header describes an element twice")
    for element in elements:
        check_count(element.count, f"items of '{element.name}'")
        names = [item.name for item in element.properties]
        if len(set(names)) < len(names):
            raise MalformedError(f"the header describes a property of '{element.name}' twice")


def _type_of(word: bytes) -> str:
    if word not in _TYPES:
        raise MalformedError(f"'{_text(word)}' is no type of a property")
    return _TYPES[word]


def _text(word: bytes) -> str:
    return word[:40].decode("utf-8", errors="replace")
