"""The tab of the step size, with plots, and runs for it to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from steps import Case, look, train

from gui.microscope.step_size_view import StepSizeView
from gui.theme import LIGHT, style_sheet

if TYPE_CHECKING:
    from gui.microscope.along_plot import AlongPlot
    from gui.microscope.sharpness_plot import SharpnessPlot


@pytest.fixture(scope="module")
def lesson() -> Case:
    """Return the lesson's run, whose steps are far too short."""
    return look(train(60))


@pytest.fixture(scope="module")
def rising() -> Case:
    """Return the start at a learning rate at which the first step goes up."""
    return look(train(learning_rate=0.3))


@pytest.fixture
def view(qtbot) -> StepSizeView:
    view = StepSizeView()
    qtbot.addWidget(view)
    view.setStyleSheet(style_sheet(LIGHT))
    view.set_theme(LIGHT)
    view.resize(590, 300)
    view.show()
    return view


@pytest.fixture
def along(view) -> AlongPlot:
    return view.along


@pytest.fixture
def sharpness(view) -> SharpnessPlot:
    return view.sharpness
