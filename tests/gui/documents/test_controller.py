"""Opening, saving and verifying runs in the real window."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PyQt6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PyQt6.QtGui import QDropEvent
from PyQt6.QtWidgets import QApplication, QMessageBox, QProgressDialog, QPushButton

import shallownet as sn
from gui.csv.dialog import CsvDialog
from gui.documents import dialogs
from gui.text.number_format import BREAK
from gui.training.commands import SetNotes
from shallownet.documents import run_file
from shallownet.documents.weights import read_weights
from shallownet.runs.run_record import RunRecord
from tests.gui.hands import train
from tests.shallownet.documents.rewritten import rewrite, rewrite_array

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.window.main_window import MainWindow


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the name of a file to save to."""
    return tmp_path / "lesson.shallownet"


@pytest.fixture
def named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the user name this file, and choose it, in the system's dialogs."""
    monkeypatch.setattr(dialogs, "choose_name", lambda *_: str(path))
    monkeypatch.setattr(dialogs, "choose_file", lambda *_: str(path))


@pytest.fixture
def nobody_is_asked() -> None:
    """Let the questions be asked here."""


def save(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.training.saved):
        window.actions_["save"].trigger()
    qtbot.waitUntil(lambda: bool(window.shown.path) and not window.shown.modified)


def answer(box_button: QMessageBox.StandardButton) -> None:
    """Press a button of the message box that is open."""
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    button = box.button(box_button)
    assert button is not None
    button.click()


def answer_soon(qtbot: QtBot, button: QMessageBox.StandardButton) -> list[str]:
    """Press a button once a message box is open; return what it says, then."""
    said: list[str] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            said.append(box.text().replace(BREAK, ""))
            answer(button)
        else:
            QTimer.singleShot(10, press)

    QTimer.singleShot(0, press)
    return said


def test_saving_names_the_file_in_the_title(qtbot, window, path, named):
    train(qtbot, window, 5)
    assert not window.actions_["verify"].isEnabled()
    save(qtbot, window)
    assert sn.open_run(path).trainer.updates == 5
    assert window.windowTitle().startswith("lesson.shallownet[*] – ")
    assert not window.isWindowModified()
    said = "Saved lesson.shallownet at update 5."
    qtbot.waitUntil(lambda: window.step_panel.narration.text() == said)
    assert window.actions_["verify"].isEnabled()


def test_changes_are_marked_until_they_are_saved_or_undone(qtbot, window, named):
    save(qtbot, window)
    window.run.change({"learning_rate": 0.002})
    qtbot.waitUntil(window.isWindowModified)
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: not window.isWindowModified())
    window.actions_["step"].trigger()
    qtbot.waitUntil(window.isWindowModified)
    save(qtbot, window)
    assert not window.isWindowModified()


def test_a_running_run_can_be_saved(qtbot, window, path, named):
    window.run.start()
    qtbot.waitUntil(lambda: window.shown.snapshot.step > 5)
    with qtbot.waitSignal(window.training.saved):
        window.actions_["save"].trigger()
    window.run.pause()
    qtbot.waitUntil(window.actions_["start"].isEnabled)
    qtbot.waitUntil(window.isWindowModified)  # it went on
    assert 0 < sn.open_run(path).trainer.updates < window.shown.snapshot.step
    save(qtbot, window)


def test_a_new_run_has_no_file_and_undo_brings_the_file_back(qtbot, window, named):
    save(qtbot, window)
    window.actions_["new_start"].trigger()
    qtbot.waitUntil(lambda: not window.shown.path)
    assert "[*]" not in window.windowTitle()
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: bool(window.shown.path))


def test_opening_shows_the_run_and_undo_leaves_it(qtbot, window, path, named):
    recipe = sn.Recipe.of(samples=60, optimizer="adam", learning_rate=0.01)
    trainer = sn.Trainer(recipe.config, recipe.make_data())
    trainer.run(12)
    trainer.edit("W1[0, 0]", 0.25)
    sn.save_run(trainer, path, recipe)
    window.actions_["open"].trigger()
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 12)
    shown = window.shown
    assert (shown.snapshot.theta == trainer.network.theta).all()
    assert shown.recipe.settings["optimizer"] == "adam"
    assert shown.path == str(path) and not shown.modified
    said = "Opened lesson.shallownet at update 12."
    qtbot.waitUntil(lambda: said in window.step_panel.narration.text())
    window.run.show_update(7)  # its past is there
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 7)
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: not window.shown.path)


