"""Maps of a run, its places and moves, against the run's own numbers."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import Dataset, Trainer, TrainingConfig
from shallownet.analysis.landscape import survey
from shallownet.analysis.landscape.joint_moves import JointMoves
from shallownet.analysis.landscape.loss_map import Area, LossMap, PlaneChoice
from shallownet.analysis.landscape.plane_losses import PlaneLosses
from shallownet.analysis.landscape.survey import Survey
from shallownet.errors import Cancelled
from shallownet.runs.rewind import Rewind
from tests.shallownet.analysis.landscape.runs import loss_at, path_of, trainer_of

PRINCIPAL = PlaneChoice()
AREA = Area(-1.0, 2.0, -0.5, 1.5)


def mapped(trainer, choice=PRINCIPAL, area=0.8, **more):
    snapshot = trainer.snapshot()
    return Survey(snapshot.run).map(snapshot, path_of(trainer), choice, area, **more)


@pytest.fixture(scope="module")
def trainer() -> Trainer:
    trainer = trainer_of(hidden_units=(3,), l2=0.01, standardize_target=True)
    trainer.run(60)
    trainer.change("learning_rate", 1.5)  # the loss rises after a few updates
    trainer.run(20)
    return trainer


@pytest.mark.parametrize("kind", ["principal", "states", "parameters"])
def test_each_point_of_a_map_has_the_loss_of_its_parameters(trainer, kind):
    landscape = mapped(trainer, PlaneChoice(kind), AREA)
    assert landscape.is_whole
    assert landscape.samples == 40
    assert landscape.quantity == "J + penalty"
    assert landscape.losses.shape == (65, 65)
    assert (landscape.columns[[0, -1]] == AREA[:2]).all()
    assert (landscape.rows[[0, -1]] == AREA[2:]).all()
    for row, column in ((0, 0), (17, 40), (64, 63), (32, 1)):
        theta = landscape.plane.at(landscape.columns[column], landscape.rows[row])
        assert landscape.losses[row, column] == pytest.approx(
            loss_at(trainer, theta), rel=1e-11
        )


def test_start_best_and_now_lie_in_their_plane(trainer):
    landscape = mapped(trainer, PlaneChoice("states"))
    best = int(np.argmin([*trainer.history.loss, trainer.snapshot().loss]))
    assert landscape.choice == ("states", 0, best)
    path = path_of(trainer)
    for update in (0, best, trainer.updates):
        row = path.row_of(update)
        assert landscape.off[row] < 1e-11
        theta = landscape.plane.at(*landscape.path[:, row])
        np.testing.assert_allclose(theta, path.thetas[row], atol=1e-11)


def test_the_area_is_around_the_path_and_the_present_point(trainer):
    landscape = mapped(trainer, area=0.5)
    left, right = landscape.columns[[0, -1]]
    bottom, top = landscape.rows[[0, -1]]
    assert top - bottom == pytest.approx(0.5 * (right - left))
    here = landscape.plane.coordinates(trainer.network.theta)
    for a, b in [*landscape.path.T, here]:
        assert left < a < right
        assert bottom < b < top


def test_the_present_point_is_in_the_plane_at_any_update(trainer):
    past = Rewind(trainer).snapshot_at(12)
    landscape = Survey(past.run).map(past, path_of(trainer), PlaneChoice(), 0.8)
    here = landscape.plane.coordinates(past.theta)
    np.testing.assert_allclose(landscape.plane.at(*here), past.theta, atol=1e-13)


@pytest.mark.parametrize("update", [0, 15])
@pytest.mark.parametrize("kind", ["principal", "parameters"])
def test_what_diverged_later_leaves_room_for_the_past(update, kind):
    trainer = trainer_of(hidden_units=(3,))
    trainer.run(20)
    trainer.change("learning_rate", 30.0)
    trainer.run(60)
    assert np.abs(trainer.network.theta).max() > 1e9
    past, path = Rewind(trainer).snapshot_at(update), path_of(trainer)
    landscape = Survey(past.run).map(past, path, PlaneChoice(kind), 0.8)
    assert landscape.losses.max() < 1e6 * path.losses[0]
    left, right = landscape.columns[[0, -1]]
    early = landscape.path[0, path.updates <= 20]
    assert (left < early).all() and (early < right).all()
    assert np.abs(landscape.path).max() < 1e4 * (right - left)


def test_parameters_that_moved_most_are_the_first_choice(trainer):
    spread = path_of(trainer).thetas.std(axis=0)
    first, second = np.argsort(-spread)[:2]
    assert mapped(trainer, PlaneChoice("parameters")).choice[1:] == (first, second)
    chosen = mapped(trainer, PlaneChoice("parameters", first=int(second)))
    assert chosen.choice[1:] == (second, first)


def test_coarse_maps_come_first_and_keep_their_values(trainer):
    maps: list[LossMap] = []
    done: list[tuple[int, int]] = []
    whole = mapped(trainer, refined=maps.append, progress=lambda *n: done.append(n))
    assert [len(found.columns) for found in maps] == [9, 17, 33]
    for found in maps:
        stride = 64 // (len(found.columns) - 1)
        assert not found.is_whole
        np.testing.assert_array_equal(found.losses, whole.losses[::stride, ::stride])
        np.testing.assert_array_equal(found.rows, whole.rows[::stride])
    assert [number for number, _ in done] == sorted(number for number, _ in done)
    assert done[0] == (81, 65 * 65)
    assert done[-1] == (65 * 65, 65 * 65)


def test_a_coarse_map_takes_a_fiftieth_of_the_work():
    points = []

    class Counting(PlaneLosses):
        def at(self, columns, rows, *callbacks):
            points.append(len(columns) * len(rows))
            return super().at(columns, rows, *callbacks)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(survey, "PlaneLosses", Counting)
        mapped(trainer_of(hidden_units=(3,)))
    assert sum(points) == 65 * 65  # no point twice
    assert points[0] == 81


def test_many_samples_are_represented_by_some(monkeypatch):
    trainer = trainer_of(m=1_500, hidden_units=(64,) * 5)
    snapshot = trainer.snapshot()
    found = Survey(snapshot.run)
    assert found.samples == survey.MAX_ACTIVATIONS // 320
    monkeypatch.setattr(
        survey,
        "joint_moves",
        lambda objective, *_: JointMoves(np.zeros(1), 0.0, int(objective.y.shape[1])),
    )
    assert found.moves(snapshot).samples == survey.MIN_MOVED_SAMPLES


def test_the_best_state_of_a_run_with_batches_is_measured():
    trainer = trainer_of(hidden_units=(3,), batch_size=8, learning_rate=0.5)
    trainer.run(40)
    path = path_of(trainer)
    row = Survey(trainer.snapshot().run).best_row(path)
    losses = [loss_at(trainer, theta) for theta in path.thetas]
    assert row == int(np.argmin(losses))


def test_moves_are_those_of_each_parameter_and_of_all(trainer):
    snapshot = trainer.snapshot()
    done: list[tuple[int, int]] = []
    moves = Survey(snapshot.run).moves(snapshot, lambda *n: done.append(n))
    before = loss_at(trainer, snapshot.theta)
    for index in range(snapshot.theta.size):
        theta = snapshot.theta.copy()
        theta[index] = snapshot.upcoming[index]
        assert moves.alone[index] == pytest.approx(
            loss_at(trainer, theta) - before, abs=1e-12 * before
        )
    together = loss_at(trainer, snapshot.upcoming) - before
    assert moves.together == pytest.approx(together, rel=1e-9)
    assert moves.added == pytest.approx(moves.alone.sum())
    assert moves.interplay == pytest.approx(together - moves.alone.sum())
    assert moves.samples == 40
    moved = int((snapshot.upcoming != snapshot.theta).sum())
    assert done == [(number, moved) for number in range(moved)]


def test_small_steps_add_up_and_long_ones_do_not():
    data = Dataset(np.array([[1.0, 2.0, 3.0]]), np.array([[2.0, 4.0, 7.0]]))
    for rate, adds_up in ((1e-6, True), (0.3, False)):
        trainer = Trainer(TrainingConfig(hidden_units=(), learning_rate=rate), data)
        snapshot = trainer.snapshot()
        moves = Survey(snapshot.run).moves(snapshot)
        assert (abs(moves.interplay) < 1e-4 * abs(moves.together)) is adds_up


def test_a_frozen_parameter_changes_nothing():
    trainer = trainer_of(hidden_units=(3,))
    trainer.freeze("W1[0, 0]")
    snapshot = trainer.snapshot()
    assert Survey(snapshot.run).moves(snapshot).alone[0] == 0.0


def test_a_map_and_moves_stop_when_they_are_cancelled(trainer):
    snapshot = trainer.snapshot()
    found = Survey(snapshot.run)
    with pytest.raises(Cancelled):
        found.map(snapshot, path_of(trainer), PlaneChoice(), 1.0, None, lambda: True)
    with pytest.raises(Cancelled):
        found.moves(snapshot, None, lambda: True)


def test_the_way_to_the_best_state_is_measured_from_the_way_down(trainer):
    snapshot, path = trainer.snapshot(), path_of(trainer)
    outlook = Survey(snapshot.run).outlook(snapshot, path)
    assert outlook.best == path.updates[path.best] < trainer.updates
    way, down = path.thetas[path.best] - snapshot.theta, -snapshot.gradient
    cosine = way @ down / np.linalg.norm(way) / np.linalg.norm(down)
    assert outlook.angle == pytest.approx(np.degrees(np.arccos(cosine)))
    assert outlook.place.kind == Survey(snapshot.run).place(snapshot).kind


def test_at_the_best_state_there_is_no_way_to_it(trainer):
    path = path_of(trainer)
    best = int(path.updates[path.best])
    snapshot = Rewind(trainer).snapshot_at(best)
    outlook = Survey(snapshot.run).outlook(snapshot, path)
    assert outlook.best == best
    assert np.isnan(outlook.angle)
