"""The toolbar: nothing is clipped or moves during a run, at any width."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QLabel, QToolButton

from gui.training.status import RunState
from shallownet import Recipe
from shallownet.training.batches import EpochPosition

Style = Qt.ToolButtonStyle
WIDTHS = (860, 1000, 1280, 1366, 1920)


@pytest.fixture
def toolbar(window):
    window.training.shut_down()  # only the test sets the status
    window.setMinimumWidth(min(WIDTHS))  # as narrow as with large letters
    return window.toolbar


def show(window, step: int, planned: int, rate: float, epochs: int = 0) -> None:
    snapshot = window.shown.snapshot
    batches = max(planned // epochs, 2) if epochs else 1
    place = EpochPosition(step // batches if epochs else step, 0, batches)
    settings = replace(snapshot.settings, iterations=planned)
    snapshot = replace(snapshot, step=step, epoch_position=place, settings=settings)
    state = RunState.RUNNING if rate else RunState.PAUSED
    window.toolbar.set_status(
        replace(
            window.shown,
            snapshot=snapshot,
            state=state,
            updates_per_second=rate,
        )
    )
    QApplication.processEvents()


def places(window) -> dict[str, tuple[int, int]]:
    """Check that nothing is clipped, and return where everything is."""
    toolbar, found = window.toolbar, {}
    overflow = toolbar.findChild(QToolButton, "qt_toolbar_ext_button")
    assert overflow is None or not overflow.isVisible()
    for number, action in enumerate(toolbar.actions()):
        widget = toolbar.widgetForAction(action)
        assert widget.isVisible(), action.text()
        assert widget.geometry().right() < toolbar.width(), action.text()
        if widget is not toolbar.counter:
            found[action.text() or f"part {number}"] = widget.x(), widget.width()
    for number, label in enumerate(toolbar.counter.findChildren(QLabel)):
        if label.isVisible():
            needed = label.fontMetrics().horizontalAdvance(label.text())
            assert needed <= label.width(), label.text()
            right = label.mapTo(window, label.rect().topRight()).x()
            found[f"label {number}"] = right, label.width()
    return found


LENGTHS = ((10_000, 0), (10_000, 200), (10_000_000, 0), (10_000_000, 100_000))
"""Planned updates, and epochs."""


def test_nothing_is_clipped_or_moves(window, toolbar):
    for width, (planned, epochs) in product(WIDTHS, LENGTHS):
        window.resize(width, 600)
        seen = []
        for share, rate in product((0.0, 0.001, 0.5, 1.0), (0, 7.0, 300.0, 98_765.0)):
            show(window, int(planned * share), planned, rate, epochs)
            seen.append(places(window))
            text = toolbar.counter.text()
            assert f"{int(planned * share):,} / {planned:,}" in text
            assert ("epoch" in text) == bool(epochs)
        assert all(place == seen[0] for place in seen), (width, planned, epochs)


def test_the_counter_shows_less_in_a_narrow_window(window, toolbar):
    texts = []
    for width in reversed(WIDTHS):
        window.resize(width, 600)
        show(window, 1_000_000, 10_000_000, 300.0, 100_000)
        texts.append(toolbar.counter.text())
    assert (
        texts[0]
        == "300/s   8:20:00 left   epoch 10,001   update 1,000,000 / 10,000,000"
    )
    assert texts[-1].endswith("epoch 10,001   1,000,000 / 10,000,000")
    assert [len(text) for text in texts] == sorted(map(len, texts), reverse=True)
    assert "300/s   8:20:00 left" in toolbar.counter.toolTip()


def test_buttons_have_text_in_a_wide_window(window, toolbar):
    for width, words in ((860, False), (1280, True), (1920, True)):
        window.resize(width, 600)
        show(window, 0, 10_000, 0.0)
        wide = toolbar.button("new_start").width() > 80
        assert wide == words, width
        assert toolbar._speed.label.text() in ("300 updates/s", "300/s")


def test_a_run_of_batches_is_counted_in_epochs(qtbot, make_window):
    window = make_window(Recipe.of(samples=100, batch_size=20))
    window.run.start(7)
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 7)
    assert "epoch 2   update 7 / 10,000" in window.toolbar.counter.text()


def test_the_number_of_pinned_runs_is_shown_and_spoken(qtbot, window):
    button, action = window.toolbar.button("compare"), window.actions_["compare"]
    assert button.toolButtonStyle() == Style.ToolButtonIconOnly
    assert "No run is pinned yet." in button.accessibleName()
    for count, words in ((1, "1 run is pinned."), (2, "2 runs are pinned.")):
        window.toolbar.button("pin").click()
        qtbot.waitUntil(lambda n=count: len(window.compare.pins.records) == n)
        assert button.text().endswith(str(count))
        assert button.toolButtonStyle() == Style.ToolButtonTextBesideIcon
        assert button.accessibleName() == f"Compare runs … {words}"
        assert action.toolTip().endswith(words) and "(Ctrl+K)" in action.toolTip()
    assert action.text() == "Compare runs …"  # in the menu
    window.compare.pins.remove([0, 1])
    assert button.accessibleName().endswith("No run is pinned yet.")
    button.click()
    assert window.compare.window.isVisible()


def test_pins_clip_nothing(window, toolbar):
    for width, pins in product(WIDTHS, (0, 7, 1_234)):
        window.resize(width, 600)
        toolbar.set_pins(pins)
        show(window, 9_999_999, 10_000_000, 98_765.0, 100_000)
        places(window)
        if pins:
            words = toolbar.button("compare").text()
            assert words.endswith("7" if pins == 7 else "99+")
            assert ("Compare" in words) == (width == max(WIDTHS))
