"""Quiet marks over the graph's corner: what is going wrong, in a few words each."""

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

from gui.graph.legend import HEIGHT as LEGEND
from gui.style.polish import restyle
from shallownet.wording import capital

if TYPE_CHECKING:
    from gui.diagnosis.debounce import Kinds
    from shallownet.analysis.diagnosis import Finding

GAP: Final = 4
EDGE: Final = 10
"""Pixels between two marks, and between them and the edges of the graph."""

LIFT: Final = 2
"""Pixels between the marks and the legend."""

WIDTH: Final = 440
"""Pixels of the sentences' lines."""

BAR: Final = 10
"""Pixels beside them for a bar to scroll by, as the style sheet has it."""


def title(found: tuple[Finding, ...]) -> str:
    """Say findings of one kind in a few words."""
    if len(found) == 1:
        return found[0].title
    kind = found[0].kind
    if kind == "twins":
        return f"{sum(len(finding.pairs) for finding in found)} pairs of twins"
    units = sum(len(finding.units) for finding in found)
    if units:
        return f"{units} units {kind}"
    return f"{found[0].title}, and {len(found) - 1} more"


class FindingChips(QWidget):
    """One mark for each kind of finding there is room for; a click tells all of them.

    It lies over the graph: nothing moves when the first mark appears. The most urgent
    one is the first.

    Signals
    -------
    made(QWidget)
        A mark was made, in this widget.
    uncovered()
        The graph has come into view.
    """

    made = pyqtSignal(object)
    uncovered = pyqtSignal()

    def __init__(self, graph: QWidget) -> None:
        super().__init__(graph)
        self._graph = graph
        self.chips: dict[str, QPushButton] = {}
        self.more = self._chip()
        self.more.setText("+9")  # its size, whatever the number
        self.popup = QFrame(self, Qt.WindowType.Popup)
        self.popup.setObjectName("card")
        self.popup.setAccessibleName("Diagnosis")
        self.sentences = QLabel()
        self.sentences.setAccessibleName("What is going wrong")
        self.sentences.setTextFormat(Qt.TextFormat.RichText)
        self.sentences.setWordWrap(True)
        self.sentences.setFixedWidth(WIDTH)
        self.area = QScrollArea()
        self.area.setWidget(self.sentences)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFixedWidth(WIDTH + BAR)
        inside = QVBoxLayout(self.popup)
        inside.setContentsMargins(12, 8, 12 - BAR, 10)
        inside.addWidget(self.area)
        graph.installEventFilter(self)
        self.hide()

    def set_findings(self, kinds: Kinds, step: int = 0) -> None:
        """Show these findings, by kind, of the state after so many updates."""
        for kind in [kind for kind in self.chips if kind not in kinds]:
            chip = self.chips.pop(kind)
            chip.hide()
            chip.deleteLater()
        for kind, found in kinds.items():
            self._fill(kind, found)
        self.chips = {kind: self.chips[kind] for kind in kinds}
        when = f"After update {step:,}" if step else "At the start"
        told = [f"<p style='margin: 0'><small>{when}</small></p>"]
        for found in kinds.values():
            told += [
                "<p style='margin: 6px 0 0 0'>"
                f"<b>{escape(capital(finding.title))}.</b> "
                f"{escape(finding.sentence)}</p>"
                for finding in found
            ]
        self.sentences.setText("".join(told))
        self.sentences.setAccessibleDescription(
            " ".join(finding.sentence for f in kinds.values() for finding in f)
        )
        self.setVisible(bool(kinds))
        self._place()
        if not kinds:
            self.popup.hide()
        elif self.popup.isVisible():
            self._fit_popup()

    def _chip(self) -> QPushButton:
        chip = QPushButton(self)
        chip.setObjectName("mark")
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.clicked.connect(self.open)
        return chip

    def _fill(self, kind: str, found: tuple[Finding, ...]) -> None:
        chip = self.chips.get(kind)
        if chip is None:
            chip = self.chips[kind] = self._chip()
            self.made.emit(self)
        text = title(found)
        told = " ".join(finding.sentence for finding in found)
        severity = max(finding.severity for finding in found).name.lower()
        if chip.property("severity") != severity:
            chip.setProperty("severity", severity)
            restyle(chip)
        if chip.text() != text:
            chip.setText(text)
        # As rich text it is wrapped, and so stays within the screen.
        chip.setToolTip(f"<p>{escape(told)}</p>")
        chip.setAccessibleName(f"{text}: show all that is going wrong")
        chip.setAccessibleDescription(told)

    def open(self) -> None:
        """Tell all sentences, above the marks, and in the screen."""
        self._fit_popup()
        self.popup.show()

    def _fit_popup(self) -> None:
        """Give the sentences the height they take; beyond the screen's they scroll."""
        # A height that was set would be the least that the label asks for.
        self.sentences.setMinimumHeight(0)
        self.sentences.setMaximumHeight(QWIDGETSIZE_MAX)
        whole = self.sentences.heightForWidth(WIDTH)
        self.sentences.setFixedHeight(whole)
        screen = self.screen()
        assert screen is not None
        free = screen.availableGeometry().adjusted(GAP, GAP, -GAP, -GAP)
        margins = self.popup.contentsMargins()
        layout = self.popup.layout()
        assert layout is not None
        around = layout.contentsMargins()
        beside = around.top() + around.bottom() + margins.top() + margins.bottom() + 2
        self.area.setFixedHeight(min(whole, free.height() - beside))
        layout.activate()
        size = layout.sizeHint()
        self.popup.resize(size)
        corner = self.mapToGlobal(QPoint(self.width(), 0))
        x, y = corner.x() - size.width(), corner.y() - size.height() - GAP
        x = max(min(x, free.right() - size.width()), free.left())
        y = max(min(y, free.bottom() - size.height()), free.top())
        self.popup.move(x, y)

    def _place(self) -> None:
        """Set the marks in a row into the corner: the last ones in one if need be.

        A second row would cover units.
        """
        for chip in (*self.chips.values(), self.more):
            chip.adjustSize()
        widths = [chip.width() + GAP for chip in self.chips.values()]
        room, shown = self._graph.width() - 2 * EDGE + GAP, len(widths)
        while shown and sum(widths[:shown]) + self._more_width(shown) > room:
            shown -= 1
        left = len(widths) - shown
        self._set_more(left)
        x = 0
        for number, chip in enumerate((*self.chips.values(), self.more)):
            here = number < shown or (chip is self.more and left > 0)
            chip.setVisible(here)
            if here:
                chip.move(x, 0)
                x += chip.width() + GAP
        self.resize(max(x - GAP, 0), self.more.height())
        self.move(
            max(self._graph.width() - self.width() - EDGE, 0),
            max(self._graph.height() - LEGEND - self.height() - LIFT, 0),
        )

    def _more_width(self, shown: int) -> int:
        return 0 if shown == len(self.chips) else self.more.sizeHint().width() + GAP

    def _set_more(self, left: int) -> None:
        kinds = list(self.chips)[len(self.chips) - left :]
        titles = [self.chips[kind].text() for kind in kinds]
        self.more.setText(f"+{left}")
        self.more.setToolTip(f"<p>{escape(', '.join(titles))}</p>")
        self.more.setAccessibleName(
            f"{', '.join(titles)}: show all that is going wrong"
        )

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Keep to the corner of the graph."""
        if event is not None and event.type() == QEvent.Type.Resize:
            self._place()
        elif event is not None and event.type() == QEvent.Type.Show:
            self.uncovered.emit()
        return super().eventFilter(watched, event)
