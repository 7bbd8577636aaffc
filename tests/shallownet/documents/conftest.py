"""Files of short runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shallownet.documents.run_file import save_run
from tests.shallownet.documents.short_runs import SMALL, trained

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the name of a file to save to."""
    return tmp_path / "run.shallownet"


@pytest.fixture
def saved(path: Path) -> Path:
    """Return the file of a short run."""
    save_run(trained(), path, SMALL, notes="what I saw")
    return path
