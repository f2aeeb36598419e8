"""Getters and setters of a part of the state that is of one of several types."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from livebind_backend.calls import Call
from livebind_backend.engine import Engine
from livebind_backend.errors import InvalidRequestError
from livebind_backend.typed_method import MethodGroup
from livebind_backend.variants import name_of, updated

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["define_variants"]

VariantT = TypeVar("VariantT", bound="DataclassInstance")


def define_variants(
    group: MethodGroup,
    what: str,
    kinds: Mapping[str, type[VariantT]],
    read: Callable[[Engine], VariantT],
    write: Callable[[Engine, VariantT], None],
) -> None:
    """Define a getter and a setter for each type; the setter also chooses the type.

    Args:
        group: Gets the methods.
        what: The part, as the API names it.
        kinds: The types, by name.
        read: Returns the part.
        write: Changes it; raises what is wrong with the new one.
    """

    def get(kind: type[VariantT], call: Call) -> VariantT:
        present = read(call.engine)
        if not isinstance(present, kind):
            raise InvalidRequestError(f"Invalid {what} type (should be '{name_of(present)}')")
        return present

    def change(call: Call, params: VariantT) -> None:
        write(call.engine, updated(read(call.engine), params))

    for name, kind in kinds.items():
        text = f"Tell the settings of the {name} {what}; an error if it is another one."
        group.define(f"get-{what}-{name}", partial(get, kind), text, returns=kind)
        text = f"Use the {name} {what}, with these settings."
        group.define(f"set-{what}-{name}", change, text, params=kind)
