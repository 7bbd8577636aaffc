"""A window for an animation: like the one that is shown, and apart from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QApplication

import shallownet as sn
from gui.graph.display_mode import EdgeMode
from gui.style.theme import DARK, LIGHT
from gui.window.filmed_window import FilmedWindow
from shallownet.runs.rewind import Rewind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gui.style.theme import Theme
    from gui.window.main_window import MainWindow

RECIPE = sn.Recipe.of(samples=50)


@pytest.fixture
def window(qtbot, make_window) -> MainWindow:
    window = make_window(RECIPE)
    window.panels.bring_into_view("residuals")
    window.actions_["mean_error"].trigger()
    window.microscope.show(EdgeMode.GRADIENT, None, 7)
    return window


@pytest.fixture
def film(window) -> Iterator[Callable[[Theme], FilmedWindow]]:
    films: list[FilmedWindow] = []

    def make(theme: Theme) -> FilmedWindow:
        films.append(FilmedWindow(window, (640, 400), theme))
        return films[-1]

    yield make
    for film in films:
        film.remove()


def test_it_shows_a_state_in_the_panels_and_modes_of_the_window(qtbot, window, film):
    app, shown = QApplication.instance(), window.shown
    assert isinstance(app, QApplication)
    sheet, palette = app.styleSheet(), app.palette()
    trainer = sn.Trainer(RECIPE.config, RECIPE.make_data())
    trainer.run(20)
    for theme in (LIGHT, DARK):
        stage = film(theme)
        assert not stage.isActiveWindow()
        in_view = len(window.panels.in_view())
        qtbot.waitUntil(lambda s=stage, n=in_view: len(s.panels.in_view()) == n)
        for step in (0, 12):
            snapshot = Rewind(trainer).snapshot_at(step)
            stage.show_state(snapshot, "")
            qtbot.waitUntil(lambda stage=stage: stage.is_ready)
        assert stage.shown.snapshot is snapshot
        assert "Step 12: loss" in stage.step_panel.narration.text()
        assert stage.toolbar.counter.text().endswith("12 / 10,000")
        assert stage.microscope.modes.edges is EdgeMode.GRADIENT
        assert stage.microscope.selection.sample == 7
        assert stage.actions_["mean_error"].isChecked()
        titles = [panel.view.header.title.text() for panel in stage.panels.in_view()]
        assert titles == [
            panel.view.header.title.text() for panel in window.panels.in_view()
        ]
        image = stage.image()
        assert (image.width(), image.height()) == (640, 400)
        assert image.pixelColor(2, 200) == QColor(theme.window)
        assert stage.image() == image
        assert not stage.training.isRunning()  # nothing trains in it
    assert window.shown is shown
    assert app.styleSheet() == sheet and app.palette() == palette
