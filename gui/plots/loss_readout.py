"""The line over the loss plot: values by their names, in the colours of the curves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from gui.text.number_format import loss as loss_text
from gui.text.number_format import signed
from gui.widgets.painted_label import Part

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.style.theme import Theme

WORDINGS: Final = (
    ("after update {:,}:", "loss", "batch loss", "test loss", "mean error", 4),
    ("at {:,}:", "loss", "batch loss", "test loss", "mean error", 4),
    ("at {:,}:", "loss", "batch", "test", "error", 4),
    ("{:,}:", "loss", "batch", "test", "err", 2),
    ("", "loss", "batch", "test", "err", 2),
)
"""The place, the names of the curves, and the decimals of the last: from roomy to
narrow."""


class LossReadout(NamedTuple):
    """What is read off at one update.

    Attributes
    ----------
    update : int
    loss : float
    of_batch : bool
        Whether that is the loss of a batch alone.
    test_loss : float
        NaN where there is none.
    mean_error : float or None
        None where it is not to be told.
    """

    update: int
    loss: float
    of_batch: bool
    test_loss: float
    mean_error: float | None

    def parts(
        self, theme: Theme, width_of: Callable[[list[Part]], float], room: float
    ) -> list[Part]:
        """Return it in pieces: the names' colours are the key to the curves.

        Where there is no room for all of it, the names are shorter.
        """
        parts: list[Part] = []
        for at, whole, batch, test, error, decimals in WORDINGS:
            loss = batch if self.of_batch else whole
            parts = [Part(at.format(self.update))] if at else []
            for name, value, colour in self._values(theme, loss, test, error, decimals):
                parts += [Part(name, colour), Part(f" {value}", joined=True)]
            if width_of(parts) <= room:
                break
        return parts

    def _values(
        self, theme: Theme, loss: str, test: str, error: str, decimals: int
    ) -> list[tuple[str, str, str]]:
        """Return names, values and colours."""
        values = [(loss, loss_text(self.loss), theme.loss)]
        if math.isfinite(self.test_loss):
            values.append((test, loss_text(self.test_loss), theme.test))
        if self.mean_error is not None:
            values.append((error, signed(self.mean_error, decimals), theme.mean_error))
        return values
