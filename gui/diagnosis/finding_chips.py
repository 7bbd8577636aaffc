"""Chips over the corner of the graph that name what is going wrong."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, QObject, QPoint, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QWIDGETSIZE_MAX,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.style.polish import repolish
from gui.text.number_format import wrapped
from shallownet.wording import capital

if TYPE_CHECKING:
    from gui.diagnosis.debounce import FindingsByKind
    from gui.graph.canvas import GraphCanvas
    from shallownet.analysis.diagnosis import Finding

GAP: Final = 4
MARGIN: Final = 10
LEGEND_GAP: Final = 2
"""Pixels between two chips, to the edges of the graph, and to the legend."""

TEXT_WIDTH: Final = 440
SCROLL_BAR_WIDTH: Final = 10
"""Pixels of the popup's text and its scroll bar; the latter as in the style sheet."""


TERMS: Final = {
    "constant": "constant unit",
    "exploding": "exploding gradient",
    "mean_error": "mean error",
    "rising": "rising loss",
    "vanishing": "vanishing gradient",
}
"""The terms of the glossary for kinds of findings that are named otherwise there."""


def chip_text(findings: tuple[Finding, ...]) -> str:
    """Summarize the findings of one kind."""
    first = findings[0]
    if len(findings) == 1:
        return first.title
    if first.kind == "twins":
        return f"{sum(len(finding.pairs) for finding in findings)} pairs of twins"
    units = sum(len(finding.units) for finding in findings)
    if units:
        return f"{units} units {first.kind}"
    return f"{first.title}, and {len(findings) - 1} more"


