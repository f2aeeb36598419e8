"""Real backends, served from recordings: what they said fits the types generated from them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import msgspec
import pytest

from livebind.model import closed_enums
from livebind_codegen.contract import check_round_trip, read_cases
from support.recorded_server import serve_replies

if TYPE_CHECKING:
    from support.descriptions import Json
    from support.generated_package import GeneratedPackage
    from support.recordings import Exchange

# Types of whole packages are checked, which takes both checkers a while.
pytestmark = pytest.mark.timeout(300)

DIALECTS = ["recorded_brayns3", "recorded_brayns4"]

NULL_FOR_DEFAULT = "null for a property with a default"
"""Brayns 3 takes null for "the default", which its schemas do not say: it is left out instead."""
DUPLICATES = "duplicated item in set"
"""Brayns 4 refuses duplicates in sets without publishing `uniqueItems`."""
ENGINE_PARAMS = "snapshot with camera params invalid"
"""The parameters of cameras and renderers are any JSON in the schema of `snapshot`."""


@pytest.fixture(params=DIALECTS)
def package(request: pytest.FixtureRequest) -> GeneratedPackage:
    generated: GeneratedPackage = request.getfixturevalue(request.param)
    return generated


def known(package: GeneratedPackage) -> list[Exchange]:
    names = set(package.recorded.method_names)
    return [one for one in package.recorded.exchanges() if one.method in names]


def test_all_methods_become_functions_in_pairs(package: GeneratedPackage) -> None:
    module = package.load()
    count = {"brayns3": 90, "brayns4": 123}[package.recorded.name]
    assert len(package.api.methods) == count
    for method in package.api.methods:
        for name in (method.function, method.task_function):
            assert callable(getattr(module, name))
            assert name in module.__all__


@pytest.mark.parametrize(
    ("major", "said"), [(None, "as is this instance"), (9, "but this instance is version 9")]
)
def test_a_missing_method_names_the_versions_of_package_and_instance(
    package: GeneratedPackage, major: int | None, said: str
) -> None:
    module = package.load()
    told = package.description.version_method
    assert told is not None
    version = package.recorded.replies[told.method]
    if major is not None:
        version = {**version, told.parts[0]: major}
    replies = {told.method: version}
    one = next(
        one for one in package.api.methods if one.name.startswith("get") and one.params is None
    )
    with (
        serve_replies(lambda name, _: replies[name]) as address,
        module.connect(address) as instance,
        pytest.raises(module.MethodNotFoundError) as caught,
    ):
        getattr(module, one.function)(instance)
    assert f"generated from Brayns {package.description.version}, {said}" in str(caught.value)


def test_no_name_is_told_apart_by_a_number(package: GeneratedPackage) -> None:
    names = {type_.name for type_ in package.api.types}
    numbered = [
        name
        for name in names
        if (match := re.fullmatch(r"(.+?)_?\d+", name)) and match.group(1) in names
    ]
    assert numbered == []


def test_every_public_name_can_be_imported(package: GeneratedPackage) -> None:
    module = package.load()
    assert module.__all__ == sorted(module.__all__)
    assert set(dir(module)) == set(module.__all__)
    for name in module.__all__:
        getattr(module, name)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        module.nothing  # noqa: B018 - reading it is the test


def test_every_recorded_result_is_read_and_written_without_loss(package: GeneratedPackage) -> None:
    results = [one for one in known(package) if one.has_result]
    assert len(results) > 50
    for one in results:
        method = package.method(one.method)
        if method.result is None:
            assert one.result is None
            continue
        value = method.result_decoder.decode(json.dumps(one.result))
        assert json.loads(msgspec.json.encode(value)) == one.result, one.note


def test_every_valid_recorded_request_is_read_and_written_without_loss(
    package: GeneratedPackage,
) -> None:
    requests = [one for one in known(package) if one.has_result and one.has_params]
    assert len(requests) > 20
    for one in requests:
        if NULL_FOR_DEFAULT in one.note:
            one.params.pop("format")
        assert sent(package, one) == one.params, one.note


def test_every_request_refused_for_its_schema_is_refused_by_the_types(
    package: GeneratedPackage,
) -> None:
    refused = [one for one in known(package) if one.error and one.error.get("data")]
    assert len(refused) > 20
    for one in refused:
        if DUPLICATES in one.note or ENGINE_PARAMS in one.note:
            continue
        if "loader" in one.note and "properties" in one.note:
            check_loader_refuses(package, one)
            continue
        assert not is_accepted(package, one), (one.note, one.params)


def sent(package: GeneratedPackage, exchange: Exchange) -> Json:
    """Return what a call with the recorded parameters sends."""
    method = package.method(exchange.method)
    with closed_enums():
        value = method.params_decoder.decode(json.dumps(exchange.params))
    return json.loads(msgspec.json.encode(value))


def is_accepted(package: GeneratedPackage, exchange: Exchange) -> bool:
    """Whether the types take the recorded parameters, all of them."""
    method = package.method(exchange.method)
    if method.params is None:
        return exchange.params is None
    try:
        # What the class has no attribute for cannot be passed: it is lost on the way.
        return bool(sent(package, exchange) == exchange.params)
    except msgspec.ValidationError:
        return False


def check_loader_refuses(package: GeneratedPackage, exchange: Exchange) -> None:
    """Check that the class for the loader's parameters refuses what the loader did."""
    name = exchange.params["loader_name"]
    shape = package.api.loaders[name]
    loader = getattr(package.load(), package.api.name_of(shape))
    with closed_enums(), pytest.raises(msgspec.ValidationError):
        msgspec.convert(exchange.params["loader_properties"], loader)


