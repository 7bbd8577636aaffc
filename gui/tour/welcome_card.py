"""The card of the first start: four ways to begin, and none of them a must."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, QObject, QPoint, pyqtSignal
from PyQt6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout

from gui.widgets.builders import named

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

CHOICES: Final = {
    "watch": ("&Watch it learn", "Start the run of the lesson (Space)"),
    "tour": ("Take the &tour", "Five steps, each done at this window (Ctrl+T)"),
    "table": ("&Open a table", "Learn from data of your own (Ctrl+O)"),
    "look": ("&Just look", "Close this card; it does not come again (Esc)"),
}
"""The text and the tip of each button, by what is chosen."""

FOOT: Final = 84
"""Pixels from the foot of the graph, where its legend is."""


class WelcomeCard(QFrame):
    """Offers how to begin; the window stays as usable as without it.

    It lies over the graph, where that is large enough.

    Signals
    -------
    chosen(str)
        One of `CHOICES`.
    """

    chosen = pyqtSignal(str)

    def __init__(self, window: QWidget, graph: QWidget) -> None:
        super().__init__(window)
        self._graph = graph
        graph.installEventFilter(self)
        self.setObjectName("tourCard")
        self.setAccessibleName("How to begin")
        title = QLabel("A network is about to learn")
        title.setObjectName("title")
        text = QLabel("Two inputs, ten units, one output: y = 2·x1·x2 + 2.")
        text.setObjectName("muted")
        self.setAccessibleDescription(f"{title.text()}. {text.text()}")
        self.buttons: dict[str, QPushButton] = {}
        grid = QGridLayout()
        grid.setSpacing(8)
        for number, (name, (label, tip)) in enumerate(CHOICES.items()):
            button = named(QPushButton(label), label.replace("&", ""), tip)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _, name=name: self.chosen.emit(name))
            self.buttons[name] = button
            grid.addWidget(button, *divmod(number, 2))
        self.buttons["watch"].setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 14)
        layout.setSpacing(6)
        layout.addWidget(title)
        layout.addWidget(text)
        layout.addSpacing(4)
        layout.addLayout(grid)
        self.fit()

    def fit(self) -> None:
        """Take the size that the letters need, and the place for it."""
        self.adjustSize()
        self._place()

    def _place(self) -> None:
        """Stand in the middle of the graph, a little above its foot."""
        window = self.parentWidget()
        assert window is not None
        x = (self._graph.width() - self.width()) // 2
        y = max(self._graph.height() - self.height() - FOOT, 0)
        corner = self._graph.mapTo(window, QPoint(x, y))
        room = window.rect().bottomRight() - self.rect().bottomRight()
        self.move(min(corner.x(), room.x()), min(corner.y(), room.y()))

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Keep the place when the graph gets another size."""
        if event is not None and event.type() == QEvent.Type.Resize:
            self._place()
        return False
