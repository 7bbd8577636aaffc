"""The plotted errors as columns of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gui.plots.data_text import Column
    from shallownet.analysis.residuals import Residuals
    from shallownet.arrays import Array, Indices
    from shallownet.training.snapshot import Run


def is_held_out(run: Run, samples: Indices) -> NDArray[np.bool_]:
    """Return which samples are held out."""
    held_out = run.split.held_out
    if not held_out.size:
        return np.zeros(len(samples), dtype=bool)
    # They are in order; np.isin would sort all of a million.
    found: NDArray[np.bool_] = (
        held_out.take(np.searchsorted(held_out, samples), mode="clip") == samples
    )
    return found


def data_columns(
    run: Run, residuals: Residuals, drawn: Indices, x: Array
) -> dict[str, Column]:
    """Return the samples that are drawn, at ``x``, and the bars of all."""
    columns: dict[str, Column] = {"sample": drawn}
    if residuals.held_out is not None:
        name = residuals.held_out_name
        columns["part"] = [
            name if held_out else "train" for held_out in is_held_out(run, drawn)
        ]
    if residuals.against is not None:
        columns[run.data.input_names[residuals.against]] = x
    columns |= {
        "true y": run.data.y[0, drawn],
        "predicted ŷ": residuals.predicted[drawn],
        "error": residuals.errors[drawn],
        "bar from": residuals.edges[:-1],
        "to": residuals.edges[1:],
        "samples in it": residuals.train.counts,
    }
    if residuals.held_out is not None:
        columns[f"{residuals.held_out_name} samples in it"] = residuals.held_out.counts
    return columns
