"""The content of PLY files: one column of numbers for each property of an element."""

import itertools
import struct
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from livebind_backend.arrays import Floats, Integers
from livebind_backend.loaders.ply_header import Element, Header, Property
from livebind_backend.loaders.text_lines import lines_of, number_of
from livebind_backend.loaders.triangles import MalformedError
from livebind_backend.progress import Progress

__all__ = ["Column", "read_content"]

_CODES: Final = {
    "i1": "b",
    "u1": "B",
    "i2": "h",
    "u2": "H",
    "i4": "i",
    "u4": "I",
    "f4": "f",
    "f8": "d",
}
"""What `struct` calls the types."""

_AT_ONCE: Final = 4096
"""Items after which a cancelled request ends."""

_LONGEST_LIST: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Column:
    """All values of a property."""

    values: Floats
    """Those of all items, one after the other."""
    counts: Integers
    """How many of them each item has."""


def read_content(data: bytes, header: Header, progress: Progress) -> dict[str, dict[str, Column]]:
    """Read the columns of all elements, by name of the element and of the property.

    Raises:
        MalformedError: The content is shorter than the header says, or no number.
        TaskCancelledError: The request was cancelled.
    """
    if header.format == "ascii":
        text = _Text(lines_of(data, progress, header.size))
        return {item.name: _read_items(item, text, progress) for item in header.elements}
    binary = _Binary(data, header.size, "<" if "little" in header.format else ">")
    content: dict[str, dict[str, Column]] = {}
    for element in header.elements:
        columns = binary.read_uniform(element)
        content[element.name] = columns or _read_items(element, binary, progress)
    return content


class _Source(Protocol):
    def begin_item(self) -> None:
        """Go to where the next item begins."""
        ...

    def take(self, kind: str, count: int, /) -> Sequence[float]:
        """Return the next values."""
        ...


def _read_items(element: Element, source: _Source, progress: Progress) -> dict[str, Column]:
    values = [array("d") for _ in element.properties]
    counts = [array("q") for _ in element.properties]
    for number in range(element.count):
        if number % _AT_ONCE == 0:
            progress.check()
        source.begin_item()
        for item, its_values, its_counts in zip(element.properties, values, counts, strict=True):
            taken = _take(source, item)
            its_values.extend(taken)
            its_counts.append(len(taken))
    return {
        item.name: Column(np.array(its_values), np.array(its_counts))
        for item, its_values, its_counts in zip(element.properties, values, counts, strict=True)
    }


def _take(source: _Source, item: Property) -> Sequence[float]:
    """Take the values that a property has in the present item."""
    count = source.take(item.count_kind, 1)[0] if item.count_kind else 1
    if not 0 <= count <= _LONGEST_LIST or count % 1:
        raise MalformedError("a list whose length is no number of values")
    return source.take(item.kind, int(count))


class _Text:
    """One item a line."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._words: Iterator[bytes] = iter(())

    def begin_item(self) -> None:
        self._words = iter(next(self._lines, b"").split())

    def take(self, _kind: str, count: int) -> Sequence[float]:
        values = [number_of(word) for word in itertools.islice(self._words, count)]
        if len(values) != count:
            raise MalformedError("the content ends early, or a line lacks values")
        return values


class _Binary:
    """Items one after the other."""

    def __init__(self, data: bytes, offset: int, order: str) -> None:
        self._data = data
        self._offset = offset
        self._order = order

    def begin_item(self) -> None:
        pass

    def take(self, kind: str, count: int) -> Sequence[float]:
        form = f"{self._order}{count}{_CODES[kind]}"
        try:
            values = struct.unpack_from(form, self._data, self._offset)
        except struct.error:
            raise MalformedError("the content ends early") from None
        self._offset += struct.calcsize(form)
        return values

    def read_uniform(self, element: Element) -> dict[str, Column] | None:
        """Read items at once, if their lists are all as long as those of the first one."""
        if element.count == 0:
            return None
        start = self._offset
        counts = [len(_take(self, item)) for item in element.properties]
        self._offset = start
        record = np.dtype(
            [
                (f"{number} {part}", self._order + kind, size)
                for number, (item, count) in enumerate(zip(element.properties, counts, strict=True))
                for part, kind, size in (
                    ("count", item.count_kind or "u1", (1 if item.count_kind else 0,)),
                    ("values", item.kind, (count,)),
                )
            ]
        )
        if len(self._data) - start < element.count * record.itemsize:
            return None
        items = np.frombuffer(self._data, record, element.count, start)
        for number, count in enumerate(counts):
            if (items[f"{number} count"] != count).any():
                return None
        self._offset = start + element.count * record.itemsize
        return {
            item.name: Column(
                items[f"{number} values"].astype(np.float64).ravel(),
                np.full(element.count, counts[number]),
            )
            for number, item in enumerate(element.properties)
        }
