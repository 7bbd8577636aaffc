"""A report as a PDF file: lines stay lines, and texts are texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PyQt6.QtGui import QColor, QPageLayout, QPageSize, QPainter, QPdfWriter

from gui.report.document import SMALL_POINTS, ReportDocument
from gui.style.theme import LIGHT
from shallownet.documents.atomic_file import output_file
from shallownet.documents.exports import report_text
from shallownet.errors import raise_if_cancelled

if TYPE_CHECKING:
    import os

    from shallownet.callbacks import CancelCheck
    from shallownet.documents.run_file import RunDocument

MARGIN_MM: Final = 17.0
DPI: Final = 600
"""Dots in which texts are laid out."""

FOOTER_MM: Final = 7.0
"""Millimetres below the contents of a page for its number."""


def save_report(
    run: RunDocument,
    path: str | os.PathLike[str],
    name: str,
    cancelled: CancelCheck = None,
) -> None:
    """Write a report on a run as a PDF file, as a whole or not at all.

    Qt must have an application, for its fonts. Any thread may call this.

    Parameters
    ----------
    run : RunDocument
    path : str or path-like
    name : str
        The title of the report.
    cancelled : callable, optional
        Asked now and then; returns whether to give up.

    Raises
    ------
    DataError
        If the file cannot be written.
    Cancelled
        If ``cancelled`` returned True.
    """
    contents = pdf_of(report_text(run, name, cancelled), cancelled)
    with output_file(path) as file:
        file.write(contents)


def pdf_of(page: str, cancelled: CancelCheck = None) -> bytes:
    """Return the page of a report as a PDF file with numbered pages of A4.

    Parameters
    ----------
    page : str
        What `shallownet.report` returns.
    cancelled : callable, optional

    Raises
    ------
    Cancelled
        If ``cancelled`` returned True.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    sides = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    writer.setPageMargins(sides, QPageLayout.Unit.Millimeter)
    writer.setCreator("ShallowNet")
    width, height = writer.width(), writer.height()
    area = QSizeF(width, height - FOOTER_MM / 25.4 * DPI)
    document = ReportDocument(page, writer, area)
    writer.setTitle(document.title)
    painter = QPainter(writer)
    try:
        _paint(painter, writer, document, cancelled)
    finally:
        painter.end()  # else the device would go before it
    buffer.close()
    return buffer.data().data()


def _paint(
    painter: QPainter,
    writer: QPdfWriter,
    document: ReportDocument,
    cancelled: CancelCheck,
) -> None:
    """Paint the pages of a report, each with its number."""
    pages, area = document.pageCount(), document.pageSize()
    paper = QSizeF(writer.width(), writer.height())
    for number in range(pages):
        raise_if_cancelled(cancelled)
        if number:
            writer.newPage()
        painter.save()
        painter.translate(0.0, -number * area.height())
        shown = QRectF(0.0, number * area.height(), area.width(), area.height())
        document.draw(painter, shown)
        painter.restore()
        _number(painter, document.title, number + 1, pages, paper)


def _number(
    painter: QPainter, title: str, number: int, pages: int, size: QSizeF
) -> None:
    """Write the title of the report and the number of the page below it."""
    font = painter.font()
    font.setPointSizeF(SMALL_POINTS)
    painter.setFont(font)
    painter.setPen(QColor(LIGHT.muted))
    line = QRectF(0.0, 0.0, size.width(), size.height())
    bottom = Qt.AlignmentFlag.AlignBottom
    numbered = f"{number} / {pages}"
    room = line.width() - 2 * painter.fontMetrics().horizontalAdvance(numbered)
    mode = Qt.TextElideMode.ElideRight
    name = painter.fontMetrics().elidedText(title, mode, int(room))
    painter.drawText(line, bottom | Qt.AlignmentFlag.AlignLeft, name)
    painter.drawText(line, bottom | Qt.AlignmentFlag.AlignRight, numbered)
