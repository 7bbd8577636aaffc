"""The counter in the toolbar: completed updates, speed, and time left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from gui.style.theme import number_font
from gui.text.number_format import duration
from gui.training.status import RunState

if TYPE_CHECKING:
    from gui.training.status import Status

GAP: Final = 12


class CounterTexts(NamedTuple):
    """The texts from left to right; an empty one is hidden.

    Rate and time left appear only during a run; they come first, so that the texts at
    the right edge do not move.
    """

    rate: str = ""
    left: str = ""
    epoch: str = ""
    update: str = ""


class DetailLevel(NamedTuple):
    """How much the counter shows, as a format for each text but the epoch."""

    rate: str = "{}"
    left: str = "{} left"
    update: str = "update {}"


DETAIL_LEVELS: Final = (
    DetailLevel(),
    DetailLevel(rate=""),
    DetailLevel(rate="", left="{}"),
    DetailLevel(rate="", left=""),
    DetailLevel(rate="", left="", update="{}"),
)
WIDEST: Final = ("100,000/s", "00:00:00")
"""The highest rate and the longest time that have reserved space."""


class Counter(QWidget):
    """A line of numbers in labels that are wide enough for all of a run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("counter")
        self.setAccessibleName("Updates made, updates planned, time left")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP // 2, 0, GAP // 2, 0)
        row.setSpacing(GAP)
        self._labels = [QLabel() for _ in CounterTexts._fields]
        for label in self._labels:
            label.setFont(number_font(label.font()))
            # With a fixed size, a new text does not trigger a layout.
            label.setFixedHeight(label.fontMetrics().lineSpacing())
            label.setAlignment(
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
            row.addWidget(label)
        self._level = DETAIL_LEVELS[0]
        self._texts = self._widest = CounterTexts(*WIDEST)

    def set_status(self, status: Status) -> bool:
        """Show the progress of a run; return whether it needs another width."""
        snapshot = status.snapshot
        step, planned = snapshot.step, snapshot.iterations
        position = snapshot.epoch_position
        rate, left, epoch, last = "", "", "", ""
        if position.batches > 1:
            epoch = f"epoch {position.epoch + 1:,}"
            remaining = max(planned - step, 0) // position.batches
            last = f"epoch {position.epoch + 2 + remaining:,}"
        speed = status.updates_per_second
        if status.state is RunState.RUNNING and speed > 0.0:
            rate = f"{speed:,.0f}/s"
            left = duration((planned - step) / speed)
        self._texts = CounterTexts(rate, left, epoch, f"{step:,} / {planned:,}")
        previous, largest = self._widest, max(step, planned)
        self._widest = CounterTexts(*WIDEST, last, f"{largest:,} / {planned:,}")
        self._update_labels()
        self.setToolTip(_joined(_formatted(self._texts, DETAIL_LEVELS[0])))
        # Digits have equal widths, so only the lengths of the texts matter.
        return list(map(len, previous)) != list(map(len, self._widest))

    def set_level(self, level: DetailLevel) -> None:
        """Show more or less, and reserve the space for it during this run."""
        self._level = level
        widest_texts = _formatted(self._widest, level)
        for label, widest in zip(self._labels, widest_texts, strict=True):
            label.setVisible(bool(widest))
            label.setFixedHeight(label.fontMetrics().lineSpacing())
            label.setFixedWidth(label.fontMetrics().horizontalAdvance(widest) + 2)
        self._update_labels()

    def text(self) -> str:
        """Return what is shown."""
        return _joined(_formatted(self._texts, self._level))

    def _update_labels(self) -> None:
        texts = _formatted(self._texts, self._level)
        for label, text in zip(self._labels, texts, strict=True):
            label.setText(text)


def _formatted(texts: CounterTexts, level: DetailLevel) -> CounterTexts:
    return CounterTexts(
        level.rate.format(texts.rate),
        level.left.format(texts.left) if texts.left else "",
        texts.epoch,
        level.update.format(texts.update),
    )


def _joined(texts: CounterTexts) -> str:
    return "   ".join(text for text in texts if text)
