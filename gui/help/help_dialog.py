"""The help: its contents, its text, and a field that searches it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor, QKeySequence, QPalette, QShortcut, QTextCharFormat
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from gui.help.chapters import chapters
from gui.help.glossary import find_term
from gui.help.text_search import occurrences
from gui.widgets.builders import named
from shallownet.wording import counted, quoted

if TYPE_CHECKING:
    from PyQt6.QtCore import QUrl
    from PyQt6.QtGui import QKeyEvent

CONTENTS_WIDTH: Final = 190
MARGIN: Final = 14
"""Pixels across the contents, and around the text."""

PALE: Final = 0.3
"""The share of the highlight's colour behind words that were found."""

GLOSSARY: Final = "Glossary"
TERM_LINK: Final = "term"
"""The scheme of links to a term, as in ``term:loss``."""


class HelpDialog(QDialog):
    """Shows the help beside the window, which stays usable."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("helpDialog")
        self.setWindowTitle("Help")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._chapters = chapters()
        self.field = named(QLineEdit(), "Search the help")
        self.field.setObjectName("helpSearch")
        self.field.setPlaceholderText("Search: a key, a word, a term …")
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._search)
        self.found = QLabel()
        self.found.setObjectName("muted")
        self.found.setTextFormat(Qt.TextFormat.PlainText)  # it quotes what was typed
        self.contents = named(QListWidget(), "Contents of the help")
        self.contents.setObjectName("helpContents")
        self.contents.setFixedWidth(CONTENTS_WIDTH)
        for chapter in self._chapters:
            self.contents.addItem(QListWidgetItem(chapter.title))
        self.contents.currentRowChanged.connect(self._show_chapter)
        self.contents.itemClicked.connect(
            lambda item: self._show_chapter(self.contents.row(item))
        )
        self.text = named(QTextBrowser(), "Help")
        self.text.setOpenLinks(False)
        document = self.text.document()
        assert document is not None
        document.setDocumentMargin(MARGIN)
        self.text.anchorClicked.connect(self._follow)
        self.text.setHtml(
            "".join(
                f"<h3><a name='{chapter.anchor}'></a>{chapter.title}</h3>{chapter.html}"
                for chapter in self._chapters
            )
        )
        self._plain = self.text.toPlainText()
        self._starts = self._find_chapters()
        self._found: list[tuple[int, int]] = []
        self._at = 0
        self._lay_out()
        search = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        search.activated.connect(self.field.setFocus)
        self.field.setFocus()

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        assert close is not None
        close.setAutoDefault(False)  # Enter goes to the next place
        top = QHBoxLayout()
        top.addWidget(self.field, 1)
        top.addWidget(self.found)
        pages = QHBoxLayout()
        pages.addWidget(self.contents)
        pages.addWidget(self.text, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addLayout(pages, 1)
        layout.addWidget(buttons)
        self.resize(820, 640)

    def show_term(self, name: str) -> None:
        """Show a term in the glossary, marked."""
        term = find_term(name)
        self.field.clear()
        self._choose(GLOSSARY)
        if term is None:
            return
        title = f"{term.title}."
        at = self._plain.index(f"\n{title} ", self._starts[-1]) + 1
        self._mark([(at, at + len(title))], at=0)

    # Searching

    def _search(self, words: str) -> None:
        """Mark all places with these words, and show the first."""
        self._found = occurrences(self._plain, words)
        self._at = 0
        for row, count in enumerate(self._counts()):
            item = self.contents.item(row)
            assert item is not None
            item.setHidden(bool(words.strip()) and not count)
            title = self._chapters[row].title
            item.setText(f"{title}  ({count})" if count else title)
        self._show_found()

    def go_by(self, places: int) -> None:
        """Show the next place with the words, or one before; after the last the first.

        Parameters
        ----------
        places : int
            1 or -1.
        """
        if self._found:
            self._at = (self._at + places) % len(self._found)
            self._show_found()

    def _show_found(self) -> None:
        self._mark(self._found, self._at)
        words = self.field.text().strip()
        self.found.setText(
            f"{self._at + 1} of {len(self._found)}"
            if self._found
            else f"{quoted(words)} is not in the help"
            if words
            else ""
        )
        self.field.setAccessibleDescription(
            f"{counted(len(self._found), 'place')} found" if words else ""
        )

    def _mark(self, places: list[tuple[int, int]], at: int) -> None:
        """Mark places in the text, and bring one of them into view."""
        role, palette = QPalette.ColorRole, self.palette()
        pale, full = QTextCharFormat(), QTextCharFormat()
        colour = QColor(palette.color(role.Highlight))
        full.setBackground(colour)
        full.setForeground(palette.color(role.HighlightedText))
        colour.setAlphaF(PALE)
        pale.setBackground(colour)
        marks = []
        for number, (start, end) in enumerate(places):
            mark = QTextEdit.ExtraSelection()
            mark.cursor = self.text.textCursor()
            mark.cursor.setPosition(start)
            mark.cursor.setPosition(end, mark.cursor.MoveMode.KeepAnchor)
            mark.format = full if number == at else pale
            marks.append(mark)
        self.text.setExtraSelections(marks)
        if places:
            cursor = marks[at].cursor
            cursor.clearSelection()
            self.text.setTextCursor(cursor)
            self._bring_into_middle()

    def _bring_into_middle(self) -> None:
        """Scroll so that lines around the cursor are in view too."""
        bar = self.text.verticalScrollBar()
        assert bar is not None
        below = self.text.cursorRect().center().y() - self.text.height() // 3
        bar.setValue(bar.value() + below)

    def _counts(self) -> list[int]:
        """Return how many places of each chapter have the words."""
        ends = [*self._starts[1:], len(self._plain)]
        return [
            sum(start <= place < end for place, _ in self._found)
            for start, end in zip(self._starts, ends, strict=True)
        ]

    def _find_chapters(self) -> list[int]:
        """Return where in the text each chapter begins."""
        starts, at = [], 0
        for chapter in self._chapters:
            at = self._plain.index(f"{chapter.title}\n", at)
            starts.append(at)
        return starts

    # Going to places

    def _choose(self, title: str) -> None:
        row = [chapter.title for chapter in self._chapters].index(title)
        self.contents.setCurrentRow(row)

    def _show_chapter(self, row: int) -> None:
        """Show a chapter; while words are searched for, the first place in it."""
        if row < 0:
            return
        before = sum(self._counts()[:row])
        if self._found and before < len(self._found):
            self._at = before
            self._show_found()
        else:
            self.text.scrollToAnchor(self._chapters[row].anchor)

    def _follow(self, link: QUrl) -> None:
        if link.scheme() == TERM_LINK:
            self.show_term(link.path())

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Go to the next place with Enter, to the one before with Shift and Enter."""
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.go_by(-1 if shift else 1)
            return
        super().keyPressEvent(event)