def test_a_run_of_samples_alone_can_be_opened(qtbot, window, path, named):
    data = sn.datasets.notebook(m=50)
    sn.save_run(sn.Trainer(sn.TrainingConfig(), data), path)
    window.actions_["open"].trigger()
    qtbot.waitUntil(lambda: window.shown.path == str(path))
    assert window.shown.snapshot.run.data.samples == 50
    window.actions_["new_start"].trigger()  # the same samples
    qtbot.waitUntil(lambda: not window.shown.path)
    assert window.shown.snapshot.run.data.samples == 50


@pytest.mark.parametrize("name", ["run.shallownet", "table.csv"])
def test_a_dropped_file_is_opened_as_what_it_is(qtbot, window, tmp_path, name):
    file = tmp_path / name
    recipe = sn.Recipe.of(samples=50)
    if name.endswith("csv"):
        file.write_text("x,y\n1,2\n3,4\n")
    else:
        sn.save_run(sn.Trainer(recipe.config, recipe.make_data()), file, recipe)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    window.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    if name.endswith("csv"):
        (dialog,) = window.findChildren(CsvDialog)
        qtbot.waitUntil(dialog.ok.isEnabled)
    else:
        qtbot.waitUntil(lambda: window.shown.path == str(file))


def test_a_file_that_cannot_be_opened_is_told(qtbot, window, path, named):
    path.write_bytes(b"no archive")
    window.actions_["open"].trigger()
    qtbot.waitUntil(
        lambda: "it is no zip archive" in window.step_panel.narration.text()
    )
    assert not window.shown.path


def test_a_damaged_run_can_begin_anew(qtbot, window, path, named):
    recipe = sn.Recipe.of(samples=70)
    sn.save_run(sn.Trainer(recipe.config, recipe.make_data()), path, recipe)
    rewrite(path, "history.npy", lambda _: None)
    said = answer_soon(qtbot, QMessageBox.StandardButton.Ok)
    window.actions_["open"].trigger()
    qtbot.waitUntil(lambda: window.shown.snapshot.run.data.samples == 70)
    assert said[0].endswith(
        "lesson.shallownet cannot be opened: its history.npy is missing"
    )


def test_a_file_that_cannot_be_written_is_told(qtbot, window, tmp_path, monkeypatch):
    monkeypatch.setattr(
        dialogs, "choose_name", lambda *_: str(tmp_path / "missing" / "run")
    )
    window.actions_["save"].trigger()
    qtbot.waitUntil(lambda: "cannot be written" in window.step_panel.narration.text())
    assert not window.shown.path


def test_an_unchanged_run_closes_without_a_question(qtbot, window, named):
    save(qtbot, window)
    assert window.close()


@pytest.mark.parametrize(
    ("button", "closes", "updates"),
    [("Save", True, 1), ("Discard", True, 0), ("Cancel", False, 0)],
)
def test_a_changed_run_is_asked_about(
    qtbot, window, path, named, button, closes, updates
):
    save(qtbot, window)
    window.actions_["step"].trigger()
    qtbot.waitUntil(window.isWindowModified)
    said = answer_soon(qtbot, QMessageBox.StandardButton[button])
    window.close()
    assert said == ["The run in lesson.shallownet has changed since it was saved."]
    if closes:
        qtbot.waitUntil(lambda: not window.isVisible())
    else:
        assert window.isVisible()
        save(qtbot, window)  # or the fixture could not close it
        updates = 1
    assert sn.open_run(path).trainer.updates == updates


