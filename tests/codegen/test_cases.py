"""Small descriptions that once went wrong: what their types take, and what they refuse."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from livebind_codegen.contract import read_cases
from livebind_codegen.generation import PackageOptions, generate
from livebind_codegen.sources import LiveOptions, read_source
from livebind_codegen.verification import read_description

if TYPE_CHECKING:
    from types import ModuleType

    from livebind_codegen.contract import Case
    from support.descriptions import Json

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.stem for path in CASES.glob("*.json"))
NODE = {"value": 1, "children": [{"value": 2, "children": [{"value": 3}]}], "parent": {"value": 0}}
SUM = {"sum": [1, {"product": [2, {"sum": [3]}]}]}

TAKEN: list[tuple[str, str, Json]] = [
    ("tree", "get-it result", NODE),
    ("tree", "get-it result", {"value": 1, "parent": None}),
    ("mutual_recursion", "get-it result", SUM),
    ("mutual_recursion", "get-it result", 1.5),
    ("all_of", "get-it result", {"name": "Rex", "bark_volume": 3}),
    ("any_result", "get-it result", [None, {"a": 1}]),
    ("boolean_schemas", "get-it result", {"anything": None, "rest": [1, "a"], "choice": {}}),
    ("const_or_number", "get-width result", "auto"),
    ("const_or_number", "get-width result", 2.5),
    ("const_or_number", "set-width parameters", {"width": "auto"}),
    ("content_descriptor_references", "find-pet parameters", {"petId": 1}),
    ("deep_reference", "get-it result", {"first": 1, "second": 0.5}),
    ("discriminators", "get-pet result", {"petType": "feline", "name": "Tom"}),
    ("discriminators", "get-pet result", {"petType": "a new one"}),
    ("discriminators", "get-shape result", {"kind": "square", "side": 1.5}),
    ("discriminators", "get-shape result", None),
    ("discriminators", "get-sign result", {"sign": "triangle"}),
    ("discriminators", "get-any-sign result", {"sign": "cross"}),
    ("empty_tuple", "m result", []),
    ("fixed_and_free_properties", "get-it result", {"id": 1, "a": "b", "c": "d"}),
    ("nested_union", "get-it result", ["a", [1.5]]),
    ("nested_union", "get-it result", {"a": "b"}),
    ("open_tuples", "get-pair result", []),
    ("open_tuples", "get-pair result", [0.5]),
    ("open_tuples", "get-pair result", [0.5, {"name": "a"}]),
    ("open_tuples", "get-route result", [0.5]),
    ("open_tuples", "get-route result", [0.5, "a"]),
    ("open_tuples", "get-route result", [0.5, "a", {"name": "b"}, {"name": "c"}]),
    ("open_tuples", "set-route parameters", {"route": "home"}),
    ("open_tuples", "set-route parameters", {"route": [1, [{"name": "a"}, "b"], "c", "d"]}),
    ("open_tuples", "set-route parameters", {"route": [1, [{"name": "a"}, [{"name": "b"}, ""]]]}),
    ("type_list_of_one", "get-it result", {"x": 1, "label": None}),
    ("union_text_or_triple", "get-color result", {"color": "red"}),
    ("union_text_or_triple", "get-color result", {"color": [0.5, 0.5, 1]}),
]
REFUSED: list[tuple[str, str, Json]] = [
    ("tree", "get-it result", {"value": 1, "children": [{"children": []}]}),
    ("mutual_recursion", "get-it result", {"sum": [{"product": ["a"]}]}),
    ("all_of", "get-it result", {"bark_volume": 3}),
    ("all_of", "get-it result", {"name": "Rex", "bark_volume": -1}),
    ("boolean_schemas", "get-it result", {"anything": 1, "never": 1}),
    ("const_or_number", "get-width result", "wide"),
    ("const_or_number", "set-width parameters", {"width": "wide"}),
    ("content_descriptor_references", "find-pet parameters", {"petId": -1}),
    ("deep_reference", "get-it result", {"second": -0.5}),
    ("discriminators", "get-pet result", {"name": "Tom"}),
    ("discriminators", "get-shape result", {"kind": "circle", "side": 1.5}),
    ("discriminators", "get-shape result", {"side": 1.5}),
    ("discriminators", "get-sign result", {}),
    ("discriminators", "get-sign result", {"sign": "cross"}),
    ("discriminators", "get-any-sign result", {"sign": "circle"}),
    ("empty_tuple", "m result", [1]),
    ("fixed_and_free_properties", "get-it result", {"id": 1, "a": 2}),
    ("nested_union", "get-it result", [{"a": "b"}]),
    ("open_tuples", "get-pair result", ["a"]),
    ("open_tuples", "get-pair result", [0.5, {"name": "a"}, 1]),
    ("open_tuples", "get-route result", []),
    ("open_tuples", "get-route result", [-0.5]),
    ("open_tuples", "get-route result", [0.5, "a", "b"]),
    ("open_tuples", "set-route parameters", {"route": [1]}),
    ("open_tuples", "set-route parameters", {"route": [1, [{"name": "a"}]]}),
    ("open_tuples", "set-route parameters", {"route": [1, [{"name": "a"}, "b"], "c", "d", "e"]}),
    ("type_list_of_one", "get-it result", {"x": "1"}),
    ("union_text_or_triple", "get-color result", {"color": ""}),
    ("union_text_or_triple", "get-color result", {"color": [1, 2]}),
]
PROGRAM = """\
from livebind import Instance

