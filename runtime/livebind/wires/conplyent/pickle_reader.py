"""Pickles of a server to plain values, without ever running what a peer sends.

This is no `pickle.Unpickler` with holes stopped, but an interpreter of its own for the opcodes
that pickling plain values gives (protocols 2 to 5, PEP 3154): names make only what stands in
`plain_names.BUILDERS`. An object of any other class becomes an inert `Foreign` in its place, so
that the message can still be told from others; sizes are checked before anything is allocated.
"""

from __future__ import annotations

import itertools
import struct
from typing import TYPE_CHECKING, Any, Final, cast

from livebind.wires.conplyent.plain_names import (
    BUILDERS,
    COPYING,
    DEFAULTDICT,
    MESSAGE,
    MESSAGE_KIND,
    Foreign,
    RawMessage,
    flat_key,
)

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["UnreadablePickleError", "read_pickle"]

_MAX_INTEGER_SIZE: Final = 1024


class UnreadablePickleError(Exception):
    """Bytes that are no pickle of the kind that a server sends."""

    def __init__(self, problem: str, job: int | None = None) -> None:
        super().__init__(problem)
        self.job = job
        """The job that it says it is about, as far as it could be read."""


def read_pickle(data: bytes) -> tuple[Any, tuple[str, ...]]:
    """Return the value of a pickle, and the names of classes in it that are not allowed.

    Raises:
        UnreadablePickleError: it is broken, or of opcodes that no plain value has.
    """
    reader = _Reader(data)
    try:
        value = reader.run()
    except UnreadablePickleError as error:
        raise UnreadablePickleError(str(error), reader.job) from None
    except Exception as error:
        # Whatever a peer sends (stacks that run empty, unhashable keys, bad dates) ends here. The
        # text of the error could hold anything that was sent, of any length.
        problem = f"it cannot be read: {type(error).__name__}"
        raise UnreadablePickleError(problem, reader.job) from error
    return value, reader.foreign


class _Name:
    """A name on the stack: it can only be called, by `REDUCE` or `NEWOBJ`."""

    __slots__ = ("key",)

    def __init__(self, module: str, name: str) -> None:
        self.key = (module, name)


