"""The choice of what the loss plot shows on the right axis: one curve, or none."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QAction, QColor

from gui.plots.extra_curves import GradientNorm, LearningRate, UpdateCurve
from gui.plots.layer_curves import LayerCurve, LayerGradients, UpdateRatios

if TYPE_CHECKING:
    from gui.plots.data_text import Column
    from gui.plots.extra_curves import ExtraCurve
    from gui.plots.layer_curves import Reading
    from gui.plots.update_axis import UpdateAxis
    from gui.style.theme import Theme
    from shallownet.analysis.kept_states import KeptValues
    from shallownet.training.snapshot import Snapshot


EXTRA_CURVES: Final[tuple[type[ExtraCurve], ...]] = (
    GradientNorm,
    LayerGradients,
    UpdateRatios,
    LearningRate,
)
"""The curves that the menu offers, in its order."""

NONE: Final = "none"
"""The key of no extra curve."""


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

    def __init__(
        self, item: Any, axis: UpdateAxis, theme: Theme, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._item, self._axis, self._theme = item, axis, theme
        self._snapshot: Snapshot | None = None
        self._kept: KeptValues | None = None
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

    @property
    def needs_states(self) -> bool:
        """Whether the curve that is shown is known at kept states only."""
        return isinstance(self._shown, LayerCurve)

    def set_kept(self, kept: KeptValues | None) -> None:
        """Take what is known of the states that the run keeps."""
        self._kept = kept
        if isinstance(self._shown, LayerCurve):
            self._shown.set_kept(kept)
            if self._snapshot is not None:
                self._shown.set_history(self._snapshot)

    def draw(self, start: int, stop: int, columns: int) -> None:
        """Draw what lies between two updates, on so many pixels."""
        if self._shown is not None:
            self._shown.draw(start, stop, columns)

    def readout(self, update: int) -> tuple[str, str] | None:
        """Return symbol and value after so many updates, if any are shown."""
        shown = self._shown
        if not isinstance(shown, UpdateCurve):
            return None
        return shown.symbol, shown.text_at(update)

    def reading_at(self, update: int) -> Reading | None:
        """Return the values of the layers at the state nearest to an update."""
        shown = self._shown
        return shown.reading_at(update) if isinstance(shown, LayerCurve) else None

    def columns(self) -> dict[str, Column]:
        """Return the values of what is shown, for a table."""
        return {} if self._shown is None else self._shown.columns()

    @property
    def key(self) -> str:
        """The key of the curve that is shown, or `NONE`."""
        return NONE if self._shown is None else self._shown.key

    def choose(self, key: str) -> None:
        """Show the curve with a key; that of no curve shows none.

        Raises
        ------
        ValueError
            If there is no curve with the key.
        """
        keys = [kind.key for kind in EXTRA_CURVES]
        if key == NONE:
            self.drop()
        else:
            self.actions[keys.index(key)].setChecked(True)

    def drop(self) -> None:
        """Show no extra curve."""
        for action in self.actions:
            action.setChecked(False)

    def _choose(self, kind: type[ExtraCurve], chosen: bool) -> None:
        if chosen:
            for other, action in zip(EXTRA_CURVES, self.actions, strict=True):
                action.setChecked(other is kind)
            if kind not in self._curves:
                self._curves[kind] = kind(self._item, self._axis)
            self._shown = self._curves[kind]
            self._shown.show()
            if isinstance(self._shown, LayerCurve):
                self._shown.set_kept(self._kept)
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
            several = isinstance(self._shown, LayerCurve)
            theme = self._theme
            colour = QColor(theme.text if several else theme.mean_error).name()
            self._item.getAxis("right").setLabel(self._shown.label, color=colour)
