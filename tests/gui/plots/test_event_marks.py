"""Marks of events: their labels, tool tips and texts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PyQt6.QtCore import QEvent, QPoint
from PyQt6.QtGui import QHelpEvent
from PyQt6.QtWidgets import QApplication, QToolTip

from gui.plots.loss_plot import LossPlot
from gui.text.event_text import event_marks
from shallownet import Trainer, TrainingConfig
from shallownet.data import datasets
from shallownet.settings.events import Event


@pytest.fixture
def plot(qtbot) -> LossPlot:
    plot = LossPlot()
    qtbot.addWidget(plot)
    plot.resize(400, 300)
    plot.show()
    return plot


def run(changes: int, every: int = 1) -> Trainer:
    trainer = Trainer(TrainingConfig(iterations=500), datasets.notebook(20))
    for number in range(changes):
        trainer.run(every)
        trainer.change("learning_rate", 0.001 * (2 + number % 7) + 1e-9 * number)
    return trainer


def labels(plot: LossPlot) -> list[tuple[float, float]]:
    """Return the left and right end of each drawn label."""
    plot.mark_strip.grab()
    return list(plot.mark_strip.label_spans.values())


@pytest.mark.parametrize(("changes", "every"), [(1, 1), (3, 100), (60, 8), (200, 2)])
def test_labels_lie_inside_the_strip_and_not_on_each_other(plot, changes, every):
    plot.set_history(run(changes, every).snapshot())
    places = labels(plot)
    assert places
    assert places[0][0] >= 0
    assert places[-1][1] <= plot.mark_strip.width()
    assert all(a[1] < b[0] for a, b in pairwise(places))


def test_the_strip_has_the_same_height_without_marks(plot):
    before = plot.plot.geometry()
    plot.set_history(run(3).snapshot())
    assert plot.plot.geometry() == before


def test_the_strip_describes_all_changes_of_a_mark(plot):
    trainer = run(1, 141)
    trainer.freeze("W2[0, 3]")
    plot.set_history(trainer.snapshot())
    (place,) = labels(plot)
    strip = plot.mark_strip
    for x in (place[0] + 2, place[1] - 2):
        point = QPoint(round(x), 4)
        event = QHelpEvent(QEvent.Type.ToolTip, point, strip.mapToGlobal(point))
        QApplication.sendEvent(strip, event)
        assert QToolTip.text().startswith("at update 141: ")
        assert QToolTip.text().endswith("; W2[0, 3] frozen")
    assert strip.mark_at(place[1] + 40) is None


def test_the_number_of_items_does_not_depend_on_the_number_of_marks(plot):
    """An item for each mark would cost 0.4 ms a frame."""

    def drawn(trainer: Trainer) -> int:
        plot.set_history(trainer.snapshot())
        labels(plot)
        return len(plot.plot.scene().items())

    few, many = drawn(run(1, 400)), drawn(run(200, 2))
    assert few == many


def events(*changes: tuple) -> list[Event]:
    return [Event(*change) for change in changes]


def test_a_change_reverted_at_the_same_update_has_no_mark():
    assert not event_marks(
        events((5, "learning_rate", 0.1, 0.2), (5, "learning_rate", 0.2, 0.1))
    )
    (mark,) = event_marks(
        events(
            (5, "learning_rate", 0.1, 0.2),
            (5, "W1[0, 0]", False, True, "frozen"),
            (5, "learning_rate", 0.2, 0.3),
        )
    )
    assert mark == (
        5,
        "η 0.3 +1",
        "at update 5: W1[0, 0] frozen; learning rate 0.1 → 0.3",
    )


def test_a_mark_shows_at_most_four_digits():
    (mark,) = event_marks(events((1, "learning_rate", 0.1, 0.0020009999999999997)))
    assert mark.label == "η 0.002001"
    assert mark.description.endswith("0.1 → 0.002001")


def test_a_description_lists_at_most_ten_changes():
    frozen = [(3, f"W1[{n}, 0]", False, True, "frozen") for n in range(30)]
    (mark,) = event_marks(events(*frozen))
    assert mark.description.count(";") == 10
    assert mark.description.endswith("and 20 more")
