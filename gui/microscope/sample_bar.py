"""Selects a sample: by its number, the one with the largest error, or all."""

from __future__ import annotations

from enum import Enum
from typing import Final

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gui.microscope.controls import fill, push_button
from gui.widgets.number_field import NumberField
from shallownet.settings.number_settings import NumberSetting

FIELD_WIDTH: Final = 92
COMPACT_FIELD_WIDTH: Final = 70
"""In pixels."""


class SampleBarSize(Enum):
    """What of the bar is shown, from the widest to none."""

    FULL = "label, field and both buttons"
    COMPACT = "a shorter field, and the button for the worst"
    FIELD = "the field alone"
    NONE = "nothing"


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

    def __init__(self) -> None:
        super().__init__()
        self._samples = 0
        self._label = QLabel("sample")
        self._label.setObjectName("muted")
        self._width = FIELD_WIDTH
        self.worst = push_button(
            "worst",
            "Look at the sample with the largest error",
            "Look at the sample with the largest error of all; or click a point in "
            "predicted vs true",
            self.worst_requested,
            "compact",
        )
        self.all = push_button(
            "all",
            "Look at all samples",
            "Look at all samples together again",
            lambda: self.chosen.emit(None),
            "compact",
        )
        self.field = self._create_field(1)
        self._layout = fill(
            QHBoxLayout(self),
            *(self._label, self.field, self.worst, self.all),
            spacing=4,
            margins=(0, 2, 4, 2),
        )

    def set_samples(self, samples: int, sample: int | None) -> None:
        """Show the selected sample out of so many."""
        if samples != self._samples:
            self._samples = samples
            field = self._create_field(samples)
            self._layout.replaceWidget(self.field, field)
            field.show()  # at once, so that the layout counts its size
            self.field.hide()  # it is deleted only by the event loop
            self.field.deleteLater()
            self.field = field
        self.field.set_value(sample)
        self.all.setEnabled(sample is not None)

    def set_size(self, size: SampleBarSize) -> None:
        """Take more room or less."""
        is_full = size is SampleBarSize.FULL
        self._label.setVisible(is_full)
        self.all.setVisible(is_full)
        self.worst.setVisible(size in (SampleBarSize.FULL, SampleBarSize.COMPACT))
        self.setVisible(size is not SampleBarSize.NONE)
        self._width = FIELD_WIDTH if is_full else COMPACT_FIELD_WIDTH
        self.field.setFixedWidth(self._width)
        self._layout.invalidate()

    def _create_field(self, samples: int) -> NumberField:
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
