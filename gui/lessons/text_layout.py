"""The parts of a text that Qt has read, and their distances in a narrow column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtGui import QTextCharFormat, QTextCursor

if TYPE_CHECKING:
    from PyQt6.QtGui import QColor, QTextDocument, QTextFragment

PARAGRAPH_GAP: Final = 7.0
CLOSE_GAP: Final = 2.0
"""Pixels below a paragraph, and below an entry of a list or a table."""

LINE_HEIGHT: Final = 112.0
"""Per cent of the font's."""

PROPORTIONAL: Final = 1
"""`QTextBlockFormat.LineHeightTypes.ProportionalHeight` as Qt takes it."""

END_OF_BLOCK: Final = QTextCursor.MoveOperation.EndOfBlock


def fragments(block: Any) -> list[QTextFragment]:
    """Return the pieces of a block that have one format each."""
    found, iterator = [], block.begin()
    while not iterator.atEnd():
        found.append(iterator.fragment())
        iterator += 1
    return found


def coloured(colour: QColor) -> QTextCharFormat:
    """Return a format with a colour."""
    form = QTextCharFormat()
    form.setForeground(colour)
    return form


def space_out(document: QTextDocument) -> None:
    """Set the distances of paragraphs and the size of headings for a narrow column.

    Lines of code may be broken: there is no room for them beside the graph.
    """
    block, cursor = document.begin(), QTextCursor(document)
    last = document.lastBlock()
    while block.isValid():
        form, following = block.blockFormat(), block.next()
        cursor.setPosition(block.position())
        is_code = form.nonBreakableLines()
        form.setNonBreakableLines(False)
        form.setTopMargin(0.0)
        if block == last or (is_code and following.blockFormat().nonBreakableLines()):
            form.setBottomMargin(0.0)
        elif None not in (block.textList(), following.textList()):
            form.setBottomMargin(CLOSE_GAP)
        else:
            form.setBottomMargin(0.0 if cursor.currentTable() else PARAGRAPH_GAP)
        form.setLineHeight(LINE_HEIGHT, PROPORTIONAL)
        cursor.setBlockFormat(form)
        table = cursor.currentTable()
        if table is not None:
            frame = table.format()
            frame.setBottomMargin(PARAGRAPH_GAP)
            table.setFormat(frame)
        if form.headingLevel():
            cursor.movePosition(END_OF_BLOCK, QTextCursor.MoveMode.KeepAnchor)
            heading = QTextCharFormat()
            heading.setProperty(QTextCharFormat.Property.FontSizeAdjustment, 1)
            cursor.mergeCharFormat(heading)
        block = following
