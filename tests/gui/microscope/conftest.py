"""The step size tab with its plots, and runs to show in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gui.microscope.step_size_view import StepSizeView
from gui.style.theme import LIGHT, style_sheet
from tests.gui.microscope.steps import StepCase, analyse, train

if TYPE_CHECKING:
    from gui.microscope.sharpness_plot import SharpnessPlot
    from gui.microscope.step_profile_plot import StepProfilePlot


@pytest.fixture(scope="module")
def lesson() -> StepCase:
    """Return the lesson's run, whose steps are far too short."""
    return analyse(train(60))


@pytest.fixture(scope="module")
def rising() -> StepCase:
    """Return the start at a learning rate at which the first step goes up."""
    return analyse(train(learning_rate=0.3))


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
def profile_plot(view) -> StepProfilePlot:
    return view.profile


@pytest.fixture
def sharpness(view) -> SharpnessPlot:
    return view.sharpness
