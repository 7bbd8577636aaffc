"""The map shows the core's numbers: path, present point, arrow, step and circle."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PyQt6.QtCore import QPointF, Qt

from gui.landscape.landscape_view import LandscapeView
from gui.style.theme import DARK, LIGHT
from shallownet.analysis.landscape.loss_map import Area, PlaneChoice
from shallownet.analysis.landscape.survey import Survey
from shallownet.runs.rewind import Rewind
from tests.gui.landscape.states import Case, case_of


@pytest.fixture
def view(qtbot) -> LandscapeView:
    view = LandscapeView()
    qtbot.addWidget(view)
    view.resize(460, 380)
    view.show()
    return view


def show(view: LandscapeView, case: Case) -> None:
    view.set_run(case.snapshot)
    view.set_state(case.snapshot, case.trainer.updates)
    view.set_map(case.landscape, case.path)
    view.set_outlook(case.snapshot, case.outlook)


def points_of(line) -> np.ndarray:
    path = line.path()
    ends = [path.elementAt(n) for n in range(path.elementCount())]
    return np.array([(end.x, end.y) for end in ends])


def place_of(item) -> tuple[float, float]:
    return item.pos().x(), item.pos().y()


def pixel(view: LandscapeView, x: float, y: float):
    scene = view.box.mapViewToScene(QPointF(x, y))
    return view.plot.mapFromScene(scene)


def test_before_there_is_a_map_it_says_so(view):
    assert view.landscape is None
    assert "being computed" in view.notes.text.text()
    assert not view.item.isVisible()


def test_the_path_and_the_present_point_are_where_the_plane_has_them(view):
    case = case_of()
    show(view, case)
    marks, plane = view.landmarks, case.landscape.plane
    expected = plane.directions @ (case.path.thetas - plane.origin).T
    np.testing.assert_allclose(points_of(marks.past), expected.T)
    assert len(points_of(marks.future)) == 0
    now = plane.directions @ (case.snapshot.theta - plane.origin)
    assert place_of(marks.now) == pytest.approx(tuple(now))
    assert place_of(marks.start) == pytest.approx(tuple(expected[:, 0]))
    assert "of the path's spread" in view.reading.text()


def test_the_first_map_leaves_its_axes_their_room(view, qtbot):
    case = case_of()
    view.set_run(case.snapshot)
    view.set_state(case.snapshot, case.trainer.updates)
    for _ in range(2):
        view.set_map(case.landscape, case.path)
        box = view.box.sceneBoundingRect()
        assert box.left() > 45.0 and view.plot.height() - box.bottom() > 30.0
        view.set_unavailable()


def test_the_arrow_points_down_and_the_step_is_to_scale(view):
    case = case_of()
    show(view, case)
    plane, snapshot = case.landscape.plane, case.snapshot
    down = plane.directions @ -snapshot.gradient
    assert view.landmarks.arrow.direction == pytest.approx(
        tuple(down / np.linalg.norm(down))
    )
    start, end = points_of(view.landmarks.step)
    step = plane.directions @ (snapshot.upcoming - snapshot.theta)
    np.testing.assert_allclose(end - start, step)


def test_the_circle_is_the_step_at_two_over_lambda_max(view):
    case = case_of()
    show(view, case)
    circle, plane = view.landmarks.reach.rect(), case.landscape.plane
    largest = case.outlook.place.largest
    downhill = plane.directions @ (case.snapshot.gradient * 2.0 / largest)
    assert circle.width() / 2.0 == pytest.approx(np.linalg.norm(downhill))
    now = view.landmarks.now.pos()
    assert (circle.center() - now).manhattanLength() < 1e-9
    assert f"is stable: η may be up to {2.0 / largest:.4g}" in view.notes.text.text()
    view.resize(460, 600)
    assert "the dashed circle" in view.notes.text.text()


def test_adam_has_no_circle_and_the_text_says_why(view):
    show(view, case_of(optimizer="adam"))
    assert not view.landmarks.reach.isVisible()
    assert "bounds no step of Adam" in view.notes.text.toolTip().replace("\n", " ")


def test_a_wrong_gradient_has_no_circle(view):
    show(view, case_of(gradient="wrong_sign", updates=3))
    assert not view.landmarks.reach.isVisible()
    assert "the gradient is not exact" in view.plot.accessibleDescription()


def test_the_kind_of_place_is_told_in_full_where_there_is_room(view):
    case = case_of()
    show(view, case)
    place = case.outlook.place
    low, high = place.figures
    assert (
        f"{place.kind.capitalize()}: λmin {low}, λmax {high}" in view.notes.text.text()
    )
    assert not view.notes.key.isVisible()
    assert place.sentence in view.plot.accessibleDescription()
    view.resize(460, 600)
    assert place.sentence in view.notes.text.text()
    assert view.notes.key.isVisible()


def test_in_the_past_the_way_to_the_best_state_is_told(view):
    case = case_of()
    past = Rewind(case.trainer).snapshot_at(10)
    show(view, case)
    view.set_state(past, case.trainer.updates)
    view.set_map(case.landscape, case.path)
    view.set_outlook(past, case.outlook._replace(best=40, angle=31.4))
    assert "−gradient 31° off the way to update 40" in view.notes.text.text()
    assert len(points_of(view.landmarks.past)) == 11
    assert len(points_of(view.landmarks.future)) == 31
    assert view.landmarks.best.isVisible()
    # Of another state than the one that is shown, the text says which it is of.
    view.set_state(case.snapshot, case.trainer.updates)
    assert view.notes.text.text().startswith("After update 10: ")


def test_the_axes_name_the_parameters_of_a_section(view):
    case = case_of("parameters")
    show(view, case)
    names = [view.item.getAxis(side).labelText for side in ("bottom", "left")]
    network = case.snapshot.run.model.network
    chosen = case.landscape.choice[1:]
    assert names == [network.parameter_name(index) for index in chosen]
    now = case.snapshot.theta[list(chosen)]
    assert place_of(view.landmarks.now) == pytest.approx(tuple(now))


def test_the_readout_gives_the_loss_and_the_state_under_the_pointer(view, qtbot):
    case = case_of()
    show(view, case)
    row, column = 3, 5
    x, y = case.landscape.columns[column], case.landscape.rows[row]
    qtbot.mouseMove(view.plot.viewport(), pixel(view, x, y))
    qtbot.waitUntil(lambda: view.reading.text().startswith("J ≈"))
    # Exactly there, which no whole pixel is.
    view.item.scene().sigMouseMoved.emit(view.box.mapViewToScene(QPointF(x, y)))
    shown = view.reading.text().split()[2].replace(",", "")
    decimals = len(shown.partition(".")[2])
    assert decimals > 0
    assert shown == f"{case.landscape.losses[row, column]:.{decimals}f}"
    hand, viewport = Qt.CursorShape.PointingHandCursor, view.plot.viewport()
    assert viewport.cursor().shape() != hand
    qtbot.mouseMove(view.plot.viewport(), pixel(view, *case.landscape.path[:, 20]))
    qtbot.waitUntil(lambda: "update 2" in view.reading.text())
    assert viewport.cursor().shape() == hand


def test_a_click_on_the_path_asks_for_its_update(view, qtbot):
    case = case_of()
    show(view, case)
    asked: list[int] = []
    view.update_requested.connect(asked.append)
    left = Qt.MouseButton.LeftButton
    where = pixel(view, *case.landscape.path[:, 0])
    qtbot.mouseClick(view.plot.viewport(), left, pos=where)
    assert asked == [0]


def test_moving_the_present_point_leaves_the_map_as_it_is(view, monkeypatch):
    case = case_of()
    show(view, case)
    drawn: list[object] = []
    monkeypatch.setattr(view.layer, "set_landscape", drawn.append)
    past = Rewind(case.trainer).snapshot_at(5)
    view.set_state(past, case.trainer.updates)
    now = case.landscape.plane.coordinates(past.theta)
    assert place_of(view.landmarks.now) == pytest.approx(tuple(now))
    assert drawn == []


def test_the_step_is_magnified_and_the_path_shown_again(view, qtbot):
    case = case_of()
    show(view, case)
    shape: Any = view.area
    assert isinstance(shape, float)
    changed: list[bool] = []
    view.area_changed.connect(lambda: changed.append(True))
    view.step_button.click()
    area: Any = view.area
    assert isinstance(area, Area)
    circle = view.landmarks.reach.rect()
    assert area.left < circle.left() and area.right > circle.right()
    assert area.right - area.left < 10.0 * circle.width()
    view.fit_button.click()
    assert view.area == shape
    assert len(changed) == 2


def test_choosing_a_plane_is_told_with_what_was_chosen(view):
    show(view, case_of())
    chooser, told = view.chooser, []
    view.choice_changed.connect(lambda: told.append(chooser.choice))
    kinds = chooser.kinds
    for kind in ("parameters", "states"):
        kinds.setCurrentIndex(kinds.findData(kind))
        kinds.activated.emit(kinds.currentIndex())
    assert told == [PlaneChoice("parameters"), PlaneChoice("states")]
    view.set_map(case_of("states").landscape, case_of("states").path)
    first, second = chooser.updates
    # The present state is the best one, so it is the state halfway.
    assert (first.value(), second.maximum()) == (0, 40)
    assert 0 < second.value() < 40
    second.setValue(25)
    assert told[-1] == PlaneChoice("states", 0, 25)
    assert [field.isVisible() for field in chooser.parameters] == [False, False]


def test_parameters_that_would_be_the_same_change_places(view):
    show(view, case_of("parameters"))
    chooser, told = view.chooser, []
    kinds = chooser.kinds
    kinds.setCurrentIndex(kinds.findData("parameters"))
    kinds.activated.emit(kinds.currentIndex())
    view.set_map(case_of("parameters").landscape, case_of("parameters").path)
    view.choice_changed.connect(lambda: told.append(chooser.choice))
    first, second = chooser.parameters
    across, up = first.currentIndex(), second.currentIndex()
    assert across != up
    first.setCurrentIndex(up)
    first.activated.emit(up)
    assert told == [PlaneChoice("parameters", up, across)]
    assert (first.currentIndex(), second.currentIndex()) == (up, across)
    other = next(n for n in range(3) if n not in (up, across))
    first.setCurrentIndex(other)
    first.activated.emit(other)
    assert told[-1] == PlaneChoice("parameters", other, across)


def test_parameters_that_are_not_finite_have_no_landscape(view):
    show(view, case_of())
    view.set_unavailable()
    assert "not finite" in view.notes.text.text()
    marks = view.item, view.landmarks.now
    assert [mark.isVisible() for mark in marks] == [False, False]
    show(view, case_of())
    assert [mark.isVisible() for mark in marks] == [True, True]


def test_a_subset_of_the_samples_is_told(view):
    case = case_of()
    view.resize(900, 500)
    show(view, case)
    view.set_map(replace(case.landscape, samples=7), case.path)
    assert "J over 7 of 40 samples" in view.reading.text()


def test_the_marks_have_the_theme_s_accent(view):
    show(view, case_of())
    for theme in (LIGHT, DARK):
        view.set_theme(theme)
        assert view.landmarks.now.brush().color().name() == theme.accent


def test_the_data_of_the_map_are_copied_with_the_path(view):
    case = case_of()
    show(view, case)
    columns = view.columns()
    along, up, quantity, *_ = columns
    assert quantity == "J"
    place = 9 * 2 + 3  # row 2, column 3
    assert columns[along][place] == case.landscape.columns[3]
    assert columns[up][place] == case.landscape.rows[2]
    assert columns["J"][place] == case.landscape.losses[2, 3]
    np.testing.assert_array_equal(columns["update"], case.path.updates)
    view.moves_button.click()
    view.moves.set_moves(case.snapshot, Survey(case.snapshot.run).moves(case.snapshot))
    assert columns_of_moves(view)[-1] == "all together"


def columns_of_moves(view) -> list:
    columns = view.columns()
    assert len(columns["moved"]) == len(columns["change of J"])
    return list(columns["moved"])


def test_the_moves_take_the_place_of_the_map(view):
    show(view, case_of())
    view.moves_button.click()
    assert view.moves.isVisible() and not view.plot.isVisible()
    assert not view.step_button.isEnabled()
    view.moves_button.click()
    assert view.plot.isVisible() and not view.moves.isVisible()


def test_a_step_that_diverges_is_not_drawn(view):
    case = case_of()
    upcoming = np.full_like(case.snapshot.upcoming, 1e200)
    upcoming[0] = np.inf
    show(view, case._replace(snapshot=replace(case.snapshot, upcoming=upcoming)))
    assert not view.landmarks.step.isVisible()
    assert not view.landmarks.reach.isVisible()
    assert view.landmarks.now.isVisible()
