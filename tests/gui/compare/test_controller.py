"""Pinning, comparing and resuming runs in the real window."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PyQt6 import sip
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtWidgets import QPushButton

from gui.compare.compare_window import CompareWindow
from gui.compare.curve_readout import CurvePoint
from gui.csv.progress_dialog import ReadProgressDialog
from gui.training.commands import Change, GoTo, Load, SetPace
from gui.training.session import Session
from gui.training.status import RunState
from gui.training.undo_stack import UndoStack
from shallownet import Recipe, TableConfig
from shallownet.errors import Cancelled

if TYPE_CHECKING:
    from shallownet.runs.run_record import RunRecord


@pytest.fixture
def comparing(qtbot, window):
    window.run.start(4)
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 4)
    return window.compare


def pin(qtbot, window) -> None:
    before = len(window.compare.pins.records)
    qtbot.keyClick(window, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: len(window.compare.pins.records) == before + 1)


def opened(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    other = window.compare.window
    qtbot.waitUntil(lambda: other.table.runs.rowCount() > 0)
    return other


def cell(compare, row: int, title: str) -> str:
    titles = [c.title for c in compare.table.runs.columns]
    return compare.table.runs.index(row, titles.index(title)).data()


def click(compare, text: str) -> None:
    (button,) = (b for b in compare.findChildren(QPushButton) if b.text() == text)
    button.click()


def press(qtbot, widget, key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    widget.activateWindow()
    widget.setFocus()
    qtbot.keyClick(widget, key, modifier)


def test_compare_window_is_created_on_first_use(window):
    assert window.findChildren(CompareWindow) == []


def test_key_pins_the_run_and_reports_it(qtbot, window, comparing):
    pin(qtbot, window)
    assert comparing.pins.records[0].name == "Notebook, samples 200"
    assert "Pinned “Notebook, samples 200” as it is after update 4" in (
        window.step_panel.narration.text()
    )
    pin(qtbot, window)
    assert comparing.pins.records[1].name == "Notebook, samples 200 (2)"
    assert comparing.pins.records[1].colour == 1


def test_hint_explains_pinning_while_nothing_is_pinned(qtbot, window, comparing):
    compare = opened(qtbot, window)
    assert "No run is pinned yet" in compare.hint.text()
    assert not compare.resume.isEnabled()
    assert not compare.remove.isEnabled()
    click(compare, "Pin run")
    qtbot.waitUntil(lambda: compare.table.runs.rowCount() == 2)
    assert "same settings" in compare.hint.text()


def test_present_run_is_updated_only_while_the_window_is_visible(
    qtbot, window, comparing
):
    compare = opened(qtbot, window)
    assert cell(compare, 0, "Updates") == "4"
    window.run.start(3)
    qtbot.waitUntil(lambda: cell(compare, 0, "Updates") == "7")
    compare.close()
    records: list[RunRecord] = []
    window.training.comparison_ready.connect(records.append)
    window.run.start(3)
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 10)
    qtbot.wait(50)
    # While hidden, only a recording requested before may still arrive.
    assert not [record for record in records if record.updates > 7]
    comparing.open()
    qtbot.waitUntil(lambda: cell(compare, 0, "Updates") == "10")


def test_present_run_is_refreshed_while_training(qtbot, window, comparing):
    compare = opened(qtbot, window)
    window.training.post(SetPace(300.0))
    window.run.start()
    qtbot.waitUntil(lambda: int(cell(compare, 0, "Updates").replace(",", "")) > 30)
    first = cell(compare, 0, "Updates")
    qtbot.waitUntil(lambda: cell(compare, 0, "Updates") != first)
    window.run.pause()


def test_controller_deleted_after_a_recording_raises_nothing(qtbot, window, comparing):
    opened(qtbot, window)
    pin(qtbot, window)
    with qtbot.captureExceptions() as raised:
        window.training.comparison_ready.emit(comparing.pins.records[0])
        sip.delete(comparing)  # before its queued FrameDrawn
        qtbot.wait(20)
    assert not raised


def test_load_resumes_a_pinned_run(qtbot, window, comparing):
    pin(qtbot, window)
    expected = window.shown.snapshot.theta
    window.training.post(Load(Recipe.of(samples=50, hidden_units=(3,))))
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 0)
    compare = opened(qtbot, window)
    compare.table.select([1])
    click(compare, "Resume")
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 4)
    assert np.array_equal(window.shown.snapshot.theta, expected)
    assert "goes on from where it stood" in window.step_panel.narration.text()
    assert window.shown.undo.startswith("back to the settings before")


def test_keys_remove_a_run_and_undo_it(qtbot, window, comparing):
    pin(qtbot, window)
    pin(qtbot, window)
    compare = opened(qtbot, window)
    compare.table.select([1])
    press(qtbot, compare.table, Qt.Key.Key_Delete)
    assert compare.table.runs.rowCount() == 2
    assert "Undo remove “Notebook" in compare.undo.toolTip()
    press(qtbot, compare.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert compare.table.runs.rowCount() == 3
    assert window.shown.snapshot.step == 4  # the run itself was not touched


def test_name_is_edited_in_the_table(qtbot, window, comparing):
    pin(qtbot, window)
    compare = opened(qtbot, window)
    compare.table.select([1])
    click(compare, "Rename")
    editor = compare.table.indexWidget(compare.table.currentIndex())
    editor = compare.table.focusWidget() if editor is None else editor
    editor.selectAll()
    qtbot.keyClicks(editor, "calm")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: comparing.pins.records[0].name == "calm")
    qtbot.waitUntil(lambda: cell(compare, 1, "Run") == "calm")


def test_check_box_of_a_run_hides_its_curve(qtbot, window, comparing):
    pin(qtbot, window)
    compare = opened(qtbot, window)
    unchecked, role = Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole
    compare.table.runs.setData(compare.table.runs.index(1, 0), unchecked, role)
    assert [d.row for d in compare.plot.drawn] == [0]
    compare.table.runs.setData(compare.table.runs.index(0, 0), unchecked, role)
    assert compare.plot.drawn == []
    assert compare.plot.reading.text() == "no curve shown"


def test_colour_is_chosen_from_a_menu(qtbot, window, comparing):
    pin(qtbot, window)
    compare = opened(qtbot, window)
    compare.table.select([1])
    compare.colour_menu.aboutToShow.emit()
    compare.colour_menu.actions()[4].trigger()
    assert comparing.pins.records[0].colour == 4


def test_keys_switch_the_plot_and_step_the_run(qtbot, window, comparing):
    compare = opened(qtbot, window)
    press(qtbot, compare.table, Qt.Key.Key_A)
    assert compare.plot.time_button.isChecked()
    press(qtbot, compare.table, Qt.Key.Key_G)
    assert not compare.plot.log_button.isChecked()
    press(qtbot, compare.table, Qt.Key.Key_S)
    assert compare.all_settings.isChecked()
    press(qtbot, compare.plot, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: cell(compare, 0, "Updates") == "5")
    press(
        qtbot, compare.table, Qt.Key.Key_Right
    )  # in the table, → moves the current cell
    qtbot.wait(50)
    assert cell(compare, 0, "Updates") == "5"


def test_space_in_the_table_toggles_the_check_box_only(qtbot, window, comparing):
    pin(qtbot, window)
    compare = opened(qtbot, window)
    compare.table.select([1])
    press(qtbot, compare.table, Qt.Key.Key_Space)
    assert not comparing.pins.records[0].visible
    press(qtbot, compare.all_settings, Qt.Key.Key_Space)
    assert compare.all_settings.isChecked()
    qtbot.wait(50)
    assert window.shown.snapshot.step == 4


def test_f2_edits_the_current_notes(qtbot, window, comparing):
    pin(qtbot, window)
    compare = opened(qtbot, window)
    model = compare.table.runs
    at = [c.title for c in model.columns].index("Notes")
    compare.table.setCurrentIndex(compare.table.order.mapFromSource(model.index(1, at)))
    press(qtbot, compare.table, Qt.Key.Key_F2)
    editor = compare.table.focusWidget()
    qtbot.keyClicks(editor, "see the spike")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: comparing.pins.records[0].notes == "see the spike")


def test_f2_in_an_open_editor_changes_nothing(qtbot, capfd, window, comparing):
    pin(qtbot, window)
    compare = opened(qtbot, window)
    compare.table.select([1])
    press(qtbot, compare.table, Qt.Key.Key_F2)
    editor = compare.table.focusWidget()
    qtbot.keyClicks(editor, "typed")
    press(qtbot, editor, Qt.Key.Key_F2)
    compare.rename.trigger()
    assert compare.table.focusWidget() is editor
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: comparing.pins.records[0].name == "typed")
    assert "editing failed" not in capfd.readouterr().err


def test_changes_of_the_run_do_not_close_an_open_editor(qtbot, window, comparing):
    pin(qtbot, window)
    compare = opened(qtbot, window)
    compare.table.select([1])
    click(compare, "Rename")
    editor = compare.table.focusWidget()
    editor.selectAll()
    qtbot.keyClicks(editor, "typed")
    window.training.post(Change({"l1": 0.1}))  # adds a column
    qtbot.waitUntil(lambda: window.shown.snapshot.settings.l1 == 0.1)
    qtbot.wait(100)
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.shown.snapshot.step == 4  # Resume is disabled in an editor
    assert compare.table.is_editing
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: comparing.pins.records[0].name == "typed")
    qtbot.waitUntil(
        lambda: any(c.title.startswith("L1") for c in compare.table.runs.columns)
    )


def test_undo_of_a_removal_keeps_the_selected_run(qtbot, window, comparing):
    for _ in range(3):
        pin(qtbot, window)
    compare = opened(qtbot, window)
    comparing.pins.remove([0])
    compare.table.select([2])
    chosen = comparing.pins.records[1].number
    comparing.pins.undo_stack.undo()
    (row,) = compare.table.rows
    assert comparing.pins.records[row - 1].number == chosen


def test_readout_is_cleared_when_its_curve_is_removed(qtbot, window, comparing):
    pin(qtbot, window)
    pin(qtbot, window)
    compare = opened(qtbot, window)
    compare.plot.set_hovered(CurvePoint(1, False, 2, 810.0))
    assert compare.plot.reading.text().startswith("Notebook")
    comparing.pins.remove([0])
    assert "point at a curve" in compare.plot.reading.text()


def test_run_of_a_file_is_named_after_it(qtbot, window, tmp_path):
    path = tmp_path / "houses.csv"
    path.write_text("a,b\n" + "".join(f"{n},{n * n}\n" for n in range(40)))
    table = TableConfig(csv=str(path), csv_target="b", csv_inputs=("a",))
    recipe = replace(Recipe.of(learning_rate=0.01), data=table)
    window.loader.load(recipe)
    qtbot.waitUntil(lambda: window.shown.snapshot.run.data.samples == 40)
    pin(qtbot, window)
    assert window.compare.pins.records[0].name == "houses.csv, learning rate 0.01"


def test_run_is_named_by_the_settings_it_ended_with(qtbot, window, comparing):
    window.training.post(Change({"learning_rate": 0.01}))
    window.run.start(3)
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 7)
    window.training.post(GoTo(2))
    qtbot.waitUntil(lambda: window.shown.is_past)
    pin(qtbot, window)
    assert comparing.pins.records[0].name == "Notebook, samples 200, learning rate 0.01"


def test_two_pins_in_a_row_get_different_names_and_colours(qtbot, window, comparing):
    window.actions_["pin"].trigger()
    window.actions_["pin"].trigger()
    qtbot.waitUntil(lambda: len(comparing.pins.records) == 2)
    one, other = comparing.pins.records
    assert one.name != other.name
    assert one.colour != other.colour


def test_pin_is_carried_out_before_a_pause_that_follows(qtbot, make_window):
    window = make_window(Recipe.of(samples=300_000))
    window.training.post(SetPace(math.inf))
    for number in range(1, 4):
        window.run.start()
        qtbot.waitUntil(lambda: window.shown.state is RunState.RUNNING)
        window.actions_["pin"].trigger()
        window.actions_["pause"].trigger()
        qtbot.waitUntil(lambda n=number: len(window.compare.pins.records) == n)
        qtbot.waitUntil(lambda: window.shown.state is RunState.PAUSED)


def test_cancelled_recording_is_requested_again(qtbot, window, comparing, monkeypatch):
    compare = opened(qtbot, window)
    record = Session.record
    cancelled: list[bool] = []

    def once(session, **words):
        if not cancelled:
            cancelled.append(True)
            raise Cancelled
        return record(session, **words)

    monkeypatch.setattr(Session, "record", once)
    window.run.start(3)
    qtbot.waitUntil(lambda: cell(compare, 0, "Updates") == "7")
    assert cancelled


def test_hovered_curve_is_highlighted_and_read_off(qtbot, window, comparing):
    compare = opened(qtbot, window)
    drawn = compare.plot.drawn[0]
    box = compare.plot.box
    middle = len(drawn.x) // 2
    place = box.mapViewToScene(QPointF(drawn.x[middle], drawn.y[middle]))
    compare.plot.item.scene().sigMouseMoved.emit(place)
    text = compare.plot.reading.text()
    assert text.startswith("Present run")
    assert f"after update {int(drawn.updates[middle])}" in text
    assert compare.plot.highlighted == {0}
    compare.plot.leaveEvent(None)
    assert compare.plot.highlighted == frozenset()


def test_resume_reads_the_file_again_if_its_samples_are_gone(qtbot, window, tmp_path):
    path = tmp_path / "some.csv"
    path.write_text("a,b\n" + "".join(f"{n},{n * n}\n" for n in range(40)))
    table = TableConfig(csv=str(path), csv_target="b", csv_inputs=("a",))
    recipe = replace(Recipe.of(hidden_units=(3,)), data=table)
    window.loader.load(recipe)
    qtbot.waitUntil(lambda: window.shown.snapshot.run.data.samples == 40)
    window.run.start(2)
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 2)
    pin(qtbot, window)
    window.training.sessions.undo_stack = UndoStack()
    record = window.compare.pins.records[0]
    before = window.shown.snapshot.run
    window.training.post(Load(Recipe.of(samples=50)))
    qtbot.waitUntil(lambda: window.shown.snapshot.run is not before)
    window.training.sessions.undo_stack = UndoStack()  # drops the last samples
    window.loader.resume(record)
    window.loader.resume(record)  # as by a key that is held down
    qtbot.waitUntil(lambda: window.shown.snapshot.run.data.samples == 40)
    qtbot.waitUntil(lambda: not window.findChildren(ReadProgressDialog))
    assert window.training.loop._holds == 0
    assert window.shown.snapshot.step == 2
    path.write_text("a,b\n1,2\n3,4\n5,6\n")
    window.training.post(Load(Recipe.of(samples=50)))
    qtbot.waitUntil(lambda: window.shown.snapshot.run.data.samples == 50)
    window.training.sessions.undo_stack = UndoStack()
    window.loader.resume(record)
    qtbot.waitUntil(
        lambda: "no longer what it was" in window.step_panel.narration.text()
    )
    assert window.shown.snapshot.run.data.samples == 50


def test_closing_the_main_window_closes_the_compare_window(qtbot, window, comparing):
    compare = opened(qtbot, window)
    window.close()
    assert not compare.isVisible()


def test_theme_is_applied_to_the_table(qtbot, window, comparing):
    compare = opened(qtbot, window)
    window.set_theme_choice("dark")
    assert compare.table.runs.theme.name == "dark"
    window.set_theme_choice("light")
    assert compare.table.runs.theme.name == "light"