def test_the_window_closes_once_the_file_is_written(
    qtbot, window, path, named, monkeypatch
):
    release, save_copy = threading.Event(), run_file.save_copy
    sent: list[object] = []

    def slow(*arguments, **options) -> None:
        assert release.wait(30)
        save_copy(*arguments, **options)

    monkeypatch.setattr(run_file, "save_copy", slow)
    window.documents.command_requested.connect(sent.append)
    for _ in range(5):  # impatiently
        window.actions_["save"].trigger()
    assert len(sent) == 1
    assert not window.close() and window.isVisible()  # and nobody is asked
    said = window.step_panel.narration
    qtbot.waitUntil(lambda: said.text() == "Saving lesson.shallownet …")
    release.set()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert len(sent) == 2  # the newest of the others
    assert sn.open_run(path).trainer.updates == 0


def test_a_running_run_is_saved_and_closed_with_one_question(
    qtbot, window, path, named
):
    window.run.start()
    qtbot.waitUntil(lambda: window.shown.snapshot.step > 2)
    window.run.change({"learning_rate": 0.002})
    qtbot.waitUntil(lambda: bool(window.shown.snapshot.events))
    said = answer_soon(qtbot, QMessageBox.StandardButton.Save)
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert len(said) == 1 and sn.open_run(path).trainer.updates > 2


def test_the_file_is_verified_beside_the_training(qtbot, window, path, named):
    train(qtbot, window, 30)
    save(qtbot, window)
    window.run.start()
    window.actions_["verify"].trigger()
    expected = "lesson.shallownet: replayed 30 updates: bit for bit."
    qtbot.waitUntil(lambda: window.step_panel.narration.text() == expected)
    window.run.pause()
    qtbot.waitUntil(window.actions_["verify"].isEnabled)
    save(qtbot, window)

    def change(theta):
        theta[3, 0] += 1.0

    rewrite_array(path, "states/theta.npy", change)
    window.actions_["verify"].trigger()
    qtbot.waitUntil(
        lambda: "not true at update 3" in window.step_panel.narration.text()
    )


CANCELLED = "Cancelled: the run was not replayed to its end."


