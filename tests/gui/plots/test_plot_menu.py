"""The menu of a plot: how it is opened, and what it does."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QContextMenuEvent
from PyQt6.QtWidgets import QApplication, QMenu

from gui.graph.probe import Probe
from gui.plots.data_text import data_text
from gui.plots.fit_plot import FitPlot
from gui.plots.loss_plot import LossPlot
from shallownet import Trainer, TrainingConfig
from shallownet.data import datasets

if TYPE_CHECKING:
    from PyQt6.QtGui import QAction

    from gui.plots.plot_card import PlotCard

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


@pytest.fixture
def trainer() -> Trainer:
    config = TrainingConfig(iterations=100, test_share=0.2)
    trainer = Trainer(config, datasets.notebook(50))
    trainer.run(12)
    return trainer


@pytest.fixture
def loss(qtbot, trainer) -> LossPlot:
    plot = LossPlot()
    qtbot.addWidget(plot)
    plot.resize(400, 300)
    plot.show()
    plot.set_history(trainer.snapshot())
    return plot


@pytest.fixture
def fit(qtbot, trainer) -> FitPlot:
    plot = FitPlot()
    qtbot.addWidget(plot)
    plot.resize(400, 400)
    plot.show()
    snapshot = trainer.snapshot()
    probe = Probe(snapshot.run)
    plot.set_predictions(snapshot, probe.chosen, probe.predictions(snapshot))
    return plot


def open_menu(card: PlotCard) -> QMenu | None:
    return card.findChild(QMenu)


def entry(card: PlotCard, text: str) -> QAction:
    """Return an entry of the menu, which is opened if it is not."""
    if open_menu(card) is None:
        card.open_menu()
    menu = open_menu(card)
    assert menu is not None
    return next(a for a in menu.actions() if a.text().startswith(text))


def texts(card: PlotCard) -> list[str]:
    entry(card, "Copy data")
    actions = open_menu(card).actions()
    shown = [a for a in actions if a.isVisible() and not a.isSeparator()]
    return [a.text().split("\t")[0] for a in shown]


def by_click(qtbot, card: PlotCard) -> None:
    qtbot.mouseClick(card.plot.viewport(), RIGHT, pos=QPoint(150, 100))


def by_button(qtbot, card: PlotCard) -> None:
    qtbot.mouseClick(card.menu_button, LEFT)


def by_key(qtbot, card: PlotCard) -> None:
    qtbot.keyClick(card.plot, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)


def by_menu_key(qtbot, card: PlotCard) -> None:
    place, reason = QPoint(10, 10), QContextMenuEvent.Reason.Keyboard
    event = QContextMenuEvent(reason, place, card.plot.mapToGlobal(place))
    QApplication.sendEvent(card.plot.viewport(), event)


@pytest.mark.parametrize("way", [by_click, by_button, by_key, by_menu_key])
def test_the_menu_is_built_when_it_is_asked_for(qtbot, loss, way):
    assert open_menu(loss) is None
    way(qtbot, loss)
    qtbot.waitUntil(lambda: open_menu(loss) is not None)
    assert open_menu(loss).isVisible()
    open_menu(loss).close()
    qtbot.waitUntil(lambda: open_menu(loss) is None)


def test_zooming_with_the_right_button_opens_nothing(qtbot, loss):
    view, before = loss.plot.viewport(), loss.box.viewRange()
    xs = itertools.cycle(range(150, 200, 10))
    qtbot.mousePress(view, RIGHT, pos=QPoint(150, 100))

    def zoomed() -> bool:  # some moves are left out
        qtbot.mouseMove(view, QPoint(next(xs), 100))
        return loss.box.viewRange() != before

    qtbot.waitUntil(zoomed)
    qtbot.mouseRelease(view, RIGHT, pos=QPoint(200, 100))
    QApplication.processEvents()
    assert open_menu(loss) is None


def test_each_plot_has_what_makes_sense_there(loss, fit):
    common = ["Show all", "Copy picture", "Save picture …", "Copy data"]
    assert texts(fit) == common
    assert texts(loss) == [
        "Show all",
        "Logarithmic loss axis",
        "Mean error",
        "Logarithmic update axis",
        "Test loss",
        "Gradient norm ‖∇J‖",
        "Gradient norm of each layer ‖∇J‖",
        "Update / weights of each layer ‖ΔW‖ / ‖W‖",
        "Learning rate η",
        *common[1:],
    ]


def test_switches_in_the_menu_are_those_in_the_header(loss):
    assert entry(loss, "Logarithmic").isChecked()
    entry(loss, "Logarithmic").trigger()
    assert not loss.is_log and not loss.log_button.isChecked()


@pytest.mark.parametrize("way", ["double click", "menu"])
def test_all_is_shown_again(qtbot, loss, way):
    before = loss.box.viewRange()
    loss.box.setRange(xRange=(3, 4), yRange=(1, 2), padding=0)
    loss.box.sigRangeChangedManually.emit([True, True])
    if way == "menu":
        entry(loss, "Show all").trigger()
    else:
        view, place = loss.plot.viewport(), QPoint(150, 100)
        qtbot.mouseClick(view, LEFT, pos=place)
        qtbot.mouseDClick(view, LEFT, pos=place)
        qtbot.mouseRelease(view, LEFT, pos=place)
    assert loss.box.viewRange() == before


def copied(card: PlotCard) -> dict[str, list[str]]:
    entry(card, "Copy data").trigger()
    lines = QApplication.clipboard().text().splitlines()
    head, *rows = [line.split("\t") for line in lines]
    return dict(zip(head, map(list, zip(*rows, strict=True)), strict=True))


def test_the_loss_is_copied_in_full(loss, trainer):
    loss.mean_error_button.setChecked(True)
    data = copied(loss)
    assert list(data) == ["update", "loss", "mean error", "test loss"]
    assert [int(n) for n in data["update"]] == list(range(13))
    values = [float(value) for value in data["loss"]]
    assert values == [*trainer.history.loss, trainer.snapshot().loss]


def test_losses_of_batches_are_named_so(qtbot):
    trainer = Trainer(TrainingConfig(batch_size=10), datasets.notebook(50))
    trainer.run(7)
    plot = LossPlot()
    qtbot.addWidget(plot)
    plot.set_history(trainer.snapshot())
    data = copied(plot)
    assert list(data) == ["update", "batch loss", "loss over all"]
    assert data["batch loss"][-1] == "" and data["loss over all"][:-1] == [""] * 7
    assert float(data["loss over all"][-1]) == trainer.snapshot().loss


def test_the_samples_are_copied_in_full(fit, trainer):
    data = copied(fit)
    assert list(data) == ["sample", "part", "true y", "predicted ŷ"]
    samples = np.array(data["sample"], dtype=int)
    assert [float(y) for y in data["true y"]] == trainer.data.y[0, samples].tolist()
    np.testing.assert_allclose(
        [float(y) for y in data["predicted ŷ"]],
        trainer.predict(trainer.data.X[:, samples])[0],
        rtol=1e-12,
    )
    assert data["part"].count("test") == 10


def test_pictures_are_asked_for(qtbot, fit):
    for text, signal in (
        ("Copy picture", fit.copy_requested),
        ("Save picture", fit.save_requested),
    ):
        with qtbot.waitSignal(signal) as asked:
            entry(fit, text).trigger()
        assert asked.args == [fit]


def test_what_was_copied_is_told(qtbot, fit):
    with qtbot.waitSignal(fit.message) as told:
        entry(fit, "Copy data").trigger()
    assert told.args == ["Copied 50 rows of sample, part, true y, predicted ŷ."]


def test_pointing_at_a_sample_reads_it_off(fit, trainer):
    sample = int(fit.columns()["sample"][7])
    true = trainer.data.y[0, sample]
    predicted = trainer.predict(trainer.data.X)[0, sample]
    scene = fit.item.scene()
    scene.sigMouseMoved.emit(fit.box.mapViewToScene(QPointF(true, predicted)))
    assert fit.reading.text().startswith(f"sample {sample}:")
    assert f"{predicted - true:+.4f}".replace("-", "−") in fit.reading.text()
    hand = Qt.CursorShape.PointingHandCursor
    assert fit.plot.viewport().cursor().shape() == hand
    scene.sigMouseMoved.emit(fit.box.mapViewToScene(QPointF(true, predicted + 1e3)))
    assert "RMSE" in fit.reading.text()
    assert fit.plot.viewport().cursor().shape() != hand


def test_the_text_of_very_many_numbers_is_made_elsewhere(loss, monkeypatch):
    monkeypatch.setattr("gui.plots.plot_menu.QUICK", 10)
    asked: list[Any] = []
    loss.data_copy_requested.connect(asked.append)
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    clipboard.setText("before")
    entry(loss, "Copy data").trigger()
    assert clipboard.text() == "before"
    assert data_text(asked[0]).startswith("update\tloss")
