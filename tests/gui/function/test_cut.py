"""A cut through the map: prediction, truth and samples along a line."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import QPointF, Qt

from gui.function.cut import NEAR, Cut, Line
from gui.function.cut_plot import CutPlot
from gui.function.surface import Range

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def test_values_along_the_cut_are_those_of_the_model_and_the_formula(show):
    shown = show()
    view = Range(-6.0, 6.0), Range(4.0, 16.0)
    cut = Cut(shown.view.surface, Line(-4.0, 6.0, 2.0, 9.0), view)
    x = np.linspace(-4.0, 2.0, len(cut.places))
    y = np.linspace(6.0, 9.0, len(cut.places))
    assert cut.axis == 0  # x1 changes more
    np.testing.assert_allclose(cut.places, x)
    expected = shown.trainer.predict(np.array([x, y]))[0]
    np.testing.assert_allclose(cut.predicted(shown.snapshot), expected, rtol=1e-12)
    np.testing.assert_allclose(cut.true, 2.0 * x * y + 2.0)


def test_a_steep_cut_is_told_by_the_other_input(show):
    view = Range(-6.0, 6.0), Range(4.0, 16.0)
    cut = Cut(show().view.surface, Line(0.0, 15.0, 1.0, 5.0), view)
    assert cut.axis == 1
    assert (cut.places[0], cut.places[-1]) == (15.0, 5.0)


def test_samples_near_the_cut_are_found_in_shares_of_the_view(show):
    shown = show(samples=400)
    width, height = 12.0, 24.0
    view = Range(-6.0, 6.0), Range(0.0, height)
    start, end = np.array([-3.0, 8.0]), np.array([3.0, 14.0])
    cut = Cut(shown.view.surface, Line(*start, *end), view)
    near, places = [], []
    size = np.array([width, height])
    for number, x in enumerate(shown.trainer.data.X.T):
        # Look along the whole line in small steps, in shares of the view.
        shares = np.linspace(0.0, 1.0, 4_001)
        on_line = (start + np.outer(shares, end - start)) / size
        distance = np.hypot(*(on_line - x / size).T)
        nearest = int(distance.argmin())
        if distance[nearest] <= NEAR and 0 < nearest < 4_000:
            near.append(number)
            places.append(start[0] + shares[nearest] * (end[0] - start[0]))
    assert cut.samples.tolist() == near
    assert len(near) > 20
    np.testing.assert_allclose(cut.sample_places, places, atol=2e-3)


def test_a_cut_of_no_length_has_values_and_no_error(show):
    shown = show()
    cut = Cut(shown.view.surface, Line(1.0, 9.0, 1.0, 9.0), shown.view.ranges)
    assert np.ptp(cut.predicted(shown.snapshot)) == 0.0


def test_dragging_over_the_map_opens_the_cut(show):
    shown = show()
    view = shown.view
    assert not view.findChildren(CutPlot)
    view.area.dragged.emit(QPointF(-2.0, 8.0), QPointF(2.0, 12.0), True)
    assert view.cut_button.isChecked()
    plot = view.panes.cut
    assert not plot.isHidden()
    assert view.marks.cut.line == (-2.0, 8.0, 2.0, 12.0)
    x, y = plot.curve.getData()
    X = np.array([x - 10.0, x])  # told by x2, which changes more of the view
    np.testing.assert_allclose(y, shown.trainer.predict(X)[0], rtol=1e-12)
    np.testing.assert_allclose(plot.true.getData()[1], 2.0 * X[0] * X[1] + 2.0)
    assert "samples near" in plot.reading.text()
    shown.trainer.run(40)
    shown.show()
    expected = shown.trainer.predict(X)[0]
    np.testing.assert_allclose(plot.curve.getData()[1], expected, rtol=1e-12)
    columns = plot.columns()
    np.testing.assert_array_equal(columns["predicted ŷ"], plot.curve.getData()[1])
    assert columns["sample"].tolist() == view.cutting.cut.samples.tolist()
    view.cut_button.click()
    assert plot.isHidden() and view.marks.cut.line is None


class Drag:
    """A drag as pyqtgraph tells items of it."""

    def __init__(self, button: Qt.MouseButton, *, is_over: bool = True) -> None:
        self._button, self._is_over = button, is_over
        self.accepted: bool | None = None

    def button(self) -> Qt.MouseButton:
        return self._button

    def buttonDownPos(self) -> QPointF:
        return QPointF(-1.0, 7.0)

    def pos(self) -> QPointF:
        return QPointF(3.0, 11.0)

    def isFinish(self) -> bool:
        return self._is_over

    def accept(self) -> None:
        self.accepted = True

    def ignore(self) -> None:
        self.accepted = False


def test_the_left_button_drags_a_cut_and_others_are_left_to_the_plot(show):
    view = show().view
    middle, left = (
        Drag(b) for b in (Qt.MouseButton.MiddleButton, Qt.MouseButton.LeftButton)
    )
    view.area.mouseDragEvent(middle)
    assert middle.accepted is False and view.marks.cut.line is None
    view.area.mouseDragEvent(left)
    assert left.accepted is True
    assert view.marks.cut.line == (-1.0, 7.0, 3.0, 11.0)


def test_the_map_stays_under_the_pointer_until_the_drag_is_over(qtbot, show):
    view = show().view
    size, left = view.plot.size(), Qt.MouseButton.LeftButton
    view.area.mouseDragEvent(Drag(left, is_over=False))
    assert view.marks.cut.line == (-1.0, 7.0, 3.0, 11.0)
    assert not view.cut_button.isChecked() and view.plot.size() == size
    view.area.mouseDragEvent(Drag(left))
    assert view.cut_button.isChecked()
    assert view.marks.cut.line == (-1.0, 7.0, 3.0, 11.0)
    qtbot.waitUntil(lambda: view.plot.height() < size.height())


def test_keys_move_the_end_of_the_cut(show):
    shown = show()
    view = shown.view
    view.cut_button.click()
    x1, y1, x2, y2 = view.marks.cut.line
    (left, right), (low, high) = view.ranges
    assert y1 == y2 == pytest.approx((low + high) / 2.0)
    shown.press(Qt.Key.Key_Up, CTRL_SHIFT)
    shown.press(Qt.Key.Key_Left, CTRL_SHIFT)
    expected = (x1, y1, x2 - (right - left) / 50.0, y2 + (high - low) / 50.0)
    assert view.marks.cut.line == pytest.approx(expected)


def test_a_single_input_has_no_cut(show):
    view = show(target="curve", distribution="uniform", low=-3.0, high=3.0).view
    assert not view.cut_button.isEnabled()
    drag = Drag(Qt.MouseButton.LeftButton)
    view.area.mouseDragEvent(drag)
    assert drag.accepted is False


def test_a_low_panel_has_room_for_the_cut_or_the_inputs(show):
    view = show().view
    view.resize(400, 330)
    view.cut_button.click()
    view.inputs_button.click()
    assert view.panes.cut.isHidden() and not view.panes.inputs.isHidden()
    view.cut_button.click()
    assert view.panes.inputs.isHidden() and not view.panes.cut.isHidden()
    view.resize(400, 700)
    view.inputs_button.click()
    assert view.cut_button.isChecked() and view.inputs_button.isChecked()


def test_in_a_very_low_panel_the_cut_takes_the_place_of_the_map(show):
    view = show().view
    view.resize(400, 180)
    view.cut_button.click()
    assert view.panes.cut.isVisible() and not view.plot.isVisible()
    view.cut_button.click()
    assert view.plot.isVisible()
    view.cut_button.click()
    view.resize(400, 420)
    assert view.panes.cut.isVisible() and view.plot.isVisible()
