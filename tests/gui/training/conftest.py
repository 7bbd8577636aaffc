"""A training thread that obeys in the test's thread."""

from __future__ import annotations

import pytest

from gui.training.commands import Load
from tests.gui.driver import RECIPE, Driver


@pytest.fixture
def driver() -> Driver:
    """Return a driver that has loaded the small run."""
    result = Driver()
    result.obey(Load(RECIPE))
    return result
