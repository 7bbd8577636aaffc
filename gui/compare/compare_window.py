"""The window that holds runs against each other: their curves and a table of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gui.compare.curves_plot import CurvesPlot
from gui.compare.run_colours import NAMES, icon
from gui.compare.run_table import RunTable
from gui.style import theme as themes
from gui.text.number_format import as_tip

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QShowEvent

    from gui.compare.pinned_runs import PinnedRuns
    from gui.style.theme import Theme
    from shallownet.runs.run_record import RunRecord

EMPTY: Final = (
    "No run is pinned yet. Pin keeps the present run here as it stands, to compare it "
    "with what you do next."
)
MARKED: Final = (
    "Marked: settings that most runs, or else the first that was pinned, do not have."
)
ALIKE: Final = "All these runs have the same settings."


class CompareWindow(QWidget):
    """Curves above, the table below, and what can be done to the runs in between.

    Parameters
    ----------
    pins : PinnedRuns
    shared : list of QAction
        The main window's actions whose keys work here too; the first of them pins.
    parent : QWidget
        The main window.

    Signals
    -------
    load_requested(int)
        The place of a pin that is to be taken up again.
    shown()
        The window came into view.
    """

    load_requested = pyqtSignal(int)
    shown = pyqtSignal()

    def __init__(
        self, pins: PinnedRuns, shared: list[QAction], parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("compareWindow")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("Compare runs – ShallowNet")
        self.resize(1000, 680)
        self.setMinimumSize(QSize(640, 420))
        self._pins = pins
        self._shared = shared
        self._theme = themes.LIGHT
        self._present: RunRecord | None = None
        self._present_visible = True
        self.addActions(shared)
        self.plot = CurvesPlot()
        self.table = RunTable(self)
        self.hint = QLabel()
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setObjectName("hint")
        self.hint.setWordWrap(True)
        self.every_setting = QCheckBox("All settings")
        self.every_setting.setToolTip(
            "Show the settings too that are the same in all runs (S)"
        )
        self._colours = QMenu(self)
        self._build_actions()
        self._build()
        self._connect()
        self._tell_actions()

    # Building

    def _build_actions(self) -> None:
        def action(text: str, key: str, tip: str, do: Callable[[], object]) -> QAction:
            made = QAction(text, self)
            made.setShortcut(QKeySequence(key))
            made.setAutoRepeat(False)
            made.setToolTip(f"{tip} ({key})")
            made.triggered.connect(do)
            self.addAction(made)
            return made

        pins = self._pins
        self.load = action(
            "Load",
            "Ctrl+Return",
            "Go on with the chosen run, where it stood",
            self._load,
        )
        self.remove = action("Remove", "Del", "Let go of the chosen runs", self._remove)
        self.rename = action(
            "Rename", "F2", "Give the chosen run another name", self.table.write
        )
        self.undo = action("Undo", "Ctrl+Z", "Take back the last change", pins.undo)
        self.redo = action("Redo", "Ctrl+Shift+Z", "Make it again", pins.redo)
        self.all_of_plot = action(
            "Show all", "0", "Undo zooming and moving in the plot", self.plot.follow
        )
        action("Close", "Ctrl+W", "Close this window", self.close)
        for key, button in (
            ("G", self.plot.log_button),
            ("A", self.plot.time_button),
            ("D", self.plot.test_button),
            ("S", self.every_setting),
        ):
            action(button.text(), key, button.toolTip(), button.click)

    def _build(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(6)
        self.buttons = {
            name: self._button(action)
            for name, action in (
                ("pin", self._shared[0]),
                ("load", self.load),
                ("rename", self.rename),
                ("remove", self.remove),
                ("undo", self.undo),
                ("redo", self.redo),
            )
        }
        self.colour_button = QPushButton("Colour")
        self.colour_button.setObjectName("compact")
        self.colour_button.setToolTip("Draw the chosen runs in another colour")
        self.colour_button.setMenu(self._colours)
        for name, button in self.buttons.items():
            bar.addWidget(button)
            if name == "rename":
                bar.addWidget(self.colour_button)
        bar.addStretch()
        bar.addWidget(self.every_setting)
        lower = QWidget()
        column = QVBoxLayout(lower)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(6)
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        column.addWidget(self.hint)
        self.panes = QSplitter(Qt.Orientation.Vertical)
        self.panes.addWidget(self.plot)
        self.panes.addWidget(lower)
        self.panes.setChildrenCollapsible(False)
        self.panes.setStretchFactor(0, 3)
        self.panes.setStretchFactor(1, 2)
        self.panes.setSizes([380, 280])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.panes)

    def _button(self, action: QAction) -> QPushButton:
        button = QPushButton(action.text())
        button.setObjectName("compact")
        button.clicked.connect(action.trigger)

        def follow() -> None:
            button.setEnabled(action.isEnabled())
            button.setToolTip(action.toolTip())
            button.setAccessibleName(action.text())

        action.changed.connect(follow)
        follow()
        return button

    def _connect(self) -> None:
        runs, pins = self.table.runs, self._pins
        pins.changed.connect(self._show)
        self.table.chosen.connect(self._choose)
        # The table is done with its editor only after it has said so.
        self.table.written.connect(lambda: QTimer.singleShot(0, self._show))
        self.plot.pointed.connect(self._point)
        self.every_setting.toggled.connect(self._show)
        runs.shown.connect(self._set_visible)
        runs.renamed.connect(lambda row, name: pins.rename(row - 1, name))
        runs.noted.connect(lambda row, text: pins.note(row - 1, text))
        self._colours.aboutToShow.connect(self._fill_colours)

    # Data in

    def set_present(self, record: RunRecord) -> None:
        """Show the run at hand, beside those that are pinned."""
        self._present = record
        self._show()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.plot.set_theme(theme)
        self.table.set_theme(theme)

    def _show(self) -> None:
        """Show all runs as they are now, once nobody writes in the table."""
        present = self._present
        if present is None or not self.isVisible() or self.table.is_writing:
            return
        if present.visible != self._present_visible:
            present = self._present = replace(present, visible=self._present_visible)
        runs = (present, *self._pins.records)
        self.table.runs.every_setting = self.every_setting.isChecked()
        self.table.runs.set_runs(runs)
        self.plot.set_runs(runs)
        differ = any(any(column.marked) for column in self.table.runs.columns)
        pinned = len(runs) > 1
        self.hint.setText(EMPTY if not pinned else MARKED if differ else ALIKE)
        self._tell_actions()

    def _tell_actions(self) -> None:
        pinned = [row for row in self.table.rows if row > 0]
        self.load.setEnabled(len(pinned) == 1)
        self.rename.setEnabled(len(pinned) == 1)
        self.remove.setEnabled(bool(pinned))
        self.colour_button.setEnabled(bool(pinned))
        pins = self._pins
        for action, text, what, key in (
            (self.undo, pins.undo_text, "Undo", "Ctrl+Z"),
            (self.redo, pins.redo_text, "Redo", "Ctrl+Shift+Z"),
        ):
            action.setEnabled(bool(text))
            action.setToolTip(
                as_tip(f"{what} {text} ({key})" if text else f"{what} ({key})")
            )

    # What a person does

    def _choose(self) -> None:
        self.plot.choose(self.table.rows)
        self._tell_actions()

    def _point(self, row: int) -> None:
        self.plot.choose([*self.table.rows, *([row] if row >= 0 else [])])

    def _set_visible(self, row: int, visible: bool) -> None:
        if row:
            self._pins.show(row - 1, visible)
        else:
            self._present_visible = visible
            self._show()

    def _load(self) -> None:
        if not self.table.is_writing:
            (row,) = (row for row in self.table.rows if row > 0)
            self.load_requested.emit(row - 1)

    def _remove(self) -> None:
        rows = [row - 1 for row in self.table.rows if row > 0]
        self._pins.remove(rows)
        self.table.select(
            [min(rows) + 1] if min(rows) < len(self._pins.records) else []
        )

    def _fill_colours(self) -> None:
        self._colours.clear()
        for shade, name in enumerate(NAMES):
            chosen = self._colours.addAction(icon(shade, self._theme), name)
            assert chosen is not None
            chosen.triggered.connect(lambda _, s=shade: self._recolour(s))

    def _recolour(self, shade: int) -> None:
        self._pins.colour([row - 1 for row in self.table.rows if row > 0], shade)

    # Qt overrides

    def changeEvent(self, event: QEvent | None) -> None:
        """Show what has changed while it was minimised."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.WindowStateChange:
            self.shown.emit()

    def showEvent(self, event: QShowEvent | None) -> None:
        """Show what has changed while nobody looked."""
        super().showEvent(event)
        self._show()
        self.shown.emit()
