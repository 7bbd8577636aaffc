"""Colours for numbers: in order, by even steps, and told apart by everybody."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtGui import QColor

from gui.style.colour_maps import diverging_colours, lightness, sequential_colours
from gui.style.theme import DARK, LIGHT


def channels(colours: np.ndarray) -> np.ndarray:
    return np.array([colours >> shift & 255 for shift in (16, 8, 0)], dtype=float)


def cie_lab(colours: np.ndarray) -> np.ndarray:
    """Return CIE L*a*b*, another measure of how colours differ than the one used."""
    linear = channels(colours) / 255.0
    linear = np.where(
        linear <= 0.04045, linear / 12.92, ((linear + 0.055) / 1.055) ** 2.4
    )
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    x, y, z = np.cbrt((to_xyz @ linear) / np.array([[0.95047], [1.0], [1.08883]]))
    return np.array([116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)])


def test_sequential_colours_get_lighter_by_even_steps():
    colours = sequential_colours()
    assert len(np.unique(colours)) > 250
    assert (colours >> 24 == 255).all()
    every_eighth = cie_lab(colours)[:, ::8]
    assert (np.diff(every_eighth[0]) > 1.0).all()
    steps = np.linalg.norm(np.diff(every_eighth), axis=0)
    assert steps.max() < 2.0 * steps.min()
    assert (np.diff(lightness(colours)[::8]) > 0.0).all()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_diverging_colours_lead_from_one_of_the_theme_to_the_other(theme):
    colours = diverging_colours(theme)
    assert QColor(int(colours[0])).name() == theme.negative
    assert QColor(int(colours[128])).name() == theme.surface
    assert QColor(int(colours[255])).name() == theme.positive


def test_the_tables_are_shared_and_cannot_be_written():
    assert sequential_colours() is sequential_colours()
    with pytest.raises(ValueError, match="read-only"):
        sequential_colours()[0] = 0
