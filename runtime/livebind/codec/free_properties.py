"""A view of the properties of an open model that have no attribute of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

__all__ = ["FreeProperties"]

# Of the methods of a dict, those of `_Dict` are called: a property may have the name of any.
_Dict: type[dict[str, Any]] = dict


class FreeProperties(MutableMapping[str, Any]):
    """The free properties of a model, read from and written to it. Pickles as a dict."""

    def __init__(self, model: dict[str, Any], attributes: Mapping[str, str]) -> None:
        """Take the model as a dict by wire names, and the attributes of the fixed properties."""
        self._model = model
        self._attributes = attributes

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - of any type
        if name in self._attributes:
            raise KeyError(name)
        return _Dict.__getitem__(self._model, name)

    def __setitem__(self, name: str, value: Any) -> None:  # noqa: ANN401 - of any type
        if name in self._attributes:
            raise ValueError(
                f"{name!r} is no free property: it has the attribute {self._attributes[name]!r}"
            )
        _Dict.__setitem__(self._model, name, value)

    def __delitem__(self, name: str) -> None:
        if name in self._attributes:
            raise KeyError(name)
        _Dict.__delitem__(self._model, name)

    def __iter__(self) -> Iterator[str]:
        return (name for name in _Dict.__iter__(self._model) if name not in self._attributes)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return repr(dict(self))

    def __reduce__(self) -> tuple[object, ...]:
        return dict, (dict(self),)
