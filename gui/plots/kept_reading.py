"""A second readout of the loss plot: what is known at states only that are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gui.widgets.painted_label import Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gui.plots.layer_curves import Reading

WORDINGS: Final = (
    ("{} after update {:,}:", "{}"),
    ("{} at {:,}:", "{}"),
    ("at {1:,}:", "{}"),
    ("{1:,}:", "{}"),
    ("{1:,}:", ""),
)
"""Symbol and update, and the names of the values: from wide to narrow."""


def kept_readouts(readings: Sequence[Reading]) -> Iterator[list[Part]]:
    """Yield values at kept states, in wordings from wide to narrow.

    The colours of the names are the key to the lines.
    """
    for prefix, name in WORDINGS:
        parts: list[Part] = []
        before = ""
        for reading in readings:
            text = prefix.format(reading.symbol, reading.update).strip()
            if text != before:
                parts.append(Part(text))
            before = text
            for title, value, colour in reading.values:
                short = name.format(title) or title.removeprefix("layer ")
                parts += [Part(short, colour), Part(f" {value}", joined=True)]
        yield parts
