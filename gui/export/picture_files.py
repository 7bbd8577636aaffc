"""Pictures as files: PNG at several scales, SVG and PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import QBuffer, QIODevice, QMarginsF, QPoint, QRect, QSizeF
from PyQt6.QtGui import QImage, QPageSize, QPdfWriter

from gui.export.picture import DPI, image_of, record
from shallownet.documents.atomic_file import output_file

if TYPE_CHECKING:
    import os

    from gui.export.picture import Look, Recording
    from gui.export.view import View

PROGRAM: Final = "ShallowNet"

PNG_QUALITY: Final = 80
"""The quality that Qt turns into a quick compression without loss: half of the time
for a sixth more bytes."""


class PictureFormat(NamedTuple):
    """A format of a picture's file.

    Attributes
    ----------
    title : str
    suffix : str
    scale : int
        Pixels for each one of the view; 0 if lines and texts stay such.
    """

    title: str
    suffix: str
    scale: int


FORMATS: Final = (
    PictureFormat("PNG, size on the screen", ".png", 1),
    PictureFormat("PNG, twice the size", ".png", 2),
    PictureFormat("PNG, four times the size", ".png", 4),
    PictureFormat("SVG, sharp at every size", ".svg", 0),
    PictureFormat("PDF, sharp at every size", ".pdf", 0),
)


def save_picture(
    view: View,
    look: Look,
    kind: PictureFormat,
    path: str | os.PathLike[str],
    description: str = "",
) -> None:
    """Write a picture of a view to a file, as a whole or not at all.

    Parameters
    ----------
    view : View
    look : Look
    kind : PictureFormat
    path : str or path-like
    description : str
        What the picture shows of which run; goes into the file unseen.

    Raises
    ------
    DataError
        If the file cannot be written, or the picture is too large.
    """
    if kind.suffix == ".png":
        contents = _png(view, look, kind.scale, description)
    elif kind.suffix == ".svg":
        contents = _svg(record(view, look), description)
    else:
        contents = _pdf(record(view, look), description)
    with output_file(path) as file:
        file.write(contents)


def _png(view: View, look: Look, scale: int, description: str) -> bytes:
    # Nothing shows through it: three channels take three quarters of the time.
    image = image_of(view, look, scale).convertToFormat(QImage.Format.Format_RGB32)
    image.setText("Title", description)
    image.setText("Software", PROGRAM)
    with _buffer() as buffer:
        image.save(buffer, "PNG", PNG_QUALITY)
        return buffer.data().data()


def _svg(recording: Recording, description: str) -> bytes:
    from PyQt6.QtSvg import QSvgGenerator  # rarely needed

    from gui.export.svg_strokes import with_plain_strokes

    with _buffer() as buffer:
        # Version 1.1: the older one does not clip.
        generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
        generator.setOutputDevice(buffer)
        generator.setResolution(DPI)
        generator.setSize(recording.size)
        generator.setViewBox(QRect(QPoint(), recording.size))
        generator.setTitle(description or PROGRAM)
        generator.setDescription(f"Drawn by {PROGRAM}")
        recording.replay(generator)
        return with_plain_strokes(buffer.data().data())


def _pdf(recording: Recording, description: str) -> bytes:
    with _buffer() as buffer:
        writer = QPdfWriter(buffer)
        points = QSizeF(recording.size) * 72 / DPI
        exact = QPageSize.SizeMatchPolicy.ExactMatch
        writer.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", exact))
        writer.setPageMargins(QMarginsF())
        writer.setResolution(DPI)  # a line one pixel wide keeps its width
        writer.setTitle(description)
        writer.setCreator(PROGRAM)
        recording.replay(writer)
        return buffer.data().data()


class _buffer(QBuffer):
    """An open buffer in memory."""

    def __enter__(self) -> QBuffer:
        self.open(QIODevice.OpenModeFlag.WriteOnly)
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
