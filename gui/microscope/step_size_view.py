"""The step size: the loss along the step, and the sharpness of the loss."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gui.microscope.controls import fill, set_beside
from gui.microscope.sharpness_plot import SharpnessPlot, same_state
from gui.microscope.step_profile_plot import StepProfilePlot
from gui.widgets.scroll_column import scrolled

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from gui.plots.plot_card import PlotCard
    from gui.style.theme import Theme
    from shallownet.analysis.step_profile import StepProfile
    from shallownet.training.snapshot import Snapshot

MIN_WIDTH_BESIDE: Final = 560  # pixels of width from which the plots are side by side
MIN_HEIGHT_STACKED: Final = 460
"""Pixels of height from which both are shown in a narrow tab."""

HEADER_HEIGHT: Final = 24
"""Of both plots, with buttons or without, so that their titles are on one line."""


class StepSizeView(QWidget):
    """The loss along the step, and λmax: side by side, stacked, or one at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("stepSizeView")
        self.setAccessibleName("The size of a step")
        self.profile, self.sharpness = StepProfilePlot(), SharpnessPlot()
        self._labels = (
            *(self.profile.reading, self.sharpness.reading, self.sharpness.origin),
        )
        self._snapshot: Snapshot | None = None
        self._profiled: Snapshot | None = None
        self._current: PlotCard = self.profile
        self.to_sharpness = self._add_switch(self.profile, self.sharpness, "λmax ›")
        self.to_profile = self._add_switch(self.sharpness, self.profile, "‹ along")
        cards = QWidget()
        self._cards_layout = fill(
            QHBoxLayout(cards),
            *((self.profile, 6), (self.sharpness, 5)),
            spacing=6,
            margins=(0, 0, 0, 0),
        )
        for card in (self.profile, self.sharpness):
            card.title.setMinimumHeight(HEADER_HEIGHT)
            # The preferred height of a plot must not make the tab scroll.
            card.plot.setSizePolicy(
                QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored
            )
        fill(QVBoxLayout(self), scrolled(cards, "Step size"), margins=(0, 0, 0, 0))
        # Less than both cards need: they can be stacked or shown one at a time.
        self.setMinimumSize(300, 180)
        self._arrange()

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self.profile.set_theme(theme)
        self.sharpness.set_theme(theme)

    def set_state(self, snapshot: Snapshot) -> None:
        """Follow the run; results of another state are muted."""
        self._snapshot = snapshot
        self.sharpness.set_state(snapshot)
        self._update_outdated()
        self._keep_heights()

    def set_profile(self, snapshot: Snapshot, profile: StepProfile) -> None:
        """Show the loss along the update that follows a snapshot."""
        self._profiled = snapshot
        self.profile.set_profile(snapshot, profile)
        self._update_outdated()
        self._keep_heights()

    def set_sharpness(self, snapshot: Snapshot, value: float) -> None:
        """Show λmax as it was measured at a snapshot."""
        self.sharpness.set_sharpness(snapshot, value)
        self._keep_heights()

    def _update_outdated(self) -> None:
        profiled, now = self._profiled, self._snapshot
        if profiled is not None and now is not None:
            # Another learning rate gives another update of the same state.
            same_update = same_state(profiled, now) and np.array_equal(
                profiled.upcoming, now.upcoming
            )
            self.profile.set_outdated(not same_update)

    def _keep_heights(self) -> None:
        """Keep the height of the longest text so far, so that the plots do not move."""
        for label in self._labels:
            if label.isVisible():  # a hidden one has no width yet
                needed = label.heightForWidth(label.width())
                label.setMinimumHeight(max(label.minimumHeight(), needed))

    def _add_switch(self, card: PlotCard, other: PlotCard, text: str) -> QToolButton:
        """Add a button to a card that shows the other card in its place."""
        title = other.title.text()
        button = card.add_button(text, f"Show instead: {title}", f"Show {title}")

        def switch() -> None:
            self._current = other
            self._arrange()

        button.clicked.connect(switch)
        return button

    def _arrange(self) -> None:
        """Show one card or both, side by side or stacked, as the size allows."""
        beside = self.width() >= MIN_WIDTH_BESIDE
        both = beside or self.height() >= MIN_HEIGHT_STACKED
        set_beside(self._cards_layout, beside)
        for card in (self.profile, self.sharpness):
            card.setVisible(both or card is self._current)
        self.to_sharpness.setVisible(not both)
        self.to_profile.setVisible(not both)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Arrange the cards anew; at another width texts need other heights."""
        super().resizeEvent(event)
        for label in self._labels:
            label.setMinimumHeight(0)
        self._arrange()
