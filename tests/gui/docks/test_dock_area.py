"""The dock area: what is in view, resetting, saving, and lending the plots' place."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.docks.dock_area import ASIDE_WIDTH, RIGHT, DockArea
from gui.docks.dock_panel import DockPanel
from gui.widgets.card_header import CardHeader, MarkButton

LEFT = Qt.DockWidgetArea.LeftDockWidgetArea


class View(QFrame):
    """A view with a header."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.header = CardHeader(title)
        column = QVBoxLayout(self)
        column.addWidget(self.header)
        column.addWidget(QLabel("content"), 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def panel(name: str, title: str = "") -> DockPanel:
    action = QAction(name)
    action.setCheckable(True)
    dock = DockPanel(f"{name}Dock", action)
    dock.setProperty("action", action)  # keeps it alive
    dock.set_view(View(title or name))
    return dock


def filled(qtbot) -> DockArea:
    """Return an area with two panels, one above the other, and a tab behind one."""
    area = DockArea(0.4, fixed=200)
    qtbot.addWidget(area)
    area.setCentralWidget(QWidget())
    loss, fit = panel("loss", "Loss J"), panel("fit", "Predicted vs true")
    for dock in (loss, fit):
        area.add(dock)
    area.add(panel("errors"), behind=fit)
    area.resize(1000, 600)
    return area


@pytest.fixture
def area(qtbot) -> DockArea:
    """Return such an area on the screen."""
    area = filled(qtbot)
    area.show()
    qtbot.waitUntil(lambda: action_of(area.panels[0]).isChecked())
    return area


def action_of(dock: DockPanel) -> QAction:
    return dock.property("action")


def in_view(area: DockArea) -> list[str]:
    return [dock.windowTitle() for dock in area.panels if dock.in_view]


def test_a_tab_behind_another_is_not_in_view(area):
    assert in_view(area) == ["loss", "fit"]
    area.panels[2].bring_into_view()
    assert in_view(area) == ["loss", "errors"]


def test_default_sizes_share_the_width_and_the_height(area):
    loss, fit, _ = area.panels
    assert loss.width() == fit.width() == 320  # 0.4 (1000 - 200)
    assert loss.height() == pytest.approx(fit.height(), abs=30)  # a bar of tabs


def test_a_width_that_was_dragged_to_is_kept_when_the_window_grows(qtbot, area):
    loss = area.panels[0]
    handle = QPoint(loss.x() - 2, 300)
    qtbot.mousePress(area, Qt.MouseButton.LeftButton, pos=handle)
    qtbot.mouseMove(area, handle - QPoint(80, 0))
    qtbot.waitUntil(lambda: loss.width() == 400)
    qtbot.mouseRelease(area, Qt.MouseButton.LeftButton, pos=handle - QPoint(80, 0))
    area.resize(1_500, 600)
    assert loss.width() == 600
    area.resize(500, 600)  # where the default is the smallest width
    area.resize(1_000, 600)
    assert loss.width() == 400


def test_panels_narrowed_in_a_wide_window_stay_in_a_narrow_one(qtbot, area):
    area.resize(2_000, 600)
    loss = area.panels[0]
    handle, narrowed = QPoint(loss.x() - 2, 300), QPoint(560, 0)
    qtbot.mousePress(area, Qt.MouseButton.LeftButton, pos=handle)
    qtbot.mouseMove(area, handle + narrowed)
    qtbot.waitUntil(lambda: loss.width() < 300)
    qtbot.mouseRelease(area, Qt.MouseButton.LeftButton, pos=handle + narrowed)
    area.resize(500, 600)  # a warning of Qt's fails the test
    assert 0 < loss.width() < 300 and area.isVisible()


@pytest.mark.parametrize("steps", [[1_500], [*range(1_001, 1_101), 1_500]])
def test_panels_take_their_share_of_a_growing_width_in_any_steps(area, steps):
    for width in steps:
        area.resize(width, 600)
    assert area.panels[0].width() == 520
    area.resize(1_000, 600)
    assert area.panels[0].width() == 320


def test_an_action_opens_a_panel_raises_its_tab_and_closes_it(qtbot, area):
    errors = area.panels[2]
    action = action_of(errors)
    assert not action.isChecked()
    action.trigger()
    assert in_view(area) == ["loss", "errors"] and action.isChecked()
    qtbot.waitUntil(lambda: not action_of(area.panels[1]).isChecked())
    action.trigger()
    assert errors.isHidden() and not action.isChecked()
    qtbot.waitUntil(lambda: in_view(area) == ["loss", "fit"])
    action.trigger()
    assert in_view(area) == ["loss", "errors"]


def test_the_header_closes_a_panel_and_its_action_says_so(qtbot, area):
    loss = area.panels[0]
    button = loss.findChild(MarkButton)
    assert button.accessibleName() == "Close loss"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert in_view(area) == ["fit"]
    qtbot.waitUntil(lambda: not action_of(loss).isChecked())


def test_a_header_says_no_title_that_its_tab_says_already(qtbot, area):
    _, fit, errors = area.panels
    titles = [dock.titleBarWidget().title for dock in area.panels]
    qtbot.waitUntil(lambda: [t.isHidden() for t in titles] == [False, False, True])
    fit.close()
    errors.bring_into_view()
    qtbot.waitUntil(lambda: not titles[2].isHidden())


def test_reset_brings_all_panels_back(qtbot, area):
    loss, fit, errors = area.panels
    loss.close()
    fit.setFloating(True)
    area.addDockWidget(LEFT, errors)
    area.reset()
    assert in_view(area) == ["loss", "fit"]
    assert not any(dock.isFloating() for dock in area.panels)
    assert area.tabifiedDockWidgets(fit) == [errors]
    assert {area.dockWidgetArea(dock) for dock in area.panels} == {RIGHT}
    assert loss.width() == 320


def test_a_layout_is_saved_and_restored(area):
    loss, fit, errors = area.panels
    loss.close()
    area.addDockWidget(LEFT, fit)
    errors.setFloating(True)
    state = area.state()
    area.reset()
    assert area.restore(state)
    assert loss.isHidden() and errors.isFloating() and errors.in_view
    assert area.dockWidgetArea(fit) == LEFT


def test_a_floating_panel_is_restored_above_its_window(qtbot, area):
    area.panels[0].setFloating(True)
    state = area.state()
    area.close()
    later = filled(qtbot)
    assert later.restore(state)
    loss = later.panels[0]
    assert loss.isFloating() and not loss.isVisible()  # or it would stand behind
    later.show()
    qtbot.waitUntil(loss.isVisible)
    assert loss.windowHandle().transientParent() is later.windowHandle()
    assert in_view(later) == ["loss", "fit"]


def test_what_is_no_layout_changes_nothing(area):
    before = area.state()
    assert not area.restore(b"no layout")
    assert area.state() == before


def test_a_guest_has_the_place_of_the_panels_and_they_come_back(qtbot, area):
    loss, _, errors = area.panels
    errors.bring_into_view()
    loss_size, before = loss.size(), area.state()
    guest = QLabel("guest")
    area.lend(guest)
    assert in_view(area) == [] and guest.isVisible()
    qtbot.waitUntil(lambda: guest.width() == loss_size.width())
    assert area.state() == before  # what is saved is without the guest
    area.take_back()
    assert in_view(area) == ["loss", "errors"] and not guest.isVisible()
    qtbot.waitUntil(lambda: loss.size() == loss_size)


def test_a_panel_opened_beside_a_guest_stays_when_the_guest_leaves(area):
    loss = area.panels[0]
    loss.close()
    area.lend(QLabel("guest"))
    loss.bring_into_view()
    area.take_back()
    assert in_view(area) == ["loss", "fit"]


def test_floating_panels_stay_while_there_is_a_guest(area):
    loss = area.panels[0]
    loss.setFloating(True)
    area.lend(QLabel("guest"))
    assert in_view(area) == ["loss"]
    area.take_back()
    assert loss.isFloating() and in_view(area) == ["loss", "fit"]


def test_tab_goes_through_a_floating_panel_from_its_header_down(qtbot, area):
    dock = area.panels[0]
    view = dock.widget()
    view.header.marks.insertWidget(0, MarkButton("menu", "Menu", "A menu"))
    view.header.buttons.addWidget(QPushButton("log"))  # made last, seen first
    dock.setFloating(True)
    dock.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    order = []
    for _ in range(4):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        order.append(getattr(focused, "text", str)() or focused.accessibleName())
    assert order == ["log", "Menu", "Close loss", ""]
    assert view.hasFocus()


@pytest.fixture
def wide(qtbot) -> DockArea:
    """Return an area with one more panel, which stands aside."""
    area = filled(qtbot)
    area.add(panel("lesson"), aside=True)
    area.resize(1400, 600)
    area.show()
    qtbot.waitUntil(lambda: action_of(area.panels[0]).isChecked())
    return area


def test_a_panel_aside_is_closed_and_then_shares_the_width(qtbot, wide):
    loss, lesson = wide.panels[0], wide.panels[-1]
    assert lesson.isHidden() and not action_of(lesson).isChecked()
    before = loss.width()
    action_of(lesson).trigger()
    qtbot.waitUntil(lambda: action_of(lesson).isChecked())
    qtbot.waitUntil(lambda: lesson.width() == ASIDE_WIDTH)
    assert lesson.x() < loss.x() and wide.dockWidgetArea(lesson) == LEFT
    room = wide.width() - ASIDE_WIDTH - 200
    qtbot.waitUntil(lambda: loss.width() == pytest.approx(0.4 * room, abs=3))
    action_of(lesson).trigger()
    qtbot.waitUntil(lambda: loss.width() == pytest.approx(before, abs=3))


def test_reset_leaves_a_panel_aside_as_it_is(qtbot, wide):
    lesson = wide.panels[-1]
    wide.reset()
    assert lesson.isHidden()
    lesson.bring_into_view()
    lesson.setFloating(True)
    wide.reset()
    assert lesson.isVisible() and not lesson.isFloating()
    assert wide.dockWidgetArea(lesson) == LEFT


def test_a_layout_from_before_a_panel_was_added_keeps_it_closed(qtbot, wide):
    older = filled(qtbot)
    older.show()
    assert wide.restore(older.state())
    assert wide.panels[-1].isHidden()
