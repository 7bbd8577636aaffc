"""The presentation: larger, nothing to fill in, told what is done, and all put back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QApplication, QWidget

from gui.style.theme import LIGHT, sizes_sheet
from gui.widgets.fading_caption import FadingCaption
from gui.window.presentation import FIRST, SIZES, Presentation
from tests.gui.hands import press

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.window.main_window import MainWindow
    from gui.window.settings_file import SettingsFile

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def presented(qtbot, same_window) -> Iterator[MainWindow]:
    """Return the window while it is presented, by F11, with letters of the first size.

    The offscreen screen is small, so the window is made as large as a projector's.
    """
    press(qtbot, same_window, KEY.Key_F11)
    same_window.resize(1920, 1080)
    yield same_window
    same_window.presentation.set_on(False)
    same_window.presentation.restore(f"{FIRST:g}")
    same_window.network_view.setFocus()


def caption(window: MainWindow) -> FadingCaption:
    return window.findChild(FadingCaption)


def look_of(window: MainWindow) -> dict[str, Any]:
    """Return what a person sees of the window's shape, letters and lines."""
    view = window.network_view
    return {
        "state": window.windowState(),
        "geometry": window.geometry(),
        "menus": window.menuBar().isVisible(),
        "form": window.parameter_panel.geometry(),
        "columns": window.columns.sizes(),
        "panels": [panel.geometry() for panel in window.docks.panels if panel.in_view],
        "narration": window.step_panel.narration.fontInfo().pixelSize(),
        "row": window.step_panel.height(),
        "toolbar": window.toolbar.height(),
        "application": QApplication.font().key(),
        "controls": view.controls.isVisible(),
        "canvas": view.canvas,
        "nodes": view.graph.nodes,
        "letters": view.fontInfo().pixelSize(),
        "axis": window.loss_plot.item.getAxis("left").width(),
        "sheet": window.styleSheet(),
    }


def test_it_fills_the_screen_with_larger_letters_and_lines(qtbot, same_window):
    before = look_of(same_window)
    press(qtbot, same_window, KEY.Key_F11)
    after = look_of(same_window)
    assert same_window.isFullScreen()
    assert same_window.actions_["presentation"].isChecked()
    for name in ("narration", "letters"):
        assert after[name] == pytest.approx(FIRST * before[name], abs=1), name
    axis = same_window.loss_plot.item.getAxis("left")
    qtbot.waitUntil(lambda: axis.width() > before["axis"])
    assert after["row"] > before["row"]
    assert not (after["menus"] or after["controls"])
    assert same_window.parameter_panel.isHidden()
    assert same_window.theme.scale == FIRST
    press(qtbot, same_window, KEY.Key_Escape)
    assert not same_window.isFullScreen()
    assert not same_window.actions_["presentation"].isChecked()
    qtbot.waitUntil(lambda: look_of(same_window) == before)


def test_at_the_largest_size_nothing_is_cut_off(qtbot, presented):
    presented.presentation.change_by(len(SIZES))
    assert presented.theme.scale == SIZES[-1]
    assert presented.toolbar.sizeHint().width() <= 1920
    counter = presented.toolbar.counter
    for label in counter.findChildren(QWidget):
        if label.isVisible():
            assert label.height() >= label.fontMetrics().height() - 1
    narration = presented.step_panel.narration
    assert narration.height() >= 2 * narration.fontMetrics().lineSpacing()
    legend = presented.network_view.legend_area
    assert legend.height() >= 2 * presented.network_view.fontMetrics().height()


def test_ctrl_plus_and_minus_change_the_size_which_is_kept(qtbot, presented):
    graph = presented.network_view
    steps = [KEY.Key_Plus, KEY.Key_Plus, KEY.Key_Plus, KEY.Key_Minus]
    sizes = []
    for key in steps:
        qtbot.keyClick(presented, key, CTRL)
        sizes.append(presented.theme.scale)
    assert sizes == [2.0, 2.5, 2.5, 2.0]
    assert graph.zoom.factor == 1.0  # these keys are not the graph's meanwhile
    press(qtbot, presented, KEY.Key_Escape)
    qtbot.keyClick(presented, KEY.Key_Plus, CTRL)
    assert graph.zoom.factor > 1.0
    assert presented.theme.scale == 1.0
    graph.show_all()
    press(qtbot, presented, KEY.Key_F11)
    assert presented.theme.scale == 2.0


