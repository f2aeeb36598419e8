"""Types: classes, enums, unions and other names for something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from livebind_codegen.api.build import build_api
from livebind_codegen.emit.model_annotations import model_annotations
from livebind_codegen.emit.models import emit_models, model_shapes
from support.descriptions import NUMBER, describe, method, object_schema

if TYPE_CHECKING:
    from support.descriptions import Json

KIND: Json = {"type": "string", "enum": ["from_file", "1st"], "title": "Kind"}
FLOAT32: Json = {
    "type": "number",
    "minimum": -3.4028234663852886e38,
    "maximum": 3.4028234663852886e38,
}
POWER = object_schema({"type": {"const": "Power"}, "value": NUMBER}, ("type", "value"))
GLOW = object_schema({"type": {"const": "Glow"}}, ("type",))


def emitted(schema: Json) -> dict[str, str]:
    api = build_api(describe(method("get-thing", None, object_schema({"x": schema}, ("x",)))))
    texts = emit_models(api, model_annotations(model_shapes(api), api))
    return {module: " ".join(text.split()) for module, text in texts.items()}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (NUMBER, "class Thing(Model, kw_only=True):"),
        (NUMBER, "x: float"),
        (
            object_schema({"fovY": NUMBER}),
            "fov_y: float | UnsetType = field(name='fovY', default",
        ),
        (object_schema({"a": NUMBER}), "a: float | UnsetType = UNSET"),
        (object_schema({"fovY": NUMBER}, ("fovY",)), "fov_y: float = field(name='fovY')"),
        ({**object_schema({"a": NUMBER}), "additionalProperties": NUMBER}, "(OpenModel['float']):"),
        (KIND, "class Kind(OpenEnum):"),
        (KIND, "FROM_FILE = 'from_file'"),
        (KIND, "VALUE_1ST = '1st'"),
        ({"oneOf": [POWER, GLOW]}, "tag_field='type', tag='Power'"),
        ({"oneOf": [POWER, GLOW]}, ": TypeAlias = PowerX | GlowX"),
        ({"enum": [1, 2.5]}, "(Exactly, values=(1, 2.5,)):"),
        (
            {"oneOf": [object_schema({"a": NUMBER}, ("a",)), object_schema({"b": NUMBER}, ("b",))]},
            "UntaggedUnion, options=lambda: (",
        ),
    ],
)
def test_a_schema_gives(schema: Json, expected: str) -> None:
    assert expected in " ".join(emitted(schema).values())


def test_numbers_of_a_machine_have_names_of_their_own() -> None:
    texts = emitted(FLOAT32)
    scalars = texts.pop("scalars")
    assert "Float32: TypeAlias = Annotated[float, Meta(ge=-3.4028" in scalars
    assert "from .scalars import Float32" in " ".join(texts.values())
    assert "scalars" not in emitted(NUMBER)
