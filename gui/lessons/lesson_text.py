"""Shows the Markdown of a lesson: no HTML, nothing loaded, links opened outside."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import QEvent, QPointF, QSize, Qt, QUrl, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QDesktopServices,
    QFontInfo,
    QFontMetricsF,
    QImage,
    QPainter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextImageFormat,
)
from PyQt6.QtWidgets import QFrame, QSizePolicy, QTextBrowser

from gui.lessons.equations import FIRST_MARK, split_equations
from gui.lessons.text_layout import coloured, fragments, space_out
from gui.microscope.latex_renderer import FONT_SIZE
from gui.style import theme as themes

if TYPE_CHECKING:
    from PyQt6.QtGui import QMouseEvent, QResizeEvent, QTextFragment, QWheelEvent

    from gui.lessons.equations import Equation
    from gui.microscope.latex_renderer import LatexRenderer
    from gui.style.theme import Theme

SAFE_SCHEMES: Final = ("http", "https")
"""Links that are opened, by the system's browser; others are shown as text."""

SCHEME: Final = "equation"
FEATURES: Final = (
    QTextDocument.MarkdownFeature.MarkdownDialectGitHub
    | QTextDocument.MarkdownFeature.MarkdownNoHTML
)
EQUATION_SCALE: Final = 1.15
"""Height of an equation's letters over that of the text's: serifs look smaller."""


class _Document(QTextDocument):
    """A document that loads nothing: what it shows was put into it."""

    def loadResource(self, kind: int, name: QUrl) -> Any:
        """Return no resource, whatever a text refers to."""
        return None


