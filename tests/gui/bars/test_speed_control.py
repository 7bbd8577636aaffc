"""The speed control: its paces, full speed, label and keys."""

from __future__ import annotations

import math

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QSlider

from gui.bars.speed_control import PACES, SpeedControl
from shallownet import TrainingConfig


@pytest.fixture
def control(qtbot) -> SpeedControl:
    control = SpeedControl()
    qtbot.addWidget(control)
    control.show()
    return control


@pytest.fixture
def emitted(control) -> list[float]:
    emitted: list[float] = []
    control.pace_changed.connect(emitted.append)
    return emitted


def test_it_goes_from_one_a_second_to_full_speed_in_rising_steps():
    assert PACES[0] == 1
    assert math.isinf(PACES[-1])
    assert list(PACES) == sorted(set(PACES))


def test_the_default_lets_the_default_run_be_watched_in_half_a_minute(control):
    assert 25 <= TrainingConfig().iterations / control.pace <= 40


def test_faster_and_slower_emit_each_pace_once(control, emitted):
    control.change_by(-len(PACES))
    assert emitted == [1]
    emitted.clear()
    for _ in PACES[1:]:
        control.change_by(1)
    assert emitted == list(PACES[1:])


def test_nothing_is_emitted_beyond_either_end(control, emitted):
    control.change_by(-100)
    control.change_by(100)
    emitted.clear()
    control.change_by(1)
    assert emitted == []
    assert control.pace == math.inf


@pytest.mark.parametrize("steps", [0, -3, 2])
def test_full_speed_and_back_to_the_pace_before(control, emitted, steps):
    control.change_by(steps)
    chosen = control.pace
    emitted.clear()
    control.set_full_speed(True)
    assert control.pace == math.inf
    control.set_full_speed(False)
    assert control.pace == chosen
    assert emitted == [math.inf, chosen]


def test_full_speed_by_the_slider_returns_to_the_pace_before(control):
    control.slider.setValue(2)
    control.slider.setValue(control.slider.maximum())
    control.set_full_speed(False)
    assert control.pace == PACES[2]


def test_an_unchanged_speed_emits_nothing(control, emitted):
    control.set_full_speed(False)
    assert emitted == []


@pytest.mark.parametrize("position", range(len(PACES)))
def test_the_label_shows_the_pace_within_its_width(control, position):
    control.slider.setValue(position)
    text, pace = control.label.text(), PACES[position]
    if math.isinf(pace):
        assert text == "full speed"
    else:
        assert text == f"{pace:,} update{'s' if pace > 1 else ''}/s"
    assert control.label.fontMetrics().horizontalAdvance(text) <= control.label.width()


def test_the_slider_works_with_keys(qtbot, control, emitted):
    qtbot.keyClick(control.slider, Qt.Key.Key_Home)
    qtbot.keyClick(control.slider, Qt.Key.Key_Right)
    qtbot.keyClick(control.slider, Qt.Key.Key_PageUp)
    qtbot.keyClick(control.slider, Qt.Key.Key_End)
    assert emitted == [PACES[0], PACES[1], PACES[2], PACES[-1]]


def test_it_has_a_name_and_a_tip_with_unit_and_keys(control):
    slider = control.findChild(QSlider)
    assert slider.accessibleName() == "Speed"
    assert "updates a second" in slider.toolTip().replace("\n", " ")
    for key in ("[", "]", "F"):
        assert key in slider.toolTip()
