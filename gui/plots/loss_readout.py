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
    (
        "after update {:,}:",
        "loss",
        "batch loss",
        "mean of {}",
        "{} loss",
        "mean error",
    ),
    ("at {:,}:", "loss", "batch loss", "mean of {}", "{} loss", "mean error"),
    ("at {:,}:", "loss", "batch", "mean", "{}", "error"),
    ("{:,}:", "loss", "batch", "mean", "{:.5}", "err"),
    ("{:,}:", "loss", "batch", "", "{:.5}", "err"),
    ("", "loss", "batch", "", "{:.5}", "err"),
)
"""The update and the names of the curves: from wide to narrow."""


def readouts(
    update: int,
    loss: float,
    held_out: tuple[str, float | None],
    mean_error: float | None,
    extra: tuple[str, str] | None = None,
    *,
    batches: int,
    mean: float,
    theme: Theme,
) -> Iterator[list[Part]]:
    """Yield the values of the curves at an update, in wordings from wide to narrow.

    The colours of the names are the key to the curves.

    Parameters
    ----------
    update : int
    loss : float
    held_out : tuple of str and float
        The name of the held-out part, and its loss; None where there is none.
    mean_error : float or None
        None while its curve is hidden.
    extra : tuple of str, optional
        The symbol and the text of another value that is shown.
    batches : int
        If more than 1, ``loss`` is that of a single batch.
    mean : float
        The mean loss of so many batches.
    theme : Theme
    """
    part, held_out_loss = held_out
    for prefix, whole, batch, mean_name, held_out_name, error in WORDINGS:
        name = batch if batches > 1 else whole
        values = [(name, loss_text(loss), theme.loss)]
        if batches > 1 and mean_name and math.isfinite(mean):
            values.append((mean_name.format(batches), loss_text(mean), theme.loss))
        if held_out_loss is not None:
            name = held_out_name.format(part)
            values.append((name, loss_text(held_out_loss), theme.test))
        if mean_error is not None:
            text = signed(mean_error, 2 if error == "err" else 4)
            values.append((error, text, theme.mean_error))
        if extra is not None:
            values.append((*extra, theme.mean_error))
        parts = [Part(prefix.format(update))] if prefix else []
        for name, value, colour in values:
            parts += [Part(name, colour), Part(f" {value}", joined=True)]
        yield parts
