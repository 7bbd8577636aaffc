"""The tab of the step size, with plots, and runs for it to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gui.microscope.step_size_view import StepSizeView
from gui.style.theme import LIGHT, style_sheet
from tests.gui.microscope.steps import PostMortemController, look, train

if TYPE_CHECKING:
    from gui.microscope.sharpness_plot import SharpnessPlot
    from gui.microscope.step_profile_plot import StepProfilePlot


@pytest.fixture(scope="module")
def lesson() -> PostMortemController:
    """Return the lesson's run, whose steps are far too short."""
    return look(train(60))


@pytest.fixture(scope="module")
def rising() -> PostMortemController:
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
def along(view) -> StepProfilePlot:
    return view.along


@pytest.fixture
def sharpness(view) -> SharpnessPlot:
    return view.sharpness
