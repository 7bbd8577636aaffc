"""The parameter panel on a recipe of its own, and what it asks for."""

from __future__ import annotations

import pytest

from gui.settings.parameter_panel import ParameterPanel
from tests.gui.settings.recipes import OWN, status_of


@pytest.fixture
def panel(qtbot) -> ParameterPanel:
    panel = ParameterPanel()
    qtbot.addWidget(panel)
    panel.resize(290, 1_400)
    panel.show()
    for more in panel.form.more.values():
        more.setChecked(True)
    panel.set_status(status_of(OWN))
    return panel


@pytest.fixture
def emitted(panel) -> list[object]:
    """Collect the requests that the panel emits."""
    emitted: list[object] = []
    panel.recipe_chosen.connect(emitted.append)
    panel.settings_chosen.connect(emitted.append)
    panel.file_requested.connect(lambda which: emitted.append(("file", which)))
    return emitted
