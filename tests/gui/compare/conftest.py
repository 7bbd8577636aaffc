"""Records of short runs, shared by the tests of the table and the plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.gui.compare.records import record

if TYPE_CHECKING:
    from shallownet.runs.run_record import RunRecord


@pytest.fixture(scope="module")
def runs() -> list[RunRecord]:
    return [
        record("now", 1),
        record("slow", 12, learning_rate=1e-4),
        record("tested", 9, learning_rate=1e-3, test_share=0.2),
        record("fast", 100, learning_rate=1e-3),
    ]


@pytest.fixture(scope="module")
def diverged() -> RunRecord:
    return record("gone", 200, learning_rate=100.0, activation="relu")