def test_values_that_the_schemas_allow_come_back_as_they_were(package: GeneratedPackage) -> None:
    cases = read_cases(package.folder, package.package)
    assert len(cases) > 100
    for case in cases[:: max(1, len(cases) // 60)]:
        check_round_trip(case)


def test_loaders_become_classes(recorded_brayns3: GeneratedPackage) -> None:
    module = recorded_brayns3.load()
    parameters = module.BBPLoaderParameters(
        percentage=0.1, report_type=module.BBPLoaderReportType.SPIKES
    )
    assert json.loads(msgspec.json.encode(parameters)) == {
        "percentage": 0.1,
        "report_type": "spikes",
    }


def test_what_the_backend_sets_is_in_results_and_not_in_requests(
    recorded_brayns3: GeneratedPackage,
) -> None:
    module = recorded_brayns3.load()
    assert "model_id" in module.ModelInstance.__struct_fields__
    assert set(module.ModelInstanceUpdate.__struct_fields__) == {"is_visible", "transform"}


def test_shapes_of_one_title_get_names_that_tell_them_apart(
    recorded_brayns3: GeneratedPackage,
) -> None:
    names = {type_.name for type_ in recorded_brayns3.api.types}
    assert {
        "BoxWithColor",
        "SphereWithColor",
        "BoundedPlaneWithColor",
        "SetMaterialGlassParams",
        "AddClippingBoxesParams",
    } <= names
    assert not names & {"GeometryWithColor", "SetMaterialMessage", "ClippingGeometry"}


def test_shapes_without_titles_get_names_from_what_they_are(
    recorded_brayns4: GeneratedPackage,
) -> None:
    places = {
        place: locked.name for locked in recorded_brayns4.api.lock.names for place in locked.where
    }
    assert places["getPerspectiveCamera.result"] == "PerspectiveCamera"
    assert places["updatePerspectiveCamera.params.settings"] == "PerspectiveCameraSettings"
    assert places["createPerspectiveCamera.params.stereo"] == "CameraStereo"
    assert places["createTexture2D.params.format"] == "Texture2DFormat"
    assert places["createCurve.params.basis"] == "CurveBasis"
    assert places["createPathTracer.params.pixelFilter"] == "PixelFilter"
    assert places["createSphereLight.result"] == "CreateResult"


def test_unions_are_told_apart_by_constant_key_or_kind(recorded_brayns4: GeneratedPackage) -> None:
    module = recorded_brayns4.load()
    light = module.QuadLightSettings(intensity=module.PowerIntensity(value=5))
    assert json.loads(msgspec.json.encode(light)) == {"intensity": {"type": "Power", "value": 5}}
    decoder = recorded_brayns4.method("updateRenderer").params_decoder
    for background in (1, [1, 0, 0], [1, 0, 0, 1], {"texture2d": 3}):
        value = decoder.decode(json.dumps({"id": 1, "settings": {"background": background}}))
        assert json.loads(msgspec.json.encode(value.settings.background)) == background
    with pytest.raises(msgspec.ValidationError, match=r"settings\.background"):
        decoder.decode('{"id": 1, "settings": {"background": [1, 0]}}')
