"""The base of generated objects that hold free properties beside the fixed ones.

The type of the free ones stands in brackets, in quotes if it is defined later:

    class Labelled(OpenModel[str]):
        id: int
        class_: str | UnsetType = field(name="class", default=UNSET)

    labelled = Labelled(id=1, additional_properties={"color": "red"})
    labelled.additional_properties["size"] = "big"

In JSON it is one object: `{"id":1,"color":"red","size":"big"}`. It answers the protocol of the
`dataclasses` module like a `Model`, and is constructed by keyword only.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, MutableMapping
from functools import cached_property
from inspect import get_annotations
from reprlib import recursive_repr
from types import SimpleNamespace
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Generic,
    TypeVar,
    cast,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

import msgspec
from msgspec import NODEFAULT, UNSET

from livebind.codec.encoding import encode_json
from livebind.codec.free_properties import FreeProperties
from livebind.codec.json_type import Converter, JsonType
from livebind.model import Model, shadow_dataclass

__all__ = ["OpenModel"]

V = TypeVar("V")

if TYPE_CHECKING:
    import dataclasses

    from livebind.codec.partial import PartialReader

    # That an open model is a dict of its JSON is what msgspec needs to write it, and nobody else.
    _Storage = object
else:
    _Storage = dict


# Of the methods of a dict, those of `_Dict` are called: a property may have the name of any.
_Dict: type[dict[str, Any]] = dict


def _json_of(model: _OpenModelBase) -> dict[str, Any]:
    """Return a model as the dict that it is, by wire names."""
    return cast("dict[str, Any]", model)


class _OpenModelMeta(type):
    """Shows msgspec a stand-in for the class, which it would take for a dataclass."""

    __layout__: _Layout

    def __new__(
        cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]
    ) -> _OpenModelMeta:
        """Make a class whose objects have no attributes but their properties."""
        return super().__new__(cls, name, bases, {**namespace, "__slots__": ()})

    @property
    def __supertype__(cls) -> type:
        """The type that msgspec decodes in the place of this one, as for `typing.NewType`."""
        return cls.__layout__.stand_in


class _DataclassAttribute:
    """Builds one `__dataclass_*__` attribute of an open model when it is first read."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: _OpenModelMeta) -> object:
        if owner is OpenModel:
            raise AttributeError(self._name)
        return getattr(owner.__layout__.shadow, self._name)


@dataclass_transform(kw_only_default=True, field_specifiers=(msgspec.field,))
class _OpenModelBase(_Storage, metaclass=_OpenModelMeta):
    """What all open models do."""

    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[Any]]]
    else:
        __dataclass_fields__: ClassVar = _DataclassAttribute("__dataclass_fields__")
        __dataclass_params__: ClassVar = _DataclassAttribute("__dataclass_params__")

    def __init_subclass__(cls) -> None:
        """Give each property its attribute."""
        super().__init_subclass__()
        cls.__layout__ = _Layout(cls)

    def __init__(self, /, **values: Any) -> None:  # noqa: ANN401 - of any type
        """Take the properties by keyword, the free ones in `additional_properties`.

        Raises:
            TypeError: a property is missing, or there is none of a name.
            ValueError: a free property has the name of a fixed one.
        """
        name = type(self).__name__
        free = values.pop("additional_properties", {})
        for one in type(self).__layout__.properties.values():
            value = values.pop(one.name) if one.name in values else one.default_value()
            if value is NODEFAULT:
                raise TypeError(f"{name}() is missing the keyword argument {one.name!r}")
            one.__set__(self, value)
        if values:
            raise TypeError(f"{name}() got an unexpected keyword argument {min(values)!r}")
        type(self).__layout__.free_properties(self).update(free)

    @recursive_repr()
    def __repr__(self) -> str:
        """Return the call that makes this object, without what is at its default."""
        properties = type(self).__layout__.properties.values()
        given = {one.name: one.__get__(self, type(self)) for one in properties}
        for one in properties:
            if given[one.name] == one.default_value():
                del given[one.name]
        free = dict(type(self).__layout__.free_properties(self))
        if free:
            given["additional_properties"] = free
        return f"{type(self).__name__}({', '.join(f'{name}={given[name]!r}' for name in given)})"

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and _Dict.__eq__(_json_of(self), other)

    def __ne__(self, other: object) -> bool:
        # That of dict would be used otherwise.
        return not self == other

    __hash__ = None  # type: ignore[assignment]  # it can change

    def __bool__(self) -> bool:
        """Whether it is there: always, also without any property."""
        return True

    def to_dict(self) -> dict[str, Any]:
        """Return this object as a dict of what its JSON holds, like `Model.to_dict`.

        Raises:
            InvalidRequestError: JSON cannot express a value, such as NaN; with the path to it.
        """
        return cast("dict[str, Any]", msgspec.json.decode(_OpenModelBase.to_json(self)))

    def to_json(self) -> str:
        """Return this object as JSON (RFC 8259), like `Model.to_json`.

        Raises:
            InvalidRequestError: JSON cannot express a value, such as NaN; with the path to it.
        """
        return encode_json(self, "the model", type(self).__name__).decode()

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (type(self), dict(_json_of(self)))


