"""Renders LaTeX formulas with ziamath, once each, in a thread of its own."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import (
    QByteArray,
    QObject,
    QPointF,
    QRectF,
    Qt,
    QThreadPool,
    pyqtSignal,
)
from PyQt6.QtGui import QPainter, QPixmap
from PyQt6.QtSvg import QSvgRenderer

if TYPE_CHECKING:
    from PyQt6.QtGui import QColor

log = logging.getLogger(__name__)

FONT_SIZE: Final = 17
"""In pixels."""

_PLACEHOLDER: Final = "#010203"
"""The colour in an SVG that is replaced by a theme's."""


class LatexRenderer(QObject):
    """Renders formulas, and caches them as SVG and as pixmaps.

    Rendering one takes some 20 ms, and importing the library 0.2 s: too long for the
    GUI thread.

    Attributes
    ----------
    scale : float
        A factor of the size, for a presentation.

    Signals
    -------
    ready(str)
        A requested formula is rendered, or cannot be.
    """

    ready = pyqtSignal(str)
    _rendered = pyqtSignal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scale = 1.0
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._requested: set[str] = set()
        self._svgs: dict[str, str] = {}
        self._pixmaps: dict[tuple[str, str, float, float], QPixmap] = {}
        self._rendered.connect(self._store)

    def is_ready(self, latex: str) -> bool:
        """Return whether a formula was rendered, or cannot be; else request it."""
        if latex not in self._requested:
            self._requested.add(latex)
            self._pool.start(lambda: self._render(latex))
        return latex in self._svgs

    def pixmap(self, latex: str, colour: QColor, ratio: float) -> QPixmap | None:
        """Return a formula at a device pixel ratio; None if it is not ready, or never.

        This requests it, as `is_ready` does.
        """
        svg = self._svg(latex, colour)
        if not svg:
            return None
        key = (latex, colour.name(), ratio, self.scale)
        if key not in self._pixmaps:
            self._pixmaps[key] = _drawn(svg, ratio, self.scale)
        return self._pixmaps[key]

    def box(self, latex: str) -> QRectF:
        """Return the size of a formula that is ready, and where its baseline is.

        The line is at 0 of the returned rectangle. It is empty if the formula is not
        ready, or never will be; this requests it, as `is_ready` does.
        """
        svg = self._svgs[latex] if self.is_ready(latex) else ""
        return QSvgRenderer(QByteArray(svg.encode())).viewBoxF() if svg else QRectF()

    def paint(self, painter: QPainter, latex: str, colour: QColor, at: QPointF) -> None:
        """Paint the outlines of a formula that is ready, with their corner there."""
        fill = f'fill="{colour.name()}"'
        # Without a pen that has no width Qt would record a black one.
        outlined = f'{fill} stroke="{colour.name()}" stroke-width="0"'
        svg = self._svg(latex, colour).replace(fill, outlined)
        renderer = QSvgRenderer(QByteArray(svg.encode()))
        size = renderer.viewBoxF().size() * self.scale
        renderer.render(painter, QRectF(at, size))

    def _svg(self, latex: str, colour: QColor) -> str:
        """Return a formula in a colour; empty if it is not ready, or never."""
        svg = self._svgs[latex] if self.is_ready(latex) else ""
        return svg.replace(_PLACEHOLDER, colour.name())

    def shut_down(self) -> None:
        """Drop the waiting requests, and wait for the running one."""
        self._pool.clear()
        self._pool.waitForDone()

    def _render(self, latex: str) -> None:
        try:
            # Imported late: the window is up long before the first formula is shown.
            from ziamath.config import config
            from ziamath.zmath import Latex

            config.svg2 = False  # Qt reads SVG 1.2 Tiny: paths, no symbols
            svg: str = Latex(latex, size=FONT_SIZE, color=_PLACEHOLDER).svg()
        except Exception:
            # The view falls back to the plain text.
            log.exception("the formula %s cannot be typeset", latex)
            svg = ""
        self._rendered.emit(latex, svg)

    def _store(self, latex: str, svg: str) -> None:
        self._svgs[latex] = svg
        self.ready.emit(latex)


def _drawn(svg: str, ratio: float, scale: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    box = QRectF(QPointF(0.0, 0.0), renderer.viewBoxF().size() * scale)
    pixmap = QPixmap((box.size() * ratio).toSize())
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, box)
    painter.end()
    return pixmap
