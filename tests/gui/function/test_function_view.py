"""The view of the function: its values, colours and texts, and what is asked of it."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import QPointF, Qt

from gui.function.function_view import FunctionView
from gui.function.quantities import Quantity
from gui.graph.hover_target import Unit
from gui.style.colour_maps import diverging_colours, sequential_colours
from gui.style.theme import DARK, LIGHT
from shallownet import Dataset, Recipe, Trainer, TrainingConfig

SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier


def coordinates(view: FunctionView) -> np.ndarray:
    """Return the inputs at the points of the map, (2, rows * columns)."""
    plane = view.surface.plane
    x, y = np.meshgrid(plane.across, plane.up)
    return np.array([x.ravel(), y.ravel()])


def test_prediction_truth_and_error_are_those_of_run_and_formula(show):
    shown = show()
    view, X = shown.view, coordinates(shown.view)
    predicted = shown.trainer.predict(X)[0]
    true = 2.0 * X[0] * X[1] + 2.0
    for quantity, values in (
        (Quantity.PREDICTION, predicted),
        (Quantity.TRUTH, true),
        (Quantity.ERROR, predicted - true),
    ):
        view.quantity_buttons[quantity].click()
        np.testing.assert_allclose(view.image.values.ravel(), values, rtol=1e-9)
        assert [b.isChecked() for b in view.quantity_buttons.values()] == [
            q is quantity for q in Quantity
        ]


def test_before_it_is_drawn_the_axes_have_their_room(qtbot):
    view, recipe = FunctionView(), Recipe.of(samples=60)
    qtbot.addWidget(view)
    view.resize(460, 420)
    view.show()
    trainer = Trainer(recipe.config, recipe.make_data())
    view.set_run(trainer.snapshot(), None)
    box = view.box.sceneBoundingRect()
    assert box.left() > 45.0 and view.plot.height() - box.bottom() > 30.0


def test_prediction_and_truth_share_a_scale_that_sits_still(show):
    shown = show()
    view, limits = shown.view, set()
    for _ in range(5):
        shown.trainer.run(20)
        for quantity in (Quantity.TRUTH, Quantity.PREDICTION):
            view.set_quantity(quantity)
            shown.show()
            limits.add(view.image.limits)
            assert view.bar.limits == view.image.limits
    y = shown.trainer.data.y
    (low, high) = view.image.limits
    assert low <= y.min() and y.max() <= high
    assert len(limits) <= 2  # the truth between the samples may exceed theirs, once


def test_colours_say_the_values(show):
    shown = show()
    view = shown.view
    low, high = view.image.limits
    share = (view.image.values - low) / (high - low)
    expected = np.clip(np.floor(255.0 * share), 0, 255)
    np.testing.assert_allclose(view.map.map.levels, expected, atol=1.0)
    y = shown.trainer.data.y[0, view.surface.shown]
    colours = sequential_colours()[(255.0 * (y - low) / (high - low)).astype(int)]
    np.testing.assert_array_equal(view.map.dots.colours, colours)


def test_errors_have_the_colours_of_their_sign(show):
    shown = show()
    view = shown.view
    view.set_quantity(Quantity.ERROR)
    low, high = view.image.limits
    assert low == -high and view.image.ticks[2] == 0.0
    errors = shown.trainer.predict(shown.trainer.data.X)[0] - shown.trainer.data.y[0]
    is_above = errors > 0.1 * high
    is_below = errors < 0.1 * low
    channels = view.map.dots.colours
    red, blue = channels >> 16 & 255, channels & 255
    assert (blue[is_above] > red[is_above]).all() and is_above.any()
    assert (red[is_below] > blue[is_below]).all() and is_below.any()


def test_the_hatching_leaves_the_hull_of_the_samples_free(show):
    view = show().view
    corners = {(p.x(), p.y()) for p in view.map.hatching.polygon}
    assert corners == set(map(tuple, view.surface.hull.T.tolist()))
    assert "convex hull" in view.note.toolTip()
    assert "hatched: no samples" in view.note.text()


def test_a_table_has_no_true_function_but_errors_at_its_samples(show):
    shown = show()
    view, snapshot = shown.view, shown.snapshot
    view.set_quantity(Quantity.TRUTH)
    view.set_run(snapshot, None)
    view.set_state(snapshot)
    assert view.quantity is Quantity.PREDICTION
    assert not view.quantity_buttons[Quantity.TRUTH].isEnabled()
    view.set_quantity(Quantity.ERROR)
    assert np.isnan(view.image.values).all()
    data = shown.trainer.data
    np.testing.assert_allclose(
        view.image.samples, shown.trainer.predict(data.X)[0] - data.y[0], rtol=1e-9
    )
    assert view.map.dots.isVisible()


def test_samples_can_be_hidden(show):
    view = show().view
    assert view.map.dots.isVisible()
    view.samples_button.click()
    assert not view.map.dots.isVisible()


def test_a_single_input_has_curves_over_its_samples(show):
    shown = show(target="curve", distribution="uniform", low=-3.0, high=3.0)
    view = shown.view
    curve, true = view.curve.curve, view.curve.true
    x, y = curve.getData()
    np.testing.assert_allclose(y, shown.trainer.predict(x[np.newaxis])[0], rtol=1e-12)
    np.testing.assert_allclose(true.getData()[1], np.sin(2 * x) + 0.3 * x)
    data = shown.trainer.data
    points = view.curve.points.getData()
    np.testing.assert_array_equal(points, [data.X[0], data.y[0]])
    assert view.curve.hatching.strip == (data.X.min(), data.X.max())
    assert not view.bar.isVisible() and not view.axis_choice.isVisible()
    view.set_quantity(Quantity.ERROR)
    expected = shown.trainer.predict(x[np.newaxis])[0] - np.sin(2 * x) - 0.3 * x
    np.testing.assert_allclose(curve.getData()[1], expected, rtol=1e-9, atol=1e-12)
    assert not true.isVisible()
    view.set_quantity(Quantity.TRUTH)
    assert true.isVisible() and not curve.isVisible()


def test_of_several_inputs_two_are_chosen(qtbot, show):
    shown = show(target="formula", formula="x1 + x2*x3", inputs=3)
    view, choice = shown.view, shown.view.axis_choice
    assert choice.isVisible()
    assert "1 other input is held" in view.note.toolTip().replace("\n", " ")
    with qtbot.waitSignal(choice.chosen) as chosen:
        choice.up.setCurrentIndex(2)
        choice.up.activated.emit(2)
    assert chosen.args == [0, 2]
    assert view.surface.axes == (0, 2)
    X = view.surface.inputs_at(*coordinates(view))
    assert (X[1] == np.median(shown.trainer.data.X[1])).all()
    np.testing.assert_allclose(
        view.image.values.ravel(), shown.trainer.predict(X)[0], rtol=1e-9
    )
    # The input that is chosen twice gives its place to the other one.
    choice.across.setCurrentIndex(2)
    choice.across.activated.emit(2)
    assert view.surface.axes == (2, 0)
    assert (choice.across.currentIndex(), choice.up.currentIndex()) == (2, 0)


def test_a_unit_that_is_pointed_at_shows_its_response(show):
    shown = show()
    view, X = shown.view, coordinates(shown.view)
    before = view.image.limits
    view.set_highlighted(Unit(1, 3))
    W, b = (shown.trainer.network.parameters[name][3] for name in ("W1", "b1"))
    activation = 1.0 / (1.0 + np.exp(-(W @ X + b[0])))
    np.testing.assert_allclose(view.image.values.ravel(), activation, rtol=1e-9)
    assert view.image.limits == (-1.0, 1.0)
    assert view.bar.title == "activation of unit 3"
    assert "unit 3" in view.reading.text()
    assert not view.map.dots.isVisible()
    view.set_highlighted(None)
    assert view.image.limits == before
    assert view.map.dots.isVisible()
    for target in (Unit(0, 1), Unit(2, 0), 7):  # an input, the output, a parameter
        view.set_highlighted(target)
        assert view.bar.title == "prediction ŷ"


def test_a_click_asks_the_network(qtbot, show):
    shown = show(noise=0.2)
    view = shown.view
    view.samples_button.click()
    with qtbot.waitSignal(view.asked) as asked:
        shown.click(1.5, 11.0)
    np.testing.assert_array_equal(asked.args[0], [1.5, 11.0])
    predicted = shown.trainer.predict(np.array([[1.5], [11.0]]))[0, 0]
    assert f"ŷ {predicted:.2f}" in view.reading.text()
    assert "y 35.00" in view.reading.text()
    assert f"ŷ − y {predicted - 35.0:+.2f}".replace("-", "−") in view.reading.text()
    assert (view.marks.asked.pos().x(), view.marks.asked.pos().y()) == (1.5, 11.0)
    assert view.marks.asked.isVisible()
    shown.trainer.run(50)
    shown.show()
    later = shown.trainer.predict(np.array([[1.5], [11.0]]))[0, 0]
    assert f"ŷ {later:.2f}" in view.reading.text()


def test_a_click_of_the_mouse_asks(qtbot, show):
    view = show().view
    view.samples_button.click()
    viewport = view.plot.viewport()
    asked: list[np.ndarray] = []
    view.asked.connect(asked.append)
    at = view.plot.mapFromScene(view.box.mapViewToScene(QPointF(1.0, 10.0)))
    qtbot.mouseMove(viewport, at)
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: len(asked) == 1)
    (left, right), (low, high) = view.box.viewRange()
    pixels = np.array([viewport.width(), viewport.height()])
    tolerance = 2.0 * np.array([right - left, high - low]) / pixels
    assert (np.abs(asked[0] - (1.0, 10.0)) < tolerance).all()


def test_a_click_on_a_sample_asks_for_it(qtbot, show):
    shown = show(noise=0.2)
    view, data = shown.view, shown.trainer.data
    x, y = data.X[:, 7]
    with qtbot.waitSignal(view.sample_chosen) as chosen:
        shown.click(x, y)
    assert chosen.args == [7]
    assert "sample 7" in view.reading.text()
    assert f"y {data.y[0, 7]:.2f}".replace("-", "−") in view.reading.text()


def test_a_place_of_a_curve_is_asked_for(qtbot, show):
    shown = show(target="curve", distribution="uniform", low=-3.0, high=3.0)
    view = shown.view
    view.samples_button.click()
    with qtbot.waitSignal(view.asked) as asked:
        shown.click(0.5, 100.0)
    np.testing.assert_array_equal(asked.args[0], [0.5])
    predicted = shown.trainer.predict(np.array([[0.5]]))[0, 0]
    assert view.marks.asked.pos().y() == pytest.approx(predicted, abs=1e-3)


def test_keys_move_the_asked_place_and_end_asking(qtbot, show):
    shown = show()
    view, middle = shown.view, shown.view.surface.point.copy()
    asked: list[np.ndarray | None] = []
    view.asked.connect(asked.append)
    shown.press(Qt.Key.Key_Right, SHIFT)
    shown.press(Qt.Key.Key_Up, SHIFT)
    (left, right), (low, high) = view.box.viewRange()
    moved = middle + np.array([(right - left) / 50.0, (high - low) / 50.0])
    np.testing.assert_allclose(asked[-1], moved)
    for _ in range(30):
        shown.press(Qt.Key.Key_Left, SHIFT)
    assert asked[-1][0] == left
    shown.press(Qt.Key.Key_Delete, PLAIN)
    assert asked[-1] is None and not view.marks.asked.isVisible()


def test_the_readout_follows_the_pointer(show):
    shown = show()
    view = shown.view
    view.area.hovered.emit(QPointF(-2.0, 9.0))
    predicted = shown.trainer.predict(np.array([[-2.0], [9.0]]))[0, 0]
    assert view.reading.text().startswith("x1 −2  x2 9  ŷ")
    assert f"{predicted:.2f}" in view.reading.text()
    pointer, shapes = view.plot.viewport(), Qt.CursorShape
    assert pointer.cursor().shape() == shapes.CrossCursor
    view.area.hovered.emit(QPointF(*shown.trainer.data.X[:, 7]))
    assert pointer.cursor().shape() == shapes.PointingHandCursor
    view.area.hovered.emit(None)
    assert "x1" not in view.reading.text()
    assert pointer.cursor().shape() == shapes.ArrowCursor


def test_zooming_computes_what_has_come_into_view(show):
    shown = show()
    view = shown.view
    all_of_it = view.box.viewRange()
    view.box.setRange(xRange=(0.0, 1.0), yRange=(9.0, 10.0), padding=0.0)
    X = coordinates(view)
    assert (X.min(axis=1).tolist(), X.max(axis=1).tolist()) == ([0.0, 9.0], [1.0, 10.0])
    np.testing.assert_allclose(
        view.image.values.ravel(), shown.trainer.predict(X)[0], rtol=1e-9
    )
    view.show_all()
    assert view.box.viewRange() == all_of_it


def test_selected_samples_are_marked(show):
    shown = show()
    view, data = shown.view, shown.trainer.data
    view.set_selected(np.array([3, 8]))
    x, y = view.marks.selected.getData()
    np.testing.assert_array_equal([x, y], data.X[:, [3, 8]])
    view.set_selected(np.empty(0, dtype=np.intp))
    assert not view.marks.selected.isVisible()


def test_another_run_begins_anew(show):
    shown = show()
    view = shown.view
    view.set_selected(np.array([59]))
    shown.click(1.0, 10.0)
    data = Dataset(
        np.ones((4, 12)) * np.arange(12.0),
        np.arange(12.0)[np.newaxis],
        ("<b>a</b>", "b", "c", "d"),
    )
    other = Trainer(TrainingConfig(), data).snapshot()
    view.set_run(other, None)
    view.set_state(other)
    assert not view.marks.asked.isVisible() and not view.marks.selected.isVisible()
    assert view.axis_choice.across.itemText(0) == "<b>a</b>"
    label = view.item.getAxis("bottom").label.toPlainText()
    assert "<b>a</b>" in label
    assert view.map.map.levels.any()


def test_predictions_that_are_not_finite_have_no_colour(show):
    shown = show()
    shown.trainer.network.theta[:] = np.nan
    shown.show()
    view = shown.view
    assert view.map.map.segments == 0
    view.area.hovered.emit(QPointF(0.0, 10.0))
    assert "nan" in view.reading.text()
    view.set_quantity(Quantity.ERROR)


def test_a_theme_changes_the_colours_of_errors(show):
    view = show().view
    view.set_quantity(Quantity.ERROR)
    for theme in (DARK, LIGHT):
        view.set_theme(theme)
        assert view.image.colours is diverging_colours(theme)


def test_the_menu_has_the_switches_and_copies_the_map(show):
    shown = show()
    view, X = shown.view, coordinates(shown.view)
    assert {"Prediction ŷ", "Error ŷ − y", "Samples", "Cut", "Inputs"} < set(
        view.switches
    )
    columns = view.columns()
    assert list(columns) == ["x1", "x2", "prediction ŷ"]
    np.testing.assert_array_equal([columns["x1"], columns["x2"]], X)
    expected = shown.trainer.predict(X)[0]
    np.testing.assert_allclose(columns["prediction ŷ"], expected, rtol=1e-9)


def test_a_double_click_shows_all_again(qtbot, show):
    view = show().view
    before = view.box.viewRange()
    view.box.setRange(xRange=(0.0, 1.0), yRange=(9.0, 10.0), padding=0.0)
    viewport, left = view.plot.viewport(), Qt.MouseButton.LeftButton
    for action in (qtbot.mouseClick, qtbot.mouseDClick, qtbot.mouseRelease):
        action(viewport, left, pos=viewport.rect().center())
    assert view.box.viewRange() == before


def test_every_control_has_a_name_and_a_tip(show):
    view = show(target="formula", formula="x1 + x2*x3", inputs=3).view
    controls = [*view.quantity_buttons.values(), view.samples_button]
    controls += [view.axis_choice.across, view.axis_choice.up]
    for control in controls:
        assert control.accessibleName() and control.toolTip()
    assert view.bar.accessibleName() and view.bar.accessibleDescription()
    assert view.plot.objectName() == "surfacePlot" and view.plot.accessibleName()
