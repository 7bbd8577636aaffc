"""Sizes that several parts of the window share."""

from typing import Final

MIN_WINDOW: Final = (1000, 600)
"""Width and height in pixels; a smaller window would clip buttons and axes."""
