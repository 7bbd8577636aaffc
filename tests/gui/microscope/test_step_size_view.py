"""The step size tab: its layout, and muting what is outdated."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QScrollArea, QToolButton

from gui.style.theme import DARK, LIGHT
from shallownet.curvature.lanczos import NO_CURVE
from tests.gui.microscope.steps import analyse, settle, show, train

if TYPE_CHECKING:
    from gui.microscope.step_size_view import StepSizeView


def colours(view: StepSizeView) -> tuple[str, str]:
    return (
        view.profile.curve.opts["pen"].color().name(),
        view.sharpness.marker.opts["brush"].color().name(),
    )


def muted(view: StepSizeView) -> tuple[bool, bool]:
    return (
        view.profile.note.text().startswith("outdated"),
        view.sharpness.origin.text().startswith("outdated"),
    )


def test_after_another_update_results_are_muted_not_removed(view):
    trainer = train(20)
    case = analyse(trainer)
    show(view, case)
    texts = view.profile.reading.text(), view.sharpness.reading.text()
    fresh = colours(view)
    assert muted(view) == (False, False)
    trainer.step()
    view.set_state(trainer.snapshot())
    assert muted(view) == (True, True)
    assert (view.profile.reading.text(), view.sharpness.reading.text()) == texts
    assert all(a != b for a, b in zip(colours(view), fresh, strict=True))
    assert len(view.profile.curve.getData()[0]) > 40
    show(view, analyse(trainer))
    assert muted(view) == (False, False)
    assert colours(view) == fresh


def test_a_late_result_is_outdated_at_once(view):
    trainer = train(20)
    case = analyse(trainer)
    trainer.step()
    view.set_state(trainer.snapshot())
    view.set_profile(case.snapshot, case.profile)
    view.set_sharpness(case.snapshot, case.sharpness)
    assert muted(view) == (True, True)
    assert "after update 20" in view.sharpness.origin.text()


def test_another_run_or_an_edit_at_the_same_step_is_another_state(view):
    show(view, analyse(train()))
    view.set_state(train().snapshot())  # begun anew, all numbers alike
    assert muted(view) == (True, True)
    trainer = train(5)
    show(view, analyse(trainer))
    trainer.edit("W1[0, 0]", 3.0)
    view.set_state(trainer.snapshot())
    assert muted(view) == (True, True)


def test_another_learning_rate_is_another_step_under_the_same_curvature(view):
    trainer = train(5)
    show(view, analyse(trainer))
    trainer.change("learning_rate", 0.1)
    view.set_state(trainer.snapshot())
    assert muted(view) == (True, False)
    assert "2/η = 20:" in view.sharpness.reading.text()
    trainer.step()
    trainer.change("learning_rate", 0.01)
    view.set_state(trainer.snapshot())
    assert muted(view) == (True, True)
    assert "2/η = 20:" in view.sharpness.reading.text()  # the bound of its snapshot


def test_the_same_state_again_is_current(view):
    trainer = train(5)
    show(view, analyse(trainer))
    view.set_state(trainer.snapshot())
    assert muted(view) == (False, False)


def test_the_value_of_another_run_is_outdated(view):
    view.set_state(train(1_000, watched=True).snapshot())
    texts = view.sharpness.reading.text()
    assert muted(view)[1] is False
    view.set_state(train().snapshot())
    assert view.sharpness.reading.text() == texts
    assert muted(view)[1] is True
    assert view.sharpness.marker.getData()[0].size == 0


# The two together


@pytest.mark.parametrize(
    ("size", "columns", "rows"),
    [((590, 300), 2, 1), ((1100, 600), 2, 1), ((430, 600), 1, 2), ((430, 230), 1, 1)],
)
def test_the_layout_follows_the_size(view, rising, size, columns, rows):
    view.resize(*size)
    show(view, rising)
    settle()
    cards = [card for card in (view.profile, view.sharpness) if card.isVisible()]
    places = [QRect(card.mapTo(view, QPoint()), card.size()) for card in cards]
    assert len({place.x() for place in places}) == columns
    assert len({place.y() for place in places}) == rows
    assert len(cards) == columns * rows
    assert view.size().width() == size[0]
    for place in places:
        assert view.rect().contains(place)


def test_a_low_tab_scrolls_and_the_plot_stays_readable(view, rising):
    view.resize(400, 180)
    show(view, rising)
    settle()
    area = view.findChild(QScrollArea)
    assert area.verticalScrollBar().maximum() > 0
    assert area.horizontalScrollBar().maximum() == 0
    assert view.profile.plot.height() >= view.profile.plot.minimumHeight() > 90
    reading = view.profile.reading
    assert reading.height() >= reading.heightForWidth(reading.width())


def test_in_a_small_tab_each_plot_switches_to_the_other(qtbot, view):
    view.resize(420, 220)
    settle()
    assert not view.sharpness.isVisible()
    qtbot.mouseClick(view.to_sharpness, Qt.MouseButton.LeftButton)
    assert view.sharpness.isVisible()
    assert not view.profile.isVisible()
    qtbot.mouseClick(view.to_profile, Qt.MouseButton.LeftButton)
    assert view.profile.isVisible()
    view.resize(590, 300)
    settle()
    assert view.sharpness.isVisible()
    assert not view.to_profile.isVisible()


@pytest.mark.parametrize("size", [(560, 300), (590, 300), (420, 220), (1100, 600)])
def test_no_text_is_cut_off(view, size):
    cases = [
        analyse(train(learning_rate=0.3)),
        analyse(train(20, optimizer="rmsprop", learning_rate=0.1, batch_size=32)),
    ]
    view.resize(*size)
    for case in cases:
        show(view, case)
        view.set_state(replace(case.snapshot, step=100_000, sharpness=NO_CURVE))
        settle()
        for card in (view.profile, view.sharpness):
            if not card.isVisible():
                continue
            for texts in (card.reading, card.findChild(type(card.note), "note")):
                assert texts.height() >= texts.heightForWidth(texts.width())
            for label in (card.title, card.note):
                assert label.width() >= label.sizeHint().width()
            assert card.plot.height() >= 80


def test_the_plots_do_not_move_when_the_texts_change(view, lesson, rising):
    def places() -> list[object]:
        settle()
        return [card.plot.geometry() for card in (view.profile, view.sharpness)]

    batch = analyse(train(5, batch_size=32))
    show(view, rising)
    view.set_sharpness(rising.snapshot, 99.0)
    show(view, batch)
    view.set_state(lesson.snapshot)
    before = places()
    for case in (lesson, rising, batch):
        show(view, case)
        assert places() == before


def test_a_hidden_card_does_not_reserve_height_for_another_width(view, rising):
    settle()  # side by side, where its texts take two lines
    view.resize(420, 220)
    settle()
    show(view, rising)
    view.to_sharpness.click()
    settle()
    texts = view.sharpness.reading
    assert texts.height() < 2 * texts.fontMetrics().height()


def test_every_control_has_a_name_and_a_tip(view):
    buttons = view.findChildren(QToolButton)
    assert len(buttons) == 5
    for button in buttons:
        assert button.accessibleName()
        assert button.toolTip()
    for card in (view.profile, view.sharpness):
        assert card.plot.accessibleName()
        assert card.reading.accessibleDescription()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_theme_sets_the_colours(view, lesson, theme):
    show(view, lesson)
    view.set_theme(theme)
    for card in (view.profile, view.sharpness):
        image = card.plot.grab().toImage()
        assert image.pixelColor(2, 2) == QColor(theme.surface)
    assert view.profile.curve.opts["pen"].color() == QColor(theme.loss)
    assert theme.text in view.profile.reading.styleSheet()