class FindingChips(QWidget):
    """A chip for each kind of finding, the most urgent first; a click opens a popup.

    It lies over the graph, so that nothing moves when the first chip appears. Kinds
    that there is no room for share the last chip.

    Signals
    -------
    buttons_created(QWidget)
        New chips are in this widget.
    graph_shown()
        The graph became visible.
    term_requested(str)
        Show in the glossary what a kind of finding is.
    """

    buttons_created = pyqtSignal(object)
    graph_shown = pyqtSignal()
    term_requested = pyqtSignal(str)

    def __init__(self, graph: GraphCanvas) -> None:
        super().__init__(graph)
        self._graph = graph
        self.buttons: dict[str, QPushButton] = {}
        self.more = self._create_chip()
        self.more.setText("+9")  # sets its size, whatever the number
        self.popup = QFrame(self, Qt.WindowType.Popup)
        self.popup.setObjectName("card")
        self.popup.setAccessibleName("Diagnosis")
        self.sentences = QLabel()
        self.sentences.setAccessibleDescription("What is going wrong")
        self.sentences.setTextFormat(Qt.TextFormat.RichText)
        self.sentences.setWordWrap(True)
        self.sentences.setFixedWidth(TEXT_WIDTH)
        self.sentences.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.sentences.linkActivated.connect(self._request_term)
        self.area = QScrollArea()
        self.area.setWidget(self.sentences)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFixedWidth(TEXT_WIDTH + SCROLL_BAR_WIDTH)
        self._popup_layout = QVBoxLayout(self.popup)
        self._popup_layout.setContentsMargins(12, 8, 12 - SCROLL_BAR_WIDTH, 10)
        self._popup_layout.addWidget(self.area)
        graph.installEventFilter(self)
        self.hide()

    def set_findings(self, findings: FindingsByKind, step: int = 0) -> None:
        """Show the findings in the state after ``step`` updates."""
        for kind in self.buttons.keys() - findings.keys():
            chip = self.buttons.pop(kind)
            chip.hide()
            chip.deleteLater()
        self.buttons = {
            kind: self._update_chip(kind, found) for kind, found in findings.items()
        }
        when = f"After update {step:,}" if step else "At the start"
        every = [finding for found in findings.values() for finding in found]
        paragraphs = [f"<p style='margin: 0'><small>{when}</small></p>"] + [
            "<p style='margin: 6px 0 0 0'>"
            f"<b><a href='{TERMS.get(finding.kind, finding.kind)}'>"
            f"{escape(capital(finding.title))}</a>.</b> {escape(finding.sentence)}</p>"
            for finding in every
        ]
        self.sentences.setText("".join(paragraphs))
        self.setVisible(bool(findings))
        self._lay_out()
        if not findings:
            self.popup.hide()
        elif self.popup.isVisible():
            self._fit_popup()

    def _create_chip(self) -> QPushButton:
        chip = QPushButton(self)
        chip.setObjectName("mark")
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.clicked.connect(self.open)
        return chip

    def _update_chip(self, kind: str, findings: tuple[Finding, ...]) -> QPushButton:
        chip = self.buttons.get(kind)
        if chip is None:
            chip = self._create_chip()
            self.buttons_created.emit(self)
        text = chip_text(findings)
        description = " ".join(finding.sentence for finding in findings)
        severity = max(finding.severity for finding in findings).name.lower()
        if chip.property("severity") != severity:
            chip.setProperty("severity", severity)
            repolish(chip)
        if chip.text() != text:
            chip.setText(text)
        chip.setToolTip(wrapped(description))
        chip.setAccessibleName(f"{text}: show all that is going wrong")
        chip.setAccessibleDescription(description)
        return chip

    def open(self) -> None:
        """Show the popup with all sentences."""
        self._fit_popup()
        self.popup.show()

    def _request_term(self, term: str) -> None:
        self.popup.hide()
        self.term_requested.emit(term)

    def _fit_popup(self) -> None:
        """Fit the popup to its text and into the screen; longer text scrolls."""
        # heightForWidth is at least the minimum height.
        self.sentences.setMinimumHeight(0)
        self.sentences.setMaximumHeight(QWIDGETSIZE_MAX)
        height = self.sentences.heightForWidth(TEXT_WIDTH)
        self.sentences.setFixedHeight(height)
        screen = self.screen()
        assert screen is not None
        free = screen.availableGeometry().adjusted(GAP, GAP, -GAP, -GAP)
        frame, layout = self.popup.contentsMargins(), self._popup_layout
        inner = layout.contentsMargins()
        padding = frame.top() + frame.bottom() + inner.top() + inner.bottom() + 2
        self.area.setFixedHeight(min(height, free.height() - padding))
        layout.activate()
        size = layout.sizeHint()
        self.popup.resize(size)
        corner = self.mapToGlobal(QPoint(self.width(), 0))
        x, y = corner.x() - size.width(), corner.y() - size.height() - GAP
        x = max(min(x, free.right() - size.width()), free.left())
        y = max(min(y, free.bottom() - size.height()), free.top())
        self.popup.move(x, y)

    def _lay_out(self) -> None:
        """Put the chips into one row in the corner: a second row would cover units."""
        chips = list(self.buttons.values())
        for chip in (*chips, self.more):
            chip.adjustSize()
        widths = [chip.width() + GAP for chip in chips]
        more_width = self.more.sizeHint().width() + GAP
        room, count = self._graph.width() - 2 * MARGIN + GAP, len(chips)
        while count and sum(widths[:count]) + more_width * (count < len(chips)) > room:
            count -= 1
        hidden = chips[count:]
        titles = ", ".join(chip.text() for chip in hidden)
        self.more.setText(f"+{len(hidden)}")
        self.more.setToolTip(wrapped(titles) or "All that is going wrong")
        self.more.setAccessibleName(f"{titles}: show all that is going wrong")
        shown = [*chips[:count], *([self.more] if hidden else [])]
        for chip in (*chips, self.more):
            chip.setVisible(chip in shown)
        x = 0
        for chip in shown:
            chip.move(x, 0)
            x += chip.width() + GAP
        self.resize(max(x - GAP, 0), self.more.height())
        foot = round(self._graph.legend_area.top())
        self.move(
            max(self._graph.width() - self.width() - MARGIN, 0),
            max(foot - self.height() - LEGEND_GAP, 0),
        )

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Stay in the corner of the graph."""
        if event is not None and event.type() == QEvent.Type.Resize:
            self._lay_out()
        elif event is not None and event.type() == QEvent.Type.Show:
            self.graph_shown.emit()
        return super().eventFilter(watched, event)
