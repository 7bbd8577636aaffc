"""Frames of an animation as one image for Pillow, which has one of them at a time.

A list of 200 frames of 1280 x 800 pixels would take 600 MB.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PIL import Image
from PyQt6.QtGui import QImage

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

    from gui.export.film_plan import FilmPlan


class FrameSource(Image.Image):
    """An image of several frames, which are asked for one after the other.

    Parameters
    ----------
    next_frame : callable
        Returns the next frame.
    count : int
        How many frames there are.
    """

    def __init__(self, next_frame: Callable[[], Image.Image], count: int) -> None:
        super().__init__()
        self._next_frame, self.n_frames, self._at = next_frame, count, 0
        self.is_animated = count > 1
        self._take()

    def seek(self, frame: int) -> None:
        """Go on to a frame; those that are over are not kept."""
        if frame >= self.n_frames:
            raise EOFError
        while self._at < frame:
            self._take()
            self._at += 1

    def tell(self) -> int:
        """Return the number of the present frame."""
        return self._at

    def _take(self) -> None:
        frame = self._next_frame()
        self.im = frame.im
        self._mode, self._size = frame.mode, frame.size
        self.palette = frame.palette


def write_film(
    file: IO[bytes],
    plan: FilmPlan,
    colours: list[int],
    next_image: Callable[[], QImage],
) -> None:
    """Write an animation.

    Parameters
    ----------
    file
        Open for writing bytes.
    plan : FilmPlan
    colours : list of int
        Red, green and blue of 256 colours for a format that has no more.
    next_image : callable
        Returns the next frame; called once for each.
    """
    palette = Image.new("P", (1, 1))
    palette.putpalette(colours)
    options: dict[str, Any] = {}
    if plan.kind.name == "WEBP":
        options = {"lossless": True, "quality": 20, "method": 1}

    def next_frame() -> Image.Image:
        frame = _of_qt(next_image())
        if plan.kind.name == "WEBP":
            return frame
        return frame.quantize(palette=palette, dither=Image.Dither.NONE)

    source = FrameSource(next_frame, len(plan.updates))
    source.save(
        file,
        plan.kind.name,
        save_all=True,
        duration=plan.frame_ms,
        loop=0,
        **options,
    )


def _of_qt(image: QImage) -> Image.Image:
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    bits = plain.constBits()
    assert bits is not None
    size, stride = (plain.width(), plain.height()), plain.bytesPerLine()
    pixels = bits.asstring(plain.sizeInBytes())
    return Image.frombytes("RGB", size, pixels, "raw", "RGB", stride)
