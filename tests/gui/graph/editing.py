"""Parameters of the run that a window shows, and entering another value."""

from __future__ import annotations

from PyQt6.QtCore import QPoint, Qt


def index_of(window, name: str) -> int:
    return window.shown.snapshot.run.model.network.parameter_index(name)


def value_of(window, name: str) -> float:
    return float(window.shown.snapshot.theta[index_of(window, name)])


def on_edge(window, name: str, share: float = 0.9) -> QPoint:
    x1, y1, x2, y2 = window.network_view.graph.lines[index_of(window, name)]
    return QPoint(round(x1 + share * (x2 - x1)), round(y1 + share * (y2 - y1)))


def enter(qtbot, field, text: str) -> None:
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)
