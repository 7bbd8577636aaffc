"""Sizes that several parts of the window share."""

from typing import Final

MIN_WINDOW: Final = (900, 468)
"""Width and height in pixels of the smallest window that clips no button and no axis.

With its frame it fits a screen of 1920x1080 at twice the size, beside a task bar.
"""
