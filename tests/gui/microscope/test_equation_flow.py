"""The flow layout: all statements in order, inside the margins where possible."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.microscope.equation_flow import SPACING, flow_layout, statements
from shallownet import OPTIMIZERS, TrainingConfig
from shallownet.analysis.equations import Phase, equations
from shallownet.nn.network import Network

SIZES = st.lists(
    st.tuples(st.floats(1.0, 500.0), st.floats(1.0, 60.0)), min_size=1, max_size=6
)


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
@pytest.mark.parametrize("clip_norm", [None, 0.5])
def test_the_statements_join_to_the_formula(optimizer, clip_norm):
    config = TrainingConfig(optimizer=optimizer, clip_norm=clip_norm)
    for line in equations(Network((2, 3, 1), ["tanh"] * 2), config):
        found = statements(line)
        assert r"\quad ".join(statement.latex for statement in found) == line.latex
        assert "  ".join(statement.plain for statement in found) == line.plain
        if line.phase is Phase.UPDATE:
            assert len(found) == {"adam": 3, "gradient_descent": 1}.get(optimizer, 2)


@given(SIZES, st.floats(100.0, 600.0))
def test_boxes_flow_in_order_with_line_breaks(sizes, right):
    boxes = flow_layout(sizes, 10.0, 5.0, right)
    assert [box.width() for box in boxes] == pytest.approx([w for w, _ in sizes])
    assert (boxes[0].left(), boxes[0].top()) == (10.0, 5.0)
    for (_, needed), box in zip(sizes, boxes, strict=True):
        assert box.height() >= needed
        assert box.right() <= right + 1e-9 or box.left() == 10.0
    for before, box in pairwise(boxes):
        if box.top() == before.top():
            assert box.left() == pytest.approx(before.right() + SPACING)
            assert box.height() == before.height()
        else:
            assert box.left() == 10.0
            assert box.top() >= before.bottom()
            assert before.right() + SPACING + box.width() > right  # no room beside it
