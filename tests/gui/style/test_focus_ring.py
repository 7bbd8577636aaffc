"""The ring around what has the focus: seen in every state, and moving nothing."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QLineEdit,
    QPushButton,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.style import theme as themes

NAMES = ("", "compact", "phase", "mark", "legend", "more", "small", "activation")


@pytest.fixture(params=[themes.LIGHT, themes.DARK], ids=lambda theme: theme.name)
def place(qtbot, request) -> QFrame:
    """Return a card with a field that takes the focus at first."""
    card = QFrame()
    card.setObjectName("card")
    qtbot.addWidget(card)
    card.setStyleSheet(themes.style_sheet(request.param))
    QVBoxLayout(card).addWidget(QLineEdit())
    return card


def pixels(widget: QWidget) -> np.ndarray:
    image = widget.grab().toImage()
    memory = image.constBits().asstring(image.sizeInBytes())
    return np.frombuffer(memory, np.uint32).reshape(image.height(), -1)


def ringed(qtbot, place: QFrame, widget: QWidget) -> int:
    """Return how many pixels change when a widget gets the focus."""
    place.layout().addWidget(widget)
    place.resize(240, 120)
    place.show()
    place.activateWindow()
    place.findChild(QLineEdit).setFocus()
    qtbot.waitUntil(place.findChild(QLineEdit).hasFocus)
    before, hint, size = pixels(widget), widget.sizeHint(), widget.size()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    assert (widget.sizeHint(), widget.size()) == (hint, size)
    return int((pixels(widget) != before).sum())


@pytest.mark.parametrize("kind", [QPushButton, QToolButton])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("checked", [False, True])
def test_a_button_with_the_focus_has_a_ring(qtbot, place, kind, name, checked):
    button: QAbstractButton = kind()
    button.setText("Forward")
    button.setObjectName(name)
    button.setCheckable(True)
    button.setChecked(checked)
    changed = ringed(qtbot, place, button)
    assert changed > button.width() + button.height()


def test_the_tab_with_the_focus_has_a_ring(qtbot, place):
    tabs = QTabBar()
    for title in ("Update", "One weight", "Step size"):
        tabs.addTab(title)
    changed = ringed(qtbot, place, tabs)
    assert changed > tabs.tabRect(0).width() + tabs.tabRect(0).height()
