"""What the lessons on small networks say, computed by plain formulas."""

from __future__ import annotations

import numpy as np
import pytest

import shallownet as sn
from shallownet.analysis.landscape.joint_moves import joint_moves
from shallownet.analysis.landscape.place import angle
from shallownet.curvature.lanczos import sharpness
from tests.shallownet.lessons.lesson_text import LessonText

X = np.array([[1.0, 2.0], [2.0, 2.0]])
Y = np.array([6.0, 10.0])
W1 = np.array([[1.0, -1.0], [-2.0, 1.0]])
W2 = np.array([4.0, -2.0])


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def loss(b1: tuple[float, float] = (1.0, 1.0)) -> float:
    """Return J of the network of the first and the third lesson."""
    A1 = sigmoid(W1 @ X + np.array([b1]).T)
    return float(np.mean((W2 @ A1 + 1.0 - Y) ** 2) / 2.0)


def test_forward_by_hand():
    text = LessonText(1)
    Z1 = W1 @ X + 1.0
    A1 = sigmoid(Z1)
    Z2 = W2 @ A1 + 1.0
    error = Z2 - Y
    assert Z1.tolist() == [[0.0, 1.0], [1.0, -1.0]]
    text.says("The sigmoid of 0 is 0.5, so a0 = 0.5", 0, A1[0, 0], A1[0, 0])
    text.says("The sigmoid of 1 is 0.731, so a1 = 0.731", 1, A1[1, 0], A1[1, 0])
    text.says("the sigmoid of −1 is 0.269", -1, A1[1, 1])
    text.says("= 1.538.", Z2[0])
    text.says("= 3.386.", Z2[1])
    text.says(
        "The errors are −4.462 and 3.386 − 10 = −6.614", error[0], Z2[1], 10, error[1]
    )
    text.says("= −5.538. What is b2", error.mean())
    text.says("(19.91 + 43.74) / 4", *error**2, 4)
    J = float(np.mean(error**2) / 2.0)
    text.says(
        "J went from 15.91 to 13.54",
        J,
        text.run("One update: say first which way", 1).evaluate().loss,
    )
    text.says("b2 is now 1.055", 1.0 - 0.01 * error.mean())
    assert text.answer("z1") == Z1[1, 1]
    assert text.answer("prediction") == pytest.approx(Z2[1])
    assert text.answer("loss") == pytest.approx(J)
    assert text.answer("b2") == pytest.approx(1.0 - 0.01 * error.mean())
    assert text.unchecked() == []


def test_what_the_loss_is():
    text = LessonText(2)
    assert text.answer("mean") == 0.0 and text.answer("loss") == 4.5
    trainer = text.run("A whole network with mean error 0")
    before = trainer.snapshot()
    text.says("b2 is 5.347", trainer.network.parameters["b2"][0, 0])
    assert before.mean_error == pytest.approx(0.0, abs=1e-12)
    assert text.answer("r2") == pytest.approx(0.0, abs=1e-12)
    text.says("J is 842.2", before.loss)
    trainer.run(500)
    after = trainer.snapshot()
    text.says(
        "reaches 2.04, while J falls from 842.2 to 667.5 and R² rises to 0.21",
        after.mean_error,
        before.loss,
        after.loss,
        after.r2,
    )
    text.says("It falls from 842.2 to 667.5", before.loss, after.loss)
    trainer.run(500)
    text.says("to 1.22 at update 1,000", trainer.snapshot().mean_error, 1_000)
    assert max(trainer.history.mean_error) > 2.0
    assert (np.diff(trainer.history.loss) < 0.0).all()
    trainer = text.run("Take the mean error away")
    high = trainer.snapshot()
    text.says("the mean error is 20.06, and J is 1,040.4", high.mean_error, high.loss)
    assert text.answer("b2") == pytest.approx(20.0 - high.mean_error)
    assert text.answer("gain") == pytest.approx(high.mean_error**2 / 2.0)
    trainer.edit("b2[0]", 0.0)
    text.says("the mean error is still 0.06", trainer.evaluate().mean_error)
    trainer.edit("b2[0]", 20.0 - high.mean_error)
    level = trainer.snapshot()
    text.says("J falls from 1,040.4 to 839.3", high.loss, level.loss)
    text.says("R² is 0.00", level.r2)
    assert high.loss - level.loss == pytest.approx(high.mean_error**2 / 2.0)
    text.gives("1,000", "9", "4", "500")
    assert text.unchecked() == []


