"""Wherever Tab leads, the focus is seen, and it goes as the eye does."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QApplication, QDockWidget, QMainWindow, QTabBar, QWidget

from shallownet import Recipe

TAB = Qt.FocusReason.TabFocusReason
BACK = Qt.Key.Key_Backtab


def tour(qtbot, window, key=Qt.Key.Key_Tab) -> list[QWidget]:
    """Press Tab until the focus is where it was, and return where it came."""
    seen: list[QWidget] = []
    for _ in range(200):
        qtbot.keyClick(QApplication.focusWidget(), key)
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused in seen:
            assert focused is seen[0]
            return seen
        seen.append(focused)
    raise AssertionError("Tab never comes round")


def pixels(widget: QWidget) -> np.ndarray:
    image = widget.grab().toImage()
    memory = image.constBits()
    assert memory is not None
    return np.frombuffer(memory.asstring(image.sizeInBytes()), np.uint32)


def test_tab_scrolls_to_where_it_leads(qtbot, window):
    window.resize(1000, 500)
    fields = window.parameter_panel.form.fields
    for first, key in (("learning_rate", Qt.Key.Key_Tab), ("test_share", BACK)):
        fields[first].setFocus(TAB)
        for _ in range(14):
            qtbot.keyClick(QApplication.focusWidget(), key)
            focused = QApplication.focusWidget()
            assert focused is not None
            assert not focused.visibleRegion().isEmpty(), focused.accessibleName()


def test_the_focus_is_seen_on_everything_in_a_panel(qtbot, window):
    unseen, seen = [], 0
    for name in ("function", "residuals", "units", "landscape"):
        view = window.panels.bring_into_view(name)
        qtbot.waitUntil(lambda view=view: bool(view.header.note.texts))
        for widget in dock_of(view).findChildren(QWidget):
            takes_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            if not (widget.isVisible() and widget.isEnabled() and takes_tab):
                continue
            seen += 1
            widget.clearFocus()
            without = pixels(widget)
            widget.setFocus(TAB)
            if (pixels(widget) != without).sum() < 40:
                unseen.append(f"{type(widget).__name__} {widget.accessibleName()}")
    assert not unseen and seen >= 18


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_focus_is_seen_wherever_tab_leads(qtbot, window, theme):
    window.set_theme_choice(theme)
    unseen = []
    for widget in tour(qtbot, window):
        window.setFocus()
        without = pixels(widget)
        widget.setFocus(TAB)
        if (pixels(widget) != without).sum() < 40:
            unseen.append(f"{type(widget).__name__} {widget.accessibleName()}")
    assert not unseen


def test_a_checked_button_shows_the_focus_too(qtbot, window):
    button = window.toolbar.button("full_speed")
    window.actions_["full_speed"].setChecked(True)
    without = pixels(button)
    button.setFocus(TAB)
    assert (pixels(button) != without).sum() > 100


def dock_of(widget: QWidget | None) -> QDockWidget:
    while not isinstance(widget, QDockWidget):
        assert widget is not None
        widget = widget.parentWidget()
    return widget


def test_tab_goes_as_the_eye_does_and_back(qtbot, window):
    window.network_view.setFocus(TAB)
    there = tour(qtbot, window)
    regions = (
        window.toolbar,
        window.parameter_panel,
        window.network_view,
        window.step_panel,
        dock_of(window.loss_plot),
        dock_of(window.fit_plot),
        window.timeline_bar,
    )
    places = []
    for widget in there:
        if isinstance(widget, QTabBar) and isinstance(widget.parent(), QMainWindow):
            continue  # tabs of docks, which stand in no dock
        home = [r for r in regions if r is widget or r.isAncestorOf(widget)]
        assert home, widget
        places.append(regions.index(home[0]))
    at = places.index(0)  # the tour began in the graph
    assert places[at:] + places[:at] == sorted(places)
    assert set(places) == set(range(len(regions)))
    for name in ("step", "new_start", "theme", "keys"):
        assert window.toolbar.button(name) in there
    window.network_view.setFocus(TAB)
    back = tour(qtbot, window, Qt.Key.Key_Backtab)
    assert back[:-1] == there[-2::-1]  # both end in the graph


def test_widgets_that_come_later_have_their_place(qtbot, make_window):
    window = make_window(Recipe.of(samples=30))
    window.run.change({"hidden_units": (3, 4, 2)})
    qtbot.waitUntil(lambda: window.shown.snapshot.run.config.hidden_units == (3, 4, 2))
    window.network_view.setFocus(TAB)
    controls = [
        widget.mapTo(window, QPoint()).x()
        for widget in tour(qtbot, window)
        if window.network_view.controls.isAncestorOf(widget)
    ]
    assert len(controls) == 12
    assert controls[:2] == sorted(controls[:2]) and controls[0] < controls[-1]


def test_a_click_on_the_graph_draws_no_ring_around_it(qtbot, window):
    view = window.network_view
    window.setFocus()
    without = view.grab().toImage()
    view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert view.hasFocus()
    assert view.grab().toImage() == without
    window.setFocus()
    view.setFocus(TAB)
    assert view.grab().toImage() != without


def test_the_ring_goes_with_a_widget_that_is_deleted(qtbot, window):
    window.run.change({"hidden_units": (3, 4)})
    qtbot.waitUntil(lambda: window.shown.snapshot.run.config.hidden_units == (3, 4))
    last = window.network_view.controls.findChildren(QWidget, "activation")[-1]
    last.setFocus(TAB)
    window.run.change({"hidden_units": (3,)})
    qtbot.waitUntil(lambda: window.shown.snapshot.run.config.hidden_units == (3,))
    window.toolbar.button("step").setFocus(TAB)
    assert window.toolbar.button("step").findChild(QWidget, "focusRing") is not None


def test_tab_stays_in_the_popover_until_it_is_closed(qtbot, window):
    window.editing.open(0)
    editor = window.editing.editor
    assert all(editor.isAncestorOf(widget) for widget in tour(qtbot, window))
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert window.network_view.hasFocus()
