"""Colours for numbers: 256 of them, from a smallest to a largest value.

Sequential colours get lighter from one to the next by equal steps as the eye takes
them; the lightness alone orders them, so that any colour blindness leaves the order.
Distances are those of Oklab (Ottosson, "A perceptual color space for image processing",
2020). Diverging colours are those of the weights: a theme's negative and positive.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtGui import QColor

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gui.style.theme import Theme

DARKEST: Final = (0.29, 0.085, 292.0)
LIGHTEST: Final = (0.93, 0.12, 103.0)
"""Oklab's lightness and chroma, and the hue in degrees, of the first and the last
sequential colour: from a dark violet through blue and green to yellow."""

TO_LMS: Final = np.array(
    [
        [1.0, 0.3963377774, 0.2158037573],
        [1.0, -0.1055613458, -0.0638541728],
        [1.0, -0.0894841775, -1.2914855480],
    ]
)
"""From Oklab to the cube roots of the responses of the eye's cones."""

TO_RGB: Final = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)
"""From the responses of the cones to linear red, green and blue."""


@cache
def sequential_colours() -> NDArray[np.uint32]:
    """Return 256 colours, 0xffrrggbb, from dark to light by equal steps."""
    share = np.linspace(0.0, 1.0, 2_001)
    lightness, chroma, hue = (
        low + (high - low) * share for low, high in zip(DARKEST, LIGHTEST, strict=True)
    )
    lab = _in_gamut(lightness, chroma, np.radians(hue))
    steps = np.hypot(np.hypot(*np.diff(lab[:2])), np.diff(lab[2]))
    travelled = np.concatenate([[0.0], np.cumsum(steps)])
    even = np.linspace(0.0, travelled[-1], 256)
    return _packed(_rgb(np.stack([np.interp(even, travelled, row) for row in lab])))


@cache
def diverging_colours(theme: Theme) -> NDArray[np.uint32]:
    """Return 256 colours, 0xffrrggbb, from negative over the surface to positive."""
    surface, low, high = (
        np.array(QColor(colour).getRgb()[:3], dtype=np.float64)
        for colour in (theme.surface, theme.negative, theme.positive)
    )
    level = np.arange(-128, 128)[:, np.newaxis]
    end = np.where(level >= 0, high, low)
    share = np.minimum(np.abs(level) / 127, 1.0)
    return _packed((surface + (end - surface) * share).T)


def lightness(colours: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Return how light colours, 0xffrrggbb, look beside each other, from 0 to 1.

    The cube root of the luminance of sRGB, near enough to Oklab's lightness.
    """
    channels = np.stack([colours >> shift & 255 for shift in (16, 8, 0)]) / 255.0
    linear = np.where(
        channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4
    )
    result: NDArray[np.float64] = np.cbrt(np.array([0.2126, 0.7152, 0.0722]) @ linear)
    return result


def _in_gamut(
    lightness: NDArray[np.float64],
    chroma: NDArray[np.float64],
    hue: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return Oklab coordinates (3, n), each as colourful as a screen can show."""
    low, high = np.zeros_like(chroma), chroma
    for _ in range(20):
        tried = (low + high) / 2.0
        lab = np.stack([lightness, tried * np.cos(hue), tried * np.sin(hue)])
        linear = TO_RGB @ (TO_LMS @ lab) ** 3
        fits = ((linear >= 0.0) & (linear <= 1.0)).all(axis=0)
        low, high = np.where(fits, tried, low), np.where(fits, high, tried)
    return np.stack([lightness, low * np.cos(hue), low * np.sin(hue)])


def _rgb(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return red, green and blue (3, n), from 0 to 255, of Oklab coordinates."""
    linear = np.clip(TO_RGB @ (TO_LMS @ lab) ** 3, 0.0, 1.0)
    gamma = 1.055 * linear ** (1.0 / 2.4) - 0.055
    result: NDArray[np.float64] = 255.0 * np.where(
        linear <= 0.0031308, 12.92 * linear, gamma
    )
    return result


def _packed(rgb: NDArray[np.float64]) -> NDArray[np.uint32]:
    """Return colours (3, n), from 0 to 255, as 0xffrrggbb; read-only, to be shared."""
    parts = np.rint(rgb).astype(np.uint32)
    weights = np.array([1 << 16, 1 << 8, 1], dtype=np.uint32)
    table: NDArray[np.uint32] = weights @ parts | np.uint32(0xFF000000)
    table.flags.writeable = False
    return table