def test_a_line_refuted():
    text = LessonText(3)
    A1 = sigmoid(W1 @ X + 1.0)
    dZ1 = W2[:, np.newaxis] * (W2 @ A1 + 1.0 - Y) * A1 * (1.0 - A1)
    text.says("| unit 0 | −4.462 | −5.201 |", 0, *dZ1[0])
    text.says("| unit 1 | 1.755 | 2.601 |", 1, *dZ1[1])
    exact, published = dZ1.mean(axis=1), dZ1.sum() / 2.0
    text.says("= −4.832", exact[0])
    text.says("The notebook's line gives −2.654", published)
    assert text.answer("exact") == pytest.approx(exact[1])
    assert text.answer("published") == pytest.approx(published)
    up, down = loss((1.0, 1.01)), loss((1.0, 0.99))
    text.says(
        "With b1[1] = 1.01, J is 15.9345. With b1[1] = 0.99, J is 15.8910",
        1.01,
        up,
        0.99,
        down,
    )
    text.says("The difference of J is 0.0435", up - down, within=0.002)
    text.says("J stood at 15.913", loss())
    assert (up - down) / 0.02 == pytest.approx(exact[1], rel=1e-4)
    assert text.answer("slope") == pytest.approx(exact[1])
    check = sn.check_gradients(text.run("Ask the loss"))
    assert "db1 is wrong" in str(check) and "dW1, dW2 and db2 agree" in str(check)
    trainer = text.run("But it learns", 2_000)
    wrong = trainer.snapshot().r2
    right = sn.Trainer(sn.TrainingConfig(), sn.datasets.notebook(200))
    start = right.network.parameters["b1"][:2, 0].copy()
    right.run(2_000)
    text.says(
        "R² is 0.793. With the right line it would be 0.791", wrong, right.snapshot().r2
    )
    assert (np.diff(trainer.history.loss) < 0.0).all()
    text.says(
        "b1[0] is 0.886 and b1[1] is 0.446: they differ by 0.440",
        *start,
        start[0] - start[1],
    )
    b1 = trainer.network.parameters["b1"][:, 0]
    assert b1[0] - b1[1] == pytest.approx(text.answer("together"))
    assert text.answer("entries") == 40_000
    assert trainer.network.theta.size == 41
    text.gives("31", "41", "2,000", "200")
    assert text.unchecked() == []


def test_does_every_step_help():
    text = LessonText(4)

    def after(rate: float) -> float:
        trainer = text.run("A valley with one weight")
        trainer.change("learning_rate", rate)
        trainer.run(1)
        return trainer.evaluate().loss

    start = text.run("A valley with one weight")
    assert sharpness(start.objective) == pytest.approx(4.0)
    assert start.evaluate().loss == pytest.approx(18.0)
    assert after(0.1) == pytest.approx(6.48)
    assert after(0.25) == pytest.approx(text.answer("quarter"))
    assert after(0.4) == pytest.approx(text.answer("beyond"))
    assert after(0.5) == pytest.approx(18.0)
    assert after(0.6) == pytest.approx(text.answer("first")) == 35.28
    over = text.run("Over the limit", 10)
    ratios = over.history.loss[1:] / over.history.loss[:-1]
    text.says("Each update multiplies J by 1.96", ratios.mean())
    assert np.ptp(ratios) < 1e-9 and 15_000 < over.evaluate().loss < 16_000
    text.gives("15,000", "0.25", "0.4", "0.5", "0.6", "18", "4", "35.28", "41")

    title = "The network: a limit that moves"
    network = text.run(title)
    value = sharpness(network.objective)
    text.says("At the start λmax is 16.6", value)
    text.says("2 / 16.6 = 0.12.", 2, value, 2.0 / value)
    assert text.answer("limit") == pytest.approx(2.0 / value, rel=1e-3)
    network.run(2)
    losses = [*network.history.loss, network.evaluate().loss]
    text.says("from 839.4 to 821.5. The second does not: J rises to 835.3", *losses)
    value = sharpness(text.run(title, 1).objective)
    text.says("λmax is 140, and the limit 0.014", value, 2.0 / value)

    sharpest = {}
    for rate in (0.003, 0.005, 0.008):
        trainer = text.run(title)
        trainer.change("learning_rate", rate)
        trainer.run(30)
        assert (np.diff(trainer.history.loss) < 0.0).all(), rate
        sharpest[rate] = sharpness(trainer.objective)
    text.gives("0.003", "0.005", "0.008", "30", "200")
    text.says("λmax grows to about 280", sharpest[0.008], within=0.05)
    text.says("2/280 is 0.007", 2, 280, 2 / 280)
    assert min(sharpest.values()) > 200.0
    assert text.unchecked() == []


