"""The window is painted first, and then its first run is begun."""

from __future__ import annotations

from collections import Counter

from gui.actions import ACTION_SPECS
from gui.window.main_window import MainWindow
from shallownet import Recipe


def test_a_run_begins_once_the_window_is_painted(qtbot, settings):
    window = MainWindow(settings, Recipe.of(samples=50))
    qtbot.addWidget(window)
    qtbot.wait(50)
    assert not window.training.isRunning()
    assert window.training.newest is None
    window.show()
    qtbot.waitUntil(lambda: window.shown is not None)
    assert window.training.isRunning()


def test_what_is_asked_for_before_that_is_done_after_it(qtbot, settings):
    window = MainWindow(settings, Recipe.of(samples=50))
    qtbot.addWidget(window)
    window.run.start(7)
    window.show()
    qtbot.waitUntil(
        lambda: window.shown is not None and window.shown.snapshot.step == 7
    )


def test_only_one_action_of_a_key_is_enabled_before_the_first_run(qtbot, settings):
    window = MainWindow(settings, Recipe.of(samples=50))
    qtbot.addWidget(window)
    keys = Counter(
        key
        for spec in ACTION_SPECS
        for key in spec.keys
        if window.actions_[spec.name].isEnabled()
    )
    assert keys["Space"] == 1  # or Qt would do neither of what it could mean
    assert keys.most_common(1)[0][1] == 1


def test_a_window_that_was_never_painted_can_be_closed(qtbot, settings):
    window = MainWindow(settings, Recipe.of(samples=50))
    qtbot.addWidget(window)
    window.close()
    assert not window.training.isRunning()


def test_one_that_is_closed_as_soon_as_it_is_painted_begins_nothing(qtbot, settings):
    window = MainWindow(settings, Recipe.of(samples=50))
    qtbot.addWidget(window)
    window.grab()
    assert window._begin.isActive()
    window.close()
    qtbot.wait(50)
    assert not window.training.isRunning()
    assert window.training.newest is None