class LessonText(QTextBrowser):
    """A text as high as it needs to be, with its equations typeset.

    Until an equation is typeset, and if it cannot be, its LaTeX is shown.

    Parameters
    ----------
    renderer : LatexRenderer
    name : str
        What a screen reader calls the text.

    Signals
    -------
    clicked()
        The text was clicked, and nothing of it selected.
    """

    clicked = pyqtSignal()

    def __init__(self, renderer: LatexRenderer, name: str) -> None:
        super().__init__()
        self.setObjectName("lessonText")
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        document = _Document(self)
        document.setUndoRedoEnabled(False)
        document.setDocumentMargin(0.0)
        document.setIndentWidth(20.0)
        self.setDocument(document)
        self.setOpenLinks(False)
        self.anchorClicked.connect(_open_outside)
        self._renderer = renderer
        self._theme = themes.LIGHT
        self._muted = False
        self._markdown = ""
        self._text = ""
        self._equations: list[Equation] = []
        self._waiting: set[str] = set()
        self._narrow = False  # whether an equation was made smaller to fit
        renderer.ready.connect(self._on_ready)

    # Data in

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        if theme != self._theme:
            self._theme = theme
            self._build()

    def set_muted(self, muted: bool) -> None:
        """Write in the colour of what is less important, or no longer."""
        if muted != self._muted:
            self._muted = muted
            self._build()

    def set_markdown(self, markdown: str) -> None:
        """Show a text; the same again costs nothing."""
        if markdown != self._markdown:
            self._markdown = markdown
            self._text, self._equations = split_equations(markdown)
            self._waiting = {
                equation.latex
                for equation in self._equations
                if not self._renderer.is_ready(equation.latex)
            }
            self._build()

    @property
    def markdown(self) -> str:
        """The text as it was set."""
        return self._markdown

    @property
    def plain_text(self) -> str:
        """The text without marks, with its equations as LaTeX."""
        document = self.document()
        assert document is not None
        pieces = []
        block = document.begin()
        while block.isValid():
            pieces.append("".join(self._spoken(f) for f in fragments(block)))
            block = block.next()
        return "\n".join(pieces)

    def _spoken(self, fragment: QTextFragment) -> str:
        image = fragment.charFormat().toImageFormat()
        if not image.isValid():
            return fragment.text()
        number = int(image.name().partition(":")[2])
        return self._equations[number].latex * fragment.length()

    # Building

    def _on_ready(self, latex: str) -> None:
        if latex in self._waiting:
            self._waiting.discard(latex)
            if not self._waiting:  # at once: the text moves only once
                self._build()

    def _build(self) -> None:
        document = self.document()
        assert document is not None
        colour = self._theme.muted if self._muted else self._theme.text
        document.setDefaultFont(self.font())
        document.setMarkdown(self._text, FEATURES)
        space_out(document)
        has_links = self._tame(document, QColor(colour))
        self._narrow = False
        for number, equation in enumerate(self._equations):
            found = document.find(chr(FIRST_MARK + number))
            if not found.isNull():  # else it was the address of a picture
                self._put(found, number, equation, QColor(colour))
        flag = Qt.TextInteractionFlag
        keys = flag.LinksAccessibleByKeyboard if has_links else flag.NoTextInteraction
        self.setTextInteractionFlags(
            flag.TextSelectableByMouse | flag.LinksAccessibleByMouse | keys
        )
        policy = Qt.FocusPolicy
        self.setFocusPolicy(policy.StrongFocus if has_links else policy.NoFocus)
        self.setAccessibleDescription(self.plain_text)
        self._fit()

    def _tame(self, document: QTextDocument, colour: QColor) -> bool:
        """Colour the text, name pictures by words; return whether it has links."""
        cursor, has_links = QTextCursor(document), False
        block = document.begin()
        while block.isValid():
            for fragment in reversed(list(fragments(block))):
                form, at = fragment.charFormat(), fragment.position()
                cursor.setPosition(at)
                cursor.setPosition(
                    at + fragment.length(), QTextCursor.MoveMode.KeepAnchor
                )
                if form.isImageFormat():
                    words = form.property(QTextCharFormat.Property.ImageAltText)
                    cursor.insertText(f"[{words}]", coloured(colour))
                    continue
                is_link = QUrl(form.anchorHref()).scheme() in SAFE_SCHEMES
                if form.isAnchor() and not is_link:
                    form.setAnchor(False)
                    form.setAnchorHref("")
                    form.setFontUnderline(False)
                elif is_link:
                    form.setToolTip(form.anchorHref())
                shown = QColor(self._theme.accent) if is_link else colour
                form.setForeground(shown)
                cursor.setCharFormat(form)
                has_links |= is_link
            block = block.next()
        return has_links

    def _put(
        self, place: QTextCursor, number: int, equation: Equation, colour: QColor
    ) -> None:
        """Put an equation where its mark is: typeset, or as it was written."""
        document, renderer = place.document(), self._renderer
        assert document is not None
        if equation.display:
            centred = QTextBlockFormat()
            centred.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            place.mergeBlockFormat(centred)
        box = renderer.box(equation.latex)
        if box.isEmpty():
            written = coloured(colour)
            written.setFontFamilies(["monospace"])
            place.insertText(equation.latex, written)
            return
        letters = QFontInfo(self.font()).pixelSize()
        scale = EQUATION_SCALE * letters / FONT_SIZE
        room = max(self._room, 1)
        if scale * box.width() > room:
            scale, self._narrow = room / box.width(), True
        half_x = QFontMetricsF(self.font()).xHeight() / 2.0
        above, below = -scale * box.top(), scale * box.bottom()
        # Qt aligns the middle of a picture with that of an x; see `QTextDocument`.
        height = math.ceil(max(2.0 * above - half_x, 2.0 * below + half_x))
        size = QSize(math.ceil(scale * box.width()), height)
        ratio = self.devicePixelRatioF()
        image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(0.0, (height + half_x) / 2.0 - above)
        painter.scale(scale, scale)
        renderer.paint(painter, equation.latex, colour, QPointF())
        painter.end()
        url = f"{SCHEME}:{number}"
        document.addResource(
            QTextDocument.ResourceType.ImageResource.value, QUrl(url), image
        )
        form = QTextImageFormat()
        form.setName(url)
        form.setWidth(size.width())
        form.setHeight(size.height())
        form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
        place.insertImage(form)

    # The height

    @property
    def _room(self) -> int:
        viewport = self.viewport()
        assert viewport is not None
        return viewport.width()

    def _fit(self) -> None:
        document = self.document()
        assert document is not None
        document.setTextWidth(self._room)
        self.setFixedHeight(max(math.ceil(document.size().height()), 1))

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Become as high as the text is at the new width."""
        super().resizeEvent(event)
        if event is None or event.size().width() == event.oldSize().width():
            return
        if self._narrow or self._is_too_wide():
            self._build()
        else:
            self._fit()

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Leave the wheel to the page: all of the text is in view."""
        if event is not None:
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Tell of a click."""
        super().mouseReleaseEvent(event)
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            at = event.position().toPoint()
            if not (self.textCursor().hasSelection() or self.anchorAt(at)):
                self.clicked.emit()

    def _is_too_wide(self) -> bool:
        document = self.document()
        assert document is not None
        return document.idealWidth() > self._room and bool(self._equations)

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow the size of letters."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.FontChange:
            if self._markdown:
                self._build()


def _open_outside(url: QUrl) -> None:
    if url.scheme() in SAFE_SCHEMES:
        QDesktopServices.openUrl(url)
