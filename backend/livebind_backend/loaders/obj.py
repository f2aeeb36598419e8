"""OBJ files as a real service reads them: stricter than the format.

Faces are triangles, indices count from the first vertex of their object (`o`) and are never
relative, and what a corner refers to must exist. Materials, groups and other keys are skipped.
"""

from array import array
from dataclasses import dataclass

import numpy as np

from livebind_backend.loaders.text_lines import lines_of, number_of, whole_number_of
from livebind_backend.loaders.triangles import MalformedError, Triangles, check_count
from livebind_backend.progress import Progress

__all__ = ["parse_obj"]

_CORNERS = 3


def parse_obj(data: bytes, progress: Progress) -> Triangles:
    """Parse an OBJ file.

    Raises:
        MalformedError: A line is none that a real service takes.
        TaskCancelledError: The request was cancelled.
    """
    reader = _Reader()
    for number, line in enumerate(lines_of(data, progress), 1):
        try:
            reader.read(line.partition(b"#")[0].split())
        except MalformedError as error:
            raise MalformedError(f"line {number}: {error}") from None
    reader.check_objects()
    return Triangles(
        np.frombuffer(reader.vertices, np.float32).reshape(-1, 3),
        np.frombuffer(reader.faces, np.int32).reshape(-1, 3),
    )


@dataclass(slots=True)
class _Object:
    """What the lines since the last `o` have brought."""

    first: int
    """Number of its first vertex in the file."""
    vertices: int = 0
    textures: int = 0
    normals: int = 0
    corners: int = 0
    textured_corners: int = 0
    shaded_corners: int = 0


class _Reader:
    def __init__(self) -> None:
        self.vertices = array("f")
        self.faces = array("i")
        self._objects: list[_Object] = []
        self._keys = {
            b"v": self._read_vertex,
            b"vt": self._read_texture,
            b"vn": self._read_normal,
            b"f": self._read_face,
            b"o": self._begin_object,
        }

    def read(self, words: list[bytes]) -> None:
        """Take the words of a line."""
        if words and (read := self._keys.get(words[0])) is not None:
            read(words)

    def check_objects(self) -> None:
        """Refuse objects of which only some say something about their corners."""
        kinds = {(item.textured_corners, item.shaded_corners) for item in self._objects}
        if len(kinds) > 1:
            raise MalformedError("the objects have different numbers of textures or normals")

    def _begin_object(self, _words: list[bytes]) -> None:
        self._objects.append(_Object(first=len(self.vertices) // 3))

    def _object(self) -> _Object:
        if not self._objects:
            self._objects.append(_Object(first=0))
        return self._objects[-1]

    def _read_vertex(self, words: list[bytes]) -> None:
        if len(words) not in {4, 5}:
            raise MalformedError(f"a vertex of {len(words) - 1} numbers, where 3 or 4 can be")
        self.vertices.extend([number_of(words[1]), number_of(words[2]), number_of(words[3])])
        self._object().vertices += 1
        check_count(len(self.vertices) // 3, "vertices")

    def _read_texture(self, words: list[bytes]) -> None:
        self._check_numbers(words, "texture coordinate", 2)
        self._object().textures += 1

    def _read_normal(self, words: list[bytes]) -> None:
        self._check_numbers(words, "normal", 3)
        self._object().normals += 1

    @staticmethod
    def _check_numbers(words: list[bytes], what: str, count: int) -> None:
        if len(words) != count + 1:
            raise MalformedError(f"a {what} of {len(words) - 1} numbers, where {count} must be")
        for word in words[1:]:
            number_of(word)

    def _read_face(self, words: list[bytes]) -> None:
        if len(words) != _CORNERS + 1:
            raise MalformedError(f"a face of {len(words) - 1} vertices: only triangles are loaded")
        item = self._object()
        self.faces.extend([self._read_corner(item, word) for word in words[1:]])
        item.corners += _CORNERS
        check_count(len(self.faces) // 3, "triangles")
        for count in (item.textured_corners, item.shaded_corners):
            if count not in {0, item.corners}:
                raise MalformedError("only some corners have a texture or normal")

    @staticmethod
    def _read_corner(item: _Object, word: bytes) -> int:
        vertex, *others = word.split(b"/")
        if len(others) > 2:  # noqa: PLR2004 - texture and normal
            raise MalformedError("a corner of more than vertex, texture and normal")
        # Behind an empty texture number the real service does not look at that of the normal.
        if others and others[0]:
            _index_of(others[0], item.textures, "texture")
            item.textured_corners += 1
            if others[-1] and len(others) > 1:
                _index_of(others[1], item.normals, "normal")
                item.shaded_corners += 1
        return item.first + _index_of(vertex, item.vertices, "vertex")


def _index_of(word: bytes, count: int, what: str) -> int:
    """Return an index that counts from zero."""
    number = whole_number_of(word)
    if not 0 < number <= count:
        raise MalformedError(f"{what} {number} where there are {count}")
    return number - 1
