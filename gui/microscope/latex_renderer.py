"""Formulas as pictures: LaTeX set by ziamath, off the window's thread, once each."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import (
    QByteArray,
    QObject,
    QRectF,
    QSizeF,
    Qt,
    QThreadPool,
    pyqtSignal,
)
from PyQt6.QtGui import QPainter, QPixmap
from PyQt6.QtSvg import QSvgRenderer

if TYPE_CHECKING:
    from PyQt6.QtGui import QColor

log = logging.getLogger(__name__)

SIZE: Final = 17
"""Height of the letters, in pixels."""

_INK: Final = "#010203"
"""Stands in a picture where a theme's colour comes."""


class LatexRenderer(QObject):
    """Sets formulas, and keeps what it has set.

    Setting one takes some 20 ms, and loading the library a fifth of a second: too long
    for the window's thread.

    Signals
    -------
    ready(str)
        A formula that was asked for can be drawn now.
    """

    ready = pyqtSignal(str)
    _set = pyqtSignal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._asked: set[str] = set()
        self._pictures: dict[str, str] = {}
        self._pixmaps: dict[tuple[str, str, float], QPixmap] = {}
        self._set.connect(self._keep)

    def picture(self, latex: str, ink: QColor, ratio: float) -> QPixmap | None:
        """Return a formula's picture, or None while it is still being set.

        Parameters
        ----------
        latex : str
        ink : QColor
            The colour of its letters.
        ratio : float
            Pixels of the device in one of the window.
        """
        svg = self._pictures.get(latex)
        if svg is None:
            if latex not in self._asked:
                self._asked.add(latex)
                self._pool.start(lambda: self._typeset(latex))
            return None
        if not svg:
            return None  # it could not be set, and the log says why
        key = (latex, ink.name(), ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = _drawn(svg.replace(_INK, ink.name()), ratio)
        return self._pixmaps[key]

    def shut_down(self) -> None:
        """Forget what was not begun, and wait for what was."""
        self._pool.clear()
        self._pool.waitForDone()

    def _typeset(self, latex: str) -> None:
        try:
            # Loaded here and not before: the window is up long before it is needed.
            from ziamath.config import config
            from ziamath.zmath import Latex

            config.svg2 = False  # Qt reads SVG 1.2 Tiny: paths, no symbols
            svg: str = Latex(latex, size=SIZE, color=_INK).svg()
        except Exception:
            # The plain text stands in for it: a formula is no reason to stop.
            log.exception("the formula %s cannot be typeset", latex)
            svg = ""
        self._set.emit(latex, svg)

    def _keep(self, latex: str, svg: str) -> None:
        self._pictures[latex] = svg
        self.ready.emit(latex)


def _drawn(svg: str, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    size = QSizeF(renderer.viewBoxF().size())
    pixmap = QPixmap((size * ratio).toSize())
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0.0, 0.0, size.width(), size.height()))
    painter.end()
    return pixmap
