"""A picture of a view: rendered as pixels, or recorded as lines and texts."""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PyQt6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPicture, QRegion
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from gui.export.plot_scenes import exported
from gui.export.view import as_figure, in_theme
from gui.style.devices import painting_picture
from shallownet.errors import DataError

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintDevice

    from gui.export.view import View
    from gui.style.theme import Theme

MARGIN: Final = 12
"""Pixels beside a caption."""

DPI: Final = 96
"""Pixels of a view for each inch of paper."""

CUT_SCALES: Final = (2, 4)
"""Pixels for each one of what is cut off at the edge of a scroll area, at least and at
most: a recording cannot tell where, for styles and tables set clips of their own."""

CUT_PIXELS: Final = 1_500_000
"""Pixels of it, about, where they would be more: to be recorded they are compressed,
a million in 50 ms."""

NO_CHILDREN: Final = QWidget.RenderFlag(0)

WHOLE: Final = QRegion()


class Look(NamedTuple):
    """How a picture looks.

    Attributes
    ----------
    theme : Theme
        Its colours.
    present : Theme
        Those of the window.
    caption : str
        A line below the view; empty for none.
    """

    theme: Theme
    present: Theme
    caption: str = ""


class Recording(NamedTuple):
    """A view as lines and texts, to be replayed on any device.

    Attributes
    ----------
    picture : QPicture
    size : QSize
        In pixels of the view.
    """

    picture: QPicture
    size: QSize

    def replay(self, device: QPaintDevice) -> None:
        """Draw it on a device, `DPI` pixels of the view to an inch."""
        painter = QPainter(device)
        # Qt scales a recording from 96 dots to those of the device.
        painter.drawPicture(QPointF(), self.picture)
        painter.end()


def size_of(view: View, caption: str) -> QSize:
    """Return the size of a view's picture in pixels, with its caption."""
    return view.widget.size() + QSize(0, _caption_height(view, caption))


def image_of(view: View, look: Look, scale: float) -> QImage:
    """Return a picture with ``scale`` pixels for each one of the view.

    Parameters
    ----------
    view : View
    look : Look
    scale : float

    Raises
    ------
    DataError
        If there is no memory for that many pixels.
    """
    pixels = size_of(view, look.caption) * scale
    image = QImage(pixels, QImage.Format.Format_ARGB32_Premultiplied)
    if image.isNull():
        raise DataError(
            f"a picture of {pixels.width():,} x {pixels.height():,} pixels does not "
            "fit into memory; choose a smaller scale"
        )
    image.setDevicePixelRatio(scale)
    image.fill(QColor(look.theme.surface))
    _render(image, view, look, scale)
    return image


def record(view: View, look: Look) -> Recording:
    """Record a view."""
    picture = QPicture()
    _render(picture, view, look, 1.0)
    return Recording(picture, size_of(view, look.caption))


def _render(device: QImage | QPicture, view: View, look: Look, scale: float) -> None:
    widget = view.widget
    with (
        as_figure(view),
        in_theme(view, look.theme, look.present),
        exported(widget, scale),
        painting_picture(),
    ):
        painter = QPainter(device)
        try:
            area = QRect(QPoint(), size_of(view, look.caption))
            painter.fillRect(area, QColor(look.theme.surface))
            if look.caption:
                painter.setFont(widget.font())
                painter.setPen(QColor(look.theme.text))
                line = area.adjusted(MARGIN, widget.height(), -MARGIN, 0)
                painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, look.caption)
            if isinstance(device, QPicture):
                whole = QWidget.RenderFlag.DrawWindowBackground
                _record_tree(painter, widget, QPoint(), widget.rect(), whole)
            else:
                widget.render(painter, QPoint())
        finally:
            painter.end()


def _record_tree(
    painter: QPainter,
    widget: QWidget,
    at: QPoint,
    visible: QRect,
    flags: QWidget.RenderFlag = NO_CHILDREN,
) -> None:
    """Record a widget and its children, each inside the part of it that is visible.

    Qt's own rendering of a tree does not tell a recording where children are cut off.
    """
    painter.save()
    painter.setClipRect(visible)
    whole = visible.size() == widget.size() and not _cuts_cells(widget)
    if whole or _paints_itself(widget):
        own = QPicture()
        _render_alone(own, widget, flags)
        painter.drawPicture(at, own)
    else:
        scale = _cut_scale(visible.size())
        image = QImage(visible.size() * scale, QImage.Format.Format_ARGB32)
        image.setDevicePixelRatio(scale)
        image.fill(Qt.GlobalColor.transparent)
        part = QRegion(visible.translated(-at))
        _render_alone(image, widget, flags, part)
        painter.drawImage(visible.topLeft(), image)
    painter.restore()
    for child in widget.children():  # from the lowest one up
        if isinstance(child, QWidget) and not child.isWindow() and not child.isHidden():
            place = at + child.pos()
            inside = visible & QRect(place, child.size())
            if not inside.isEmpty():
                _record_tree(painter, child, place, inside)


def _cut_scale(size: QSize) -> int:
    least, most = CUT_SCALES
    affordable = isqrt(CUT_PIXELS // max(size.width() * size.height(), 1))
    return min(max(affordable, least), most)


def _render_alone(
    device: QImage | QPicture,
    widget: QWidget,
    flags: QWidget.RenderFlag,
    part: QRegion = WHOLE,
) -> None:
    painter = QPainter(device)
    # A QGraphicsView has a method of the same name that draws its scene.
    QWidget.render(widget, painter, QPoint(), part, flags)
    painter.end()


def _cuts_cells(widget: QWidget) -> bool:
    """Return whether a widget shows the cells of a table that is larger than it."""
    table = widget.parent()
    if not isinstance(table, QAbstractItemView) or widget is not table.viewport():
        return False
    if isinstance(table, QHeaderView):
        return table.length() > widget.width()
    bars = table.horizontalScrollBar(), table.verticalScrollBar()
    return any(bar is not None and bar.maximum() > 0 for bar in bars)


def _paints_itself(widget: QWidget) -> bool:
    """Return whether a class of this program paints the widget, and no style."""
    kinds = type(widget).__mro__
    return any("paintEvent" in vars(k) for k in kinds if k.__module__.startswith("gui"))


def _caption_height(view: View, caption: str) -> int:
    return round(1.8 * QFontMetrics(view.widget.font()).height()) if caption else 0
