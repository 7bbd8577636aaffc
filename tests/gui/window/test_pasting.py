"""A table that is pasted or dropped as text: opened, learnt from, saved."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QMimeData, QPointF, Qt, QUrl
from PyQt6.QtGui import QDropEvent, QGuiApplication

from gui.csv.dialog import CsvDialog
from gui.documents import dialogs
from gui.documents.pasted_tables import MAX_KEPT, keep_table, pasted_folder
from shallownet import open_run
from shallownet.errors import DataError

SHEET = "size\tprice\n" + "".join(f"{n}\t{3 * n + 1}\n" for n in range(20))
TABLE = "<table>" + "".join(
    f"<tr><td>{'</td><td>'.join(line.split())}</td></tr>" for line in SHEET.splitlines()
)


def content(text: str = "", html: str = "") -> QMimeData:
    data = QMimeData()
    if text:
        data.setText(text)
    if html:
        data.setHtml(html)
    return data


def paste(window, data: QMimeData) -> None:
    QGuiApplication.clipboard().setMimeData(data)
    window.actions_["paste"].trigger()


def drop(window, data: QMimeData) -> None:
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)


def opened(qtbot, window) -> CsvDialog:
    dialog = window.findChildren(CsvDialog)[-1]
    qtbot.waitUntil(dialog.ok.isEnabled)
    return dialog


@pytest.mark.parametrize("bring", [paste, drop])
@pytest.mark.parametrize("data", [(SHEET, ""), ("", TABLE)])
def test_a_table_opens_the_dialog(qtbot, same_window, bring, data):
    bring(same_window, content(*data))
    dialog = opened(qtbot, same_window)
    assert dialog.choice.target == "price"
    assert dialog.choice.inputs == ("size",)
    dialog.close()


def test_a_run_on_it_is_saved_with_its_samples(qtbot, window, tmp_path, monkeypatch):
    def choose(*_):
        raise AssertionError("its user knows of no file that could be referred to")

    saved = tmp_path / "run.shallownet"
    monkeypatch.setattr(dialogs, "choose_name", lambda *_: str(saved))
    monkeypatch.setattr(dialogs, "choose_name_for_table", choose)
    paste(window, content(SHEET))
    opened(qtbot, window).ok.click()
    qtbot.waitUntil(lambda: window.shown.snapshot.run.data.samples == 20)
    with qtbot.waitSignal(window.training.saved):
        window.actions_["save"].trigger()
    for path in pasted_folder().iterdir():
        path.unlink()
    assert open_run(saved).trainer.data.y[0].tolist() == [3 * n + 1 for n in range(20)]


def test_a_file_is_opened_that_is_pasted(qtbot, same_window, tmp_path):
    path = tmp_path / "sizes.tsv"
    path.write_text(SHEET, encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    paste(same_window, data)
    dialog = opened(qtbot, same_window)
    assert "sizes.tsv" in dialog.windowTitle()
    dialog.close()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            ("what is dropped\nis a letter", ""),
            "What was dropped has no settings and no",
        ),
        (("", "<p>words"), "has no settings and no table"),
        (("--set samples=abc", ""), "What was dropped has no settings: samples"),
    ],
)
def test_anything_else_gets_a_sentence(same_window, data, said):
    drop(same_window, content(*data))
    assert said in same_window.step_panel.narration.text()
    assert not [d for d in same_window.findChildren(CsvDialog) if d.isVisible()]


@pytest.mark.parametrize(
    "text",
    [
        "a\tb\n\ud800\t1\n2\t3",
        "a\tb\n1\t\0\n2\t3",
        "=1+1\t=cmd|' /C calc'!A0\n1\t2\n3\t4",
        '"\t"\n"\t"\n' * 50,
    ],
)
def test_hostile_text_is_a_table_or_refused(qtbot, same_window, text):
    drop(same_window, content(text))
    for dialog in same_window.findChildren(CsvDialog):
        qtbot.waitUntil(lambda dialog=dialog: "…" not in dialog.status.text())
        dialog.close()


def test_the_newest_tables_are_kept(qapp):
    for n in range(MAX_KEPT + 3):
        keep_table(content(f"x,y\n1,{n}\n2,3\n"))
    assert len(list(pasted_folder().iterdir())) == MAX_KEPT
    newest = f"pasted table {MAX_KEPT + 3}.csv"
    assert (pasted_folder() / newest).read_text() == f"x,y\n1,{MAX_KEPT + 2}\n2,3\n"


def test_a_folder_that_cannot_be_written_to_is_told(qapp):
    folder = pasted_folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file, where the folder would be")
    with pytest.raises(DataError, match="cannot be kept in a file"):
        keep_table(content(SHEET))
