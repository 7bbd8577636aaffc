"""The curves on the axis of the loss: training, test, and all samples with batches."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from gui.plots.history_curve import HistoryCurve, mean_width
from gui.plots.whole_loss import WholeLoss

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.plots.data_text import Column
    from gui.plots.peak_decimation import GrowingCurve
    from gui.plots.update_axis import UpdateAxis
    from gui.style.theme import Theme
    from shallownet.arrays import Array
    from shallownet.training.snapshot import Snapshot

NOWHERE: Final = np.empty(0)


class LossCurves:
    """What is on the axis of the loss, apart from other runs.

    Attributes
    ----------
    loss, test : HistoryCurve
    whole : WholeLoss
    test_wanted : bool
        Whether the held-out loss is chosen.
    part : str
        What the held-out samples are for: validation or the test; empty without any.
    step : int
        The present update.
    """

    def __init__(self, axis: UpdateAxis) -> None:
        self._axis = axis
        self.loss, self.test, self.whole = HistoryCurve(), HistoryCurve(), WholeLoss()
        self.test_wanted, self.part, self.step = True, "", 0

    def set_theme(self, theme: Theme) -> None:
        """Apply the colours of a theme."""
        self.loss.set_colour(theme.loss, theme.scale)
        self.test.set_colour(theme.test, theme.scale)
        self.whole.set_theme(theme)

    def set_history(self, snapshot: Snapshot) -> None:
        """Take the losses of a run."""
        step, run = snapshot.step, snapshot.run
        self.step = step
        self.part = run.split.held_out_name if run.split.held_out.size else ""
        known, width = snapshot.history_loss, mean_width(snapshot)
        self.loss.set_history(known, snapshot.loss, step, run, width)
        # With batches it is measured after each epoch only, over all held out.
        known = snapshot.history_held_out_loss
        self.test.set_history(known, snapshot.held_out_loss, step, run)
        self.whole.set_history(snapshot)

    @property
    def shows_test(self) -> bool:
        """Whether the held-out loss is to be seen."""
        return bool(self.part) and self.test_wanted

    def draw(
        self,
        start: int,
        stop: int,
        columns: int,
        to_axis: Callable[[Array], Array],
        *,
        positive: bool,
    ) -> float:
        """Draw what lies between two updates; return where the present loss lies."""
        axis = self._axis
        place, *_ = (
            curve.draw(start, stop, columns, to_axis, axis, positive=positive)
            for curve in self._shown()
        )
        self.test.set_visible(self.shows_test)
        self.whole.draw(to_axis, axis)
        return place

    def _shown(self) -> list[HistoryCurve]:
        return [self.loss, self.test] if self.shows_test else [self.loss]

    def _values(self) -> list[GrowingCurve]:
        return [curve.values for curve in self._shown()]

    def test_at(self, update: int) -> float | None:
        """Return the held-out loss; None where there is none: NaN may be its value."""
        loss = self.test.value_at(update)
        known = update == self.step or not math.isnan(loss)
        return loss if self.shows_test and known else None

    def zeros(self, start: int, stop: int) -> Array:
        """Return where a loss is 0, which a logarithmic axis cannot show."""
        curves = self._values()
        if not any(curve.has_zeros for curve in curves):
            return NOWHERE
        places = [curve.zeros(start, stop) for curve in curves]
        if any(curve.current == 0.0 for curve in curves):
            places.append(np.array([self.step]))
        x = self._axis.to_x(np.concatenate(places).astype(np.float64))
        found: Array = x[np.isfinite(x)]
        return found

    @property
    def ranges(self) -> list[tuple[float, float]]:
        """The smallest positive and the largest value of each curve."""
        return [*(curve.drawn_range for curve in self._values()), self.whole.range]

    @property
    def usual(self) -> float:
        """The larger one of the first and the present loss, of both kinds of samples.

        A present loss that is not finite stands for the last one that was.
        """
        losses = [0.0]
        for curve in self._values():
            known, present = curve.values, curve.current
            if known.size and not math.isfinite(present):
                present = float(known[-1])
            losses += [float(known[0]) if known.size else present, present]
        return max(filter(math.isfinite, losses))

    def columns(self, mean_error: GrowingCurve | None) -> dict[str, Column]:
        """Return the values after each update; with batches, each is that of one."""
        batch, last = "batch " if self.loss.width > 1 else "", self.step
        columns: dict[str, Column] = {"update": range(last + 1)}
        for name, curve in (("loss", self.loss.values), ("mean error", mean_error)):
            if curve is not None and batch:
                columns[batch + name] = curve.values
                columns[f"{name} over all"] = [*[None] * last, curve.current]
            elif curve is not None:
                columns[name] = np.append(curve.values, curve.current)
        if self.whole.shown:
            columns |= self.whole.columns()
        if self.shows_test:
            test = self.test.values
            columns[f"{self.part} loss"] = np.append(test.values, test.current)
        return columns
