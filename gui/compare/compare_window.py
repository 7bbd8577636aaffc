"""The window that compares runs: their curves above a table of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import QEvent, Qt, QTimer, pyqtSignal
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
from gui.compare.run_colours import COLOURS, curve_icon
from gui.compare.run_table import RunTable
from gui.style import theme as themes
from gui.text.number_format import as_tip, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QShowEvent

    from gui.compare.pinned_runs import PinnedRuns
    from gui.style.theme import Theme
    from shallownet.runs.run_record import RunRecord

NO_PINNED_RUN: Final = (
    "No run is pinned yet. Pin keeps the present run here as it stands, to compare it "
    "with what you do next."
)
UNUSUAL_MARKED: Final = (
    "Marked: settings that most runs, or else the first that was pinned, do not have."
)
SAME_SETTINGS: Final = "All these runs have the same settings."


class CompareWindow(QWidget):
    """Shows the runs and edits the pinned ones.

    Keys of the shared actions of the main window work here too; the first of them pins.

    Signals
    -------
    resume_requested(int)
        The index of the pinned run to resume.
    shown()
        The window became visible or was restored.
    """

    resume_requested = pyqtSignal(int)
    shown = pyqtSignal()

    def __init__(
        self, pins: PinnedRuns, shared: list[QAction], parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("compareWindow")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("Compare runs – ShallowNet")
        self.resize(1000, 680)
        self.setMinimumSize(640, 420)
        self._pins = pins
        self._theme = themes.LIGHT
        self._present: RunRecord | None = None
        self._present_visible = True
        self.addActions(shared)
        self.plot = CurvesPlot()
        self.table = RunTable(self)
        self.hint = QLabel()
        self.hint.setObjectName("hint")
        self.hint.setWordWrap(True)
        self.all_settings = QCheckBox("All settings")
        self.all_settings.setToolTip(
            "Show the settings too that are the same in all runs (S)"
        )
        self.colour_menu = QMenu(self)
        self._build_actions()
        self._build_layout(shared[0])
        self._connect()
        self._update_actions()

    def _build_actions(self) -> None:
        add, stack, edit = self._action, self._pins.undo_stack, self.table.edit_selected
        tip = "Go on with the chosen run, where it stood"
        self.resume = add("Resume", "Ctrl+Return", tip, self._resume)
        self.remove = add("Remove", "Del", "Let go of the chosen runs", self._remove)
        self.rename = add("Rename", "F2", "Give the chosen run another name", edit)
        self.undo = add("Undo", "Ctrl+Z", "Take back the last change", stack.undo)
        self.redo = add("Redo", "Ctrl+Shift+Z", "Make it again", stack.redo)
        tip = "Undo zooming and moving in the plot"
        add("Show all", "0", tip, self.plot.show_all)
        add("Close", "Ctrl+W", "Close this window", self.close)
        for key, button in (
            ("G", self.plot.log_button),
            ("A", self.plot.time_button),
            ("D", self.plot.held_out_button),
            ("S", self.all_settings),
        ):
            add(button.text(), key, button.toolTip(), button.click)

    def _action(
        self, text: str, key: str, tip: str, slot: Callable[[], object]
    ) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(key))
        action.setAutoRepeat(False)
        action.setToolTip(wrapped(f"{tip} ({key})"))
        action.triggered.connect(lambda: slot())
        self.addAction(action)
        return action

    def _build_layout(self, pin: QAction) -> None:
        self.colour_button = QPushButton("Colour")
        self.colour_button.setObjectName("compact")
        self.colour_button.setToolTip("Draw the chosen runs in another colour")
        self.colour_button.setMenu(self.colour_menu)
        bar = QHBoxLayout()
        bar.setSpacing(6)
        for action in (pin, self.resume, self.rename):
            bar.addWidget(_button(action))
        bar.addWidget(self.colour_button)
        for action in (self.remove, self.undo, self.redo):
            bar.addWidget(_button(action))
        bar.addStretch()
        bar.addWidget(self.all_settings)
        lower = QWidget()
        column = QVBoxLayout(lower)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(6)
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        column.addWidget(self.hint)
        panes = QSplitter(Qt.Orientation.Vertical)
        panes.addWidget(self.plot)
        panes.addWidget(lower)
        panes.setChildrenCollapsible(False)
        panes.setStretchFactor(0, 3)
        panes.setStretchFactor(1, 2)
        panes.setSizes([380, 280])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(panes)

    def _connect(self) -> None:
        runs, pins = self.table.runs, self._pins
        pins.changed.connect(self._update_runs)
        self.table.rows_selected.connect(self._on_rows_selected)
        # The table leaves its editing state only after this signal.
        self.table.editor_closed.connect(
            lambda: QTimer.singleShot(0, self._update_runs)
        )
        self.plot.run_hovered.connect(self._on_run_hovered)
        self.all_settings.toggled.connect(self._update_runs)
        runs.visibility_edited.connect(self._set_visible)
        runs.name_edited.connect(lambda row, name: self._edit(row, pins.rename, name))
        runs.notes_edited.connect(
            lambda row, text: self._edit(row, pins.set_notes, text)
        )
        self.colour_menu.aboutToShow.connect(self._fill_colour_menu)

    # Data in

    def set_present(self, record: RunRecord) -> None:
        """Show the present run beside the pinned runs."""
        self._present = record
        self._update_runs()

    def set_theme(self, theme: Theme) -> None:
        """Apply the colours of a theme."""
        self._theme = theme
        self.plot.set_theme(theme)
        self.table.set_theme(theme)

    def _update_runs(self) -> None:
        """Show all runs as they are now, unless hidden or while a cell is edited."""
        present = self._present
        if present is None or not self.isVisible() or self.table.is_editing:
            return
        if present.visible != self._present_visible:
            present = self._present = replace(present, visible=self._present_visible)
        runs = (present, *self._pins.records)
        model = self.table.runs
        model.set_runs(runs, all_settings=self.all_settings.isChecked())
        self.plot.set_runs(runs)
        if not self._pins.records:
            self.hint.setText(NO_PINNED_RUN)
        else:
            differ = any(any(column.unusual) for column in model.columns)
            self.hint.setText(UNUSUAL_MARKED if differ else SAME_SETTINGS)
        self._update_actions()

    def _update_actions(self) -> None:
        selected = len(self.table.pinned_rows)
        self.resume.setEnabled(selected == 1)
        self.rename.setEnabled(selected == 1)
        self.remove.setEnabled(selected > 0)
        self.colour_button.setEnabled(selected > 0)
        stack = self._pins.undo_stack
        for action, text in (
            (self.undo, stack.undoText()),
            (self.redo, stack.redoText()),
        ):
            action.setEnabled(bool(text))
            what = f"{action.text()} {text}".rstrip()
            action.setToolTip(as_tip(f"{what} ({action.shortcut().toString()})"))

    # User input

    def _on_rows_selected(self) -> None:
        self.plot.highlight(self.table.rows)
        self._update_actions()

    def _on_run_hovered(self, row: int) -> None:
        self.plot.highlight([*self.table.rows, *([row] if row >= 0 else [])])

    def _set_visible(self, row: int, visible: bool) -> None:
        if row:
            self._edit(row, self._pins.set_visible, visible)
        else:
            self._present_visible = visible
            self._update_runs()

    def _edit(self, row: int, change: Callable[[int, Any], None], value: Any) -> None:
        """Change a pinned run, unless it was removed while its cell was edited."""
        number = self.table.runs.number_of(row)
        for place, record in enumerate(self._pins.records):
            if record.number == number:
                change(place, value)
                return

    def _selected_pins(self) -> list[int]:
        """Return which pinned runs are selected, without those removed meanwhile.

        A menu may be open while runs are removed, and a hidden table does not follow.
        """
        runs = self.table.runs
        selected = {runs.number_of(row + 1) for row in self.table.pinned_rows}
        records = enumerate(self._pins.records)
        return [row for row, record in records if record.number in selected]

    def _resume(self) -> None:
        pins = self._selected_pins()
        if len(pins) == 1 and not self.table.is_editing:
            self.resume_requested.emit(pins[0])

    def _remove(self) -> None:
        pins = self._selected_pins()
        self._pins.remove(pins)
        if pins and pins[0] < len(self._pins.records):
            self.table.select([pins[0] + 1])
        else:
            self.table.select([])

    def _fill_colour_menu(self) -> None:
        self.colour_menu.clear()
        for shade, (name, *_) in enumerate(COLOURS):
            action = self.colour_menu.addAction(curve_icon(shade, self._theme), name)
            assert action is not None
            action.triggered.connect(
                lambda _, s=shade: self._pins.set_colour(self._selected_pins(), s)
            )

    # Qt overrides

    def changeEvent(self, event: QEvent | None) -> None:
        """Announce that the window is restored."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.WindowStateChange:
            self.shown.emit()

    def showEvent(self, event: QShowEvent | None) -> None:
        """Catch up with the changes while the window was hidden."""
        super().showEvent(event)
        self._update_runs()
        self.shown.emit()


def _button(action: QAction) -> QPushButton:
    """Return a button that triggers an action and follows its state, not its text."""
    button = QPushButton(action.text())
    button.setObjectName("compact")
    button.clicked.connect(action.trigger)

    def update() -> None:
        button.setEnabled(action.isEnabled())
        button.setToolTip(action.toolTip())
        button.setAccessibleName(action.text())

    action.changed.connect(update)
    update()
    return button
