"""The size of a step: how far along it would be best, and how far is stable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QBoxLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.microscope.sharpness_plot import SharpnessPlot, same_state
from gui.microscope.step_profile_plot import StepProfilePlot
from gui.widgets.scroll_column import scrolled

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from gui.plots.plot_card import PlotCard
    from gui.style.theme import Theme
    from shallownet.analysis.step_profile import StepProfile
    from shallownet.training.snapshot import Snapshot

BESIDE: Final = 560
"""From this width on the plots have room side by side."""

STACKED: Final = 460
"""From this height on they have room one over the other; else one is shown alone."""

HEADER: Final = 24
"""Height of the titles, with buttons beside them or not: they are on one line."""


class StepSizeView(QWidget):
    """The loss along the step, and λmax: side by side, stacked, or one at a time.

    Signals
    -------
    watch_requested(bool)
        A person wants λmax measured along the run, or no more.
    """

    watch_requested = pyqtSignal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stepSizeView")
        self.setAccessibleName("The size of a step")
        self.along, self.sharpness = StepProfilePlot(), SharpnessPlot()
        self._words = (
            *(self.along.reading, self.sharpness.reading, self.sharpness.place),
        )
        self._state: Snapshot | None = None
        self._along_of: Snapshot | None = None
        self._alone: PlotCard = self.along
        self.to_sharpness = self._turn(self.along, self.sharpness, "λmax ›")
        self.to_along = self._turn(self.sharpness, self.along, "‹ along")
        cards = QWidget()
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, cards)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        for card, share in ((self.along, 6), (self.sharpness, 5)):
            card.title.setMinimumHeight(HEADER)
            # What it would like to have is no reason to scroll.
            card.plot.setSizePolicy(
                QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored
            )
            self._layout.addWidget(card, share)
        # Where it is too low for words and a plot of any height, it is scrolled.
        area = scrolled(cards)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(area)
        # Smaller than the cards side by side would have it: there are other ways.
        self.setMinimumSize(300, 180)
        self.sharpness.watch_requested.connect(self.watch_requested)
        self._arrange()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.along.set_theme(theme)
        self.sharpness.set_theme(theme)

    def set_state(self, snapshot: Snapshot) -> None:
        """Take in how the run stands; what belongs to another state is muted."""
        self._state = snapshot
        self.sharpness.set_state(snapshot)
        self._mute()
        self._hold_heights()

    def set_profile(self, snapshot: Snapshot, along: StepProfile) -> None:
        """Show the loss along the update that follows a snapshot."""
        self._along_of = snapshot
        self.along.set_profile(snapshot, along)
        self._mute()
        self._hold_heights()

    def set_sharpness(self, snapshot: Snapshot, value: float) -> None:
        """Show λmax as it was measured at a snapshot."""
        self.sharpness.set_sharpness(snapshot, value)
        self._hold_heights()

    def set_watched(self, watched: bool) -> None:
        """Show whether λmax is measured along the run."""
        self.sharpness.set_watched(watched)

    def _mute(self) -> None:
        of, state = self._along_of, self._state
        if of is not None and state is not None:
            # The same place is not enough: another learning rate is another step.
            same = same_state(of, state) and np.array_equal(of.upcoming, state.upcoming)
            self.along.set_outdated(not same)

    def _hold_heights(self) -> None:
        """Keep the heights that the longest words took: the plots sit still."""
        for words in self._words:
            if not words.isVisible():  # it has no width yet to go by
                continue
            needed = words.heightForWidth(words.width())
            words.setMinimumHeight(max(words.minimumHeight(), needed))

    def _turn(self, shown: PlotCard, other: PlotCard, text: str) -> QToolButton:
        """Give a card a button that shows the other one in its place."""
        button = QToolButton()
        button.setText(text)
        button.setToolTip(f"Show instead: {other.title.text()}")
        button.setAccessibleName(f"Show {other.title.text()}")
        shown.buttons.addWidget(button)

        def turn() -> None:
            self._alone = other
            self._arrange()

        button.clicked.connect(turn)
        return button

    def _arrange(self) -> None:
        """Lay the cards out as the size allows."""
        beside = self.width() >= BESIDE
        both = beside or self.height() >= STACKED
        way = QBoxLayout.Direction
        self._layout.setDirection(way.LeftToRight if beside else way.TopToBottom)
        for card in (self.along, self.sharpness):
            card.setVisible(both or card is self._alone)
        self.to_sharpness.setVisible(not both)
        self.to_along.setVisible(not both)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Lay the cards out anew; the words need another height at another width."""
        super().resizeEvent(event)
        for words in self._words:
            words.setMinimumHeight(0)
        self._arrange()
