"""The panels: created when first seen, and shown nothing while they are not in view."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QApplication, QFrame, QWidget

from gui.docks.dock_area import DockArea
from gui.docks.dock_panel import DockPanel
from gui.style.theme import DARK
from gui.widgets.card_header import CardHeader
from gui.window import panels
from gui.window.panels import Panels, PanelSpec

STAMPED = ("fit", "function", "residuals", "units", "landscape")


class View(QFrame):
    """A view with a header."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.header = CardHeader(title)


class Recorder:
    """A panel that writes down what it is given."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.shown: list[Any] = []
        self.texts: list[Any] = []
        self.view = View(name)
        self.theme = None

    def set_theme(self, theme) -> None:
        self.theme = theme

    def set_status(self, status, probe, *, update_text) -> None:
        self.shown.append(status)
        if update_text:
            self.texts.append(status)


@pytest.fixture
def frame(qtbot, monkeypatch) -> Any:
    """Return an area with a panel in view and one in a tab behind it."""
    created: dict[str, Recorder] = {}

    def create(name: str):
        return lambda _: created.setdefault(name, Recorder(name))

    specs = (
        PanelSpec("front", create("front")),
        PanelSpec("tab", create("tab"), "front"),
    )
    monkeypatch.setattr(panels, "PANELS", specs)
    area = DockArea(0.4, fixed=0)
    qtbot.addWidget(area)
    area.setCentralWidget(QWidget())
    actions: Any = {f"{spec.name}_panel": QAction(spec.name) for spec in specs}
    panels.add_docks(area, actions)
    window: Any = area
    shown = Panels(area, window)
    shown.set_theme(DARK)
    area.resize(800, 500)
    area.show()
    qtbot.waitUntil(lambda: area.panels[0].in_view)
    return SimpleNamespace(area=area, panels=shown, created=created, actions=actions)


def test_a_panel_behind_another_is_created_when_it_is_first_seen(qtbot, frame):
    frame.panels.set_status("first", None, update_text=True)
    assert list(frame.created) == ["front"]
    assert frame.created["front"].shown == ["first"]
    seen = []
    frame.panels.came_into_view.connect(lambda panel: seen.append(panel.name))
    frame.area.panels[1].bring_into_view()
    qtbot.waitUntil(lambda: "tab" in seen)
    tab = frame.created["tab"]
    assert tab.theme is DARK and tab.view.isVisible()
    frame.panels.set_status("second", None, update_text=True)
    assert (frame.created["front"].shown, tab.shown) == (["first"], ["second"])


def test_every_panel_says_which_update_it_shows(qtbot, window):
    for step, name in enumerate(STAMPED, 1):
        view: Any = window.panels.bring_into_view(name)
        qtbot.keyClick(window, Qt.Key.Key_Right)
        note, stamp = view.header.note, f"update {step}"
        qtbot.waitUntil(lambda note=note, stamp=stamp: note.texts[:1] == [stamp])
        qtbot.waitUntil(lambda n=note, s=stamp: n.accessibleName().startswith(s))
    stamped = [spec for spec in panels.PANELS if not spec.aside]
    assert len(STAMPED) == len(stamped) - 1  # the loss has an axis of them


@pytest.mark.parametrize("leave", [DockPanel.close, lambda dock: dock.hide()])
def test_a_closed_panel_is_shown_nothing(qtbot, frame, leave):
    leave(frame.area.panels[0])
    frame.panels.set_status("first", None, update_text=True)
    assert frame.created["front"].shown == []


def test_a_floating_panel_is_shown_everything(qtbot, frame):
    frame.area.panels[0].setFloating(True)
    frame.area.panels[1].bring_into_view()
    frame.panels.set_status("first", None, update_text=True)
    assert frame.created["front"].shown == ["first"]


def test_a_panel_that_another_part_asks_for_is_created_at_once(frame):
    view = frame.panels.bring_into_view("tab")
    assert view is frame.created["tab"].view and view.isVisible()


def calls(monkeypatch, plot, name: str) -> list[Any]:
    """Return the list that the calls of a plot's method go to."""
    made: list[Any] = []
    method = getattr(plot, name)

    def counted(*arguments, **options):
        made.append(arguments)
        return method(*arguments, **options)

    monkeypatch.setattr(plot, name, counted)
    return made


