"""The menu of a plot: show all, switches, copy and save the picture, copy the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QMenu

from gui.plots.data_text import data_text
from shallownet.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QAction

    from gui.plots.plot_card import PlotCard


def build_menu(card: PlotCard) -> QMenu:
    """Return a menu of what can be done with a card; it is deleted when it closes.

    Actions that were added to the card by others, such as the dock it is in, come last.
    """
    menu = QMenu(card)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if any(card.box.mouseEnabled()):
        _add(menu, "Show all\tdouble click", card.show_all)
    for name, button in card.switches.items():
        if not button.isHidden():
            action = _add(menu, name, button.click)
            action.setCheckable(True)
            action.setChecked(button.isChecked())
            action.setEnabled(button.isEnabled())
    menu.addActions(card.choices)
    menu.addSeparator()
    _add(menu, "Copy picture", lambda: card.copy_requested.emit(card))
    _add(menu, "Save picture …", lambda: card.save_requested.emit(card))
    _add(menu, "Copy data", lambda: _copy_data(card))
    if card.actions():
        menu.addSeparator()
        menu.addActions(card.actions())
    return menu


def _add(menu: QMenu, text: str, handler: Callable[[], object]) -> QAction:
    action = menu.addAction(text)
    assert action is not None
    action.triggered.connect(lambda _: handler())
    return action


def _copy_data(card: PlotCard) -> None:
    columns = card.columns()
    rows = max(map(len, columns.values()), default=0)
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    clipboard.setText(data_text(columns))
    card.message.emit(f"Copied {counted(rows, 'row')} of {', '.join(columns)}.")