def test_the_gradient_and_the_minimum():
    text = LessonText(5)
    title = "A long valley"
    trainer = text.run(title)
    gradient = trainer.preview()["dW1"][0, 0], trainer.preview()["db1"][0, 0]
    assert gradient == (-9.0, -3.0) and trainer.evaluate().loss == 9.0
    downhill, way = np.array([9.0, 3.0]), np.array([1.0, 3.0])
    text.says("an angle of 53°", angle(downhill, way))
    assert text.answer("cosine") == pytest.approx(downhill @ way / np.sqrt(90 * 10))
    best = downhill @ downhill / (9.0 * 9.0**2 + 3.0**2)
    text.says("a learning rate of 0.122", best)
    text.says("At w = 1.098 and b = 0.366", *best * downhill)
    trainer.change("learning_rate", 0.122)
    trainer.run(1)
    text.says("J went from 9 to 3.51", 9, trainer.evaluate().loss)
    assert 9 / 3 < trainer.evaluate().loss
    slow = text.run(title, 29)
    text.says("It takes 29 updates", np.flatnonzero(slow.history.loss >= 0.01)[-1] + 1)
    assert slow.evaluate().loss < 0.01 <= slow.history.loss[-1]
    assert sharpness(slow.objective) == pytest.approx(9.0)
    text.says("2/9 = 0.22", 2, 9, 2 / 9)
    round_ = sn.Trainer(
        sn.TrainingConfig(hidden_units=(), standardize_inputs=True, learning_rate=1.0),
        slow.data,
    )
    assert sharpness(round_.objective) == pytest.approx(1.0)
    round_.run(1)
    assert round_.evaluate().loss == pytest.approx(text.answer("round"), abs=1e-12)

    end = text.run("The notebook's network").network.theta.copy()
    angles = []
    for updates in (0, 100, 500):
        state = sn.Trainer(sn.TrainingConfig(), sn.datasets.notebook(200))
        state.run(updates)
        state.evaluate()
        angles.append(angle(-state.network.gradient, end - state.network.theta))
    text.says("79°: nearly at a right angle", angles[0])
    text.says(
        "After 100 updates it is 39°, after 500 it is 14°",
        100,
        angles[1],
        500,
        angles[2],
    )
    text.gives(
        "9",
        "3",
        "30",
        "3,000",
        "53.13",
        "18",
        "90",
        "900",
        "0.01",
        "41",
        "80",
        "10",
        "180",
    )
    assert text.unchecked() == []


def test_all_at_once():
    text = LessonText(6)
    half = joint_moves(*_next(text.run("Two weights in a row")))
    assert half.alone[half.alone != 0.0] == pytest.approx([-0.375, -0.375])
    assert text.answer("sum") == pytest.approx(half.added)
    assert text.answer("together") == pytest.approx(half.together)
    text.says("= −0.469: less than −0.75", half.together, half.added)
    whole = text.run("A longer step")
    moves = joint_moves(*_next(whole))
    assert moves.alone[moves.alone != 0.0] == pytest.approx([-0.5, -0.5])
    whole.run(1)
    assert whole.evaluate().loss == pytest.approx(text.answer("long")) == 2.0
    many = text.run("Forty-one parameters")
    moves = joint_moves(*_next(many))
    assert len(moves.alone) == 41
    text.says("they change J by −11.04", moves.added)
    text.says("+7.33.", moves.together)
    text.says("J rose by 7.33 at update 6", moves.together, 6)
    small = sn.Trainer(sn.TrainingConfig(), sn.datasets.notebook(200))
    moves = joint_moves(*_next(small))
    text.says("the sum is −0.147, and all together −0.149", moves.added, moves.together)
    text.gives("41", "0.001", "11.04", "0.01", "0.5")
    assert text.unchecked() == []


def _next(trainer):
    return trainer.objective, trainer.upcoming()
