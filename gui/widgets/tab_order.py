"""The order in which Tab goes through a window: as the eye does, not as it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QApplication,
    QMainWindow,
    QScrollArea,
    QSplitter,
    QWidget,
)

from gui.widgets.card_header import CardHeader
from gui.widgets.visibility import is_in_view

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PyQt6.QtCore import QObject


def focus_next(window: QWidget, regions: Sequence[QWidget], *, forward: bool) -> bool:
    """Move the focus to the next widget of a window's regions, or to the one before.

    Widgets that were created late, such as a panel that is opened first, have the place
    that they are seen at. Return whether there is one to move to.
    """
    order = [
        widget
        for region in regions
        for widget in _walk(region)
        if _takes_tab(widget, window)
    ]
    focused = QApplication.focusWidget()
    if not order or (focused is not None and focused not in order):
        return False
    if focused is None:
        at = 0 if forward else -1
    else:
        at = (order.index(focused) + (1 if forward else -1)) % len(order)
    tab, back = Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason
    window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
    order[at].setFocus(tab if forward else back)
    _scroll_to(order[at])
    return True


def _scroll_to(widget: QWidget) -> None:
    """Scroll what a widget is in so that it can be seen."""
    area = widget.parentWidget()
    while area is not None:
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(widget)
        area = area.parentWidget()


def _walk(widget: QWidget) -> Iterator[QWidget]:
    """Yield a widget and all inside it, in the order in which they were laid out."""
    yield widget
    parts: list[QObject | None] = [*widget.children()]
    if isinstance(widget, QSplitter):  # keeps its children in another order
        parts = [widget.widget(number) for number in range(widget.count())]
    elif isinstance(widget, QMainWindow):  # docks are where the user put them
        inside = [part for part in parts if isinstance(part, QWidget)]
        seen = [part for part in inside if is_in_view(part)]
        parts = [*sorted(seen, key=lambda part: (part.x(), part.y()))]
    elif isinstance(widget, CardHeader):  # its buttons may come in any order
        inside = [part for part in parts if isinstance(part, QWidget)]
        parts = [*sorted(inside, key=lambda part: part.x())]
    for part in parts:
        if isinstance(part, QWidget):
            yield from _walk(part)


def _takes_tab(widget: QWidget, window: QWidget) -> bool:
    return (
        bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and widget.focusProxy() is None
        and widget.window() is window
        and widget.isVisible()
        and widget.isEnabled()
    )
