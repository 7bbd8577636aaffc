"""The compare window, with runs of its own."""

from __future__ import annotations

from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QWidget

from gui.compare.compare_window import CompareWindow
from gui.compare.pinned_runs import PinnedRuns


def test_an_edit_reaches_its_run_or_none(qtbot, runs):
    pins, home = PinnedRuns(), QWidget()
    window = CompareWindow(pins, [QAction("Pin", home)], home)
    qtbot.addWidget(home)
    window.show()
    window.set_present(runs[0])
    for run in runs[1:3]:
        pins.add(run)
    first, second = pins.records
    # An open cell keeps its row while runs are removed beside it.
    shown = window.table.runs
    pins.changed.disconnect()
    pins.remove([0])
    shown.notes_edited.emit(2, "of the second")
    assert [r.notes for r in pins.records] == ["of the second"]
    shown.name_edited.emit(1, "of the first")  # it is gone
    shown.visibility_edited.emit(1, False)
    assert [(r.name, r.visible) for r in pins.records] == [(second.name, True)]
    assert first.number != second.number


def test_commands_reach_the_selected_runs_that_are_left(qtbot, runs):
    pins, home = PinnedRuns(), QWidget()
    window = CompareWindow(pins, [QAction("Pin", home)], home)
    qtbot.addWidget(home)
    window.show()
    window.set_present(runs[0])
    for run in runs[1:4]:
        pins.add(run)
    third = pins.records[2]
    window.table.select([2, 3])
    window.colour_menu.aboutToShow.emit()  # and stays open
    pins.changed.disconnect()  # as while the window is hidden
    pins.remove([0, 1])
    window.colour_menu.actions()[4].trigger()
    (left,) = pins.records
    assert left.number == third.number
    assert left.colour != third.colour
    window.remove.trigger()
    assert not pins.records
    window.remove.trigger()
    window.resume.trigger()
    window.colour_menu.actions()[2].trigger()
    assert not pins.records
