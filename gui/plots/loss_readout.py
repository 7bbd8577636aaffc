"""The readout above the loss plot: named values in the colours of their curves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from gui.text.number_format import loss as loss_text
from gui.text.number_format import signed
from gui.widgets.painted_label import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def readouts(
    update: int,
    loss: float,
    test_loss: float,
    mean_error: float | None,
    *,
    is_batch_loss: bool,
    theme: Theme,
) -> Iterator[list[Part]]:
    """Yield the values of the curves at an update, in wordings from wide to narrow.

    The colours of the names are the key to the curves.

    Parameters
    ----------
    update : int
    loss, test_loss : float
        ``test_loss`` is NaN where there is none.
    mean_error : float or None
        None while its curve is hidden.
    is_batch_loss : bool
        Whether ``loss`` is that of a single batch.
    theme : Theme
    """
    for prefix, whole, batch, test, error, decimals in WORDINGS:
        name = batch if is_batch_loss else whole
        values = [(name, loss_text(loss), theme.loss)]
        if math.isfinite(test_loss):
            values.append((test, loss_text(test_loss), theme.test))
        if mean_error is not None:
            text = signed(mean_error, decimals)
            values.append((error, text, theme.mean_error))
        parts = [Part(prefix.format(update))] if prefix else []
        for name, value, colour in values:
            parts += [Part(name, colour), Part(f" {value}", joined=True)]
        yield parts
