"""What the lessons on longer runs say, computed from runs."""

from __future__ import annotations

import numpy as np
import pytest

import shallownet as sn
from shallownet.curvature.lanczos import sharpness
from shallownet.nn.activations import ACTIVATIONS
from shallownet.nn.saturation import saturated
from tests.shallownet.lessons.lesson_text import LessonText


def share_saturated(trainer: sn.Trainer) -> float:
    return float(saturated(ACTIVATIONS["sigmoid"], trainer.preview()["Z1"]).mean())


def r2(trainer: sn.Trainer) -> float:
    return trainer.snapshot().r2


def test_zero_start():
    text = LessonText(7)
    trainer = text.run("The first update, by hand")
    mean = float(trainer.data.y.mean())
    text.says("Their mean is −5.347, as the mean of the targets is 5.347", -mean, mean)
    trainer.run(1)
    first = trainer.network.parameters
    text.says("= 0.0535.", first["b2"][0, 0])
    text.says("0.0267, and the same", first["W2"][0, 0])
    assert text.answer("b2") == pytest.approx(0.01 * mean)
    assert text.answer("w2") == pytest.approx(0.01 * 0.5 * mean)
    assert text.answer("w1") == 0.0 == np.abs(first["W1"]).max()
    trainer.run(299)
    W1 = trainer.network.parameters["W1"]
    assert np.ptp(W1, axis=0).max() < 1e-9
    text.says("All ten have the weight 3.103 for x1. R² is 0.81", W1[0, 0], r2(trainer))
    trainer.run(200)
    zeros = r2(trainer)
    trainer.run(300)
    assert np.ptp(trainer.network.parameters["W1"], axis=0).max() < 1e-4
    trainer.run(2_200)
    assert np.ptp(trainer.network.parameters["W1"], axis=0).max() > 0.1
    parted = text.run("One number is changed", 300).network.parameters["W1"]
    assert np.ptp(parted[1:], axis=0).max() < 1e-9
    assert abs(parted[0, 0] - parted[1, 0]) > 0.1
    xavier = sn.preset("zero-start").recipe.changed(
        samples=200, initialization="xavier"
    )
    other = sn.Trainer(xavier.config, xavier.make_data())
    assert not other.network.parameters["b1"].any()
    other.run(500)
    text.says(
        "R² is 0.968 after 500 updates, where the zeros have 0.867",
        r2(other),
        500,
        zeros,
    )
    text.gives("0.5", "0.01", "41", "300", "800", "1,000", "16", "9", "3,000", "0.95")
    assert text.unchecked() == []


def test_saturation():
    text = LessonText(8)
    text.says("a = 0.881, and the slope is", 1 / (1 + np.exp(-2)))
    text.says("1 − a is 0.0000454", 1, 1 / (1 + np.exp(10)))
    slope = np.exp(-10.0) / (1 + np.exp(-10.0)) ** 2
    text.says("1 · 0.0000454", 1, slope)
    assert text.answer("slope") == pytest.approx(slope)
    text.says("About 5,500 times", text.answer("times"), within=0.01)
    assert text.answer("times") == pytest.approx(0.25 / slope)

    raw = text.run("The slope of a sigmoid")
    at_notebooks_start = share_saturated(raw)
    text.says(
        "At the notebook's start 70 % of all activations are", 100 * at_notebooks_start
    )
    raw.run(10)  # with more of them the run is chaotic
    share = 100 * share_saturated(raw)
    text.says("99 % are saturated, and R² is 0.00", share, r2(raw))
    raw.change("learning_rate", 0.001)
    raw.run(2_000)
    notebook = sn.Trainer(sn.TrainingConfig(), raw.data)
    notebook.run(2_000)
    text.says("2,000 updates with it lead to R² 0.79", 2_000, r2(notebook))
    text.says("R² is 0.57 after 2,000 updates", r2(raw), 2_000)

    x2 = raw.data.X[1]
    assert x2.mean() == pytest.approx(10, abs=0.5)
    assert x2.std() == pytest.approx(2, abs=0.2)
    assert text.answer("standard") == 2.0
    other = text.run("The same run, standardized")
    assert share_saturated(other) == 0.0
    other.run(10)
    text.says("R² is 0.70. With raw inputs", r2(other))
    other.run(90)
    text.says("R² is 0.97 after 100 updates", r2(other), 100)
    text.gives(
        "10",
        "14",
        "0.6",
        "0.3",
        "300",
        "100",
        "4",
        "0.01",
        "0.25",
        "0.5",
        "0.95",
        "0.001",
    )
    assert text.unchecked() == []


