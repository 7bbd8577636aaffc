"""The choice of what the loss plot shows on the right axis: one curve, or none."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QAction, QColor

from gui.plots.extra_curves import EXTRA_CURVES

if TYPE_CHECKING:
    from gui.plots.data_text import Column
    from gui.plots.extra_curves import ExtraCurve
    from gui.style.theme import Theme
    from shallownet.training.snapshot import Snapshot


class ExtraChoice(QObject):
    """Creates an extra curve when it is first chosen, and feeds the one that is shown.

    Attributes
    ----------
    actions : list of QAction
        One for each curve, checked while it is shown.

    Signals
    -------
    changed(bool)
        Another curve is shown, or none.
    """

    changed = pyqtSignal(bool)

    def __init__(self, item: Any, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._item, self._theme = item, theme
        self._snapshot: Snapshot | None = None
        self._shown: ExtraCurve | None = None
        self._curves: dict[type[ExtraCurve], ExtraCurve] = {}
        self.actions: list[QAction] = []
        for kind in EXTRA_CURVES:
            action = QAction(kind.name, self)
            action.setCheckable(True)
            action.toggled.connect(partial(self._choose, kind))
            self.actions.append(action)

    def set_theme(self, theme: Theme) -> None:
        """Apply the colours of a theme."""
        self._theme = theme
        self._update()

    def set_history(self, snapshot: Snapshot) -> None:
        """Take the values of a run."""
        self._snapshot = snapshot
        if self._shown is not None:
            self._shown.set_history(snapshot)

    def draw(self, start: int, stop: int, columns: int) -> None:
        """Draw what lies between two updates, on so many pixels."""
        if self._shown is not None:
            self._shown.draw(start, stop, columns)

    def readout(self, update: int) -> tuple[str, str] | None:
        """Return symbol and value after so many updates, if any are shown."""
        shown = self._shown
        return None if shown is None else (shown.symbol, shown.text_at(update))

    def columns(self) -> dict[str, Column]:
        """Return the values of what is shown, for a table."""
        return {} if self._shown is None else {self._shown.name: self._shown.values}

    def drop(self) -> None:
        """Show no extra curve."""
        for action in self.actions:
            action.setChecked(False)

    def _choose(self, kind: type[ExtraCurve], chosen: bool) -> None:
        if chosen:
            for other, action in zip(EXTRA_CURVES, self.actions, strict=True):
                action.setChecked(other is kind)
            if kind not in self._curves:
                self._curves[kind] = kind(self._item)
            self._shown = self._curves[kind]
            self._shown.show()
            if self._snapshot is not None:
                self._shown.set_history(self._snapshot)
            self._update()
        elif self._shown is not None:
            self._shown.hide()
            self._item.hideAxis("right")
            self._shown = None
        self.changed.emit(chosen)

    def _update(self) -> None:
        """Set the colours of what is shown, and of its axis."""
        if self._shown is not None:
            self._shown.set_theme(self._theme)
            colour = QColor(self._theme.mean_error).name()
            label = self._shown.name[0].lower() + self._shown.name[1:]
            self._item.getAxis("right").setLabel(label, color=colour)
