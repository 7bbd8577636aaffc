"""The sealed test part: the question, the command, its count, and early stopping."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PyQt6.QtWidgets import QMessageBox, QWidget

import shallownet as sn
from gui.plots.fit_plot import FitPlot
from gui.training.commands import Change, Load, LookAtTest, Reset, Start, Step, Undo
from gui.training.status import RunState, Status
from gui.window.look_at_test import LookQuestion
from shallownet.settings.events import looks_in
from tests.gui.driver import RECIPE, Driver

SPLIT: dict[str, Any] = {
    "test_share": 0.2,
    "validation_share": 0.2,
    "standardize_inputs": True,
}


@pytest.fixture
def driver():
    driver = Driver()
    yield driver
    driver.thread.shut_down()


def begin(driver, **settings):
    config = replace(RECIPE.config, **SPLIT | settings)
    driver.obey(Load(replace(RECIPE, config=config)))


def looks(driver):
    return looks_in(driver.thread.newest.snapshot.events)


def test_a_look_is_counted_and_stays_with_the_runs_that_test_on_the_same(driver):
    begin(driver)
    driver.obey(Step(), LookAtTest())
    now = driver.thread.newest
    assert now.snapshot.last_look.step == 1
    assert now.snapshot.seen_test_r2 < 1.0
    assert not now.undo.startswith("undo")  # what was seen cannot be unseen
    driver.obey(LookAtTest(), Reset())
    assert (driver.step, looks(driver)) == (0, 2)
    driver.obey(Change({"hidden_units": (5,)}))
    assert looks(driver) == 2
    driver.obey(Change({"split_seed": 1}))
    assert looks(driver) == 0


def test_without_a_test_part_a_look_is_refused(driver):
    begin(driver, test_share=0.0)
    driver.obey(LookAtTest())
    assert driver.refused == ["no samples are kept for the test; give a test_share"]


def test_early_stopping_pauses_the_run_and_can_be_undone(driver):
    begin(driver, patience=3, learning_rate=0.3, iterations=1_000)
    driver.obey(Start())
    for _ in range(500):
        if driver.state is not RunState.RUNNING:
            break
        driver.turns(1)
    assert driver.state is RunState.PAUSED
    stopped = driver.thread.newest
    note = stopped.snapshot.events[-1]
    assert (note.kind, note.step - note.before) == ("stopped", 3)
    assert stopped.undo == "undo early stopping"
    driver.obey(Undo())
    assert driver.thread.newest.snapshot.events == ()


@pytest.fixture(scope="module")
def trainer():
    config = replace(RECIPE.config, **SPLIT)
    trainer = sn.Trainer(config, RECIPE.make_data())
    trainer.run(2)
    return trainer


@pytest.mark.parametrize(
    ("answer", "sent"),
    [
        (QMessageBox.StandardButton.Ok, [LookAtTest()]),
        (QMessageBox.StandardButton.Cancel, []),
    ],
)
def test_it_is_asked_first_what_a_look_means(qtbot, trainer, monkeypatch, answer, sent):
    window = QWidget()
    qtbot.addWidget(window)
    question = LookQuestion(window)
    commands: list[object] = []
    said: list[str] = []

    def exec_(box):
        said.append(f"{box.text()} {box.informativeText()}")
        return answer.value

    monkeypatch.setattr(QMessageBox, "exec", exec_)
    question.command_requested.connect(commands.append)
    question.ask()  # before there is a run
    assert not said
    question.set_status(Status(trainer.snapshot(), RECIPE, RunState.PAUSED, 0.0))
    question.ask()
    assert commands == sent
    assert said[0].startswith("10 samples are kept for the test. No update and no plot")


def test_the_fit_plot_shows_validation_and_offers_the_test(qtbot, trainer):
    plot = FitPlot()
    qtbot.addWidget(plot)
    plot.resize(700, 300)
    plot.show()
    split, now = trainer.run_info.split, trainer.snapshot()

    def show(snapshot):
        predicted = trainer.predict(trainer.data.X[:, split.open])[0]
        plot.set_predictions(snapshot, split.open, predicted)

    show(now)
    assert plot.test_button.isVisible()
    assert len(plot.test_points.getData()[0]) == len(split.validation)
    text = plot.reading.text()
    assert "validation ▲ R²" in text and "test R²" not in text
    line = now.run.linear
    assert f"(linear {line.r2:.2f})".replace("-", "−") in text
    with qtbot.waitSignal(plot.test_requested):
        plot.test_button.click()
    trainer.look_at_test()
    show(trainer.snapshot())
    seen = f"test R² {trainer.snapshot().seen_test_r2:.4f} (1 look)"
    assert seen.replace("-", "−") in plot.reading.text()
    whole = sn.Trainer(RECIPE.config, trainer.data)
    predicted = whole.predict(trainer.data.X)[0]
    plot.set_predictions(whole.snapshot(), whole.run_info.split.open, predicted)
    assert plot.test_button.isHidden()
