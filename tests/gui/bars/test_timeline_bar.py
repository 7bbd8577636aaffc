"""The timeline's bar: the field shows the update of the window, in the house's form."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QLocale, Qt
from PyQt6.QtWidgets import QApplication

from gui.training.commands import GoTo
from shallownet import Recipe
from tests.gui.hands import at_rest, train


def line(window):
    return window.timeline_bar.field.lineEdit()


def test_the_field_follows_the_run_while_it_has_the_focus(qtbot, window):
    train(qtbot, window, 5)
    window.actions_["go_to"].trigger()
    assert QApplication.focusWidget() is window.timeline_bar.field
    window.speed.set_full_speed(True)
    window.actions_["start"].trigger()
    qtbot.waitUntil(lambda: window.shown.snapshot.step > 100)
    window.actions_["pause"].trigger()
    qtbot.waitUntil(lambda: at_rest(window, window.training.newest.snapshot.step))
    step = window.shown.snapshot.step
    assert line(window).text() == f"{step:,}"
    assert line(window).selectedText() == f"{step:,}"  # typing replaces it
    qtbot.keyClicks(window.timeline_bar.field, "17")
    window.training.post(GoTo(3))
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 3)
    assert line(window).text() == "17"  # what a person types is theirs
    qtbot.keyClick(window.timeline_bar.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 17)
    assert window.timeline.hasFocus()


@pytest.mark.parametrize("language", ["de_DE", "ar_EG", "fr_FR", "en_IN"])
def test_its_numbers_have_one_form_in_every_language(qtbot, make_window, language):
    before = QLocale()
    QLocale.setDefault(QLocale(language))
    try:
        window = make_window(Recipe.of(samples=20, iterations=2_000))
        train(qtbot, window, 1_700)
        assert line(window).text() == "1,700"
        assert "1,700 / 2,000" in window.toolbar.counter.text()
    finally:
        QLocale.setDefault(before)


@pytest.mark.parametrize("typed", ["12x", "1.700", "10.000", "-1", "last"])
def test_what_is_no_update_is_explained_and_changes_nothing(qtbot, window, typed):
    train(qtbot, window, 20)
    window.actions_["go_to"].trigger()
    field = window.timeline_bar.field
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.problem.isVisible() and field.problem.text()
    lines = field.problem.fontMetrics().lineSpacing()
    qtbot.waitUntil(lambda: field.problem.height() < 3 * lines)
    assert window.rect().contains(
        field.problem.mapTo(window, field.problem.rect().bottomRight())
    )
    assert window.shown.snapshot.step == 20
    assert line(window).text() == "20"


def test_the_arrow_keys_go_by_one(qtbot, window):
    train(qtbot, window, 20)
    window.actions_["go_to"].trigger()
    qtbot.keyClick(window.timeline_bar.field, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 19)
    assert line(window).text() == "19"
