"""Which keys the focused widget of the real window keeps, and where the focus goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QTabBar,
    QToolButton,
)

from gui.training.status import RunState
from shallownet import PRESETS

if TYPE_CHECKING:
    from gui.window.main_window import MainWindow

Key = Qt.Key


def press(qtbot, window: MainWindow, key: Qt.Key, times: int = 1) -> None:
    """Press a key as a keyboard does: to the popup, or to what has the focus."""
    for _ in range(times):
        popup = QApplication.activePopupWidget()
        target = popup.focusWidget() or popup if popup else window.focusWidget()
        qtbot.keyClick(target or window, key)


def boxes(window: MainWindow) -> list[QComboBox]:
    return [box for box in window.findChildren(QComboBox) if box.isVisible()]


def state(window: MainWindow) -> RunState:
    return window.shown.state


def test_the_first_flow_of_the_tour(qtbot, make_window):
    window = make_window(PRESETS[0].recipe)
    window.run.set_pace(30.0)
    press(qtbot, window, Key.Key_P)
    press(qtbot, window, Key.Key_Down)
    press(qtbot, window, Key.Key_Return)
    assert window.focusWidget() is window.network_view
    qtbot.waitUntil(lambda: window.shown.recipe == PRESETS[1].recipe)
    window.activateWindow()  # offscreen, the list that has closed stays the active one
    qtbot.waitUntil(window.isActiveWindow)
    press(qtbot, window, Key.Key_Space)
    qtbot.waitUntil(lambda: state(window) is RunState.RUNNING)
    press(qtbot, window, Key.Key_Space)
    qtbot.waitUntil(lambda: state(window) is RunState.PAUSED)


def test_every_box_hands_the_keys_back_after_a_choice(qtbot, window):
    assert len(boxes(window)) >= 6
    for box in boxes(window):
        if not box.isVisible():
            continue  # another choice has hidden it
        box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        box.showPopup()
        press(qtbot, window, Key.Key_Return)
        assert QApplication.activePopupWidget() is None
        assert window.focusWidget() is window.network_view, box.accessibleName()


def test_a_list_that_is_closed_without_a_choice_hands_the_keys_back(qtbot, window):
    press(qtbot, window, Key.Key_P)
    press(qtbot, window, Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    qtbot.waitUntil(lambda: window.focusWidget() is window.network_view)


def test_after_a_choice_in_a_box_tab_goes_on_from_it(qtbot, window):
    fields = window.parameter_panel.form.fields
    fields["learning_rate"].setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, window, Key.Key_Tab)
    box = fields["optimizer"]
    assert window.focusWidget() is box
    for _ in range(2):  # the box keeps Space, too
        press(qtbot, window, Key.Key_Space)
        press(qtbot, window, Key.Key_Down)
        press(qtbot, window, Key.Key_Return)
        assert QApplication.activePopupWidget() is None
        assert window.focusWidget() is box
        window.activateWindow()  # offscreen, the list stays the active window
        qtbot.waitUntil(window.isActiveWindow)
    press(qtbot, window, Key.Key_Tab)
    assert window.focusWidget() is fields["activation"]


def test_arrows_walk_through_a_closed_box_without_leaving_it(qtbot, window):
    box = window.parameter_panel.form.fields["activation"]
    box.setFocus(Qt.FocusReason.TabFocusReason)
    box.showPopup()
    press(qtbot, window, Key.Key_Escape)
    before = box.currentIndex()
    press(qtbot, window, Key.Key_Down, times=2)
    assert box.currentIndex() == before + 2
    assert window.focusWidget() is box


def test_letters_belong_to_the_closed_box_with_the_focus(qtbot, window):
    seed = window.shown.snapshot.run.config.seed
    triggered: list[str] = []
    for name in ("new_start", "mean_error", "reset", "fit_plots"):
        action = window.actions_[name]
        action.triggered.connect(lambda _, name=name: triggered.append(name))
    for key in (Key.Key_N, Key.Key_M, Key.Key_R, Key.Key_0):
        window.parameter_panel.presets.setFocus(Qt.FocusReason.TabFocusReason)
        press(qtbot, window, key)
        assert triggered == []
        assert window.shown.snapshot.run.config.seed == seed


def test_a_command_with_ctrl_is_no_letter(qtbot, window):
    box = window.parameter_panel.presets
    box.setFocus(Qt.FocusReason.TabFocusReason)
    opened: list[bool] = []
    window.actions_["compare"].triggered.connect(lambda: opened.append(True))
    qtbot.keyClick(box, Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert opened


def test_a_menu_of_a_button_hands_the_keys_back(qtbot, window):
    button = next(
        button
        for button in window.findChildren(QToolButton)
        if button.objectName() == "activation" and button.isVisible()
    )
    button.setFocus(Qt.FocusReason.TabFocusReason)

    def choose() -> None:
        menu = QApplication.activePopupWidget()
        if menu is None:  # the button waits in a loop of its own until the menu closes
            QTimer.singleShot(1, choose)
            return
        qtbot.keyClick(menu, Key.Key_Down)
        qtbot.keyClick(menu, Key.Key_Return)

    choose()
    press(qtbot, window, Key.Key_Space)
    assert window.focusWidget() is window.network_view


def test_a_button_that_its_press_disables_hands_the_keys_back(qtbot, window):
    press(qtbot, window, Key.Key_Right)
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 1)
    press(qtbot, window, Key.Key_Left)
    qtbot.waitUntil(lambda: window.shown.is_past)
    now = window.findChild(QAbstractButton, "actionNowButton")
    now.setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, window, Key.Key_Space)
    qtbot.waitUntil(lambda: not window.shown.is_past)
    assert window.focusWidget() is window.network_view


def test_the_arrows_of_tabs_change_the_tab(qtbot, window):
    window.actions_["microscope"].trigger()
    tabs = window.findChild(QTabBar)
    tabs.setFocus(Qt.FocusReason.TabFocusReason)
    at = tabs.currentIndex()
    press(qtbot, window, Key.Key_Right)
    assert tabs.currentIndex() == at + 1
    assert window.shown.snapshot.step == 0
