"""The panel at the left: presets, and settings of data, network and training."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

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
from gui.text.number_format import elide_lines
from gui.widgets.builders import named, plain_label, set_foreign_tip
from gui.widgets.hint_label import RESTARTS
from gui.widgets.scroll_column import scrolled
from shallownet.settings.data_config import DataConfig
from shallownet.settings.presets import PRESETS, differences, origin_of, title_of
from shallownet.settings.recipe import Recipe, about
from shallownet.settings.table_config import TableConfig
from shallownet.wording import counted, figure, joined

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from gui.training.status import Status
    from shallownet.data.datasets import Dataset
    from shallownet.settings.presets import Preset
    from shallownet.training.snapshot import Run

GENERATED: Final = 0
FROM_A_FILE: Final = 1

MAX_CHANGES: Final = 3
"""Changed settings that are named below the preset."""

MAX_LINES: Final = 3
MIN_WIDTH: Final = 200
"""The assumed width of the target's description before its layout, in pixels."""


class ParameterPanel(QFrame):
    """Shows the recipe of the run, and emits requests to change it.

    Signals
    -------
    recipe_chosen(Recipe)
        Another run was requested.
    settings_chosen(dict)
        New values were requested, by name.
    file_requested(TableConfig or None)
        The dialog for a file was requested: for the file of this configuration, or any.
    """

    recipe_chosen = pyqtSignal(object)
    settings_chosen = pyqtSignal(object)
    file_requested = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("parameterPanel")
        self._recipe, self._origin = Recipe(), PRESETS[0]
        self._generated = DataConfig()  # the data to return to from a file
        self._target_text = self._count_text = ""
        tip = "Preset: settings that teach one thing (key P)"
        self.presets = named(QComboBox(), "Preset", tip)
        for preset in PRESETS:
            self.presets.addItem(preset.title, preset.name)
            self.presets.setItemData(
                self.presets.count() - 1, preset.lesson, Qt.ItemDataRole.ToolTipRole
            )
        self.presets.activated.connect(self._choose_preset)
        tip = (
            "Where the data comes from: generated, or read from a table of yours "
            "(Ctrl+O, or drop a file on the window)"
        )
        self.source = named(QComboBox(), "Source of the data", tip)
        self.source.addItems(["Generated", "a table …"])
        self.source.activated.connect(self._choose_source)
        tip = f"Choose other columns of the file to learn from. {RESTARTS}"
        self.columns = named(QPushButton("Columns …"), "Choose other columns", tip)
        self.columns.clicked.connect(
            lambda: self.file_requested.emit(self._recipe.data)
        )
        self.lesson, self.target, self.network, self.rate_now = (
            plain_label(object_name="muted") for _ in range(4)
        )

        content = QFrame()
        content.setObjectName("card")
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(12, 10, 10, 12)
        self._grid.setVerticalSpacing(5)
        self._grid.setHorizontalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.lesson.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.form = Form(self._grid)
        self.form.changed.connect(self.settings_chosen)
        self._add_section("PRESET", self.presets)
        self._add_wide(self.presets, self.lesson)
        self._add_section("MAIN SETTINGS")
        self.form.add_first()
        self._add_wide(self.rate_now)
        self._add_section("TRAINING")
        self.form.add_section("training")
        self._add_section("NETWORK")
        self.form.add_section("network", self.network)
        self._add_section("DATA", self.source)
        self._add_wide(self.source, self.columns)
        self.form.add_section("data", self.target)
        self._add_wide(plain_label(f"↻  {RESTARTS}", "muted"))
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        self.area = scrolled(content, "Settings")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.area)
        # Rows have to fit: there is no horizontal scroll bar.
        self.setMinimumWidth(content.minimumSizeHint().width() + 14)

    # Data in

    def set_status(self, status: Status) -> None:
        """Show the recipe of a run, with the changes made since its start."""
        recipe, snapshot = status.recipe, status.snapshot
        scheduled = snapshot.settings.schedule != "constant"
        self.rate_now.setText(
            f"η of the next update: {figure(snapshot.learning_rate)}"
            if scheduled
            else ""
        )
        self.rate_now.setVisible(scheduled)
        if recipe == self._recipe and self.target.text():
            return
        self._origin = self._origin_of(recipe, snapshot.run.data)
        self._recipe = recipe
        self.form.set_settings(recipe.settings)
        self.show_choices()
        data = recipe.data
        generated = isinstance(data, DataConfig)
        self.columns.setVisible(not generated)
        self._target_text = data.description
        self._count_text = _sample_counts(snapshot.run)
        if isinstance(data, DataConfig):
            self._generated = data
            if data.distribution == "grid":
                self._count_text += f", a grid of {data.grid_side:,} a side"
        self._show_target()
        network = snapshot.run.model.network
        sizes = "-".join(str(size) for size in network.layer_sizes)
        self.network.setText(f"{sizes}: {network.theta.size:,} parameters")

    def _origin_of(self, recipe: Recipe, data: Dataset) -> Preset:
        """Return what the settings of a recipe are compared with."""
        if isinstance(recipe.data, TableConfig):
            from shallownet.settings.table_proposal import table_preset  # for a table

            return table_preset(recipe.data, data.samples, len(data.X))
        if self._origin not in PRESETS:
            return origin_of(recipe)
        return origin_of(recipe, self._recipe, self._origin)

    @property
    def run_title(self) -> str:
        """The name of the run's preset, and whether it was changed; or its table's."""
        return title_of(self._recipe, self._origin)

    def _show_preset(self) -> None:
        """Show the preset; changed, or a table's, it is an entry of its own below."""
        names = differences(self._recipe, self._origin.recipe)
        while self.presets.count() > len(PRESETS):
            self.presets.removeItem(len(PRESETS))
        own = bool(names) or self._origin not in PRESETS
        if own:
            self.presets.addItem(self.run_title)
        at = self.presets.count() - 1 if own else PRESETS.index(self._origin)
        self.presets.setCurrentIndex(at)
        labels = [about(name).label for name in names[:MAX_CHANGES]]
        if len(names) > MAX_CHANGES:
            labels.append(f"{len(names) - MAX_CHANGES} more")
        self.lesson.setText(self._origin.lesson)
        # The form does not jump below the hand that changes a setting.
        width = max(self.lesson.width(), MIN_WIDTH)
        self.lesson.setMinimumHeight(self.lesson.heightForWidth(width))
        if names:
            what = (
                "Changed" if self._origin in PRESETS else "Other than proposed for it"
            )
            self.lesson.setText(f"{what}: {joined(labels)}.")

    def show_choices(self) -> None:
        """Show the preset and the source of the run, as if nothing had been chosen."""
        self._show_preset()
        generated = isinstance(self._recipe.data, DataConfig)
        self.source.setCurrentIndex(GENERATED if generated else FROM_A_FILE)

    def _show_target(self) -> None:
        """Describe target and inputs in few lines; the tool tip names all columns."""
        text, count = self._target_text, self._count_text
        width = max(self.target.width(), MIN_WIDTH)
        shown = elide_lines(text, self.target.fontMetrics(), width, MAX_LINES)
        self.target.setText(f"{shown}\n{count}")
        set_foreign_tip(self.target, f"{text}: {count}")

    def choose_next_seed(self) -> None:
        """Request the run with the next seed."""
        seed = (self._recipe.config.seed + 1) % 2**32
        self.settings_chosen.emit({"seed": seed})

    # Intent out

    def _choose_preset(self, index: int) -> None:
        if index < len(PRESETS):
            self.recipe_chosen.emit(PRESETS[index].recipe)

    def _choose_source(self, index: int) -> None:
        generated = isinstance(self._recipe.data, DataConfig)
        if index == FROM_A_FILE:
            self.source.setCurrentIndex(GENERATED if generated else FROM_A_FILE)
            self.file_requested.emit(None)
        elif not generated:
            self.recipe_chosen.emit(replace(self._recipe, data=self._generated))

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit the descriptions into the new width."""
        super().resizeEvent(event)
        if self._target_text:
            self._show_target()
            self._show_preset()

    # Building

    def _add_section(self, title: str, box: QComboBox | None = None) -> None:
        label = QLabel(title)
        if box is not None:  # which has no other label that a screen reader could say
            label.setBuddy(box)
        label.setObjectName("section")
        row = self._grid.rowCount()
        if row > 1:
            self._grid.setRowMinimumHeight(row, 10)
            row += 1
        self._grid.addWidget(label, row, 0, 1, 3)

    def _add_wide(self, *widgets: QWidget) -> None:
        for widget in widgets:
            self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 3)


def _sample_counts(run: Run) -> str:
    """Return the numbers of samples for training, validation and testing."""
    train, validation, test = map(len, run.split)
    parts = [f"{validation:,} to validate with"] if validation else []
    parts += [f"{test:,} to test on"] if test else []
    if not parts:
        return counted(train, "sample")
    return ", ".join([f"{counted(train, 'sample')} to train on", *parts])
