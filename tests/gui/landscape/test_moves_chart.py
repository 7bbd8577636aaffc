"""The bars of an update, and its three numbers."""

from __future__ import annotations

from itertools import cycle

import numpy as np
import pytest
from PyQt6.QtCore import QPointF

from gui.landscape.moves_chart import MovesChart
from gui.text.number_format import signed
from shallownet.analysis.landscape.joint_moves import JointMoves
from shallownet.analysis.landscape.survey import Survey
from tests.gui.landscape.states import case_of


@pytest.fixture
def chart(qtbot) -> MovesChart:
    chart = MovesChart()
    qtbot.addWidget(chart)
    chart.resize(400, 300)
    chart.show()
    return chart


def test_the_bars_are_the_moves_array_by_array(chart):
    snapshot = case_of().snapshot
    moves = Survey(snapshot.run).moves(snapshot)
    chart.set_moves(snapshot, moves)
    named = snapshot.run.model.network.named(moves.alone)
    expected = np.concatenate([array.ravel() for array in named.values()])
    np.testing.assert_array_equal(
        chart.heights, [*expected, moves.alone.sum(), moves.together]
    )
    assert chart.bars.opts["height"] == pytest.approx(chart.heights)
    for number in (moves.together, moves.added, moves.interplay):
        assert signed(number, 4) in chart.text.text()
    assert chart.text.text() == chart.plot.accessibleDescription()


def test_moves_that_help_alone_and_harm_together_are_told(chart):
    snapshot = case_of().snapshot
    alone = np.full(snapshot.theta.size, -0.5)
    chart.set_moves(snapshot, JointMoves(alone, 2.0, 40))
    assert "Each move would help, all together harm" in chart.text.text()
    assert "+2.0000" in chart.text.text() and "−6.5000" in chart.text.text()
    assert "samples" not in chart.text.text()
    alone[0] = 0.25
    chart.set_moves(snapshot, JointMoves(alone, 2.0, 40))
    assert "Added up, the moves would help" in chart.text.text()
    alone[0] = -0.5
    chart.set_moves(snapshot, JointMoves(alone, -2.0, 10))
    assert "harm" not in chart.text.text()
    assert "over 10 samples" in chart.text.text()


def test_a_loss_that_overflows_has_no_bar(chart):
    snapshot = case_of().snapshot
    moves = JointMoves(np.full(snapshot.theta.size, np.inf), np.nan, 40)
    chart.set_moves(snapshot, moves)
    assert (np.array(chart.bars.opts["height"]) == 0.0).all()


def test_the_bar_under_the_pointer_is_told(chart, qtbot):
    snapshot = case_of().snapshot
    moves = Survey(snapshot.run).moves(snapshot)
    chart.set_moves(snapshot, moves)
    told: list[str] = []
    chart.pointed.connect(told.append)
    box = chart.plot.getPlotItem().getViewBox()
    for number, name in ((0, "W1[0, 0]"), (-1, "all together")):
        expected = f"{name}: {signed(float(chart.heights[number]), 4)}"
        rows = cycle((0.45, 0.55))  # Qt passes over a move that moves nothing

        def is_told(
            number: int = number, expected: str = expected, rows: cycle[float] = rows
        ) -> bool:
            low, high = box.viewRange()[1]
            y = low + next(rows) * (high - low)
            x = float(chart.bars.opts["x"][number])
            scene = box.mapViewToScene(QPointF(x, y))
            qtbot.mouseMove(chart.plot.viewport(), chart.plot.mapFromScene(scene))
            return bool(told) and told[-1] == expected

        # Moves that follow each other within 10 ms are passed over by pyqtgraph.
        qtbot.waitUntil(is_told)
