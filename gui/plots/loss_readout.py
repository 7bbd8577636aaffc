"""The readout above the loss plot: named values in the colours of their curves."""

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
"""The update, the names of the curves, and the decimals of the mean error: from wide
to narrow."""


class LossReadout(NamedTuple):
    """The values of the curves at one update.

    Attributes
    ----------
    update : int
    loss : float
    is_batch_loss : bool
        Whether the loss is over a single batch.
    test_loss : float
        NaN where there is none.
    mean_error : float or None
        None while its curve is hidden.
    """

    update: int
    loss: float
    is_batch_loss: bool
    test_loss: float
    mean_error: float | None

    def parts(
        self, theme: Theme, width_of: Callable[[list[Part]], float], max_width: float
    ) -> list[Part]:
        """Return the text, in the longest wording that fits into the width.

        The colours of the names are the key to the curves.
        """
        parts: list[Part] = []
        for update, loss, batch, test, error, decimals in WORDINGS:
            name = batch if self.is_batch_loss else loss
            values = [(name, loss_text(self.loss), theme.loss)]
            if math.isfinite(self.test_loss):
                values.append((test, loss_text(self.test_loss), theme.test))
            if self.mean_error is not None:
                text = signed(self.mean_error, decimals)
                values.append((error, text, theme.mean_error))
            parts = [Part(update.format(self.update))] if update else []
            for name, value, colour in values:
                parts += [Part(name, colour), Part(f" {value}", joined=True)]
            if width_of(parts) <= max_width:
                break
        return parts