def test_a_plot_behind_a_tab_costs_nothing_and_catches_up(qtbot, window, monkeypatch):
    loss, fit = window.docks.panels[:2]
    predictions = calls(monkeypatch, window.fit_plot, "set_predictions")
    marks = calls(monkeypatch, window.fit_plot, "mark")
    window.docks.tabifyDockWidget(loss, fit)
    loss.bring_into_view()
    qtbot.waitUntil(lambda: not window.actions_["fit_panel"].isChecked())
    del predictions[:], marks[:]
    for step in (1, 2, 3):
        qtbot.keyClick(window, Qt.Key.Key_Right)
        qtbot.waitUntil(lambda step=step: window.shown.snapshot.step == step)
    assert "after update 3:" in window.loss_plot.reading.text()
    assert predictions == [] and marks == []
    qtbot.keyClick(window, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: len(predictions) == 1)
    assert predictions[0][0].step == 3
    assert window.fit_plot.plot.hasFocus()


def test_keys_work_in_a_floating_panel(qtbot, window):
    loss, button = window.docks.panels[0], window.loss_plot.log_button
    loss.setFloating(True)
    loss.activateWindow()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert not window.loss_plot.is_log  # the button's key, not that of Start
    assert not window.actions_["pause"].isEnabled()
    qtbot.keyClick(button, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 1)


@pytest.mark.parametrize("place", ["panel", "microscope"])
def test_the_menu_of_any_plot_copies_and_saves_its_picture(qtbot, window, place):
    card = window.loss_plot
    if place == "microscope":
        panel = window.microscope.open()
        panel.tabs.setCurrentWidget(panel.step_size)
        card = panel.step_size.sharpness
        qtbot.waitUntil(card.isVisible)
    QApplication.clipboard().clear()
    card.copy_requested.emit(card)
    assert QApplication.clipboard().image().width() == 2 * card.width()
    assert "clipboard" in window.step_panel.narration.text()
    card.save_requested.emit(card)
    pictures = window.exports.controller().dialog.pictures
    assert pictures.view.title == card.title.text()


def test_with_many_panels_in_view_those_that_are_quick_to_read_take_turns(
    qtbot, monkeypatch
):
    made: dict[str, Recorder] = {}

    def create(name: str):
        return lambda _: made.setdefault(name, Recorder(name))

    names = ("live", "a", "b", "c")
    specs = tuple(PanelSpec(n, create(n), in_turn=n != "live") for n in names)
    monkeypatch.setattr(panels, "PANELS", specs)
    area = DockArea(0.4, fixed=0)
    qtbot.addWidget(area)
    area.setCentralWidget(QWidget())
    actions: Any = {f"{spec.name}_panel": QAction(spec.name) for spec in specs}
    panels.add_docks(area, actions)
    window: Any = area
    shown, probe = Panels(area, window), cast("Any", None)
    area.resize(800, 900)
    area.show()
    qtbot.waitUntil(lambda: all(dock.in_view for dock in area.panels))

    def frames(*numbers: int, everything: bool = False) -> dict[str, list[int]]:
        for name in made:
            made[name].shown.clear()
            made[name].texts.clear()
        for n in numbers:
            status: Any = n
            text = everything or n == 2
            shown.set_status(status, probe, update_text=text, everything=everything)
        return {name: made[name].shown for name in sorted(made)}

    assert frames(1, everything=True) == {"a": [1], "b": [1], "c": [1], "live": [1]}
    seen = frames(*range(1, 7))
    assert seen["live"] == [1, 2, 3, 4, 5, 6]
    assert sorted(seen["a"] + seen["b"] + seen["c"]) == [1, 2, 3, 4, 5, 6]
    assert all(len(seen[name]) == 2 for name in "abc")
    assert all(len(made[name].texts) == 1 for name in "abc")  # the one due at 2
    for dock in area.panels[2:]:
        dock.close()
    qtbot.waitUntil(lambda: not area.panels[3].in_view)
    seen = frames(7, 8)
    assert seen["a"] == seen["live"] == [7, 8]
