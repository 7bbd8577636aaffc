"""Printing a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtGui import QPageLayout, QPainter
from PyQt6.QtPrintSupport import QPrintDialog, QPrinter

from gui.export.picture import DPI

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from gui.export.picture import Recording


def print_recording(parent: QWidget, recording: Recording, name: str) -> bool:
    """Let the user choose a printer, and print a picture; return whether it was.

    Parameters
    ----------
    parent : QWidget
    recording : Recording
    name : str
        Of the print job.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(name)
    size = recording.size
    if size.width() > size.height():
        printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    if not QPrintDialog(printer, parent).exec():
        return False
    paint_page(printer, recording)
    return True


def paint_page(printer: QPrinter, recording: Recording) -> None:
    """Paint a picture on a page, as large as it fits, in the middle of its width."""
    printer.setResolution(DPI)  # a line one pixel wide keeps its width
    painter = QPainter(printer)
    page, size = painter.viewport(), recording.size
    factor = min(page.width() / size.width(), page.height() / size.height())
    painter.translate((page.width() - factor * size.width()) / 2, 0.0)
    painter.scale(factor, factor)
    painter.drawPicture(0, 0, recording.picture)
    painter.end()
