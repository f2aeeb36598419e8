"""Light to what a screen can show: the filmic tone mapper of OSPRay with its default settings."""

from typing import Final

import numpy as np

from livebind_backend.arrays import Floats

__all__ = ["map_tones"]

_CONTRAST: Final = 1.6773
_SHOULDER: Final = 0.9714
_MIDDLE: Final = 0.18
"""Light that stays as it is: middle gray."""
_BRIGHTEST: Final = 11.0785
"""Light that becomes white; what is brighter is cut."""


def _curve() -> tuple[float, float]:
    """Solve for b and c of x^a / (x^(ad) b + c), which is 0.18 at 0.18 and 1 at the brightest.

    The curve is that of T. Lottes, "Advanced Techniques and Optimization of HDR Color Pipelines"
    (2016); with y(m) = m and y(w) = 1 both equations are linear in b and c.
    """
    middle, middle_ad = _MIDDLE**_CONTRAST, _MIDDLE ** (_CONTRAST * _SHOULDER)
    white, white_ad = _BRIGHTEST**_CONTRAST, _BRIGHTEST ** (_CONTRAST * _SHOULDER)
    factor = (middle / _MIDDLE - white) / (middle_ad - white_ad)
    return factor, white - white_ad * factor


_FACTOR, _OFFSET = _curve()

# The colours between which the curve is applied, as fitted by S. Hill to the ACES transforms: it
# makes bright colours paler, as film does. Rows of gray add up to one.
_TO_FILM: Final = np.array(
    [[0.59719, 0.35458, 0.04823], [0.07600, 0.90834, 0.01566], [0.02840, 0.13383, 0.83777]],
    np.float32,
)
_FROM_FILM: Final = np.array(
    [[1.60475, -0.53108, -0.07367], [-0.10208, 1.10813, -0.00605], [-0.00327, -0.07276, 1.07602]],
    np.float32,
)


def map_tones(light: Floats) -> Floats:
    """Map linear red, green and blue of any brightness to 0 to 1, still linear; shape (..., 3)."""
    film = np.clip(light @ _TO_FILM.T, 0, np.float32(_BRIGHTEST))
    raised = film ** np.float32(_CONTRAST)
    mapped = raised / (film ** np.float32(_CONTRAST * _SHOULDER) * np.float32(_FACTOR) + _OFFSET)
    shown: Floats = np.clip(mapped.astype(np.float32) @ _FROM_FILM.T, 0, 1)
    return shown