def test_a_script_makes_the_run_again(qtbot, window, tmp_path, monkeypatch):
    output = tmp_path / "run.py"
    monkeypatch.setattr(dialogs, "choose_export", lambda *_: str(output))
    train(qtbot, window, 12)
    window.documents.export_run("numpy")
    expected = "Wrote run.py: it needs NumPy alone, and checks itself."
    qtbot.waitUntil(lambda: window.step_panel.narration.text() == expected)
    done = subprocess.run(
        [sys.executable, output], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("12 updates made")
    assert not window.shown.path  # the run has no file by this


def test_a_report_and_weights_are_of_the_run_as_it_is(
    qtbot, window, tmp_path, monkeypatch
):
    page, weights = tmp_path / "lesson.html", tmp_path / "w.npz"
    train(qtbot, window, 12)
    window.documents.forgo_questions()
    window.run.send(SetNotes("It learns."))
    shown = window.shown.snapshot
    recipe = sn.Recipe(shown.run.config, window.shown.recipe.data)
    other = sn.Trainer(shown.run.config, shown.run.data)
    window.documents.set_pins((RunRecord.of(other, recipe, "slow", keep=False),))
    monkeypatch.setattr(dialogs, "choose_export", lambda *_: str(page))
    window.documents.export_run("report")
    said = "Wrote lesson.html: open it in a browser to read or print it."
    qtbot.waitUntil(lambda: window.step_panel.narration.text() == said)
    assert "<h1>lesson</h1>" in page.read_text()
    for text in ("12 of 10,000 planned", "It learns.", "slow</th>"):
        assert text in page.read_text()
    monkeypatch.setattr(dialogs, "choose_export", lambda *_: str(weights))
    window.documents.export_run("weights")
    said = "Wrote w.npz: its arrays have the names of a PyTorch state_dict."
    qtbot.waitUntil(lambda: window.step_panel.narration.text() == said)
    theta = read_weights(window.shown.snapshot.run.model.network, weights)
    np.testing.assert_array_equal(theta, window.shown.snapshot.theta)


def test_what_a_program_lacks_is_told(qtbot, window, tmp_path, monkeypatch):
    output = str(tmp_path / "run.py")
    monkeypatch.setattr(dialogs, "choose_export", lambda *_: output)
    window.run.load(sn.Recipe.of(samples=50, optimizer="rmsprop"))
    qtbot.waitUntil(lambda: window.shown.recipe.config.optimizer == "rmsprop")
    window.documents.export_run("sklearn")
    expected = "scikit-learn's MLPRegressor has no optimizer RMSProp"
    qtbot.waitUntil(lambda: window.step_panel.narration.text() == expected)


def test_a_script_that_cannot_be_written_is_told(qtbot, window, tmp_path, monkeypatch):
    output = str(tmp_path / "missing" / "run.py")
    monkeypatch.setattr(dialogs, "choose_export", lambda *_: output)
    window.documents.export_run("numpy")
    qtbot.waitUntil(lambda: "cannot be written" in window.step_panel.narration.text())


def test_verifying_can_be_cancelled(qtbot, window, tmp_path, monkeypatch):
    path = tmp_path / "long.shallownet"
    recipe = sn.Recipe.of(samples=20_000)
    trainer = sn.Trainer(recipe.config, recipe.make_data())
    trainer.run(300)
    sn.save_run(trainer, path, recipe)
    monkeypatch.setattr("gui.documents.dialogs.PROGRESS_MS", 0)
    window.documents.open(str(path))
    qtbot.waitUntil(lambda: window.shown.path == str(path))
    window.actions_["verify"].trigger()
    (progress,) = window.findChildren(QProgressDialog)
    qtbot.waitUntil(progress.isVisible)
    qtbot.mouseClick(progress.findChild(QPushButton), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.step_panel.narration.text() == CANCELLED)


def test_a_file_that_never_answers_can_be_left(qtbot, window, path, monkeypatch):
    trainer = sn.Trainer(sn.TrainingConfig(), sn.datasets.notebook(50))
    sn.save_run(trainer, path)
    answer = threading.Event()
    opened = sn.open_run

    def waiting(name: str) -> sn.RunDocument:
        if name == str(path):
            answer.wait(30)
        return opened(name)

    window.documents.open(str(path))
    qtbot.waitUntil(lambda: window.shown.path == str(path))
    monkeypatch.setattr("shallownet.documents.run_file.open_run", waiting)
    monkeypatch.setattr("gui.documents.dialogs.PROGRESS_MS", 0)
    window.actions_["verify"].trigger()
    (progress,) = window.findChildren(QProgressDialog)
    qtbot.waitUntil(progress.isVisible)
    qtbot.mouseClick(progress.findChild(QPushButton), Qt.MouseButton.LeftButton)
    said = window.step_panel.narration
    qtbot.waitUntil(lambda: said.text() == CANCELLED)
    assert window.actions_["verify"].isEnabled()
    output = path.parent / "report.html"
    monkeypatch.setattr(dialogs, "choose_export", lambda *_: str(output))
    window.documents.export_run("report")  # and other files are not kept waiting
    qtbot.waitUntil(lambda: said.text().startswith("Wrote report.html"))
    assert output.exists()
    answer.set()


def test_a_file_that_takes_long_keeps_nothing_waiting(qtbot, window, path, monkeypatch):
    answer = threading.Event()

    def slow(*_: object) -> None:
        answer.wait(30)
        raise sn.RunFileError("it answers too late")

    monkeypatch.setattr("shallownet.documents.run_file.open_run", slow)
    monkeypatch.setattr("gui.documents.dialogs.PROGRESS_MS", 0)
    window.documents.open(str(path))
    window.run.start()
    qtbot.waitUntil(lambda: window.shown.snapshot.step > 10)  # it trains meanwhile
    (progress,) = window.findChildren(QProgressDialog)
    qtbot.waitUntil(progress.isVisible)
    qtbot.mouseClick(progress.findChild(QPushButton), Qt.MouseButton.LeftButton)
    said = window.step_panel.narration
    qtbot.waitUntil(lambda: said.text() == "Opening was cancelled.")
    window.documents.open(str(path))
    with qtbot.waitSignal(window.documents.message) as message:
        answer.set()
    assert message.args == ["it answers too late"]  # and not that it was cancelled
    window.run.pause()
