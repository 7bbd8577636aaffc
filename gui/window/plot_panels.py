"""The panel of predicted over true values."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.graph.probe import Probe
    from gui.graph.what_if import WhatIf
    from gui.plots.fit_plot import FitPlot
    from gui.plots.plot_card import PlotCard
    from gui.style.theme import Theme
    from gui.training.status import Status

    Show = Callable[[Status, Probe, bool], None]


class PlotPanel:
    """A plot, and a function that shows a status in it.

    Attributes
    ----------
    view : PlotCard
    """

    def __init__(self, view: PlotCard, show: Show) -> None:
        self.view, self._show = view, show

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self.view.set_theme(theme)

    def set_status(self, status: Status, probe: Probe, *, update_text: bool) -> None:
        """Show a status in the plot, with or without its text."""
        self._show(status, probe, update_text)


def fit_panel(plot: FitPlot, what_if: WhatIf) -> PlotPanel:
    """Return the panel of predicted over true values."""

    def show(status: Status, probe: Probe, update_text: bool) -> None:
        snapshot = what_if.applied_to(status.snapshot)
        predicted = probe.predictions(snapshot)
        plot.set_what_if(bool(what_if.off))
        plot.set_predictions(snapshot, probe.chosen, predicted, update_text=update_text)

    return PlotPanel(plot, show)