def test_the_edge_of_stability():
    text = LessonText(9)
    run = sn.Trainer(sn.TrainingConfig(), sn.datasets.notebook(200))
    for updates, written in (
        (0, "| 0 | 16.6 |"),
        (1_000, "| 1,000 | 392 |"),
        (2_000, "| 2,000 | 599 |"),
        (3_000, "| 3,000 | 880 |"),
        (4_000, "| 4,000 | 1,482 |"),
    ):
        run.run(updates - run.updates)
        text.says(written, updates, sharpness(run.objective), within=0.001)
    assert (np.diff(run.history.loss) < 0.0).all()
    assert text.answer("limit") == 2_000
    begins = run.evaluate().loss
    run.run(1_000)
    text.says("has 70.8 at update 5,000", run.evaluate().loss, 5_000, within=0.01)
    run.run(500)
    losses = run.history.loss
    # From the first rise on rounding decides when the next ones come.
    rises = np.flatnonzero(np.diff(losses) > 0.0)
    text.says("until update 4,865", rises[0], within=0.005)
    text.says("About 300 of the 1,500 updates", len(rises), 1_500, within=0.1)
    low = losses[: rises[0] + 1].min()
    text.says("falls from 89.6 to about 69", begins, low, within=0.01)
    text.says("to about 100", losses[4_000:].max(), within=0.15)
    text.says("it is 61.8 at their end", run.evaluate().loss, within=0.01)
    assert 1_800 < sharpness(run.objective) < 2_200
    assert text.answer("half") == 4_000
    run.change("learning_rate", 0.0005)
    run.run(500)
    assert (np.diff(run.history.loss[5_500:]) < 0.0).all()
    value = sharpness(run.objective)
    text.says("J is 54.7", run.evaluate().loss, within=0.01)
    text.says("λmax is 2,323", value, within=0.01)
    text.gives(
        "0.001", "0.0005", "200", "500", "2,000", "4,500", "10,000", "2021", "4,000"
    )
    assert text.unchecked() == []


def test_batches_and_noise():
    text = LessonText(10)
    y = text.run("Two halves of the data").data.y[0]
    assert (-y).tolist() == [-8, 2, 4, 10] and (-y).mean() == 2
    assert (-y)[:2].mean() == -3
    assert text.answer("second") == (-y)[2:].mean() == 7

    data = sn.datasets.notebook(200)
    scatter = {}
    for size in (4, 16):
        config = sn.TrainingConfig(
            standardize_inputs=True, batch_size=size, learning_rate=1e-8
        )
        trainer = sn.Trainer(config, data)
        trainer.run(400)
        scatter[size] = trainer.history.loss.std()
    text.says("standard deviation of 490", scatter[4])
    text.says("Measured over 400 batches it is 251", 400, scatter[16])
    text.says("over all 200 samples is 816", 200, trainer.snapshot().loss)

    batches = text.run("A run by batches", 1_000)
    full = sn.Trainer(
        sn.TrainingConfig(standardize_inputs=True, learning_rate=0.01), data
    )
    full.run(1_000)
    text.says("R² is 0.959 after 1,000 updates", r2(full), 1_000)
    text.says("R² is 0.959.", r2(batches))
    assert np.mean(np.diff(batches.history.loss) > 0.0) == pytest.approx(0.5, abs=0.03)
    assert text.answer("epoch") == 10

    losses = {}
    for size in (4, None):
        config = sn.TrainingConfig(
            standardize_inputs=True, batch_size=size, learning_rate=0.1
        )
        trainer = sn.Trainer(config, data)
        trainer.run(2_000)
        losses[size] = trainer.snapshot().loss
    text.says("it is 0.80", losses[None])
    assert losses[4] > 5.0

    recipe = sn.Recipe.of(
        samples=200, noise=0.5, standardize_inputs=True, learning_rate=0.1
    )
    noisy = sn.Trainer(recipe.config, recipe.make_data())
    noisy.run(3_000)
    text.says(
        "has R² 0.818 on them. How can it be above 0.8", r2(noisy), text.answer("best")
    )
    text.gives(
        "20", "5", "4", "16", "490", "0.1", "2,000", "0.5", "3,000", "0.25", "200,000"
    )
    assert text.unchecked() == []


def test_what_test_data_are_for():
    text = LessonText(11)
    run = text.run("Half is kept back")
    seen = run.snapshot()
    assert (len(seen.run.split.train), len(seen.run.split.test)) == (15, 15)
    text.says(
        "R² is 0.46 on the training samples and 0.33 on the test samples",
        seen.r2,
        seen.held_out_r2,
    )
    best = int(np.argmin(run.history.held_out_loss))
    text.says("lowest after 258 updates", best)
    at_best = sn.Trainer(run.config, run.data)
    at_best.run(best)
    text.says("to report its R², 0.33", at_best.snapshot().held_out_r2)
    run.run(2_700)
    seen = run.snapshot()
    text.says(
        "R² rises to 0.68, on the test samples it falls to −0.29",
        seen.r2,
        seen.held_out_r2,
    )
    assert np.argmin(run.history.held_out_loss) == best
    run.run(7_000)
    seen = run.snapshot()
    text.says(
        "At update 10,000 it is 0.95 and −3.63", 10_000, seen.r2, seen.held_out_r2
    )
    assert text.answer("best") == 0.5

    three = text.run("Three parts")
    assert three.train(3_000)
    text.says("It stops at update 398", three.updates)
    (stop,) = [event for event in three.events if event.kind == "stopped"]
    text.says("the parameters of update 98", stop.before)
    three.look_at_test()
    seen = three.snapshot()
    sizes = [
        len(part)
        for part in (
            seen.run.split.train,
            seen.run.split.validation,
            seen.run.split.test,
        )
    ]
    text.says("40 for training, 20 for validation, 20 for the test", *sizes)
    text.says(
        "R² is 0.42 on the validation samples, and 0.18 on the test samples",
        seen.held_out_r2,
        seen.seen_test_r2,
    )
    text.gives("30", "15", "3,000", "400", "300", "80", "0.5")
    assert text.unchecked() == []
