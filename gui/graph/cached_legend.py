"""The legend in its place, painted anew only when it tells something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF

from gui.graph.legend import HEIGHT, Legend

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from PyQt6.QtCore import QRect
    from PyQt6.QtGui import QPainter, QPen

    from gui.graph.display_mode import GraphDisplay
    from gui.graph.pixmap_cache import PixmapCache
    from gui.graph.probe import ResponseMaps
    from gui.style.theme import Theme


class CachedLegend:
    """Knows what the legend tells, and whether that is what was painted last.

    Parameters
    ----------
    below : QRect
        The view that it stands at the bottom of.
    names : sequence of str
        The names of the inputs.
    theme : Theme
    pens : mapping
        The pen of every step of the edges' scale.
    colours : ndarray of uint32, shape (256,)
        Colours from negative over zero to positive.
    sprites : PixmapCache
        Where its picture is kept.
    matrices : bool
        Whether some layers' parameters stand as a matrix.
    """

    def __init__(
        self,
        below: QRect,
        names: Sequence[str],
        theme: Theme,
        pens: Mapping[int, QPen],
        colours: NDArray[np.uint32],
        sprites: PixmapCache,
        *,
        matrices: bool,
    ) -> None:
        self.area = QRectF(0, below.height() - HEIGHT, below.width(), HEIGHT)
        self._names, self._matrices = tuple(names), matrices
        self._theme, self._pens, self._colours = theme, pens, colours
        self._sprites = sprites
        self._painted: Hashable = None

    def is_stale(self, face: GraphDisplay, limit: float, maps: ResponseMaps) -> bool:
        """Whether it tells something else than was painted last.

        Parameters
        ----------
        face : GraphDisplay
            What edges and units show.
        limit : float
            The value at the ends of the edges' scale.
        maps : ResponseMaps
            The responses that are drawn.
        """
        told = self._told(face, limit, maps)
        return told is None or told != self._painted

    def paint(
        self, painter: QPainter, face: GraphDisplay, limit: float, maps: ResponseMaps
    ) -> None:
        """Draw it; the parameters are those of `is_stale`."""

        def paint(painter: QPainter, area: QRectF) -> None:
            Legend(painter, self._theme, self._pens, self._colours).paint(
                area,
                face.edges.value,
                limit,
                maps,
                face.units,
                self._names,
                matrices=self._matrices,
            )

        told = self._painted = self._told(face, limit, maps)
        if told is None:
            paint(painter, self.area)
        else:
            self._sprites.stamp(painter, self.area, told, paint)

    def _told(self, face: GraphDisplay, limit: float, maps: ResponseMaps) -> Hashable:
        """All that it tells; None if its scale moves with every update."""
        if face.units is not None:
            return None
        shown = [layer is not None for layer in maps.layers]
        return ("legend", face.edges, limit, *shown, *maps.limits)
