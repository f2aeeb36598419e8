"""Materials: how surfaces answer to light. Each is state, params and result at once.

A property that a request leaves out keeps its value if the model has that material already, and
takes its default otherwise.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Annotated, Final, Generic, TypeVar

from livebind_backend.arrays import Color3
from livebind_backend.declarations import About
from livebind_backend.scene.optics import Optics
from livebind_backend.variants import by_name

__all__ = [
    "MATERIALS",
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
]

_WHITE: Final = (1.0, 1.0, 1.0)


def _share(text: str, *, start: float = 0.0, most: float = 1) -> About:
    return About(text, minimum=0, maximum=most, start=start)


_OPACITY: Final = _share("How much of the surface hides what is behind it, 0 to 1", start=1.0)


@dataclass(frozen=True)
class Material(ABC):
    """How a surface answers to light."""

    @abstractmethod
    def optics(self) -> Optics:
        """Say what that means in numbers, for a material of which all is set."""


@dataclass(frozen=True)
class CarPaint(Material):
    """Lacquer with metal flakes."""

    flake_density: Annotated[float | None, _share("Share of the surface with flakes")] = None

    def optics(self) -> Optics:
        """Say what that means in numbers."""
        return Optics(coat=1.0, flakes=self.flake_density or 0.0)


@dataclass(frozen=True)
class Emissive(Material):
    """A surface that shines."""

    color: Annotated[
        Color3 | None, About("Colour of the light that is given off", start=_WHITE)
    ] = None
    intensity: Annotated[float | None, About("Factor on the colour", minimum=0, start=1.0)] = None

    def optics(self) -> Optics:
        """Say what that means in numbers."""
        red, green, blue = self.color or _WHITE
        factor = self.intensity or 0.0
        return Optics(emission=(factor * red, factor * green, factor * blue))


@dataclass(frozen=True)
class Ghost(Material):
    """Its outline is seen; for the interactive renderer."""

    def optics(self) -> Optics:
        """Say what that means in numbers."""
        return Optics(ghost=True)


@dataclass(frozen=True)
class Glass(Material):
    """Clear glass."""

    index_of_refraction: Annotated[
        float | None, About("How much light is bent, 1 is air", start=1.5)
    ] = None

    def optics(self) -> Optics:
        """Say what that means in numbers."""
        return Optics(specular=1.0, ior=self.index_of_refraction or 1.0, transmission=1.0)


@dataclass(frozen=True)
class Matte(Material):
    """A surface without gloss."""

    opacity: Annotated[float | None, _OPACITY] = None

    def optics(self) -> Optics:
        """Say what that means in numbers."""
        return Optics(opacity=self.opacity or 0.0)


@dataclass(frozen=True)
class Metal(Material):
    """Bare metal."""

    roughness: Annotated[
        float | None, About("From mirror to brushed metal", minimum=0.01, maximum=1, start=1.0)
    ] = None

    def optics(self) -> Optics:
        """Say what that means in numbers."""
        return Optics(metallic=1.0, roughness=self.roughness or 0.0)


@dataclass(frozen=True)
class Phong(Material):
    """Matte, as models start; for every renderer."""

    opacity: Annotated[float | None, _OPACITY] = None

    def optics(self) -> Optics:
        """Say what that means in numbers."""
        return Optics(opacity=self.opacity or 0.0)


@dataclass(frozen=True)
class Plastic(Material):
    """A coloured body with a glossy coat."""

    opacity: Annotated[float | None, _OPACITY] = None

    def optics(self) -> Optics:
        """Say what that means in numbers."""
        return Optics(opacity=self.opacity or 0.0, coat=1.0)


@dataclass(frozen=True)
class Principled(Material):
    """One described by weights of its layers."""

    anisotropy: Annotated[float | None, _share("How far highlights are stretched")] = None
    anisotropy_rotation: Annotated[
        float | None, _share("Direction of the stretching, as part of a turn")
    ] = None
    back_light: Annotated[
        float | None, _share("For thin objects: 0 only reflects, 2 only transmits", most=2)
    ] = None
    coat: Annotated[float | None, _share("Weight of the lacquer on top")] = None
    coat_color: Annotated[Color3 | None, About("Colour of the lacquer", start=_WHITE)] = None
    coat_ior: Annotated[float | None, About("Index of refraction of the lacquer", start=1.5)] = None
    coat_roughness: Annotated[float | None, About("Roughness of the lacquer", start=0.0)] = None
    coat_thickness: Annotated[float | None, About("Thickness of the lacquer", start=1.0)] = None
    diffuse: Annotated[float | None, _share("Weight of diffuse reflection", start=1.0)] = None
    edge_color: Annotated[
        Color3 | None, About("Colour of metal seen at an angle", start=_WHITE)
    ] = None
    ior: Annotated[float | None, About("Index of refraction of the body", minimum=1, start=1.0)] = (
        None
    )
    metallic: Annotated[float | None, _share("From dielectric, 0, to metal, 1")] = None
    roughness: Annotated[float | None, About("Roughness of the body", start=1.0)] = None
    sheen: Annotated[float | None, About("Weight of the shine of cloth", start=0.0)] = None
    sheen_color: Annotated[Color3 | None, About("Colour of the shine of cloth", start=_WHITE)] = (
        None
    )
    sheen_roughness: Annotated[
        float | None, About("Roughness of the shine of cloth", start=0.2)
    ] = None
    sheen_tint: Annotated[
        float | None, About("From white, 0, to the colour of the cloth, 1", start=0.0)
    ] = None
    specular: Annotated[float | None, _share("Weight of mirror-like reflection", start=1.0)] = None
    thickness: Annotated[float | None, About("How thick a thin object is", start=1.0)] = None
    thin: Annotated[
        bool | None, About("Whether the object is a shell rather than solid", start=False)
    ] = None
    transmission: Annotated[float | None, _share("Weight of light that passes")] = None
    transmission_color: Annotated[
        Color3 | None, About("Colour of light that passed", start=_WHITE)
    ] = None
    transmission_depth: Annotated[
        float | None, About("Way through the body after which light has that colour", start=1.0)
    ] = None

    def optics(self) -> Optics:
        """Say what that means in numbers."""
        return Optics(
            coat=self.coat or 0.0,
            coat_ior=self.coat_ior or 1.0,
            coat_roughness=self.coat_roughness or 0.0,
            metallic=self.metallic or 0.0,
            edge_color=self.edge_color or _WHITE,
            specular=self.specular or 0.0,
            ior=self.ior or 1.0,
            roughness=self.roughness or 0.0,
            transmission=self.transmission or 0.0,
            transmission_color=self.transmission_color or _WHITE,
            transmission_depth=self.transmission_depth or 1.0,
            diffuse=self.diffuse or 0.0,
        )


MATERIALS: Final[dict[str, type[Material]]] = by_name(
    CarPaint, Emissive, Ghost, Glass, Matte, Metal, Phong, Plastic, Principled
)
"""Every material, by its name in the API."""

MaterialT = TypeVar("MaterialT")


@dataclass(frozen=True)
class SetMaterialMessage(Generic[MaterialT]):
    """A material for a model."""

    material: Annotated[MaterialT, About("The material")]
    model_id: Annotated[int, About("Model that gets the material", minimum=0)]
