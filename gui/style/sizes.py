"""Sizes that more than one part of the window keeps to."""

from typing import Final

MIN_WINDOW: Final = (1000, 600)
"""Width and height in pixels: in a smaller window buttons and scales are cut off."""
