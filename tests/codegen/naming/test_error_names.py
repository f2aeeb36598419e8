"""Declared errors are called by what their description calls them, never by a number of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebind_codegen.api.build import build_api
from livebind_codegen.description.model import ErrorDescription
from livebind_codegen.errors import NameConflictError
from support.descriptions import describe, method, object_schema

if TYPE_CHECKING:
    import random


def names(**errors: list[ErrorDescription]) -> list[str]:
    """Return the names of the classes for the errors of some methods."""
    api = build_api(describe(*(method(name, errors=tuple(ones)) for name, ones in errors.items())))
    return [error.name for error in api.errors]


def test_an_error_is_called_by_its_key() -> None:
    assert names(get=[ErrorDescription(404, "gone", "NoSuchLamp")]) == ["NoSuchLampError"]
    assert names(get=[ErrorDescription(404, "gone", "LampError")]) == ["LampError"]
    assert names(get=[ErrorDescription(404, "gone", "Error")]) == ["ErrorError"]


def test_an_error_without_a_key_is_called_by_its_message() -> None:
    assert names(get=[ErrorDescription(404, "no such lamp")]) == ["NoSuchLampError"]


def test_what_several_methods_declare_alike_is_one_error() -> None:
    gone = ErrorDescription(404, "gone")
    assert names(get=[gone], set=[gone]) == ["GoneError"]


def test_one_message_of_two_methods_is_told_apart_by_the_methods() -> None:
    errors = names(open=[ErrorDescription(1, "busy")], close=[ErrorDescription(2, "busy")])
    assert errors == ["CloseBusyError", "OpenBusyError"]


def test_one_message_of_one_method_is_told_apart_by_the_codes_that_it_has() -> None:
    errors = names(open=[ErrorDescription(404, "busy"), ErrorDescription(500, "busy")])
    assert errors == ["OpenBusyCode404Error", "OpenBusyCode500Error"]


def test_an_error_without_words_is_called_by_its_method() -> None:
    assert names(open=[ErrorDescription(5)]) == ["OpenError"]


def test_an_error_of_json_rpc_has_the_class_of_livebind() -> None:
    api = build_api(describe(method("get", errors=(ErrorDescription(-32602, "wrong"),))))
    assert [(error.name, error.is_own) for error in api.errors] == [("InvalidParamsError", False)]


def test_an_error_of_json_rpc_with_typed_data_is_derived_from_that_class() -> None:
    wrong = ErrorDescription(-32602, "wrong", data={"type": "string"})
    api = build_api(describe(method("get", errors=(wrong,))))
    assert [(one.name, one.base) for one in api.errors] == [("WrongError", "InvalidParamsError")]


def test_an_example_is_no_type() -> None:
    example = ErrorDescription(404, "gone", data={"id": 5})
    assert build_api(describe(method("get", errors=(example,)))).errors[0].data is None


def test_a_type_never_has_the_name_of_an_error() -> None:
    gone = ErrorDescription(404, "gone")
    result = object_schema({"a": {"type": "string"}}, title="GoneError")
    api = build_api(describe(method("get", None, result, errors=(gone,))))
    assert [error.name for error in api.errors] == ["GoneError"]
    assert "GoneError" not in [type_.name for type_ in api.types]


def test_an_error_is_renamed_by_the_user() -> None:
    description = describe(method("get", errors=(ErrorDescription(404, "gone"),)))
    api = build_api(description, renames={"GoneError": "LostError"})
    assert [error.name for error in api.errors] == ["LostError"]
    for wrong in ("lost", "RemoteError", "1bad"):
        with pytest.raises(NameConflictError, match="GoneError cannot be called"):
            build_api(description, renames={"GoneError": wrong})


def test_two_errors_cannot_be_renamed_to_one() -> None:
    errors = (ErrorDescription(404, "gone"), ErrorDescription(409, "busy"))
    description = describe(method("get", errors=errors))
    with pytest.raises(NameConflictError, match=r"'LostError'.*that the package has already"):
        build_api(description, renames={"GoneError": "LostError", "BusyError": "LostError"})


ERRORS = st.builds(
    ErrorDescription,
    st.integers(-3, 3),
    st.sampled_from(["", "busy", "gone", "no such lamp"]),
    st.sampled_from(["", "Busy", "Gone"]),
    st.sampled_from([None, {"type": "string"}, {"type": "integer"}]),
)


@given(
    st.dictionaries(st.sampled_from(["open", "close", "move"]), st.lists(ERRORS, max_size=4)),
    st.randoms(use_true_random=False),
)
def test_names_are_distinct_and_depend_on_no_order(
    methods: dict[str, list[ErrorDescription]], shuffle: random.Random
) -> None:
    found = names(**methods)
    assert len(set(found)) == len(found)
    items = [(name, shuffle.sample(ones, len(ones))) for name, ones in methods.items()]
    assert names(**dict(shuffle.sample(items, len(items)))) == found
