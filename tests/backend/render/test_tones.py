"""The tone mapper: known points of its curve, and what it must never do."""

import numpy as np
import pytest

from livebind_backend.render.tones import map_tones


def gray(light: float) -> float:
    return float(map_tones(np.full((1, 3), light, np.float32))[0].mean())


@pytest.mark.parametrize(
    ("light", "shown"), [(0, 0), (0.18, 0.18), (1, 0.7342), (3, 0.9101), (11.0785, 1), (1e6, 1)]
)
def test_gray_follows_the_curve(light: float, shown: float) -> None:
    assert gray(light) == pytest.approx(shown, abs=5e-4)


def test_more_light_is_never_darker() -> None:
    shown = [gray(float(light)) for light in np.geomspace(1e-4, 20, 200)]
    assert (np.diff(shown) >= -1e-6).all()


def test_gray_stays_gray_and_bright_colours_become_paler() -> None:
    shown = map_tones(np.array([[0.5, 0.5, 0.5], [10, 0, 0]], np.float32))
    assert np.ptp(shown[0]) < 1e-4
    assert shown[1, 0] == 1
    assert shown[1, 1:].min() > 0.2