@pytest.mark.parametrize("text", ["1.6", "", "2.0", "nan", "-1", "1e9", "x"])
def test_a_size_that_is_none_is_refused(same_window, text):
    presentation = Presentation(same_window)
    with pytest.raises(ValueError):
        presentation.restore(text)
    assert presentation.size == FIRST


def test_keys_and_clicks_are_told_with_what_they_do(qtbot, presented):
    press(qtbot, presented, KEY.Key_Right)
    assert caption(presented).isVisible()
    assert caption(presented).text == "Right: Step"
    qtbot.waitUntil(lambda: presented.shown.snapshot.step == 1)
    press(qtbot, presented, KEY.Key_F7)
    assert caption(presented).text == "F7"  # a key that does nothing
    qtbot.keyClick(presented, KEY.Key_C, CTRL)
    assert caption(presented).text == "Ctrl+C: Copy settings as a command line"
    # Clicks are told with what they are on, and still work.
    qtbot.mouseClick(presented.toolbar.button("full_speed"), LEFT)
    assert caption(presented).text == "Click: Full speed"
    assert presented.actions_["full_speed"].isChecked()
    presented.speed.set_full_speed(False)
    graph = presented.network_view
    node = next(n for n in graph.graph.nodes if n.index is None)
    qtbot.mouseClick(graph, LEFT, pos=QPoint(round(node.x), round(node.y)))
    assert caption(presented).text == "Click: 1 (bias b1)"


def test_the_caption_fades_and_is_not_there_outside_a_presentation(
    qtbot, presented, monkeypatch
):
    press(qtbot, presented, KEY.Key_F7)
    assert caption(presented).testAttribute(
        Qt.WidgetAttribute.WA_TransparentForMouseEvents
    )
    qtbot.waitUntil(lambda: not caption(presented).isVisible())
    press(qtbot, presented, KEY.Key_F7)
    press(qtbot, presented, KEY.Key_Escape)
    assert not caption(presented).isVisible()
    press(qtbot, presented, KEY.Key_F7)
    assert not caption(presented).isVisible()


def test_a_key_into_the_form_shows_it_until_the_focus_leaves_it(qtbot, presented):
    form = presented.parameter_panel
    press(qtbot, presented, KEY.Key_L)
    field = form.form.fields["learning_rate"]
    assert field.isVisible() and field.hasFocus()
    # It is for who presents: its rows have a fixed height, so its letters stay.
    assert field.fontInfo().pixelSize() < 1.2 * 13
    presented.network_view.setFocus()
    assert not form.isVisible()


def test_escape_cancels_first_and_closes_a_card_before_the_presentation(
    qtbot, presented
):
    presented.set_theme_choice("dark")
    assert presented.theme.name == "dark" and presented.theme.scale == FIRST
    presented.set_theme_choice("light")
    presented.actions_["tour"].trigger()
    press(qtbot, presented, KEY.Key_Escape)
    assert presented.tour.cards == [] and presented.presentation.is_on
    presented.actions_["cancel"].setEnabled(True)
    press(qtbot, presented, KEY.Key_Escape)
    assert presented.presentation.is_on
    presented.actions_["cancel"].setEnabled(False)
    press(qtbot, presented, KEY.Key_Escape)
    assert not presented.presentation.is_on


def test_what_is_saved_while_presenting_is_the_window_as_it_was(
    qtbot, window, settings: SettingsFile
):
    window.save_state()
    before = settings.read()
    window.presentation.set_on(True)
    qtbot.keyClick(window, KEY.Key_Minus, CTRL)
    window.save_state()
    now = settings.read()
    assert now.pop("presentation_size") == "1.5"
    assert before.pop("presentation_size") == "1.75"
    assert now == before
    window.close()
    assert not window.presentation.is_on
    assert settings.read() == {**before, "presentation_size": "1.5"}


def test_the_sheet_of_sizes_has_every_size_and_no_colour():
    assert sizes_sheet(1.0) == ""
    sheet = sizes_sheet(2.0)
    assert "QLabel#narration { font-size: 26px; }" in sheet
    assert sheet.count("font-size") > 10
    assert "@" not in sheet and "color" not in sheet
    assert LIGHT.scale == 1.0
