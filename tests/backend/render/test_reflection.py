"""How surfaces mirror and bend light, by the laws of optics."""

import numpy as np
import pytest

from livebind_backend.arrays import Floats
from livebind_backend.render.reflection import RoughMirror, fresnel, refracted
from livebind_backend.render.sampling import cone, tangents

GLASS = 1.5
COUNT = 40_000


def at(cosine: float, ratio: float) -> float:
    return float(fresnel(np.array([cosine], np.float32), np.array([ratio], np.float32))[0])


def directions(cosine: float, count: int = COUNT) -> Floats:
    """Return rays that fall on a floor at an angle."""
    ray = [np.sqrt(1 - cosine**2), 0, -cosine]
    return np.tile(np.array(ray, np.float32), (count, 1))


def floor(count: int = COUNT) -> Floats:
    return np.tile(np.array([0, 0, 1], np.float32), (count, 1))


@pytest.mark.parametrize(
    ("cosine", "ratio", "part"),
    [
        (1, GLASS, 0.04),
        (0.5547, GLASS, 0.0740),  # Brewster: only light of one polarization, half of all
        (0.01, GLASS, 0.944),
        (0, GLASS, 1),
        (1, 1 / GLASS, 0.04),
        (0.7, 1 / GLASS, 1),  # total reflection inside, from 41.8 degrees on
        (0.3, 1, 0),
    ],
)
def test_boundaries_mirror_by_the_equations_of_fresnel(
    cosine: float, ratio: float, part: float
) -> None:
    assert at(cosine, ratio) == pytest.approx(part, abs=0.01)


def test_light_is_bent_by_the_law_of_snell() -> None:
    bent, stays = refracted(directions(0.5, 1), floor(1), np.array([GLASS], np.float32))
    assert not stays[0]
    assert np.linalg.norm(bent[0]) == pytest.approx(1, abs=1e-6)
    assert bent[0, 0] == pytest.approx(np.sqrt(0.75) / GLASS, abs=1e-6)
    _, stays = refracted(directions(0.5, 1), floor(1), np.array([1 / GLASS], np.float32))
    assert stays[0]


@pytest.mark.parametrize("cosine", [1.0, 0.7, 0.2])
@pytest.mark.parametrize("roughness", [0.4, 0.7, 1.0])
def test_what_is_drawn_is_what_answers_to_light(cosine: float, roughness: float) -> None:
    random = np.random.default_rng(1)
    surface = RoughMirror(directions(cosine), floor(), np.full(COUNT, roughness, np.float32))
    _, weights = surface.draw(random)
    # The same integral over all directions above the surface, estimated in the other way.
    sky, _ = cone(floor(), np.ones(COUNT, np.float32), random)
    response = surface.response(sky) * 2 * np.pi
    error = 4 * float(response.std()) / np.sqrt(COUNT)
    assert float(weights.mean()) == pytest.approx(float(response.mean()), abs=error + 0.005)
    assert weights.max() <= 1


def test_a_smooth_surface_is_a_mirror() -> None:
    surface = RoughMirror(directions(0.6, 100), floor(100), np.zeros(100, np.float32))
    followed, weights = surface.draw(np.random.default_rng(1))
    assert np.abs(followed - [0.8, 0, 0.6]).max() < 0.01
    assert weights.min() > 0.999


def test_tangents_are_perpendicular_everywhere() -> None:
    normals = np.random.default_rng(1).standard_normal((1000, 3)).astype(np.float32)
    normals[:2] = [[0, 0, 1], [0, 0, -1]]
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    first, second = tangents(normals)
    basis = np.stack([first, second, normals], axis=1)
    assert np.abs(basis @ basis.transpose(0, 2, 1) - np.eye(3)).max() < 1e-5
