"""Buttons of dialogs: words alone, whatever icons the desktop would put beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PyQt6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QMessageBox,
    QProxyStyle,
    QStyle,
    QStyleFactory,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


class DesktopStyle(QProxyStyle):
    """A style that gives buttons of dialogs stock icons, as many desktops do."""

    def styleHint(self, hint, option=None, widget=None, data=None) -> int:
        if hint == QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons:
            return 1
        return super().styleHint(hint, option, widget, data)


@pytest.fixture
def desktop_style(qapp) -> Iterator[DesktopStyle]:
    style = DesktopStyle("Fusion")
    QApplication.setStyle(style)
    yield style
    QApplication.setStyle(QStyleFactory.create("Fusion"))


def test_no_button_of_a_dialog_has_a_stock_icon(qtbot, qapp, window, desktop_style):
    kinds = QDialogButtonBox.StandardButton
    every = kinds.Ok | kinds.Cancel | kinds.Close

    def icons(box: QDialogButtonBox | QMessageBox) -> list[bool]:
        qtbot.addWidget(box)
        box.show()
        return [not button.icon().isNull() for button in box.buttons()]

    assert icons(QDialogButtonBox(every)) == [False] * 3
    message = QMessageBox(window)
    message.setStandardButtons(QMessageBox.StandardButton.Ok)
    assert icons(message) == [False]
    sheet = qapp.styleSheet()
    qapp.setStyleSheet("")  # or this test could not fail
    with_icons = icons(QDialogButtonBox(every))
    qapp.setStyleSheet(sheet)
    assert with_icons == [True] * 3
