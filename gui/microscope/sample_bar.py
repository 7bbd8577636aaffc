"""Chooses the sample that is looked at: by its number, the worst one, or all."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from gui.widgets.number_field import NumberField
from shallownet.settings.number_settings import NumberSetting

FIELD: Final = 92
"""Width of the field, in pixels."""


class SampleBar(QWidget):
    """A field for the number of a sample, and buttons for the worst and for all.

    Signals
    -------
    chosen(object)
        The number of a sample, or None for all of them.
    worst_requested()
    """

    chosen = pyqtSignal(object)
    worst_requested = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._samples = 0
        self._label = QLabel("sample")
        self._label.setObjectName("muted")
        self._width = FIELD
        self.worst = QPushButton("worst")
        self.worst.setAccessibleName("Look at the sample with the largest error")
        self.worst.setToolTip(
            "Look at the sample with the largest error of all; or click a point in "
            "predicted vs true"
        )
        self.worst.clicked.connect(self.worst_requested)
        self.all = QPushButton("all")
        self.all.setAccessibleName("Look at all samples")
        self.all.setToolTip("Look at all samples together again")
        self.all.clicked.connect(lambda: self.chosen.emit(None))
        for button in (self.worst, self.all):
            button.setObjectName("compact")
        self.field = self._field(1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 2, 4, 2)
        self._row.setSpacing(4)
        for widget in (self._label, self.field, self.worst, self.all):
            self._row.addWidget(widget)

    def set_samples(self, samples: int, sample: int | None) -> None:
        """Show which of so many samples is looked at."""
        if samples != self._samples:
            self._samples = samples
            field = self._field(samples)
            self._row.replaceWidget(self.field, field)
            field.show()  # now: what is to be shown later counts for no room
            self.field.hide()  # it is deleted only when the event loop comes to it
            self.field.deleteLater()
            self.field = field
        self.field.set_value(sample)
        self.all.setEnabled(sample is not None)

    def set_compact(self, compact: bool) -> None:
        """Take less room: without the word, and without the button for all."""
        self._label.setVisible(not compact)
        self.all.setVisible(not compact)
        self._width = FIELD - 22 if compact else FIELD
        self.field.setFixedWidth(self._width)

    def _field(self, samples: int) -> NumberField:
        field = NumberField(
            NumberSetting(
                title="Sample",
                tip="The sample whose numbers the graph and the equations show, "
                "counted from 0; or all of them.",
                minimum=0,
                maximum=max(samples - 1, 0),
                whole=True,
                typical=0,
                none="all",
            )
        )
        field.setObjectName("sample")
        field.setFixedWidth(self._width)
        field.set_value(None)
        field.committed.connect(self.chosen)
        return field