# As for `Model`: what `pprint` knows a dataclass by whose fields it may lay out.
cast("Any", _OpenModelBase.__repr__).__wrapped__ = cast("Any", Model.__repr__).__wrapped__


def _restore(model: type[_OpenModelBase], properties: dict[str, Any]) -> _OpenModelBase:
    """Return a model of properties by wire name, which are of the right types."""
    restored = model.__new__(model)
    _Dict.update(_json_of(restored), properties)
    return restored


class _Property:
    """A fixed property, as a descriptor of its attribute."""

    def __init__(self, name: str, declared: Any) -> None:  # noqa: ANN401 - any default
        """Take what stands behind the `=` of the attribute, `NODEFAULT` if nothing does."""
        is_field = isinstance(declared, _FIELD)
        self.name = name
        self.wire_name: str = (declared.name or name) if is_field else name
        self.default: Any = declared.default if is_field else declared
        self.default_factory: Any = declared.default_factory if is_field else NODEFAULT

    def default_value(self) -> Any:  # noqa: ANN401 - of any type
        """Return a default of its own, `NODEFAULT` if the property must be given."""
        return self.default if self.default_factory is NODEFAULT else self.default_factory()

    def __get__(self, instance: _OpenModelBase | None, owner: type) -> Any:  # noqa: ANN401 - any
        return self if instance is None else _Dict.get(_json_of(instance), self.wire_name, UNSET)

    def __set__(self, instance: _OpenModelBase, value: Any) -> None:  # noqa: ANN401 - any
        if value is UNSET:
            _Dict.pop(_json_of(instance), self.wire_name, None)
        else:
            _Dict.__setitem__(_json_of(instance), self.wire_name, value)


_FIELD = cast("Any", type(cast("object", msgspec.field())))


class _StandIn(JsonType):
    """What msgspec sees in the place of an open model. Its values are those of the model."""

    json_types = (dict,)
    _model: ClassVar[type[_OpenModelBase]]

    @classmethod
    def of(cls, model: type[_OpenModelBase]) -> type[_StandIn]:
        """Return the stand-in of one model."""
        return type(model.__name__, (cls,), {"_model": model})

    @classmethod
    def from_json(cls, value: object) -> object:
        """Return the model that JSON object `value` is.

        Raises:
            ValueError: if it is none.
        """
        return cls._model.__layout__.read(value)

    @classmethod
    def from_json_in_part(cls, value: object, reader: PartialReader, path: str) -> object:
        """Return the model of what fits of a value that is none; what is no object, as it is."""
        if not isinstance(value, dict):
            return value
        layout = cls._model.__layout__
        return layout.read_in_part(cast("dict[str, Any]", value), reader, path)

    @classmethod
    def python_types(cls) -> tuple[type, ...]:
        """Return the model."""
        return (cls._model,)

    @classmethod
    def struct(cls) -> type[msgspec.Struct]:
        """Return the fixed properties."""
        return cls._model.__layout__.fixed


