"""The form at the left: presets, data, network and training."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.settings.form import Form
from gui.text.number_format import as_tip, in_lines
from gui.widgets.hint_label import RESTARTS
from gui.widgets.scroll_column import scrolled
from shallownet.settings.data_config import DataConfig
from shallownet.settings.presets import PRESETS
from shallownet.settings.recipe import Recipe
from shallownet.wording import counted

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from gui.training.status import Status

GENERATED: Final = 0
FROM_A_FILE: Final = 1

MOST_LINES: Final = 3
LEAST_WIDTH: Final = 200
"""Pixels that the description of the target has at least, also before it is shown."""


class ParameterPanel(QFrame):
    """Shows what the run is made of, and takes changes of it.

    Signals
    -------
    recipe_chosen(Recipe)
        A new run is wanted.
    settings_chosen(dict)
        Hyperparameters are to have other values, by name.
    file_requested(TableConfig or None)
        A file is to be opened: one of these columns again, or any.
    """

    recipe_chosen = pyqtSignal(object)
    settings_chosen = pyqtSignal(object)
    file_requested = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("parameterPanel")
        self._recipe = Recipe()
        self._generated = DataConfig()  # to come back to from a file
        self._described = "", ""
        self.presets = QComboBox()
        self.presets.setAccessibleName("Preset")
        self.presets.setToolTip("Preset: settings that teach one thing (key P)")
        for preset in PRESETS:
            self.presets.addItem(preset.title, preset.name)
            self.presets.setItemData(
                self.presets.count() - 1, preset.lesson, Qt.ItemDataRole.ToolTipRole
            )
        self.presets.addItem("Your own settings")
        self.presets.activated.connect(self._choose_preset)
        self.lesson = self._text()
        self.source = QComboBox()
        self.source.setAccessibleName("Source of the data")
        self.source.setToolTip(
            "Where the data comes from: generated, or read from a CSV file of yours "
            "(Ctrl+O, or drop a file on the window)"
        )
        self.source.addItems(["Generated", "a CSV file …"])
        self.source.activated.connect(self._choose_source)
        self.columns = QPushButton("Columns …")
        self.columns.setAccessibleName("Choose other columns")
        self.columns.setToolTip(
            f"Choose other columns of the file to learn from. {RESTARTS}"
        )
        self.columns.clicked.connect(
            lambda: self.file_requested.emit(self._recipe.data)
        )
        self.target = self._text()
        self.network = self._text()
        self.rate_now = self._text()

        content = QFrame()
        content.setObjectName("card")
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(12, 10, 10, 12)
        self._grid.setVerticalSpacing(5)
        self._grid.setHorizontalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.form = Form(self._grid)
        self.form.changed.connect(self.settings_chosen)
        self._section("PRESET")
        self._wide(self.presets)
        self._wide(self.lesson)
        self._section("DATA")
        self._wide(self.source)
        self._wide(self.columns)
        self.form.add_section("data")
        self._wide(self.target)
        self._section("NETWORK")
        self.form.add_section("network")
        self._wide(self.network)
        self._section("TRAINING")
        self.form.add_section("training")
        self._wide(self.rate_now)
        footnote = self._text()
        footnote.setText(f"↻  {RESTARTS}")
        self._wide(footnote)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        self.area = scrolled(content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.area)
        # All of a row has to fit: there is no scrolling to the side.
        self.setMinimumWidth(content.minimumSizeHint().width() + 14)

    # Data in

    def set_status(self, status: Status) -> None:
        """Show what a run is made of and what was changed since."""
        recipe, snapshot = status.recipe, status.snapshot
        scheduled = snapshot.settings.schedule != "constant"
        self.rate_now.setText(
            f"η of the next update: {snapshot.learning_rate:.4g}" if scheduled else ""
        )
        self.rate_now.setVisible(scheduled)
        if recipe == self._recipe and self.target.text():
            return
        self._recipe = recipe
        self.form.set_settings(recipe.settings)
        match = [n for n, preset in enumerate(PRESETS) if preset.recipe == recipe]
        self.presets.setCurrentIndex(match[0] if match else len(PRESETS))
        self.lesson.setText(
            PRESETS[match[0]].lesson
            if match
            else "Settings of your own, begun from a preset."
        )
        data = recipe.data
        generated = isinstance(data, DataConfig)
        self.source.setCurrentIndex(GENERATED if generated else FROM_A_FILE)
        self.columns.setVisible(not generated)
        counted = _counted(snapshot.run)
        if isinstance(data, DataConfig):
            self._generated = data
            if data.distribution == "grid":
                counted += f", a grid of {data.grid_side:,} a side"
        self._described = data.description, counted
        self._tell_target()
        network = snapshot.run.model.network
        sizes = "-".join(str(size) for size in network.layer_sizes)
        self.network.setText(f"{sizes}: {network.theta.size:,} parameters")

    def _tell_target(self) -> None:
        """Tell what is learned, in few lines: a file may have many columns.

        The tip names all of them.
        """
        what, counted = self._described
        width = max(self.target.width(), LEAST_WIDTH)
        shown = in_lines(what, self.target.fontMetrics(), width, MOST_LINES)
        self.target.setText(f"{shown}\n{counted}")
        self.target.setToolTip(as_tip(f"{what}: {counted}"))

    def choose_next_seed(self) -> None:
        """Ask for a run from another start."""
        seed = (self._recipe.config.seed + 1) % 2**32
        self.settings_chosen.emit({"seed": seed})

    # Intent out

    def _choose_preset(self, index: int) -> None:
        if index < len(PRESETS):
            self.recipe_chosen.emit(PRESETS[index].recipe)
        else:
            self.presets.setCurrentIndex(
                next(
                    (n for n, p in enumerate(PRESETS) if p.recipe == self._recipe),
                    index,
                )
            )

    def _choose_source(self, index: int) -> None:
        generated = isinstance(self._recipe.data, DataConfig)
        if index == FROM_A_FILE:
            self.source.setCurrentIndex(GENERATED if generated else FROM_A_FILE)
            self.file_requested.emit(None)
        elif not generated:
            self.recipe_chosen.emit(replace(self._recipe, data=self._generated))

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Tell as much of the target as there is room for now."""
        super().resizeEvent(event)
        if any(self._described):
            self._tell_target()

    # Building

    def _text(self) -> QLabel:
        label = QLabel()
        label.setObjectName("muted")
        label.setTextFormat(Qt.TextFormat.PlainText)  # columns may be called <b>
        label.setWordWrap(True)
        return label

    def _section(self, title: str) -> None:
        label = QLabel(title)
        label.setObjectName("section")
        row = self._grid.rowCount()
        if row > 1:
            self._grid.setRowMinimumHeight(row, 10)
            row += 1
        self._grid.addWidget(label, row, 0, 1, 3)

    def _wide(self, widget: QWidget) -> None:
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 3)


def _counted(run: Any) -> str:
    """Say how many samples there are to train on and to test on."""
    train, test = len(run.split.train), len(run.split.test)
    if not test:
        return counted(train, "sample")
    return f"{counted(train, 'sample')} to train on, {test:,} to test on"
