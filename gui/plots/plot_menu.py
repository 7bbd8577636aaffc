"""The menu of a plot: show all, switches, copy and save the picture, copy the data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QMenu

from gui.plots.data_text import data_text
from shallownet.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QAction

    from gui.plots.data_text import Columns
    from gui.plots.plot_card import PlotCard


QUICK: Final = 40_000
"""Numbers whose text is made at once, in some 20 ms; of more it is made in a thread."""


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
    copied = _add(menu, "Copy data", lambda: _copy_data(card))
    copied.setEnabled(card.cover.isHidden())  # else they hold what is asked for
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
    if _rows(columns) * len(columns) > QUICK:
        card.data_copy_requested.emit(columns)
    else:
        card.message.emit(put_on_clipboard(columns, data_text(columns)))


def put_on_clipboard(columns: Columns, text: str) -> str:
    """Put the text of some columns on the clipboard; return what it has now."""
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    clipboard.setText(text)
    return f"Copied {counted(_rows(columns), 'row')} of {', '.join(columns)}."


def _rows(columns: Columns) -> int:
    return max(map(len, columns.values()), default=0)
