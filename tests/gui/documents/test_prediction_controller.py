"""Predicting a table in the window: questions, thread, sentence, cancelling."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtWidgets import QProgressDialog, QWidget

import shallownet as sn
from gui.documents import dialogs
from gui.documents.prediction_controller import PredictionController
from gui.training.status import RunState, Status
from gui.workers.worker import Worker, wait_for_abandoned


@pytest.fixture(scope="module")
def snapshot():
    X = np.arange(20.0).reshape(2, 10)
    data = sn.Dataset(X, X[:1] + X[1:], ("a", "b"), "sum")
    return sn.Trainer(sn.TrainingConfig(standardize_inputs=True), data).snapshot()


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("a,b\n1,2\n3,\n")
    return path


@pytest.fixture
def controller(qtbot, snapshot):
    window = QWidget()
    qtbot.addWidget(window)
    controller = PredictionController(window)
    controller.set_status(Status(snapshot, sn.Recipe(), RunState.PAUSED, 0.0))
    yield controller
    controller.shut_down()
    wait_for_abandoned(5_000)


def choose(monkeypatch, table, output):
    monkeypatch.setattr(dialogs, "choose_table", lambda *_: str(table))
    monkeypatch.setattr(dialogs, "choose_predictions", lambda *_: str(output))


def test_the_shown_state_predicts(
    qtbot, controller, snapshot, table, tmp_path, monkeypatch
):
    output = tmp_path / "predicted.csv"
    choose(monkeypatch, table, output)
    with qtbot.waitSignal(controller.message) as told:
        controller.predict()
    assert told.args == [
        "Wrote predicted.csv: 1 row predicted, 1 without: an input is missing or not "
        "known (b in 1)."
    ]
    header, first, second = output.read_text().splitlines()
    assert header == "a,b,predicted sum"
    model = snapshot.run.model.copy()
    model.network.theta[:] = snapshot.theta
    predicted = float(model.predict(np.array([[1.0], [2.0]]))[0, 0])
    assert [float(cell) for cell in first.split(",")] == pytest.approx(
        [1.0, 2.0, predicted]
    )
    assert second == "3.0,,"


def test_missing_codes_of_the_run_hold_in_the_table(
    qtbot, controller, snapshot, table, tmp_path, monkeypatch
):
    source = sn.TableConfig("learned.csv", "sum", ("a", "b"), csv_missing_codes=("-9",))
    recipe = sn.Recipe(sn.TrainingConfig(), source)
    controller.set_status(Status(snapshot, recipe, RunState.PAUSED, 0.0))
    table.write_text("a,b\n1,-9\n1,2\n")
    output = tmp_path / "predicted.csv"
    choose(monkeypatch, table, output)
    with qtbot.waitSignal(controller.message) as told:
        controller.predict()
    assert "(b in 1)" in told.args[0]
    assert output.read_text().splitlines()[1] == "1.0,,"


def test_a_table_that_does_not_fit_is_told(
    qtbot, controller, table, tmp_path, monkeypatch
):
    table.write_text("a,c\n1,2\n")
    choose(monkeypatch, table, tmp_path / "predicted.csv")
    with qtbot.waitSignal(controller.message) as told:
        controller.predict()
    assert "table.csv has no column “b”" in told.args[0]
    assert not (tmp_path / "predicted.csv").exists()


@pytest.mark.parametrize(("path", "output"), [("", "out.csv"), ("table.csv", "")])
def test_nothing_starts_without_an_answer(controller, path, output, monkeypatch):
    choose(monkeypatch, path, output)
    controller.predict()
    assert not controller.findChildren(Worker)


def test_cancel_leaves_the_table(qtbot, controller, table, tmp_path, monkeypatch):
    output = tmp_path / "predicted.csv"
    choose(monkeypatch, table, output)
    with qtbot.waitSignal(controller.message) as told:
        controller.predict()
        controller.parent().findChild(QProgressDialog).canceled.emit()
    assert told.args == ["Cancelled: no predictions were written."]
    wait_for_abandoned(5_000)
