"""A popover at a line of the graph, to set or freeze its parameter by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, QObject, QPoint, QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.style.theme import number_font
from gui.text.number_format import signed
from gui.training.commands import Edit, Freeze
from gui.widgets.builders import named
from gui.widgets.hint_label import HintLabel
from gui.widgets.number_field import NumberField
from gui.widgets.tab_order import focus_next
from shallownet.errors import ConfigError
from shallownet.settings.number_settings import NumberSetting

if TYPE_CHECKING:
    from PyQt6.QtGui import QHideEvent

    from shallownet.training.snapshot import Snapshot

VALUE: Final = NumberSetting(
    title="Value",
    tip="What the parameter is set to; it is no update, and can be undone.",
    minimum=-1e9,
    maximum=1e9,
    step=0.1,
)

WIDTH: Final = 290
GAP: Final = 14
"""Pixels between the line and the popover, which must not cover it."""

STEPS: Final = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: +1}
"""Keys that, in the name, go to another parameter."""


class ParameterEditor(QFrame):
    """Edits the parameters of the newest state, one at a time, by name.

    It is a part of the window and no window of its own, so that keys go where the focus
    is seen. The arrow keys in the name go to the next and the previous parameter.
    Escape takes back what was typed; where nothing was, it closes the popover.

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
        super().__init__(parent)
        self.setObjectName("parameterEditor")
        self.setAccessibleName("Edit a weight or bias")
        self._snapshot: Snapshot | None = None
        self._index = 0
        tip = "The parameter's name, such as W2[0, 3] or b1[4]; ↑ and ↓ go to the next"
        self.name = named(QLineEdit(), "Parameter", tip)
        self.name.setFont(number_font(self.name.font()))
        self.name.editingFinished.connect(self._find)
        self.problem = HintLabel(self.name)
        self.value = NumberField(VALUE)
        self.value.committed.connect(self._edit)
        self.gradient = QLabel()
        self.gradient.setObjectName("muted")
        self.gradient.setFont(number_font(self.gradient.font()))
        self.frozen = QCheckBox("frozen: updates leave it as it is")
        named(
            self.frozen, "Frozen", "Whether the updates leave this parameter as it is"
        )
        self.frozen.toggled.connect(self._freeze)
        zero = QPushButton("Set to zero")
        named(zero, zero.text(), "Set this parameter to zero")
        zero.clicked.connect(lambda: self._edit(0.0))
        close = named(QPushButton("Close"), "Close", "Close (Escape)")
        close.clicked.connect(self.hide)
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
        self.setFixedWidth(WIDTH)
        self.hide()
        for problem in (self.problem, self.value.problem):
            problem.changed.connect(self._fit)
        for part in (self.name, self.value, parent):
            part.installEventFilter(self)

    # Data in

    def set_state(self, snapshot: Snapshot) -> None:
        """Show the numbers of a new state."""
        if self._snapshot is None or self._snapshot.run is not snapshot.run:
            self._index = min(self._index, snapshot.theta.size - 1)
        self._snapshot = snapshot
        self._show()

    def open_at(self, index: int, line: QPoint) -> None:
        """Open on a parameter beside a point of the window, to type its value."""
        self._index = index
        self.show()
        self._show()
        self.adjustSize()
        window = self.parentWidget()
        assert window is not None
        right, below = line.x() + GAP, line.y() + GAP
        if right + self.width() > window.width():
            right = line.x() - GAP - self.width()
        if below + self.height() > window.height():
            below = line.y() - GAP - self.height()
        self.move(right, below)
        self._fit()
        self.raise_()
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
        self.gradient.setText(signed(self._snapshot.gradient[self._index], 6))
        with QSignalBlocker(self.frozen):  # nobody has asked for it
            self.frozen.setChecked(self._is_frozen())
        if self.isVisible():
            self.parameter_changed.emit(self._index)

    def _focus_value(self) -> None:
        self.value.setFocus()
        self.value.selectAll()

    def _fit(self) -> None:
        """Adapt the height to the problems that are shown, inside the window."""
        layout, window = self.layout(), self.parentWidget()
        assert layout is not None and window is not None
        layout.activate()
        self.adjustSize()
        room = window.size() - self.size()
        x, y = min(self.x(), room.width()), min(self.y(), room.height())
        self.move(max(x, 0), max(y, 0))

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

    def _is_frozen(self) -> bool:
        return self._snapshot is not None and bool(self._snapshot.frozen[self._index])

    def _freeze(self, frozen: bool) -> None:
        self.command_requested.emit(Freeze((self.parameter,), frozen))

    # Qt overrides

    def focusNextPrevChild(self, next: bool) -> bool:  # Qt's name
        """Let Tab go round inside the popover; Escape leads out of it."""
        return focus_next(self.window() or self, (self,), forward=next)

    def event(self, event: QEvent | None) -> bool:
        """Claim the keys of the popover before they trigger a shortcut."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
        ):
            in_name = self.name.hasFocus() and event.key() in STEPS
            if in_name or event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        return super().event(event)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Take back what was typed with Escape; stay inside a resized window."""
        if event is not None and event.type() == QEvent.Type.Resize:
            if watched is self.parent():
                self._fit()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape and self.isVisible():
                if not self._take_back():
                    self.hide()
                return True
        return super().eventFilter(watched, event)

    def _take_back(self) -> bool:
        """Show the values in force again; return whether another text was shown."""
        edited = self.value.edited or self.name.text() != self.parameter
        if edited:
            self.value.show_latest()
            self.name.setModified(False)
            self._show()
            self._focus_value()
        return edited

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Close with Escape; go through the parameters while the name has the focus."""
        if event is None:
            return
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        elif self.name.hasFocus() and event.key() in STEPS:
            self.move_by(STEPS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent | None) -> None:
        """End the marking of the parameter."""
        self.parameter_changed.emit(None)
        super().hideEvent(event)
