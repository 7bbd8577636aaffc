"""What the plot of the errors says in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gui.text.number_format import loss, signed
from gui.widgets.painted_label import Part
from shallownet.wording import counted, told_apart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.style.theme import Theme
    from shallownet.analysis.residuals import Residuals
    from shallownet.arrays import Indices
    from shallownet.training.snapshot import Run


def summaries(residuals: Residuals, theme: Theme) -> Iterator[list[Part]]:
    """Yield mean and RMSE of training and held-out samples, from wide to narrow."""
    train, held_out = residuals.train, residuals.held_out
    mean = Part(f" {signed(train.mean, 3)}", joined=True)
    rmse = Part(f"RMSE {loss(train.rmse)}")
    dashed = rmse._replace(text=f"RMSE (dashed) {loss(train.rmse)}")
    others: list[Part] = []
    if held_out is not None:
        said = f"mean {signed(held_out.mean, 3)}, RMSE {loss(held_out.rmse)}"
        name = f"{residuals.held_out_name} ▲"
        others = [Part(name, theme.test), Part(f" {said}", joined=True)]
    if train.not_finite == train.samples:
        yield [Part("no error is finite")]
        return
    yield [
        Part("mean error (the lesson’s “loss”)", theme.mean_error),
        mean,
        dashed,
        *others,
    ]
    yield [Part("mean error", theme.mean_error), mean, rmse, *others]
    yield [Part("mean", theme.mean_error), mean, rmse, *others]
    yield [Part("mean", theme.mean_error), mean, rmse]


def notes(residuals: Residuals, drawn: Indices, selected: int) -> list[str]:
    """Return what of the samples is selected, missing and drawn, in short texts.

    Parameters
    ----------
    residuals : Residuals
    drawn : ndarray of int, shape (n,)
        The numbers of the samples that are drawn as points.
    selected : int
        How many are selected.
    """
    parts = residuals.train, residuals.held_out
    m = sum(part.samples for part in parts if part is not None)
    count = len(drawn)
    texts = [f"{count:,} of {m:,} drawn" if count < m else f"all {m:,} drawn"]
    if selected > 1:
        texts.insert(0, f"{counted(selected, 'sample')} selected")
    errors, (low, high) = residuals.errors[drawn], residuals.edges[[0, -1]]
    inside = (errors >= low) & (errors <= high)
    beyond = int(np.count_nonzero(np.isfinite(errors) & ~inside))
    if beyond:
        texts.append(f"{beyond:,} beyond")
    lost = sum(part.not_finite for part in parts if part is not None)
    if lost:
        texts.insert(0, f"{lost:,} not finite")
    return texts


def describe_bin(residuals: Residuals, number: int) -> tuple[str, ...]:
    """Return what a bar counts, from wide to narrow."""
    first, last = residuals.edges[number : number + 2].tolist()
    low, high = told_apart(first, last, decimals=1)
    where = f"{low} to {high}"
    if number == 0 and residuals.open_low:
        where = f"below {high}"
    elif number == len(residuals.edges) - 2 and residuals.open_high:
        where = f"above {low}"
    counts = [f"{counted(int(residuals.train.counts[number]), 'sample')}"]
    if residuals.held_out is not None:
        count = int(residuals.held_out.counts[number])
        counts.append(f"{residuals.held_out_name} ▲ {count:,}")
    text = f"error {where}: {', '.join(counts)}"
    tested = residuals.held_out is not None and residuals.held_out.counts[number]
    if not (residuals.train.counts[number] or tested):
        return text, f"{where}: {counts[0]}"
    return f"{text} (click to select them)", text, f"{where}: {counts[0]}"


def describe_sample(run: Run, residuals: Residuals, sample: int) -> tuple[str, ...]:
    """Return a sample's error and where it comes from, from wide to narrow."""
    y, predicted = float(run.data.y[0, sample]), float(residuals.predicted[sample])
    error = signed(float(residuals.errors[sample]), 3)
    shown, true = told_apart(predicted, y)
    return (
        f"sample {sample:,}: ŷ {shown} − y {true} = {error}",
        f"sample {sample:,}: error {error}",
        error,
    )
