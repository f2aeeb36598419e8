"""From untrusted text to Python: identifiers and literals."""

from __future__ import annotations

import ast
import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

import livebind
from livebind_codegen.emit.scalars import SCALARS
from livebind_codegen.text.identifiers import (
    PACKAGE_NAMES,
    SCALAR_NAMES,
    attribute_name,
    class_name,
    constant_name,
    function_name,
    is_attribute_name,
    is_class_name,
    is_value_name,
    parameter_name,
)
from livebind_codegen.text.literals import (
    docstring,
    full_title,
    plain_text,
    text_literal,
    value_literal,
)
from livebind_codegen.text.words import merge_words, pascal_case, singular, split_words

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("set-camera-view", "set camera view"),
        ("getCameraView", "get Camera View"),
        ("BBPLoaderParameters", "BBP Loader Parameters"),
        ("createTexture2D", "create Texture2D"),
        ("Texture2DFormat", "Texture2D Format"),
        ("readFramebufferAsJpeg", "read Framebuffer As Jpeg"),
        ("Rgba32F", "Rgba32F"),
        ("edge1", "edge1"),
        ("params_schema", "params schema"),
        ("BBP loader", "BBP loader"),
        ("  a..b//c  ", "a b c"),
        ("\uff45xec", "exec"),
        ("café", "cafe"),
        ("", ""),
        ("§", "S"),
        ("获取版本", "Huo Qu Ban Ben"),
        ("+", "plus sign"),
    ],
)
def test_names_of_any_convention_are_taken_apart(text: str, words: str) -> None:
    assert " ".join(split_words(text)) == words


@pytest.mark.parametrize(
    ("text", "attribute", "class_", "constant"),
    [
        ("fovY", "fov_y", "FovY", "FOV_Y"),
        ("async", "async_", "Async", "ASYNC_"),
        ("texture2d", "texture2d", "Texture2D", "TEXTURE2D"),
        ("from_file", "from_file", "FromFile", "FROM_FILE"),
        ("GBuffersParams", "gbuffers_params", "GBuffersParams", "GBUFFERS_PARAMS"),
        ("3d-mode", "field_3d_mode", "Type3DMode", "VALUE_3D_MODE"),
        ("list", "list_", "List", "LIST"),
        ("id", "id", "Id", "ID"),
        ("name", "name", "Name", "NAME_"),
        ("", "field_", "", "VALUE_"),
        ("__class__", "class_", "Class", "CLASS_"),
    ],
)
def test_names_in_python(text: str, attribute: str, class_: str, constant: str) -> None:
    assert attribute_name(text) == attribute
    assert class_name(text) == class_
    assert constant_name(text) == constant


@pytest.mark.parametrize("name", ["to_dict", "toJson", "list", "field"])
def test_attributes_leave_the_names_that_classes_need_alone(name: str) -> None:
    attribute = attribute_name(name)
    assert attribute.endswith("_")
    assert is_attribute_name(attribute)
    assert not is_attribute_name(attribute.rstrip("_"))


def test_parameters_leave_ours_alone() -> None:
    assert [parameter_name(one) for one in ("instance", "timeout", "data", "view")] == [
        "instance_",
        "timeout_",
        "data_",
        "view",
    ]


def test_functions_leave_the_names_of_the_package_alone() -> None:
    assert function_name("connect") == "connect_"
    assert function_name("exec") == "exec"


@given(st.text())
def test_any_text_gives_identifiers_in_ascii(text: str) -> None:
    for name in (attribute_name(text), function_name(text), parameter_name(text)):
        assert is_value_name(name)
        assert name.isascii()
        assert not keyword.iskeyword(name)
        assert not name.startswith("_")
    assert constant_name(text).isidentifier()
    name = class_name(text)
    assert name == "" or name.isidentifier()
    assert name.isascii()


@given(st.text())
def test_a_literal_is_its_text_and_nothing_else(text: str) -> None:
    literal = text_literal(text)
    assert literal.isascii()
    assert "\n" not in literal
    assert ast.literal_eval(literal) == text


def test_a_string_with_a_repr_of_its_own_gets_no_say() -> None:
    class Evil(str):
        __slots__ = ()

        def __repr__(self) -> str:
            return "evil()"

    assert text_literal(Evil("x")) == "'x'"


def test_a_title_is_one_line_with_its_version() -> None:
    assert full_title("Brayns\n", "4.0.0") == "Brayns 4.0.0"
    assert full_title("Brayns", "") == "Brayns"
    assert full_title("x" * 100, "") == "x" * 100
    assert full_title("x" * 100, "1") == f"{'x' * 100}..."


def test_a_docstring_fills_lines_of_100_characters() -> None:
    assert docstring(["x" * 90], indent=4) == f'"""{"x" * 90}"""'
    assert docstring(["x" * 91], indent=4) == f'"""{"x" * 91}\n    """'


@given(st.lists(st.text(), min_size=1), st.sampled_from([0, 4, 8]))
def test_a_docstring_is_one_literal(paragraphs: list[str], indent: int) -> None:
    tree = ast.parse(docstring([plain_text(one) for one in paragraphs], indent))
    assert len(tree.body) == 1
    assert isinstance(tree.body[0], ast.Expr)
    assert isinstance(tree.body[0].value, ast.Constant)


@given(st.text())
def test_plain_text_is_one_visible_line(text: str) -> None:
    assert plain_text(text).isprintable()


def test_a_value_reads_as_in_json() -> None:
    value = {"a": [None, True, 1, 0.5, "x'y"]}
    assert value_literal(value) == "{'a': [null, true, 1, 0.5, \"x'y\"]}"


@given(JSON_VALUES)
def test_any_json_value_can_be_shown(value: object) -> None:
    assert value_literal(value).isprintable()


@pytest.mark.parametrize("value", [float("inf"), float("nan"), object(), b"", {1}])
def test_what_is_no_json_is_not_shown(value: object) -> None:
    with pytest.raises(TypeError):
        value_literal(value)


def test_words_that_are_said_already_are_left_out() -> None:
    assert pascal_case(merge_words(("Quad", "Light"), ("light", "intensity"))) == (
        "QuadLightIntensity"
    )


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("boxes", "box"),
        ("vertices", "vertex"),
        ("properties", "property"),
        ("classes", "class"),
        ("lights", "light"),
        ("class", "class"),
        ("status", "status"),
        ("axis", "axis"),
        ("as", "as"),
    ],
)
def test_one_of_many(plural: str, one: str) -> None:
    assert singular(plural) == one


def test_no_type_takes_a_name_of_the_run_time() -> None:
    assert set(livebind.__all__) <= PACKAGE_NAMES
    assert SCALARS.keys() == SCALAR_NAMES
    assert not is_class_name("Model")
    assert not is_class_name("Float32")
