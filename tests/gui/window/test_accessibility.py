"""What a screen reader is told of the widgets of the real window, and how often."""

from __future__ import annotations

import re
from collections import Counter
from time import perf_counter

import pytest
from PyQt6 import sip
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QFontMetrics, QTextDocument
from PyQt6.QtWidgets import QLabel, QToolTip, QWidget

from gui.training.status import RunState
from gui.widgets.painted_label import PaintedLabel
from gui.widgets.spoken_text import SpokenText

TAGS = re.compile(r"</?\w+[^>]*>|&\w+;")
MAX_TIP_WIDTH = 560


@pytest.fixture
def opened(qtbot, same_window):
    """Return the window with a run, and with microscope, panels and settings open."""
    window = same_window
    if window.shown.snapshot.step:
        return window
    for more in window.parameter_panel.form.more.values():
        more.setChecked(True)
    window.actions_["microscope"].trigger()
    window.actions_["step"].trigger()
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 1)
    errors = window.panels.bring_into_view("residuals")
    qtbot.waitUntil(lambda: errors.reading.text() != "")
    units = window.panels.bring_into_view("units")
    qtbot.waitUntil(lambda: units.summary.text() != "")
    return window


def shown_text(label: QLabel) -> str:
    if label.textFormat() == Qt.TextFormat.PlainText:
        return label.text()
    document = QTextDocument()
    document.setHtml(label.text())
    return document.toPlainText()


def test_no_name_hides_the_text_of_a_label(opened):
    labels = [
        label
        for label in opened.findChildren(QLabel)
        if label.text() and not isinstance(label, PaintedLabel)
    ]
    assert len(labels) > 60
    for label in labels:
        name = label.accessibleName()
        assert not name or shown_text(label) in name, name
    assert opened.step_panel.narration.accessibleName() == ""


def test_labels_that_paint_their_text_are_named_by_it(qtbot, opened):
    labels = [part for part in opened.findChildren(PaintedLabel) if part.isVisible()]
    assert len(labels) >= 2
    for label in labels:
        qtbot.waitUntil(lambda part=label: part.accessibleName() == part.text())


def test_nothing_that_is_said_contains_tags(opened):
    for widget in opened.findChildren(QWidget):
        # Qt takes the tool tip where there is no description.
        description = widget.accessibleDescription() or widget.toolTip()
        for text in (widget.accessibleName(), description):
            assert not TAGS.search(text), (type(widget).__name__, text)


def test_no_tip_is_wider_than_a_column_of_text(opened):
    metrics = QFontMetrics(QToolTip.font())
    tips = [widget.toolTip() for widget in opened.findChildren(QWidget)]
    tips += [action.toolTip() for action in opened.actions()]
    plain = [tip for tip in tips if tip and not tip.startswith("<")]
    assert len(plain) > 60
    for tip in plain:
        widest = max(map(metrics.horizontalAdvance, tip.splitlines()))
        assert widest <= MAX_TIP_WIDTH, tip


def spoken(widget: QWidget) -> tuple[str, str]:
    return widget.accessibleName(), widget.accessibleDescription()


def test_a_running_run_does_not_flood_a_screen_reader(qtbot, opened):
    opened.run.start()
    qtbot.waitUntil(lambda: opened.shown.state is RunState.RUNNING)
    told = {widget: spoken(widget) for widget in opened.findChildren(QWidget)}
    changes: Counter[QWidget] = Counter()
    frames: list[float] = []

    def count(_: object) -> None:
        frames.append(perf_counter())
        # A mark of the diagnosis may have gone since.
        for widget in [widget for widget in told if not sip.isdeleted(widget)]:
            if told[widget] != (text := spoken(widget)):
                told[widget] = text
                changes[widget] += 1

    opened.presenter.presented.connect(count)
    qtbot.waitUntil(lambda: len(frames) >= 12, timeout=20_000)
    opened.run.pause()
    assert changes
    # Every text changes once a second at most, however many frames there are.
    assert max(changes.values()) <= 2 + frames[-1] - frames[0] < len(frames)


def test_a_text_that_changes_often_is_told_at_once_and_then_the_last_one(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    spoken = SpokenText(widget)
    for number in range(50):
        spoken.set(f"loss {number}")
    assert widget.accessibleName() == "loss 0"
    qtbot.waitUntil(lambda: widget.accessibleName() == "loss 49")
