"""Beginning a run of a file: it is read beside the training thread, and can wait."""

from __future__ import annotations

import time

import pytest
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QApplication

from gui.csv import progress_dialog as table_loading
from gui.csv.progress_dialog import ReadProgressDialog
from gui.training.commands import Step
from gui.training.status import RunState
from gui.window.main_window import MainWindow
from shallownet import Recipe, TableConfig
from shallownet.data.tables.rows import blocks

ROWS = 200_000


@pytest.fixture
def long(tmp_path, monkeypatch) -> str:
    """Return the path of a file that takes a second to read: the disk is slow."""

    def slowly(*words):
        for chunk in blocks(*words):
            time.sleep(0.1)
            yield chunk

    monkeypatch.setattr("shallownet.data.tables.reader.blocks", slowly)
    path = tmp_path / "long.csv"
    rows = "".join(f"{n % 97}.5,{n % 89}.25\n" for n in range(ROWS))
    path.write_text("a,b\n" + rows)
    return str(path)


@pytest.fixture
def short(tmp_path) -> str:
    path = tmp_path / "short.csv"
    path.write_text("a;b\n" + "".join(f"{n},5;{n * 2},5\n" for n in range(30)))
    return str(path)


def paste(window, path: str, *more: str) -> None:
    settings = (f"csv={path}", "csv_target=b", "csv_inputs=a", *more)
    words = " ".join(f"--set {setting}" for setting in settings)
    QGuiApplication.clipboard().setText(f"python main.py {words}")
    window.actions_["paste"].trigger()


def dialogs(window) -> list[ReadProgressDialog]:
    return window.findChildren(ReadProgressDialog)


def samples(window) -> int:
    return window.shown.snapshot.run.data.samples


def test_a_long_file_is_read_with_progress_and_begins_a_run_when_it_is(
    qtbot, window, long
):
    paste(window, long)
    (dialog,) = dialogs(window)
    qtbot.waitUntil(dialog.isVisible)
    assert "long.csv" in dialog.label.text()
    qtbot.waitUntil(lambda: 0 < dialog.progress.value() < 100)
    assert " of " in dialog.amount.text()
    assert "Began" not in window.step_panel.narration.text()
    qtbot.waitUntil(lambda: samples(window) == ROWS, timeout=20_000)
    assert "Began" in window.step_panel.narration.text()
    qtbot.waitUntil(lambda: not dialogs(window))


def test_cancel_keeps_the_present_run_and_lets_it_go_on(qtbot, window, long):
    window.run.start()
    qtbot.waitUntil(lambda: window.training.newest.snapshot.step > 0)
    run = window.shown.snapshot.run
    paste(window, long)
    (dialog,) = dialogs(window)
    qtbot.waitUntil(lambda: dialog.progress.value() > 0)
    worker = dialog.worker
    dialog.reject()
    qtbot.waitUntil(worker.isFinished)
    assert "cancelled" in window.step_panel.narration.text()
    step = window.training.newest.snapshot.step
    qtbot.waitUntil(lambda: window.training.newest.snapshot.step > step)
    assert window.shown.snapshot.run is run


def test_closing_the_window_ends_reading_at_once(qtbot, window, long):
    paste(window, long)
    (dialog,) = dialogs(window)
    qtbot.waitUntil(lambda: dialog.progress.value() > 0)
    worker = dialog.worker
    read: list[object] = []
    worker.finished_reading.connect(lambda *_: read.append(_))
    window.close()
    assert worker.isFinished()
    QApplication.processEvents()
    assert not read, "it was read to its end"


def test_a_short_file_shows_no_dialog(qtbot, window, short, monkeypatch):
    monkeypatch.setattr(table_loading, "MIN_DURATION_MS", 5_000)
    shown: list[ReadProgressDialog] = []
    monkeypatch.setattr(ReadProgressDialog, "show", shown.append)
    paste(window, short, "csv_decimal=comma", "csv_header=yes")
    qtbot.waitUntil(lambda: samples(window) == 30)
    assert not shown
    assert window.shown.snapshot.run.data.X[0, 2] == 2.5


@pytest.mark.parametrize(
    ("name", "said"), [("nosuch.csv", "no file"), ("short.csv", "no column")]
)
def test_what_cannot_be_read_is_told_and_changes_nothing(
    qtbot, window, short, tmp_path, name, said
):
    run = window.shown.snapshot.run
    paste(window, str(tmp_path / name), "csv_inputs=nosuch")
    qtbot.waitUntil(lambda: said in window.step_panel.narration.text())
    assert window.shown.snapshot.run is run


def test_the_file_named_at_the_start_is_read_too(qtbot, settings, long):
    recipe = Recipe(data=TableConfig(csv=long, csv_target="b", csv_inputs=("a",)))
    window = MainWindow(settings, recipe)
    qtbot.addWidget(window)
    window.show()
    window.run.start(3)
    qtbot.waitUntil(lambda: window.shown is not None, timeout=20_000)
    assert samples(window) == ROWS
    qtbot.waitUntil(lambda: window.training.newest.snapshot.step == 3)
    qtbot.waitUntil(lambda: window.training.newest.state is RunState.PAUSED)
    window.close()


@pytest.mark.parametrize("cancelled", [True, False])
def test_without_the_file_named_at_the_start_the_lesson_is_there(
    qtbot, settings, long, cancelled
):
    path = long if cancelled else "nosuch.csv"
    recipe = Recipe(data=TableConfig(csv=path, csv_target="b", csv_inputs=("a",)))
    window = MainWindow(settings, recipe)
    qtbot.addWidget(window)
    window.show()
    window.run.start()
    if cancelled:
        dialogs(window)[0].reject()
    qtbot.waitUntil(lambda: window.shown is not None)
    assert window.shown.recipe == Recipe()
    assert window.shown.state is RunState.PAUSED
    said = "cancelled" if cancelled else "no file"
    assert window.banner.isVisible()
    assert said in window.banner.text.text()
    assert "lesson" in window.banner.text.text()
    window.close()


def test_nothing_but_beginning_reads_the_file_again(qtbot, window, short, monkeypatch):
    paste(window, short)
    qtbot.waitUntil(lambda: samples(window) == 30)

    def read(*arguments):
        raise AssertionError("the file was read again")

    monkeypatch.setattr("shallownet.data.tables.reader.read_table", read)
    monkeypatch.setattr("gui.csv.reader_thread.read_table", read)
    window.parameter_panel.settings_chosen.emit({"seed": 7})
    qtbot.waitUntil(lambda: window.shown.recipe.config.seed == 7)
    window.training.post(Step())
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 1)
    for name, texts in (("reset", 1), ("undo", 2), ("redo", 2)):
        for _ in range(texts):
            run = window.shown.snapshot.run
            window.actions_[name].trigger()
            qtbot.waitUntil(lambda r=run: window.shown.snapshot.run is not r)
    assert samples(window) == 30
    assert window.errors.dialog is None
