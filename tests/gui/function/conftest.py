"""Function views of small runs, without a window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from PyQt6.QtCore import QPointF
from PyQt6.QtTest import QTest

from gui.function.function_view import FunctionView
from shallownet import DataConfig, Recipe, Trainer

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.training.snapshot import Snapshot


class Shown(NamedTuple):
    """A view with the run that it shows."""

    view: FunctionView
    trainer: Trainer
    recipe: Recipe

    @property
    def snapshot(self) -> Snapshot:
        return self.trainer.snapshot()

    def show(self) -> None:
        """Show the trainer's present state."""
        self.view.set_state(self.snapshot)

    def click(self, x: float, y: float) -> None:
        """Click a place of the plot with the left button."""
        area = self.view.area
        area.clicked.emit(QPointF(x, y))

    def press(self, key: Any, modifier: Any) -> None:
        QTest.keyClick(self.view.plot, key, modifier)


@pytest.fixture
def show(qtbot) -> Callable[..., Shown]:
    """Return a function that shows a run of some settings, after some updates."""

    def make(updates: int = 30, **settings: Any) -> Shown:
        recipe = Recipe.of(**{"samples": 60, **settings})
        trainer = Trainer(recipe.config, recipe.make_data())
        trainer.run(updates)
        view = FunctionView()
        qtbot.addWidget(view)
        view.resize(460, 420)
        with qtbot.waitExposed(view):
            view.show()
        assert isinstance(recipe.data, DataConfig)
        snapshot = trainer.snapshot()
        view.set_run(snapshot, recipe.data.true_function)
        view.set_state(snapshot)
        if view.bar.isVisible():  # until the axes have made room for their labels
            qtbot.waitUntil(lambda: view.box.sceneBoundingRect().left() > 20.0)
        return Shown(view, trainer, recipe)

    return make