class _Layout:
    """What is known of one class of open models; its types are looked at when first needed."""

    def __init__(self, model: type[_OpenModelBase]) -> None:
        """Replace what the class says about its properties by their attributes."""
        self._model = model
        inherited: _Layout | None = getattr(model.__base__, "__layout__", None)
        self.properties: dict[str, _Property] = dict(inherited.properties) if inherited else {}
        for name in get_annotations(model):
            one = _Property(name, model.__dict__.get(name, NODEFAULT))
            self.properties[name] = one
            setattr(model, name, one)
        self._attributes = {one.wire_name: one.name for one in self.properties.values()}
        self.stand_in = _StandIn.of(model)

    @cached_property
    def fixed(self) -> type[msgspec.Struct]:
        """A struct of the fixed properties, as which they are read."""
        return msgspec.defstruct(self._model.__name__, self._fields, kw_only=True)

    @cached_property
    def shadow(self) -> type[object]:
        """A real dataclass with the fields of the model, whose attributes describe it."""
        mapping: Any = MutableMapping
        free_type: Any = mapping[str, self._free_type]
        free = ("additional_properties", free_type, msgspec.field(default_factory=dict[str, Any]))
        name = self._model.__name__
        return shadow_dataclass(msgspec.defstruct(name, [*self._fields, free], kw_only=True))

    def free_properties(self, model: _OpenModelBase) -> FreeProperties:
        """Return a view of what has no attribute of its own."""
        return FreeProperties(_json_of(model), self._attributes)

    def read(self, value: object) -> _OpenModelBase:
        """Return the model that a JSON value is.

        Raises:
            ValueError: if it is none.
        """
        fixed = self._read_fixed(value)
        # What is no object has been refused.
        given = cast("dict[str, Any]", value)
        found = {one.name: getattr(fixed, one.name) for one in self.properties.values()}
        return self._made(found, self._read_free(self._free_part(given)))

    def read_in_part(
        self, given: dict[str, Any], reader: PartialReader, path: str
    ) -> _OpenModelBase:
        """Return the model of what fits of a JSON object that is none."""
        found = reader.read_object(self.fixed, given, path)
        free = {
            name: reader.read(self._free_type, one, f"{path}.{name}")
            for name, one in self._free_part(given).items()
        }
        return self._made(found, free)

    def _free_part(self, given: dict[str, Any]) -> dict[str, Any]:
        return {name: given[name] for name in given if name not in self._attributes}

    def _made(self, fixed: Mapping[str, Any], free: Mapping[str, Any]) -> _OpenModelBase:
        """Return a model of what was read: fixed properties by attribute, free ones by name."""
        model = self._model.__new__(self._model)
        for one in self.properties.values():
            one.__set__(model, fixed[one.name] if one.name in fixed else one.default_value())
        _Dict.update(_json_of(model), free)
        return model

    @cached_property
    def _types(self) -> dict[str, Any]:
        return get_type_hints(self._model, include_extras=True)

    @cached_property
    def _free_type(self) -> Any:  # noqa: ANN401 - a type
        """The type of the free properties: what stands in brackets after `OpenModel`."""
        for one in self._model.__mro__:
            for base in vars(one).get("__orig_bases__", ()):
                if get_origin(base) is OpenModel:
                    # It may be the name, in quotes, of a class that is defined later.
                    annotation = cast("Any", list)[get_args(base)]
                    holder = SimpleNamespace(__annotations__={"free": annotation})
                    names = vars(sys.modules[one.__module__])
                    hint = get_type_hints(holder, globalns=names, include_extras=True)["free"]
                    return get_args(hint)[0]
        return Any

    @cached_property
    def _fields(self) -> list[tuple[str, Any, Any]]:
        fields: list[tuple[str, Any, Any]] = []
        for one in self.properties.values():
            default: Any = {"default_factory": one.default_factory}
            if one.default_factory is NODEFAULT:
                default = {"default": one.default}
            field = msgspec.field(name=one.wire_name, **default)
            fields.append((one.name, self._types[one.name], field))
        return fields

    @cached_property
    def _read_fixed(self) -> Converter:
        return Converter(self.fixed)

    @cached_property
    def _read_free(self) -> Converter:
        return Converter(cast("Any", dict)[str, self._free_type])


class OpenModel(_OpenModelBase, Generic[V]):
    """Base of generated objects with free properties, which are of type `V`."""

    if TYPE_CHECKING:
        additional_properties: MutableMapping[str, V] = msgspec.field(default_factory=dict[str, V])
        """The properties that have no attribute of their own."""


class _FreeAttribute:
    """The attribute `additional_properties`."""

    def __get__(self, instance: _OpenModelBase | None, owner: type) -> object:
        return self if instance is None else type(instance).__layout__.free_properties(instance)

    def __set__(self, instance: _OpenModelBase, value: Mapping[str, Any]) -> None:
        given = dict(value)
        free = type(instance).__layout__.free_properties(instance)
        free.clear()
        free.update(given)


cast("Any", OpenModel).additional_properties = _FreeAttribute()
