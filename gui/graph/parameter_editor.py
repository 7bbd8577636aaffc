"""A small window to set a parameter by hand, or to freeze it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QPoint, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.style.theme import number_font
from gui.widgets.hint_label import HintLabel
from gui.widgets.number_field import NumberField
from shallownet.errors import ConfigError
from shallownet.settings.number_settings import NumberSetting

if TYPE_CHECKING:
    from PyQt6.QtGui import QHideEvent, QKeyEvent

    from shallownet.training.snapshot import Snapshot

VALUE: Final = NumberSetting(
    title="Value",
    tip="What the parameter is set to; it is no update, and can be undone.",
    minimum=-1e9,
    maximum=1e9,
    step=0.1,
)


class ParameterEditor(QDialog):
    """Edits the parameters of the newest state, one at a time, by name.

    The arrow keys in the name go from one parameter to the next.

    Signals
    -------
    edited(str, float)
        A parameter is to have a value.
    frozen(str, bool)
        A parameter is to be frozen, or let go.
    selected(object)
        The parameter (an entry of theta) that is shown, or None when closed.
    """

    edited = pyqtSignal(str, float)
    frozen = pyqtSignal(str, bool)
    selected = pyqtSignal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setObjectName("parameterEditor")
        self.setWindowTitle("Edit a weight or bias")
        self._snapshot: Snapshot | None = None
        self._index = 0
        self.name = QLineEdit()
        self.name.setFont(number_font(self.name.font()))
        self.name.setAccessibleName("Parameter")
        self.name.setToolTip(
            "The parameter's name, such as W2[0, 3] or b1[4]; ↑ and ↓ go to the next"
        )
        self.name.returnPressed.connect(self._find)
        self.name.editingFinished.connect(self._find)
        self.problem = HintLabel(self.name)
        self.value = NumberField(VALUE)
        self.value.committed.connect(self._edit)
        self.gradient = QLabel()
        self.gradient.setObjectName("muted")
        self.gradient.setFont(number_font(self.gradient.font()))
        self.fixed = QCheckBox("frozen: updates leave it as it is")
        self.fixed.setAccessibleName("Frozen")
        self.fixed.setToolTip("Whether the updates leave this parameter as it is")
        self.fixed.clicked.connect(self._freeze)
        zero = QPushButton("Set to zero")
        zero.setAccessibleName("Set to zero")
        zero.setToolTip("Set this parameter to zero")
        zero.setAutoDefault(False)
        zero.clicked.connect(lambda: self._edit(0.0))
        close = QPushButton("Close")
        close.setAccessibleName("Close")
        close.setToolTip("Close (Escape)")
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        form = QFormLayout()
        form.addRow("parameter", self.name)
        form.addRow(self.problem)
        form.addRow("value", self.value)
        form.addRow(self.value.problem)
        form.addRow("gradient", self.gradient)
        form.addRow(self.fixed)
        buttons = QHBoxLayout()
        buttons.addWidget(zero)
        buttons.addStretch()
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addLayout(buttons)
        self.setFixedWidth(290)
        for explanation in (self.problem, self.value.problem):
            explanation.changed.connect(self._fit)

    # Data in

    def set_state(self, snapshot: Snapshot) -> None:
        """Follow the run: the numbers shown are those of the newest state."""
        if self._snapshot is None or self._snapshot.run is not snapshot.run:
            self._index = min(self._index, snapshot.theta.size - 1)
        self._snapshot = snapshot
        self._show()

    def open_at(self, index: int, place: QPoint | None = None) -> None:
        """Open on a parameter, ready to type its value."""
        self._index = index
        if place is not None:
            self.move(place + QPoint(14, 14))
        self.show()
        self._show()
        self.raise_()
        self.activateWindow()
        self.value.setFocus()
        self.value.selectAll()

    @property
    def parameter(self) -> str:
        """The name of the parameter that is shown."""
        if self._snapshot is None:
            return ""
        return self._snapshot.run.model.network.parameter_name(self._index)

    def _show(self) -> None:
        if self._snapshot is None:
            return
        if not (self.name.hasFocus() and self.name.isModified()):
            self.name.setText(self.parameter)
            self.problem.show_problem("")
        self.value.set_value(float(f"{self._snapshot.theta[self._index]:.10g}"))
        self.value.answer()  # an edit is never refused: the newest state is the answer
        self.gradient.setText(f"{self._snapshot.gradient[self._index]:+.6g}")
        self.fixed.setChecked(bool(self._snapshot.frozen[self._index]))
        if self.isVisible():
            self.selected.emit(self._index)

    def _fit(self) -> None:
        """Grow and shrink with what is explained: the window has no room to spare."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.adjustSize()

    # Intent out

    def _find(self) -> None:
        if self._snapshot is None or self.name.text() == self.parameter:
            return
        network = self._snapshot.run.model.network
        try:
            self._index = network.parameter_index(self.name.text())
        except ConfigError as error:
            self.problem.show_problem(str(error))
            return
        self.name.setModified(False)
        self._show()
        self.value.setFocus()
        self.value.selectAll()

    def go(self, by: int) -> None:
        """Go to the parameter so many places further on."""
        if self._snapshot is not None:
            self._index = (self._index + by) % self._snapshot.theta.size
            self.name.setModified(False)
            self._show()

    def _edit(self, value: float) -> None:
        self.edited.emit(self.parameter, value)

    def _freeze(self, fixed: bool) -> None:
        self.frozen.emit(self.parameter, fixed)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Go to the next parameter with the arrows, while the name has the focus."""
        if event is not None and self.name.hasFocus():
            steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: +1}
            if event.key() in steps:
                self.go(steps[Qt.Key(event.key())])
                return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Mark nothing any more."""
        self.selected.emit(None)
        super().hideEvent(event)
