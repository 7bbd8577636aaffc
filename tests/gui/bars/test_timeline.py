"""The timeline: progress, marks and tool tips, mostly read from its pixels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QWheelEvent
from PyQt6.QtWidgets import QAbstractSlider, QApplication, QToolTip

from gui.bars.timeline import LATEST, Timeline
from gui.style.theme import DARK, LIGHT
from shallownet import Trainer, TrainingConfig
from shallownet.data import datasets
from shallownet.settings.events import Event
from shallownet.training.reports import Divergence

if TYPE_CHECKING:
    from PyQt6.QtGui import QImage

    from shallownet.training.snapshot import Snapshot

KNOB = 6
"""Radius of the knob at the end of the completed part."""


@pytest.fixture
def timeline(qtbot) -> Timeline:
    timeline = Timeline()
    qtbot.addWidget(timeline)
    timeline.resize(600, 40)
    timeline.show()
    return timeline


@pytest.fixture(scope="module")
def start() -> Snapshot:
    return Trainer(TrainingConfig(iterations=1_000), datasets.notebook(20)).snapshot()


def picture(timeline: Timeline) -> QImage:
    return timeline.grab().toImage()


def where(image: QImage, row: int, colour: str) -> list[int]:
    """Return the pixels of a row that have a colour."""
    wanted = QColor(colour).rgb()
    return [x for x in range(image.width()) if image.pixel(x, row) == wanted]


def measured_share(timeline: Timeline, theme=LIGHT) -> float:
    """Measure the completed share of the track."""
    image = picture(timeline)
    row = timeline.height() // 2 + 3
    done, to_do = where(image, row, theme.accent), where(image, row, theme.border)
    left, knob = done[0], done[-1] - KNOB
    right = max([knob, *to_do])
    return (knob - left) / (right - left)


def marks(timeline: Timeline, events: tuple[Event, ...], snapshot: Snapshot):
    """Return the columns below the track in which marks are drawn."""
    row = timeline.height() // 2 + 3 + 7
    timeline.set_progress(replace(snapshot, events=()))
    bare = picture(timeline)
    timeline.set_progress(replace(snapshot, events=events))
    marked = picture(timeline)
    return [
        x for x in range(bare.width()) if bare.pixel(x, row) != marked.pixel(x, row)
    ]


@pytest.mark.parametrize("step", [0, 100, 250, 500, 900, 1_000])
def test_the_completed_part_is_drawn_to_scale(timeline, start, step):
    timeline.set_progress(replace(start, step=step))
    assert measured_share(timeline) == pytest.approx(step / 1_000, abs=0.015)


def test_it_follows_a_run(timeline):
    trainer = Trainer(TrainingConfig(iterations=40), datasets.notebook(20))
    for expected in (0.25, 0.5, 0.75, 1.0):
        trainer.run(10)
        timeline.set_progress(trainer.snapshot())
        assert measured_share(timeline) == pytest.approx(expected, abs=0.015)


def test_extending_a_run_reduces_the_completed_share(timeline, start):
    timeline.set_progress(replace(start, step=1_000))
    longer = replace(start.settings, iterations=2_000)
    timeline.set_progress(replace(start, step=1_000, settings=longer))
    assert measured_share(timeline) == pytest.approx(0.5, abs=0.015)


def test_a_run_beyond_its_plan_fills_the_track(timeline, start):
    timeline.set_progress(replace(start, step=1_500))
    assert measured_share(timeline) == pytest.approx(1.0, abs=0.015)


def test_a_diverged_run_is_drawn_in_the_colour_of_errors(timeline):
    trainer = Trainer(
        TrainingConfig(activation="relu", learning_rate=100.0), datasets.notebook(20)
    )
    row = timeline.height() // 2 + 3
    timeline.set_progress(trainer.snapshot())
    assert not where(picture(timeline), row, LIGHT.error)
    while trainer.divergence is None:
        trainer.step()
        trainer.evaluate()
    timeline.set_progress(trainer.snapshot())
    assert where(picture(timeline), row, LIGHT.error)
    assert not where(picture(timeline), row, LIGHT.accent)


def test_the_end_of_a_run_is_marked(timeline, start):
    timeline.set_progress(replace(start, step=999))
    right = timeline.x_of(1_000)
    assert timeline.mark_at(right) is None
    timeline.set_progress(replace(start, step=1_000))
    mark = timeline.mark_at(right - 2)
    assert (mark.step, mark.label) == (1_000, "finished")
    assert mark.description == "finished: 1,000 updates, as planned"
    timeline.set_progress(replace(start, step=400), completed=1_000)
    assert timeline.mark_at(right) == mark  # looking back, it is still there
    assert timeline.update_at(right - 2) == 1_000
    timeline.set_progress(
        replace(start, step=700, divergence=Divergence(700, "b2", 1.0))
    )
    gone = timeline.mark_at(timeline.x_of(700))
    assert gone.label == "diverged"
    assert "update 700 made b2 1.0" in gone.description


def test_hovering_a_mark_describes_it(qtbot, timeline, start, monkeypatch):
    emitted = []
    show = staticmethod(lambda place, text, *rest: emitted.append(text))
    monkeypatch.setattr(QToolTip, "showText", show)
    event = Event(250, "learning_rate", 0.001, 0.01)
    timeline.set_progress(replace(start, step=600, events=(event,)))
    at = QPoint(round(timeline.x_of(250)) + 2, 20)
    QApplication.sendEvent(timeline, QHelpEvent(QEvent.Type.ToolTip, at, at))
    assert emitted == ["at update 250: learning rate 0.001 → 0.01"]
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=at)
    assert emitted[1:] == emitted[:1]
    qtbot.mouseMove(timeline, QPoint(at.x() + 60, 20))
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=at)
    away = QPoint(at.x() + 60, 20)
    QApplication.sendEvent(timeline, QHelpEvent(QEvent.Type.ToolTip, away, away))
    assert emitted[-1].startswith("Drag to look back")


def test_changes_are_marked_where_they_were_made(timeline, start):
    snapshot = replace(start, step=1_000)
    events = (
        Event(250, "learning_rate", 0.001, 0.01),
        Event(750, "learning_rate", 0.01, 0.003),
    )
    columns = marks(timeline, events, snapshot)
    row = timeline.height() // 2 + 3
    done = where(picture(timeline), row, LIGHT.accent)
    left, right = done[0], done[-1] - KNOB
    for share in (0.25, 0.75):
        expected = left + share * (right - left)
        near = [x for x in columns if abs(x - expected) <= 2]
        assert near
        columns = [x for x in columns if x not in near]
    assert not columns


@pytest.mark.parametrize("at", [1_000, 995])
def test_the_label_of_the_end_comes_before_those_of_changes(timeline, start, at):
    snapshot = replace(start, step=1_000)
    timeline.set_progress(snapshot)
    words = timeline.rect().adjusted(0, 0, 0, -timeline.height() // 2 - 6)
    bare = timeline.grab(words).toImage()
    assert (
        len({bare.pixel(x, 5) for x in range(bare.width())}) > 1
    )  # the label is drawn
    events = (Event(at, "learning_rate", 0.001, 0.01),)
    timeline.set_progress(replace(snapshot, events=events))
    assert timeline.grab(words).toImage() == bare


@pytest.mark.parametrize("width", [220, 600, 1_400])
@pytest.mark.parametrize("shown", [0, 500, 995, 1_000])
def test_labels_collide_with_nothing(timeline, start, monkeypatch, width, shown):
    texts: list[QRectF] = []
    shapes: list[QRectF] = []
    draw_text, draw_line = QPainter.drawText, QPainter.drawLine
    draw_ellipse = QPainter.drawEllipse

    def note_text(painter, at, text) -> None:
        inked = QFontMetricsF(painter.font()).tightBoundingRect(text)
        texts.append(inked.translated(at))
        draw_text(painter, at, text)

    def note_line(painter, a, b) -> None:
        shapes.append(QRectF(a, b).adjusted(-1, 0, 1, 0))
        draw_line(painter, a, b)

    def note_ellipse(painter, centre, across, down) -> None:
        at = QRectF(0, 0, 2 * across, 2 * down)
        at.moveCenter(centre)
        shapes.append(at)
        draw_ellipse(painter, centre, across, down)

    steps = (0, 3, 10, 480, 520, 900, 990)
    events = tuple(Event(step, "learning_rate", 0.001, 0.003) for step in steps)
    timeline.resize(width, timeline.sizeHint().height())
    timeline.set_progress(replace(start, step=1_000, events=events))
    timeline.set_progress(replace(start, step=shown, events=events), 1_000)
    timeline.setFocus()
    monkeypatch.setattr(QPainter, "drawText", note_text)
    monkeypatch.setattr(QPainter, "drawLine", note_line)
    monkeypatch.setattr(QPainter, "drawEllipse", note_ellipse)
    timeline.grab()
    assert len(texts) >= 3 and len(shapes) >= 9
    for number, text in enumerate(texts):
        assert QRectF(timeline.rect()).contains(text)
        assert not [other for other in texts[:number] if other.intersects(text)]
        assert not [shape for shape in shapes if shape.intersects(text)]


def test_a_run_without_changes_has_no_marks(timeline, start):
    assert marks(timeline, (), replace(start, step=500)) == []


def test_many_marks_can_be_drawn_in_a_narrow_timeline(timeline, start):
    events = tuple(
        Event(step, "learning_rate", 0.1, 0.2) for step in range(0, 1_000, 5)
    )
    columns = marks(timeline, events, replace(start, step=1_000))
    timeline.resize(80, 40)
    assert len(columns) > 200
    assert not picture(timeline).isNull()


def test_it_applies_the_colours_of_a_theme(timeline, start):
    timeline.set_progress(replace(start, step=500))
    timeline.set_theme(DARK)
    assert measured_share(timeline, DARK) == pytest.approx(0.5, abs=0.015)


def test_it_has_a_name_a_tip_and_a_size(timeline):
    assert timeline.objectName() == "timeline"
    assert timeline.accessibleName()
    assert timeline.toolTip()
    assert timeline.sizeHint().height() >= 30


def test_assistive_technology_reads_and_sets_it_as_a_slider(timeline, start):
    requested: list[int] = []
    timeline.update_requested.connect(requested.append)
    timeline.set_progress(replace(start, step=400), completed=700)
    shown = timeline.minimum(), timeline.value(), timeline.maximum()
    assert shown == (0, 400, 700)
    assert requested == []  # what code sets asks for nothing
    timeline.setValue(250)
    assert requested == [250]
    timeline.set_progress(replace(start, step=701))
    assert (timeline.value(), timeline.maximum()) == (701, 701)
    assert isinstance(timeline, QAbstractSlider)  # whose role and value Qt exposes


def test_keys_go_a_page_and_to_both_ends(qtbot, timeline, start):
    requested: list[int] = []
    timeline.update_requested.connect(requested.append)
    timeline.set_progress(replace(start, step=400), completed=700)
    for key in ("PageUp", "PageDown", "PageDown", "Home", "PageDown", "End"):
        qtbot.keyClick(timeline, getattr(Qt.Key, f"Key_{key}"))
    assert requested == [500, 400, 300, 0, LATEST]


def test_a_turning_wheel_asks_for_no_update(qtbot, timeline, start):
    requested: list[int] = []
    timeline.update_requested.connect(requested.append)
    timeline.set_progress(replace(start, step=400), completed=700)
    place, none = QPointF(timeline.rect().center()), QPoint()
    event = QWheelEvent(
        place,
        timeline.mapToGlobal(place),
        none,
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(timeline, event)
    assert requested == [] and not event.isAccepted()


def test_the_knob_stays_with_the_pointer_while_the_run_goes_on(qtbot, timeline, start):
    requested: list[int] = []
    timeline.update_requested.connect(requested.append)
    timeline.set_progress(replace(start, step=600))
    places = [QPoint(round(timeline.x_of(update)), 20) for update in (600, 300)]
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=places[0])
    assert requested == [600]  # the running run is held where it was pressed
    qtbot.mouseMove(timeline, places[1])
    timeline.set_progress(replace(start, step=620))
    assert abs(timeline.value() - 300) <= 2
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=places[1])
    timeline.set_progress(replace(start, step=640))
    assert timeline.value() == 640
