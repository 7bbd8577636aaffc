"""A small window to set or freeze a parameter by hand."""

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
from gui.training.commands import Edit, Freeze
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

    The arrow keys in the name go to the next and the previous parameter.

    Signals
    -------
    command_requested(Command)
        Set a parameter, or freeze or unfreeze it.
    parameter_changed(object)
        Another parameter (an entry of theta) is shown; None when closed.
    """

    command_requested = pyqtSignal(object)
    parameter_changed = pyqtSignal(object)

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
        self.frozen = QCheckBox("frozen: updates leave it as it is")
        self.frozen.setAccessibleName("Frozen")
        self.frozen.setToolTip("Whether the updates leave this parameter as it is")
        self.frozen.clicked.connect(self._freeze)
        zero = self._button("Set to zero", "Set this parameter to zero")
        zero.clicked.connect(lambda: self._edit(0.0))
        close = self._button("Close", "Close (Escape)")
        close.clicked.connect(self.close)
        form = QFormLayout()
        form.addRow("parameter", self.name)
        form.addRow(self.problem)
        form.addRow("value", self.value)
        form.addRow(self.value.problem)
        form.addRow("gradient", self.gradient)
        form.addRow(self.frozen)
        buttons = QHBoxLayout()
        buttons.addWidget(zero)
        buttons.addStretch()
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addLayout(buttons)
        self.setFixedWidth(290)
        for problem in (self.problem, self.value.problem):
            problem.changed.connect(self._fit)

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(text)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        return button

    # Data in

    def set_state(self, snapshot: Snapshot) -> None:
        """Show the numbers of a new state."""
        if self._snapshot is None or self._snapshot.run is not snapshot.run:
            self._index = min(self._index, snapshot.theta.size - 1)
        self._snapshot = snapshot
        self._show()

    def open_at(self, index: int, place: QPoint | None = None) -> None:
        """Open on a parameter, with the focus on its value."""
        self._index = index
        if place is not None:
            self.move(place + QPoint(14, 14))
        self.show()
        self._show()
        self.raise_()
        self.activateWindow()
        self._focus_value()

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
        self.value.answer()  # an edit is never refused: the new state is the answer
        self.gradient.setText(f"{self._snapshot.gradient[self._index]:+.6g}")
        self.frozen.setChecked(bool(self._snapshot.frozen[self._index]))
        if self.isVisible():
            self.parameter_changed.emit(self._index)

    def _focus_value(self) -> None:
        self.value.setFocus()
        self.value.selectAll()

    def _fit(self) -> None:
        """Adapt the window's height to the problems that are shown."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.adjustSize()

    # Requests out

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
        self._focus_value()

    def move_by(self, count: int) -> None:
        """Go to the parameter so many entries further on."""
        if self._snapshot is not None:
            self._index = (self._index + count) % self._snapshot.theta.size
            self.name.setModified(False)
            self._show()

    def _edit(self, value: float) -> None:
        self.command_requested.emit(Edit(self.parameter, value))

    def _freeze(self, frozen: bool) -> None:
        self.command_requested.emit(Freeze((self.parameter,), frozen))

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Go through the parameters with ↑ and ↓, while the name has the focus."""
        if event is not None and self.name.hasFocus():
            steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: +1}
            if event.key() in steps:
                self.move_by(steps[Qt.Key(event.key())])
                return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent | None) -> None:
        """End the marking of the parameter."""
        self.parameter_changed.emit(None)
        super().hideEvent(event)