import case_all_of
import case_content_descriptor_references
import case_fixed_and_free_properties
import case_mutual_recursion
import case_open_tuples
import case_tree


def use(instance: Instance) -> None:
    node = case_tree.get_it(instance)
    children = node.children
    if isinstance(children, list):
        reveal_type(children[0].value)
    expression = case_mutual_recursion.get_it(instance)
    if isinstance(expression, case_mutual_recursion.Sum):
        reveal_type(expression.sum)
    reveal_type(case_all_of.get_it(instance).bark_volume)
    reveal_type(case_fixed_and_free_properties.get_it(instance).additional_properties["a"])
    reveal_type(case_content_descriptor_references.find_pet(instance, pet_id=1).name)
    route = case_open_tuples.get_route(instance)
    if len(route) > 1:
        reveal_type(route[2:])
    stop = case_open_tuples.Stop(name="a")
    case_open_tuples.set_route(instance, route=(1, (stop, (stop, "b")), "c"))
"""


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with a package for each case."""
    folder = tmp_path_factory.mktemp("cases")
    for name in NAMES:
        description, _ = read_source(str(CASES / f"{name}.json"), LiveOptions())
        generate(description, folder, PackageOptions(f"case_{name}"))
    return folder


@pytest.fixture(autouse=True)
def importable(packages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(packages), *sys.path])
    importlib.invalidate_caches()


def case_of(packages: Path, name: str, what: str) -> Case:
    package = f"case_{name}"
    cases = {case.name: case for case in read_cases(packages / package, package)}
    return cases[what]


@pytest.mark.parametrize(("name", "what", "value"), TAKEN)
def test_what_is_valid_is_taken_and_given_back(
    name: str, what: str, value: Json, packages: Path
) -> None:
    decoded = case_of(packages, name, what).decoder.decode(json.dumps(value))
    assert json.loads(msgspec.json.encode(decoded)) == value


@pytest.mark.parametrize(("name", "what", "value"), REFUSED)
def test_what_is_not_is_refused(name: str, what: str, value: Json, packages: Path) -> None:
    with pytest.raises(msgspec.ValidationError):
        case_of(packages, name, what).decoder.decode(json.dumps(value))


@pytest.mark.parametrize("name", NAMES)
def test_all_names_of_a_package_can_be_used(name: str) -> None:
    package: ModuleType = importlib.import_module(f"case_{name}")
    names: list[str] = package.__all__
    assert all(getattr(package, public) is not None for public in names)


@pytest.mark.parametrize("name", NAMES)
def test_a_package_generated_again_from_its_own_description_is_the_same(
    name: str, packages: Path, tmp_path: Path
) -> None:
    package = f"case_{name}"
    generate(read_description(packages / package), tmp_path, PackageOptions(package))
    for path in (packages / package).rglob("*.py"):
        again = tmp_path / package / path.relative_to(packages / package)
        assert again.read_text() == path.read_text()


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_checkers_know_the_types(checker: str, packages: Path) -> None:
    (packages / "program.py").write_text(PROGRAM, encoding="utf-8")
    (packages / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}', encoding="utf-8")
    arguments: dict[str, list[str]] = {
        "mypy": ["--strict", "--cache-dir=.cache", "."],
        "pyright": ["--pythonpath", sys.executable],
    }
    ran = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", checker, *arguments[checker]],
        cwd=packages,
        env={**os.environ, "MYPYPATH": str(packages)},
        capture_output=True,
        text=True,
        check=False,
    )
    text = ran.stdout.replace("builtins.", "")
    assert ran.returncode == 0, text
    assert text.count('"int"') == 2
    assert text.count('"str"') == 2
    assert "tuple[Stop, ...]" in text.replace("case_open_tuples.models.general.", "")
    assert "list[float | Sum | Product]" in text.replace(
        "case_mutual_recursion.models.general.", ""
    )


def test_free_properties_are_a_mapping(packages: Path) -> None:
    case = case_of(packages, "fixed_and_free_properties", "get-it result")
    labelled: Any = case.decoder.decode(b'{"id": 1, "a": "b"}')
    assert (labelled.id, dict(labelled.additional_properties)) == (1, {"a": "b"})


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"petType": "feline", "name": "Tom"}, "Cat"),
        ({"petType": "hound", "name": "Spike"}, "Dog"),
        ({"petType": "Dog", "unknown": True}, "Dog"),
        ({"petType": "a new one"}, "Cat"),
    ],
)
def test_a_discriminator_says_what_is_meant(value: Json, name: str, packages: Path) -> None:
    case = case_of(packages, "discriminators", "get-pet result")
    assert type(case.decoder.decode(json.dumps(value))).__name__ == name


def test_a_discriminator_that_is_a_constant_is_the_tag_of_a_class(packages: Path) -> None:
    case = case_of(packages, "discriminators", "get-shape result")
    square: Any = case.decoder.decode(b'{"kind": "square", "side": 1}')
    assert square.__struct_config__.tag == "square"