class _Reader:
    """The stack machine of one pickle."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._stack: list[Any] = []
        self._marks: list[list[Any]] = []
        self._memo: dict[int, Any] = {}
        self._uncalled = 0
        self._foreign: dict[str, None] = {}
        self._made: set[tuple[str, str]] = set()
        self._copied = 0

    @property
    def foreign(self) -> tuple[str, ...]:
        """What it holds beside plain values, by name."""
        return (*self._foreign, *(("a class or function",) if self._uncalled else ()))

    @property
    def job(self) -> int | None:
        """The job that a message which could not be read to its end is about, if that came before.

        Its contents are a dict that is being filled then: what is below on the stack.
        """
        for items in [*self._marks, self._stack]:
            for name, value in itertools.pairwise(items):
                if name == "request_id" and type(value) is int:
                    return value
        return None

    def run(self) -> Any:  # noqa: ANN401 - any plain value
        """Carry out the opcodes until STOP and return the value."""
        data = self._data
        while (code := data[self._at]) != _STOP:
            self._at += 1
            step = _STEPS.get(code)
            if step is None:
                raise UnreadablePickleError(f"opcode 0x{code:02x} is not of a plain value")
            step(self)
        if len(self._stack) != 1 or self._marks or isinstance(self._stack[0], _Name):
            raise UnreadablePickleError("it does not hold one value")
        return self._stack[0]

    def _take(self, size: int) -> bytes:
        end = self._at + size
        if size < 0 or end > len(self._data):
            raise UnreadablePickleError("it ends too early")
        taken = self._data[self._at : end]
        self._at = end
        return taken

    def _number(self, form: struct.Struct) -> int:
        return cast("int", form.unpack(self._take(form.size))[0])

    def _push(self, value: object) -> None:
        self._stack.append(value)

    def _pop_mark(self) -> list[Any]:
        items = self._stack
        self._stack = self._marks.pop()
        return items

    def skip(self, size: int) -> None:
        """Pass over what says nothing about values: protocol and frames."""
        self._take(size)

    def push_number(self, form: struct.Struct) -> None:
        """Push a number of fixed size."""
        self._push(form.unpack(self._take(form.size))[0])

    def push_long(self, form: struct.Struct) -> None:
        """Push an integer of any size; of more digits than are read and shown it is foreign."""
        size = self._number(form)
        data = self._take(size)
        if size > _MAX_INTEGER_SIZE:
            self._push_foreign("an integer of too many digits")
        else:
            self._push(int.from_bytes(data, "little", signed=True))

    def push_text(self, form: struct.Struct) -> None:
        """Push a string."""
        self._push(self._take(self._number(form)).decode("utf-8", "surrogatepass"))

    def push_bytes(self, form: struct.Struct, kind: Callable[[bytes], object] = bytes) -> None:
        """Push bytes, or a bytearray."""
        self._push(kind(self._take(self._number(form))))

    def push(self, value: object) -> None:
        """Push a constant."""
        self._push(value)

    def push_tuple(self, count: int) -> None:
        """Replace the topmost values by a tuple of them."""
        if len(self._stack) < count:
            raise UnreadablePickleError("a tuple of too few values")
        items = tuple(self._stack[-count:])
        del self._stack[-count:]
        self._push(items)

    def mark(self) -> None:
        """Begin a group of values."""
        self._marks.append(self._stack)
        self._stack = []

    def tuple_of_group(self) -> None:
        """Replace a group by a tuple."""
        items = self._pop_mark()
        self._push(tuple(items))

    def frozenset_of_group(self) -> None:
        """Replace a group by a frozenset."""
        items = self._pop_mark()
        self._push(frozenset(map(flat_key, items)))

    def drop(self) -> None:
        """Take the topmost value away (POP)."""
        self._stack.pop()

    def append(self) -> None:
        """Append one value to the list below it."""
        item = self._stack.pop()
        self._fill(list, lambda top: top.append(item))

    def append_group(self) -> None:
        """Append a group to the list below it."""
        items = self._pop_mark()
        self._fill(list, lambda top: top.extend(items))

    def add_group(self) -> None:
        """Add a group to the set below it."""
        items = self._pop_mark()
        self._fill(set, lambda top: top.update(map(flat_key, items)))

    def set_item(self) -> None:
        """Put a key and its value into the dict below them."""
        value, key = self._stack.pop(), self._stack.pop()
        self._fill(dict, lambda top: top.update({flat_key(key): value}))

    def set_group(self) -> None:
        """Put keys and values into the dict below them."""
        items = self._pop_mark()
        pairs = zip(map(flat_key, items[::2]), items[1::2], strict=True)
        self._fill(dict, lambda top: top.update(pairs))

    def _fill(self, kind: type, add: Callable[[Any], object]) -> None:
        """Put something into the container on top; what a foreign object is given is dropped."""
        if not isinstance(self._stack[-1], Foreign):
            add(self._top(kind))

    def _top(self, kind: type) -> Any:  # noqa: ANN401 - a container of anything
        top = self._stack[-1]
        if type(top) is not kind:
            raise UnreadablePickleError(f"a {type(top).__name__} where a {kind.__name__} belongs")
        return top

    def remember(self) -> None:
        """Keep the topmost value for later (MEMOIZE)."""
        self._memo[len(self._memo)] = self._stack[-1]

    def remember_as(self, form: struct.Struct) -> None:
        """Keep the topmost value under a number (BINPUT)."""
        self._memo[self._number(form)] = self._stack[-1]

    def recall(self, form: struct.Struct) -> None:
        """Push a value that was kept."""
        value = self._memo[self._number(form)]
        self._uncalled += isinstance(value, _Name)
        self._push(value)

    def push_name(self) -> None:
        """Push the name that stands in two lines (GLOBAL)."""
        end = self._data.index(b"\n", self._data.index(b"\n", self._at) + 1)
        module, name = self._take(end - self._at).decode().split("\n")
        self._at += 1
        self._push_name(module, name)

    def push_name_of_stack(self) -> None:
        """Push the name that two strings give (STACK_GLOBAL)."""
        name, module = self._stack.pop(), self._stack.pop()
        if not isinstance(name, str) or not isinstance(module, str):
            raise UnreadablePickleError("a name that is no text")
        self._push_name(module, name)

    def _push_name(self, module: str, name: str) -> None:
        self._uncalled += 1
        self._push(_Name(module, name))

    def call(self) -> None:
        """Make what a name stands for, of a tuple of arguments (REDUCE, NEWOBJ)."""
        arguments: object = self._stack.pop()
        name: object = self._stack.pop()
        if isinstance(arguments, Foreign) or not isinstance(name, _Name):
            # Of what could not be made, or what was, no call is known.
            self._push_foreign("a call of something that is no name")
            return
        if not isinstance(arguments, tuple):
            raise UnreadablePickleError("a call without arguments")
        self._uncalled -= 1
        self._call(name, cast("tuple[object, ...]", arguments))

    def _call(self, name: _Name, arguments: tuple[object, ...]) -> None:
        builder = None if self._is_second(name.key) else BUILDERS.get(name.key)
        if name.key == DEFAULTDICT and arguments and isinstance(arguments[0], _Name):
            arguments = ()  # what makes its missing values stays over there
            self._uncalled -= 1
        if builder is None or any(isinstance(one, Foreign | _Name) for one in arguments):
            self._push_foreign(".".join(name.key)[:100])
        else:
            self._limit_copies(name.key, arguments)
            self._push(builder(*arguments))

    def _push_foreign(self, what: str) -> None:
        self._foreign[what] = None
        self._push(Foreign(what))

    def _is_second(self, key: tuple[str, str]) -> bool:
        """Whether it is a message, or the kind of one, within a message."""
        if key not in {MESSAGE, MESSAGE_KIND}:
            return False
        is_second = key in self._made
        self._made.add(key)
        return is_second

    def _limit_copies(self, key: tuple[str, str], arguments: tuple[object, ...]) -> None:
        """Refuse copies that are larger in all than the pickle, as no honest one makes."""
        for argument in arguments:
            if isinstance(argument, bytearray) or (
                key in COPYING
                and isinstance(argument, bytes | dict | list | tuple | set | frozenset)
            ):
                self._copied += len(cast("bytes", argument))
        if self._copied > len(self._data):
            raise UnreadablePickleError("it unfolds to more than it holds")

    def call_with_keywords(self) -> None:
        """Like `call`, for classes with keyword arguments, of which none is allowed (NEWOBJ_EX)."""
        keywords = self._top(dict)
        self._stack.pop()
        if keywords:
            del self._stack[-2:]  # the class and its arguments
            self._push_foreign("a call with keyword arguments")
        else:
            self.call()

    def build(self) -> None:
        """Give an object its state (BUILD): messages keep it, of others it is dropped."""
        state, target = self._stack.pop(), self._stack[-1]
        if isinstance(target, RawMessage):
            if not isinstance(state, dict):
                raise UnreadablePickleError("a message whose state is no dict")
            target.state = cast("dict[Any, Any]", state)  # type: ignore[redundant-cast]  # not to pyright
        elif not isinstance(target, Exception | Foreign):
            self._stack.pop()
            self._push_foreign(f"state for a {type(target).__name__}")


_U1, _U2, _U4, _U8 = (struct.Struct(form) for form in ("<B", "<H", "<I", "<Q"))
_I4, _F8 = struct.Struct("<i"), struct.Struct(">d")
_STOP: Final = ord(".")
_STEPS: Final[dict[int, Callable[[_Reader], None]]] = {
    0x80: lambda reader: reader.skip(1),  # PROTO
    0x95: lambda reader: reader.skip(8),  # FRAME
    ord("N"): lambda reader: reader.push(None),
    0x88: lambda reader: reader.push(value=True),
    0x89: lambda reader: reader.push(value=False),
    ord("J"): lambda reader: reader.push_number(_I4),
    ord("K"): lambda reader: reader.push_number(_U1),
    ord("M"): lambda reader: reader.push_number(_U2),
    ord("G"): lambda reader: reader.push_number(_F8),
    0x8A: lambda reader: reader.push_long(_U1),
    0x8B: lambda reader: reader.push_long(_I4),
    0x8C: lambda reader: reader.push_text(_U1),
    ord("X"): lambda reader: reader.push_text(_U4),
    0x8D: lambda reader: reader.push_text(_U8),
    ord("C"): lambda reader: reader.push_bytes(_U1),
    ord("B"): lambda reader: reader.push_bytes(_U4),
    0x8E: lambda reader: reader.push_bytes(_U8),
    0x96: lambda reader: reader.push_bytes(_U8, bytearray),
    ord(")"): lambda reader: reader.push(()),
    0x85: lambda reader: reader.push_tuple(1),
    0x86: lambda reader: reader.push_tuple(2),
    0x87: lambda reader: reader.push_tuple(3),
    ord("]"): lambda reader: reader.push([]),
    ord("}"): lambda reader: reader.push({}),
    0x8F: lambda reader: reader.push(cast("set[object]", set())),
    ord("("): _Reader.mark,
    ord("t"): _Reader.tuple_of_group,
    0x91: _Reader.frozenset_of_group,
    ord("0"): _Reader.drop,
    ord("a"): _Reader.append,
    ord("e"): _Reader.append_group,
    0x90: _Reader.add_group,
    ord("s"): _Reader.set_item,
    ord("u"): _Reader.set_group,
    0x94: _Reader.remember,
    ord("q"): lambda reader: reader.remember_as(_U1),
    ord("r"): lambda reader: reader.remember_as(_U4),
    ord("h"): lambda reader: reader.recall(_U1),
    ord("j"): lambda reader: reader.recall(_U4),
    ord("c"): _Reader.push_name,
    0x93: _Reader.push_name_of_stack,
    ord("R"): _Reader.call,
    0x81: _Reader.call,
    0x92: _Reader.call_with_keywords,
    ord("b"): _Reader.build,
}
