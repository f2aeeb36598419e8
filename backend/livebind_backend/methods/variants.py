"""Getters and setters of a part of the state that is of one of several types."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from livebind_backend.calls import Call
from livebind_backend.engine import Engine
from livebind_backend.errors import InvalidRequestError
from livebind_backend.typed_method import MethodGroup
from livebind_backend.variants import name_of, updated

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["Part"]

VariantT = TypeVar("VariantT", bound="DataclassInstance")


@dataclass(frozen=True)
class Part(Generic[VariantT]):
    """A part of the state."""

    name: str
    """What it is in the API."""
    read: Callable[[Engine], VariantT]
    write: Callable[[Engine, VariantT], None]
    """Changes it, or raises what is wrong with the new one."""

    def define(self, group: MethodGroup, kind: type[VariantT], getter: str, setter: str) -> None:
        """Define the methods of one type, of which the setter also chooses the type.

        Args:
            group: Gets the methods.
            kind: The type.
            getter: Description of the one.
            setter: Description of the other.
        """
        name = f"{self.name}-{kind.__name__.lower()}"
        group.define(f"get-{name}", partial(self._get, kind), getter, returns=kind)
        group.define(f"set-{name}", self._set, setter, params=kind)

    def _get(self, kind: type[VariantT], call: Call) -> VariantT:
        present = self.read(call.engine)
        if not isinstance(present, kind):
            raise InvalidRequestError(f"Invalid {self.name} type (should be '{name_of(present)}')")
        return present

    def _set(self, call: Call, params: VariantT) -> None:
        self.write(call.engine, updated(self.read(call.engine), params))
