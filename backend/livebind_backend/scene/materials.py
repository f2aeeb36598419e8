"""Materials: how surfaces answer to light. Each is state, params and result at once.

A property that a request leaves out keeps its value if the model has that material already, and
takes its default otherwise.
"""

from dataclasses import dataclass
from typing import Annotated, Final, Generic, TypeAlias, TypeVar

from livebind_backend.arrays import Color3
from livebind_backend.declarations import About

__all__ = [
    "DEFAULTS",
    "CarPaint",
    "Emissive",
    "Ghost",
    "Glass",
    "Material",
    "Matte",
    "Metal",
    "Phong",
    "Plastic",
    "Principled",
    "SetMaterialMessage",
    "material_name",
]

_OPACITY = About("How much of the surface hides what is behind it, 0 to 1", minimum=0, maximum=1)


@dataclass(frozen=True)
class CarPaint:
    """Lacquer with metal flakes."""

    flake_density: Annotated[
        float | None, About("Share of the surface with flakes", minimum=0, maximum=1)
    ] = None


@dataclass(frozen=True)
class Emissive:
    """A surface that shines."""

    color: Annotated[Color3 | None, About("Colour of the light that is given off")] = None
    intensity: Annotated[float | None, About("Factor on the colour", minimum=0)] = None


@dataclass(frozen=True)
class Ghost:
    """Transparent where it faces the camera, visible at its outline."""


@dataclass(frozen=True)
class Glass:
    """Clear glass."""

    index_of_refraction: Annotated[float | None, About("How much light is bent, 1 is air")] = None


@dataclass(frozen=True)
class Matte:
    """A surface without any gloss."""

    opacity: Annotated[float | None, _OPACITY] = None


@dataclass(frozen=True)
class Metal:
    """Bare metal."""

    roughness: Annotated[
        float | None, About("From mirror to brushed metal", minimum=0.01, maximum=1)
    ] = None


@dataclass(frozen=True)
class Phong:
    """The material that models start with; matte, for every renderer."""

    opacity: Annotated[float | None, _OPACITY] = None


@dataclass(frozen=True)
class Plastic:
    """A coloured body with a glossy coat."""

    opacity: Annotated[float | None, _OPACITY] = None


@dataclass(frozen=True)
class Principled:
    """One material for most looks, by weights of its layers."""

    anisotropy: Annotated[
        float | None, About("How far highlights are stretched", minimum=0, maximum=1)
    ] = None
    anisotropy_rotation: Annotated[
        float | None, About("Direction of the stretching, as part of a turn", minimum=0, maximum=1)
    ] = None
    back_light: Annotated[
        float | None,
        About("For thin objects: 0 only reflects, 2 only transmits", minimum=0, maximum=2),
    ] = None
    coat: Annotated[float | None, About("Weight of the lacquer on top", minimum=0, maximum=1)] = (
        None
    )
    coat_color: Annotated[Color3 | None, About("Colour of the lacquer")] = None
    coat_ior: Annotated[float | None, About("Index of refraction of the lacquer")] = None
    coat_roughness: Annotated[float | None, About("Roughness of the lacquer")] = None
    coat_thickness: Annotated[float | None, About("Thickness of the lacquer")] = None
    diffuse: Annotated[
        float | None, About("Weight of diffuse reflection", minimum=0, maximum=1)
    ] = None
    edge_color: Annotated[Color3 | None, About("Colour of metal seen at an angle")] = None
    ior: Annotated[float | None, About("Index of refraction of the body", minimum=1)] = None
    metallic: Annotated[
        float | None, About("From dielectric, 0, to metal, 1", minimum=0, maximum=1)
    ] = None
    roughness: Annotated[float | None, About("Roughness of the body")] = None
    sheen: Annotated[float | None, About("Weight of the shine of cloth")] = None
    sheen_color: Annotated[Color3 | None, About("Colour of the shine of cloth")] = None
    sheen_roughness: Annotated[float | None, About("Roughness of the shine of cloth")] = None
    sheen_tint: Annotated[float | None, About("From white, 0, to the colour of the cloth, 1")] = (
        None
    )
    specular: Annotated[
        float | None, About("Weight of mirror-like reflection", minimum=0, maximum=1)
    ] = None
    thickness: Annotated[float | None, About("How thick a thin object is")] = None
    thin: Annotated[bool | None, About("Whether the object is a shell rather than solid")] = None
    transmission: Annotated[
        float | None, About("Weight of light that passes", minimum=0, maximum=1)
    ] = None
    transmission_color: Annotated[Color3 | None, About("Colour of light that passed")] = None
    transmission_depth: Annotated[
        float | None, About("Way through the body after which light has that colour")
    ] = None


Material: TypeAlias = (
    CarPaint | Emissive | Ghost | Glass | Matte | Metal | Phong | Plastic | Principled
)

_WHITE: Final = (1.0, 1.0, 1.0)

DEFAULTS: Final[dict[str, Material]] = {
    "carpaint": CarPaint(flake_density=0.0),
    "emissive": Emissive(color=_WHITE, intensity=1.0),
    "ghost": Ghost(),
    "glass": Glass(index_of_refraction=1.5),
    "matte": Matte(opacity=1.0),
    "metal": Metal(roughness=1.0),
    "phong": Phong(opacity=1.0),
    "plastic": Plastic(opacity=1.0),
    "principled": Principled(
        anisotropy=0.0,
        anisotropy_rotation=0.0,
        back_light=0.0,
        coat=0.0,
        coat_color=_WHITE,
        coat_ior=1.5,
        coat_roughness=0.0,
        coat_thickness=1.0,
        diffuse=1.0,
        edge_color=_WHITE,
        ior=1.0,
        metallic=0.0,
        roughness=1.0,
        sheen=0.0,
        sheen_color=_WHITE,
        sheen_roughness=0.2,
        sheen_tint=0.0,
        specular=1.0,
        thickness=1.0,
        thin=False,
        transmission=0.0,
        transmission_color=_WHITE,
        transmission_depth=1.0,
    ),
}
"""Every material as it starts, by its name in the API."""

MaterialT = TypeVar("MaterialT")


@dataclass(frozen=True)
class SetMaterialMessage(Generic[MaterialT]):
    """A material for a model."""

    material: Annotated[MaterialT, About("The material")]
    model_id: Annotated[int, About("Model that gets the material", minimum=0)]


def material_name(material: Material) -> str:
    """Name a material as the API does."""
    return type(material).__name__.lower()
