"""The form at the left: presets, data, network and training."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.number_field import NumberField
from shallownet.config import about
from shallownet.recipe import PRESETS, Recipe
from shallownet.validation import Hyperparameter

if TYPE_CHECKING:
    from gui.commands import Status

SAMPLES: Final = Hyperparameter(
    "Samples",
    "m",
    "samples",
    "How many points the run learns from. Changing it begins a new run.",
    minimum=10,
    maximum=1_000_000,
    logarithmic=True,
)


class ParameterPanel(QFrame):
    """Shows what the run is made of, and takes changes of it.

    Signals
    -------
    recipe_chosen(Recipe)
        A new run is wanted.
    learning_rate_chosen(float), iterations_chosen(int)
        The present run is to go on with another value.
    """

    recipe_chosen = pyqtSignal(object)
    learning_rate_chosen = pyqtSignal(float)
    iterations_chosen = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("parameterPanel")
        self._recipe = Recipe()
        self.presets = QComboBox()
        self.presets.setAccessibleName("Preset")
        self.presets.setToolTip("Preset: settings that teach one thing (key P)")
        for preset in PRESETS:
            self.presets.addItem(preset.title, preset.name)
        self.presets.addItem("Your own settings")
        self.presets.activated.connect(self._choose_preset)
        self.lesson = self._text()
        self.target = self._text()
        self.network = self._text()
        self.rule = self._text()
        self.samples = NumberField(SAMPLES, whole=True, key="D")
        self.seed = NumberField(about("seed"), whole=True, key="S")
        self.learning_rate = NumberField(about("learning_rate"), whole=False, key="L")
        self.iterations = NumberField(about("iterations"), whole=True, key="I")
        self.samples.committed.connect(
            lambda value: self._choose(replace(self._recipe, samples=int(value)))
        )
        self.seed.committed.connect(self._choose_seed)
        self.learning_rate.committed.connect(self.learning_rate_chosen)
        self.iterations.committed.connect(
            lambda value: self.iterations_chosen.emit(int(value))
        )

        content = QFrame()
        content.setObjectName("card")
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(12, 10, 12, 12)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        self._section("PRESET")
        self._wide(self.presets)
        self._wide(self.lesson)
        self._section("DATA")
        self._wide(self.target)
        self._row("samples", "m", self.samples)
        self._section("NETWORK")
        self._wide(self.network)
        self._row("seed", "", self.seed)
        self._section("TRAINING")
        self._row("learning rate", "η", self.learning_rate)
        self._row("iterations", "N", self.iterations)
        self._wide(self.rule)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        area = QScrollArea()
        area.setWidget(content)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFrameShape(QFrame.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        self.setMinimumWidth(210)

    # Data in

    def set_status(self, status: Status) -> None:
        """Show what a run is made of and what was changed since."""
        recipe, snapshot = status.recipe, status.snapshot
        self.learning_rate.set_value(snapshot.learning_rate)
        self.iterations.set_value(snapshot.iterations)
        if recipe == self._recipe and self.target.text():
            return
        self._recipe = recipe
        self.samples.set_value(recipe.samples)
        self.seed.set_value(recipe.config.seed)
        match = [n for n, preset in enumerate(PRESETS) if preset.recipe == recipe]
        self.presets.setCurrentIndex(match[0] if match else len(PRESETS))
        self.lesson.setText(
            PRESETS[match[0]].lesson
            if match
            else "Settings of your own, begun from a preset."
        )
        self.target.setText(
            f"{snapshot.run.data.target_name}\nx1 ~ normal(0, 2), x2 ~ normal(10, 2)"
        )
        network = snapshot.run.model.network
        sizes = "-".join(str(size) for size in network.layer_sizes)
        functions = ", ".join(network.activations)
        self.network.setText(f"{sizes}: {functions}\n{network.theta.size} parameters")
        self.rule.setText(
            "full-batch gradient descent\nexact gradient"
            if recipe.config.gradient == "exact"
            else "full-batch gradient descent\ndb1 as published: summed over units too"
        )

    def choose_next_seed(self) -> None:
        """Ask for a run from another start."""
        self._choose_seed(float(self._recipe.config.seed + 1))

    # Intent out

    def _choose(self, recipe: Recipe) -> None:
        self.recipe_chosen.emit(recipe)

    def _choose_seed(self, seed: float) -> None:
        config = replace(self._recipe.config, seed=int(seed) % 2**32)
        self._choose(replace(self._recipe, config=config))

    def _choose_preset(self, index: int) -> None:
        if index < len(PRESETS):
            self._choose(PRESETS[index].recipe)
        else:
            self.presets.setCurrentIndex(
                next(
                    (n for n, p in enumerate(PRESETS) if p.recipe == self._recipe),
                    index,
                )
            )

    # Building

    def _text(self) -> QLabel:
        label = QLabel()
        label.setObjectName("muted")
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

    def _row(self, title: str, symbol: str, field: NumberField) -> None:
        row = self._grid.rowCount()
        label = QLabel(f"{title} {symbol}".strip())
        label.setBuddy(field)
        label.setToolTip(field.toolTip())
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(field, row, 1, 1, 2)
        self._grid.addWidget(field.problem, row + 1, 0, 1, 3)
