"""How far the tour was taken, and whether it was offered; kept between two starts."""

from __future__ import annotations

from typing import Final

FINISHED: Final = 5
"""The number of steps, which are not loaded at the start of the program for that."""


class TourProgress:
    """The step that the tour stands at.

    Attributes
    ----------
    offered : bool
        Whether the person chose something on the first card, or took the tour.
    step : int
        The step to go on with; `FINISHED` after the last.
    """

    def __init__(self) -> None:
        self.offered = False
        self.step = 0

    @property
    def is_finished(self) -> bool:
        """Whether all steps were taken."""
        return self.step >= FINISHED

    def restore(self, text: str) -> None:
        """Take over what `as_text` wrote; anything else is a ValueError."""
        if not (text.isascii() and text.isdecimal() and len(text) < 3):
            raise ValueError(text)
        if int(text) > FINISHED:
            raise ValueError(text)
        self.offered, self.step = True, int(text)

    def as_text(self) -> str:
        """Return the progress as the settings keep it; empty if nothing was offered."""
        return str(self.step) if self.offered else ""
