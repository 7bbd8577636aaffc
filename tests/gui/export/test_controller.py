"""The Export dialog of the real window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QColor, QGuiApplication, QImage
from PyQt6.QtWidgets import QLabel, QWidget

import shallownet as sn
from gui.documents import dialogs
from gui.export import controller as controller_module
from gui.export.dialog import ExportDialog
from gui.export.picture_files import FORMATS
from gui.export.view import View
from gui.style.theme import DARK, LIGHT
from tests.gui.hands import train

if TYPE_CHECKING:
    from gui.window.main_window import MainWindow
    from shallownet.documents.exports import ExportKind


SVG_FILE = FORMATS[3]


@pytest.fixture
def window(make_window) -> MainWindow:
    return make_window(sn.Recipe.of(samples=50))


@pytest.fixture
def dialog(qtbot, window) -> ExportDialog:
    """Return the dialog of a run of 12 updates."""
    train(qtbot, window, 12)
    window.actions_["export"].trigger()
    dialog = window.exports.controller().dialog
    assert dialog.isVisible()
    return dialog


@pytest.fixture
def proposals(tmp_path, monkeypatch) -> list[str]:
    """Let the user take the proposed name in a folder; return what was proposed."""
    proposed: list[str] = []

    def choose(_parent, _title, _kind, proposal, *_) -> str:
        proposed.append(proposal)
        return str(tmp_path / proposal)

    monkeypatch.setattr(controller_module, "choose_output", choose)
    return proposed


def choose_view(dialog: ExportDialog, title: str) -> None:
    box = dialog.pictures.view_box
    box.setCurrentIndex(box.findText(title))
    assert box.currentText() == title


class Paints(QObject):
    """Counts how often Qt paints a window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.count = 0
        window.network_view.installEventFilter(self)

    def eventFilter(self, _watched: QObject | None, event: QEvent | None) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_every_part_in_view_is_offered_and_copied_from_its_menu(window, dialog):
    def titles() -> list[str]:
        box = dialog.pictures.view_box
        return [box.itemText(n) for n in range(box.count())]

    first = ["Window", "Network graph", "Loss J = half MSE", "Predicted vs true"]
    assert titles()[:4] == first
    dialog.close()
    window.exports.copy_picture(window.loss_plot)
    image = QGuiApplication.clipboard().image()
    assert image.size() == 2 * window.loss_plot.parentWidget().size()
    said = "The picture is on the clipboard: Loss J = half MSE."
    assert window.step_panel.narration.text() == said
    window.exports.open(window.fit_plot)
    assert dialog.pictures.view.title == "Predicted vs true"
    window.actions_["print"].trigger()
    assert dialog.pictures.view.title == "Window"
    assert dialog.focusWidget() is dialog.print
    window.microscope.open()
    window.actions_["loss_panel"].trigger()  # closes it
    dialog.close()
    window.actions_["export"].trigger()
    assert "Microscope: Update" in titles() and "Loss J = half MSE" not in titles()
    window.exports.copy_picture(window.loss_plot)
    assert "cannot be seen" in window.step_panel.narration.text()


def test_a_picture_is_named_after_run_update_and_view(
    window, dialog, proposals, tmp_path, monkeypatch
):
    choose_view(dialog, "Predicted vs true")
    for index in range(len(FORMATS)):
        dialog.pictures.format_box.setCurrentIndex(index)
        dialog.save.click()
    stem = "notebook-changed-update-12-predicted-vs-true"
    assert proposals == [f"{stem}{kind.suffix}" for kind in FORMATS]
    assert sorted(p.suffix for p in tmp_path.glob(f"{stem}.*")) == [
        ".pdf",
        ".png",
        ".svg",
    ]
    assert dialog.outcome.text().replace("\u200b", "") == f"Wrote {stem}.pdf."
    image = QImage(str(tmp_path / f"{stem}.png"))  # the last one, at four times
    assert image.size() == 4 * window.fit_plot.parentWidget().size()
    loss = f"{window.shown.snapshot.loss:,.2f}"
    assert image.text("Title") == f"Notebook, changed, after update 12: J = {loss}"
    path = str(tmp_path / "missing" / "x.png")
    monkeypatch.setattr(controller_module, "choose_output", lambda *_: path)
    dialog.save.click()
    said = dialog.outcome.text().replace("\u200b", "")
    assert said.endswith("x.png cannot be written: No such file or directory.")


