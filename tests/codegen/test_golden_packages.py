"""Small descriptions and all the files that they give, compared one by one.

`UPDATE_GOLDEN=1 pytest tests/codegen/test_golden_packages.py` writes the files anew: look at what
changed before you commit it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from livebind_codegen.description.model import ErrorDescription, NotificationDescription
from livebind_codegen.dialects.conplyent.dialect import describe as describe_commands
from livebind_codegen.dialects.conplyent.stubs import parse_stubs
from livebind_codegen.generation import LOCK_FILE, PackageOptions, generate
from support.descriptions import (
    NUMBER,
    VECTOR,
    Json,
    describe,
    method,
    object_schema,
    small_description,
)

if TYPE_CHECKING:
    from livebind_codegen.description.model import Description

GOLDEN = Path(__file__).parent / "golden" / "generated"
FLOAT32 = {"type": "number", "minimum": -3.4028234663852886e38, "maximum": 3.4028234663852886e38}


OWN_COMMAND = '''
def own(a: int, b: str = "x", *rest: bytes, key: datetime | None = NOW, **more: Any) -> Iterator[
    tuple[int, bytes]
]:
    """Do it.

    Args:
        a: How often.
    """
'''


def enum_of(**values: str) -> dict[str, Any]:
    return {
        "oneOf": [
            {"const": value, "type": "string", "description": text}
            for value, text in values.items()
        ]
    }


def unions() -> Description:
    """Options told apart by constant, by key, by kind and by length."""
    power = object_schema({"type": {"const": "Power"}, "value": FLOAT32}, ("type", "value"))
    glow = object_schema({"type": {"const": "Glow"}, "color": VECTOR}, ("type",))
    image = object_schema({"image": {"type": "integer"}, "scale": NUMBER}, ("image",))
    noise = object_schema({"noise": {"type": "string"}}, ("noise",))
    color = {"oneOf": [FLOAT32, VECTOR, image, noise]}
    settings = object_schema(
        {
            "intensity": {"oneOf": [power, glow]},
            "color": color,
            "id": {"oneOf": [{"type": "integer"}, {"type": "string"}, {"type": "null"}]},
            "background": {"oneOf": [color, {"type": "null"}]},
            "layers": {"type": "array", "items": color, "minItems": 1},
        }
    )
    return describe(method("getLamp", None, settings), method("createLamp", settings))


def enums() -> Description:
    """Values with and without descriptions, in places of all kinds."""
    stereo = enum_of(None_="No stereo", Left="Left eye only", SideBySide="Both eyes")
    kind = {"type": "string", "enum": ["from", "1st", "a b", "class", "ä"]}
    return describe(
        method("getCamera", None, object_schema({"stereo": stereo}, ("stereo",))),
        method("updateCamera", object_schema({"stereo": {**stereo, "default": "Left"}})),
        method("get-kinds", None, {"type": "array", "items": kind}),
        method("get-by-kind", None, {"type": "object", "additionalProperties": kind}),
    )


def reserved_names() -> Description:
    """Names that mean something in Python, or in the package itself."""
    words = [
        "async",
        "class",
        "from",
        "instance",
        "timeout",
        "data",
        "self",
        "list",
        "field",
        "id",
        "type",
        "fovY",
        "3d",
        "a-b",
        "_private",
        "to_dict",
        "toJson",
    ]
    return describe(
        method("import", object_schema(dict.fromkeys(words, NUMBER), ("async", "timeout"))),
        method("connect", None, object_schema(dict.fromkeys(words, VECTOR), (), "Model")),
        method("list", {"type": "array", "items": NUMBER}, {"type": "array"}),
        method("anything", {}, {}),
        method("aio", None, object_schema({"task": NUMBER}, (), "AsyncTask")),
        method("client"),
    )


def small() -> Description:
    """Requests and replies with bytes, loaders, plugins, a deprecated and a cancellable method."""
    return small_description()


def errors() -> Description:
    """Errors by name, by message, with and without data, of one method and of several."""
    busy = ErrorDescription(7, "Busy: try again later")
    lost = ErrorDescription(404, "not found", "NoSuchLamp", object_schema({"id": NUMBER}, ("id",)))
    hot = ErrorDescription(-1, "too hot", data={"type": "array", "items": NUMBER})
    wrong = ErrorDescription(-32602, "wrong", "Wrong", {"type": "string"})
    invalid = ErrorDescription(-32602, "Invalid params")
    return describe(
        method("switch-on", object_schema({"id": NUMBER}), errors=(busy, lost, hot, invalid)),
        method("switch-off", object_schema({"id": NUMBER}), errors=(lost, wrong)),
        method("wait", errors=(ErrorDescription(408, "too hot"), ErrorDescription(1))),
    )


def notifications() -> Description:
    """Notifications with and without content, alike, recursive, and called like ours."""
    tree = {"type": "object", "properties": {"below": {"$ref": "#/components/schemas/Tree"}}}
    lamp = object_schema({"id": NUMBER, "color": {"enum": ["red", "blue"]}}, ("id",))
    told = (
        NotificationDescription("Lamp.on", "A lamp was switched on", "Lamp", lamp),
        NotificationDescription("Lamp.off", "A lamp was switched off", "Lamp", lamp),
        NotificationDescription("grown", params=object_schema({"tree": tree})),
        NotificationDescription("progress"),
    )
    return describe(
        method("Lamp.switch", object_schema({"id": NUMBER}), group="Lamp"),
        method("get-lamp", None, lamp),
        notifications=told,
        definitions={"#/components/schemas/Tree": tree},
    )


def commands() -> Description:
    """Commands of a server, some with signatures of their own."""
    own = parse_stubs(OWN_COMMAND)
    return describe_commands(["cd", "command", "exec", "list", "myCommand", "own"], own)


CASES = [unions, enums, reserved_names, errors, notifications, small, commands]


@pytest.mark.parametrize("case", CASES)
def test_a_description_gives_these_files(case: Json, tmp_path: Path) -> None:
    name = f"golden_{case.__name__}"
    options = PackageOptions(name, tests=name.endswith("small"))
    generate(case(), tmp_path, options)
    # The lock file holds a digest of the generator, which changes with every line of it.
    (tmp_path / name / LOCK_FILE).unlink()
    if os.environ.get("UPDATE_GOLDEN"):
        generate(case(), GOLDEN, options)
        (GOLDEN / name / LOCK_FILE).unlink()
    expected = files_in(GOLDEN / name)
    actual = files_in(tmp_path / name)
    assert actual.keys() == expected.keys()
    for path, text in actual.items():
        assert text == expected[path], path


def files_in(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
