"""The page of a report as a document of Qt, with the charts as drawings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from xml.etree import ElementTree

from PyQt6.QtCore import QRectF, QSizeF, Qt, QUrl
from PyQt6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QImage,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextOption,
    QTextTableCellFormat,
    QTextTableFormat,
)
from PyQt6.QtSvg import QSvgRenderer

from gui.style.theme import LIGHT
from shallownet.documents.report.style import CHART_STYLE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

    from PyQt6.QtGui import QPaintDevice, QPainter

SVG: Final = "{http://www.w3.org/2000/svg}"
DOCTYPE: Final = "<!DOCTYPE html>"

TEXT_POINTS: Final = 9.0
SMALL_POINTS: Final = 8.0
HEADINGS: Final = {"h1": 17.0, "h2": 12.5, "h3": 10.0}
"""Sizes of texts, in points."""

SPACE: Final = 5.0
"""Points between two paragraphs."""

CHART_SCALE: Final = 0.8
"""The size of a chart on paper, relative to that in a browser."""

NOTHING: Final = "nothing"
"""The name of an image without colour, which keeps the place of a chart."""


class Chart(NamedTuple):
    """A drawing in the place of a block of text.

    Attributes
    ----------
    block : int
        The number of the block.
    drawing : QSvgRenderer
    size : QSizeF
        In dots of the device.
    """

    block: int
    drawing: QSvgRenderer
    size: QSizeF


class ReportDocument(QTextDocument):
    """A report, laid out for a device.

    Parameters
    ----------
    page : str
        The HTML page that `shallownet.report` returns: it is XML as well.
    device : QPaintDevice
        What it will be painted on.
    size : QSizeF
        The size of a page's contents, in dots of the device.
    """

    def __init__(self, page: str, device: QPaintDevice, size: QSizeF) -> None:
        super().__init__()
        # Qt multiplies all pixels of formats by this.
        self._default_dpi = QImage(1, 1, QImage.Format.Format_Mono).logicalDpiY()
        self._scale = device.logicalDpiY() / self._default_dpi
        self._width = size.width()
        layout = self.documentLayout()
        assert layout is not None
        layout.setPaintDevice(device)
        self.setDocumentMargin(0)
        self.setUseDesignMetrics(True)
        font = QFont()
        font.setPointSizeF(TEXT_POINTS)
        self.setDefaultFont(font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setDefaultTextOption(option)
        self._charts: list[Chart] = []
        empty = QImage(1, 1, QImage.Format.Format_ARGB32)
        empty.fill(Qt.GlobalColor.transparent)
        kind = QTextDocument.ResourceType.ImageResource
        self.addResource(kind.value, QUrl(NOTHING), empty)
        self._cursor = QTextCursor(self)
        self._is_empty = True
        self._headings: list[int] = []
        root = ElementTree.fromstring(page.removeprefix(DOCTYPE))
        self.title = root.findtext("head/title") or ""
        self.setPageSize(size)
        self._cursor.beginEditBlock()  # laid out once, and not after each cell
        for child in root.iterfind("body/main/*"):
            self._add(child)
        self._cursor.endEditBlock()
        self._keep_headings_with_what_follows()

    # Elements

    def _add(self, element: Element) -> None:
        kind, tag = element.get("class"), element.tag
        if tag in HEADINGS:
            self._headings.append(self._paragraph(element, HEADINGS[tag], bold=True))
        elif tag == "table":
            self._table(element, numbers=kind == "numbers")
        elif tag == f"{SVG}svg":
            self._chart(element)
        elif tag == "p":
            points = TEXT_POINTS + 1.0 if kind == "lead" else TEXT_POINTS
            self._paragraph(element, points, muted=kind == "lead")
        elif tag in ("figcaption", "footer"):
            self._paragraph(element, SMALL_POINTS, muted=True)
        else:
            for child in element:
                self._add(child)

    def _paragraph(
        self,
        element: Element,
        points: float = TEXT_POINTS,
        *,
        bold: bool = False,
        muted: bool = False,
    ) -> int:
        """Add a paragraph, and return its number among the blocks."""
        block = QTextBlockFormat()
        block.setTopMargin(self._dots(2.6 * SPACE if bold else SPACE))
        if not self._is_empty:
            self._cursor.insertBlock(block)
        self._is_empty = False
        text = _format(points, LIGHT.muted if muted else LIGHT.text, bold=bold)
        # A line feed of the notes is one; that of a paragraph would end it.
        lines = "".join(element.itertext()).split("\n")
        self._cursor.insertText("\N{LINE SEPARATOR}".join(lines), text)
        return self._cursor.blockNumber()

    def _chart(self, svg: Element) -> None:
        style = ElementTree.Element(f"{SVG}style")
        style.text = CHART_STYLE
        svg.insert(0, style)
        svg.set("font-size", "12px")
        svg.set("font-family", self.defaultFont().family())
        drawing = QSvgRenderer(ElementTree.tostring(svg), self)
        size = QSizeF(drawing.defaultSize()) * CHART_SCALE
        if size.width() * self._scale > self._width:
            size *= self._width / (size.width() * self._scale)
        number = self._paragraph(ElementTree.Element("p"))
        place = QTextImageFormat()
        place.setName(NOTHING)
        place.setWidth(size.width())
        place.setHeight(size.height())
        self._cursor.insertImage(place)
        self._charts.append(Chart(number, drawing, size * self._scale))

    def _table(self, element: Element, *, numbers: bool) -> None:
        caption = element.find("caption")
        if caption is not None:
            self._headings.append(self._paragraph(caption, SMALL_POINTS, muted=True))
        rows = [[*row] for row in element.iter("tr")]
        if not rows or not rows[0]:
            return
        look = QTextTableFormat()
        look.setBorder(0)
        look.setBorderCollapse(True)
        look.setCellSpacing(0)
        look.setCellPadding(0)
        look.setHeaderRowCount(1)
        look.setTopMargin(self._dots(2.0))
        if not numbers:
            look.setColumnWidthConstraints(_widths(rows))
            look.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        table = self._cursor.insertTable(len(rows), len(rows[0]), look)
        assert table is not None
        for n, row in enumerate(rows):
            for m, cell in enumerate(row):
                place = table.cellAt(n, m)
                place.setFormat(self._cell(is_head=n == 0))
                is_bold = n == 0 or m == 0
                block = QTextBlockFormat()
                if numbers and m:
                    block.setAlignment(Qt.AlignmentFlag.AlignRight)
                cursor = place.firstCursorPosition()
                cursor.setBlockFormat(block)
                text = "\N{LINE SEPARATOR}".join("".join(cell.itertext()).split("\n"))
                cursor.insertText(text, _format(SMALL_POINTS, LIGHT.text, bold=is_bold))
        self._cursor.movePosition(QTextCursor.MoveOperation.End)

    def _cell(self, *, is_head: bool) -> QTextTableCellFormat:
        cell = QTextTableCellFormat()
        cell.setTopPadding(self._dots(1.5))
        cell.setBottomPadding(self._dots(1.5))
        cell.setRightPadding(self._dots(7.0))
        cell.setBottomBorder(self._dots(0.5))
        cell.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        colour = LIGHT.muted if is_head else LIGHT.border
        cell.setBottomBorderBrush(QBrush(QColor(colour)))
        return cell

    def _dots(self, points: float) -> float:
        """Return a length in pixels, of which Qt makes dots of the device."""
        return points * self._default_dpi / 72

    # Pages

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Draw the texts and the charts in a part of the document."""
        # What begins the next page touches the edge of this one.
        area = area.adjusted(0.0, 0.0, 0.0, -1.0)
        painter.setClipRect(area)
        self.drawContents(painter, area)
        for chart in self._charts:
            # The line is as high as the chart and what is below a line of text.
            place = QRectF(self._first_line(chart.block).topLeft(), chart.size)
            if area.intersects(place):
                chart.drawing.render(painter, place)

    def _first_line(self, number: int) -> QRectF:
        """Return the place of a block's first line, which may begin a page."""
        block, layout = self.findBlockByNumber(number), self.documentLayout()
        lines = block.layout()
        assert layout is not None and lines is not None
        # Qt gives where the block begins, although its first line may be further down.
        corner = layout.blockBoundingRect(block).topLeft()
        return lines.lineAt(0).rect().translated(corner)

    def _keep_headings_with_what_follows(self) -> None:
        """Begin a page with a heading that would stand alone at the end of one."""

        def page_of(number: int) -> int:
            return int(
                self._first_line(number).center().y() // self.pageSize().height()
            )

        for number in self._headings:
            if page_of(number) < page_of(number + 1):
                cursor = QTextCursor(self.findBlockByNumber(number))
                block = cursor.blockFormat()
                block.setPageBreakPolicy(
                    QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore
                )
                cursor.setBlockFormat(block)


def _format(points: float, colour: str, *, bold: bool) -> QTextCharFormat:
    text = QTextCharFormat()
    text.setFontPointSize(points)
    text.setForeground(QBrush(QColor(colour)))
    if bold:
        text.setFontWeight(QFont.Weight.DemiBold)
    return text


def _widths(rows: list[list[Element]]) -> Iterable[QTextLength]:
    """Return widths for columns of words, as shares that their longest texts have."""
    lengths = [
        min(max(len("".join(cell.itertext())) for cell in column), 60) + 4
        for column in zip(*rows, strict=True)
    ]
    kind = QTextLength.Type.PercentageLength
    return [QTextLength(kind, 100 * n / sum(lengths)) for n in lengths]