def test_a_dark_window_gives_a_light_picture_and_does_not_flicker(
    qtbot, window, dialog, tmp_path, monkeypatch
):
    window.set_theme_choice("dark")
    qtbot.wait(0)
    before = window.grab().toImage()
    paints = Paints(window)
    for theme, index in ((LIGHT, 0), (DARK, 1)):
        choose_view(dialog, "Window")
        dialog.pictures.theme_box.setCurrentIndex(index)
        dialog.copy.click()
        picture = QGuiApplication.clipboard().image()
        ratio = picture.width() // window.width()
        corner = picture.pixelColor(ratio * 4, ratio * (window.height() // 2))
        assert corner == QColor(theme.window)
    assert paints.count == 2  # for the pictures alone
    assert window.grab().toImage() == before
    # A plot has its title in a picture, and no buttons, which are back afterwards.
    choose_view(dialog, "Loss J = half MSE")
    log, path = window.loss_plot.log_button, tmp_path / "loss.svg"
    monkeypatch.setattr(controller_module, "choose_output", lambda *_: str(path))
    dialog.pictures.format_box.setCurrentIndex(FORMATS.index(SVG_FILE))
    dialog.save.click()
    text = path.read_text("utf-8")
    assert ">Loss J = half MSE<" in text and ">mean error<" not in text
    assert log.isVisible() and window.grab().toImage() == before


def test_numbers_are_those_of_the_shown_state(
    qtbot, window, dialog, proposals, tmp_path
):
    window.run.show_update(5)
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 5)
    page, known = dialog.numbers, tmp_path / "known.npz"
    dialog.tabs.setCurrentWidget(page)
    assert not dialog.copy.isVisible() and not dialog.print.isVisible()
    for index, suffix in enumerate([".csv", ".json", ".npz"]):
        page.format_box.setCurrentIndex(index)
        page.table_box.setCurrentIndex(2)
        dialog.save.click()
        name = f"notebook-changed-update-5-parameters{suffix}"
        assert proposals.pop() == name
        said = f"Wrote {name}."
        qtbot.waitUntil(
            lambda said=said: dialog.outcome.text().replace("\u200b", "") == said
        )
        known = tmp_path / f"known{suffix}"
        sn.save_numbers(window.shown.snapshot, known, "parameters")
        assert (tmp_path / name).read_bytes() == known.read_bytes()
    page.table_box.setCurrentIndex(3)
    dialog.save.click()
    qtbot.waitUntil(lambda: dialog.outcome.text().startswith("Wrote "))
    with np.load(tmp_path / proposals[0], allow_pickle=False) as archive:
        assert archive["update"].tolist() == list(range(6))
        assert archive["kept_update"].tolist() == list(range(6))
        assert archive["layer_gradient_norm"].shape == (2, 6)


def test_code_is_asked_for_where_it_is_made(window, dialog, monkeypatch):
    asked: list[str] = []

    def choose(_parent: QWidget, kind: ExportKind, stem: str) -> str:
        asked.append(f"{stem}{kind.ending}")
        return ""

    monkeypatch.setattr(dialogs, "choose_export", choose)
    for title, name in (("NumPy script", "run.py"), ("Report", "run.html")):
        window.exports.open()
        dialog.tabs.setCurrentWidget(dialog.code)
        dialog.code.format_box.setCurrentText(title)
        dialog.save.click()
        assert asked.pop() == name and not dialog.isVisible()


def test_every_control_has_a_name_and_is_reached_by_keys(qtbot):
    parent = QLabel("Window")
    qtbot.addWidget(parent)
    dialog = ExportDialog(parent)
    dialog.pictures.set_views([View("Window", parent, [])])
    page, reached = dialog.pictures, []
    control = dialog.nextInFocusChain()
    while control is not dialog:
        if control.focusPolicy() & Qt.FocusPolicy.TabFocus:
            reached.append(control)
        control = control.nextInFocusChain()
    controls = [page.view_box, page.format_box, page.theme_box, page.caption_box]
    for control in (*controls, dialog.copy, dialog.print, dialog.save):
        assert control in reached
        assert control.accessibleName() and control.toolTip()
