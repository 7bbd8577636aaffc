"""A report as PDF, read again by Qt."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import QBuffer, QByteArray, QSize
from PyQt6.QtPdf import QPdfDocument

import shallownet as sn
from gui.launch import main
from gui.report.pdf import pdf_of
from shallownet.runs.run_record import RunRecord

A4 = (595.0, 842.0)
"""Points."""


@pytest.fixture(scope="module")
def trainer() -> sn.Trainer:
    config = sn.TrainingConfig(hidden_units=(30,))
    trainer = sn.Trainer(config, sn.datasets.notebook(50))
    trainer.run(40)
    trainer.edit("W1[0, 0]", 0.25)
    return trainer


RECIPE = sn.Recipe.of(samples=50, hidden_units=(30,))


def read(contents: bytes) -> QPdfDocument:
    document, buffer = QPdfDocument(None), QBuffer()
    buffer.setParent(document)
    buffer.setData(QByteArray(contents))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    document.load(buffer)
    assert document.status() is QPdfDocument.Status.Ready
    return document


def text_of(document: QPdfDocument) -> str:
    pages = range(document.pageCount())
    return "\n".join(document.getAllText(page).text() for page in pages)


def test_all_of_the_page_is_in_it_as_text(qtbot, trainer):
    pin = RunRecord.of(trainer, RECIPE, "<b>slow</b>", keep=False)
    notes = "It learns & forgets.\nSecond line."
    page = sn.report(trainer, RECIPE, name="Ex & 1", notes=notes, pins=[pin])
    document = read(pdf_of(page))
    text = text_of(document)
    assert "<b>slow</b>" in text.replace("\r\n", "")  # its column is narrow
    for part in (
        "Ex & 1",
        "It learns & forgets.",
        "Second line.",
        "R²",
        "of 10,000 planned",
        "Learning rate η",
        "W1[0, 0] set from",
        "predicted y",
        f"1 / {document.pageCount()}",
        f"{document.pageCount()} / {document.pageCount()}",
    ):
        assert part in text, part
    size = document.pagePointSize(0)
    assert (size.width(), size.height()) == pytest.approx(A4, abs=1.0)
    assert document.metaData(QPdfDocument.MetaDataField.Title) == "Ex & 1"


def test_nothing_passes_the_edge_of_the_paper(qtbot, trainer):
    words = ["x" * 90, "y"]
    X = np.random.default_rng(0).normal(size=(2, 30))
    data = sn.Dataset(X, X[:1], ("a" * 120, "b"), "c" * 90)
    config = sn.TrainingConfig(initialization="he", hidden_units=(14,))
    page = sn.report(sn.Trainer(config, data), name="n" * 300, notes=" ".join(words))
    document = read(pdf_of(page))
    size = QSize(298, 421)
    for number in range(document.pageCount()):
        image = document.render(number, size)
        for x in (2, 9, 18, size.width() - 18, size.width() - 9, size.width() - 2):
            assert len({image.pixel(x, y) for y in range(size.height())}) == 1


def test_a_heading_is_on_the_page_of_what_it_heads(qtbot, trainer):
    heads = ("Pictures", "Settings", "Data", "Parameters", "Changes during the run")
    for lines in (26, 44, 50):  # which move all that follows
        notes = "\n".join("x" * lines)
        document = read(pdf_of(sn.report(trainer, RECIPE, name="Run", notes=notes)))
        for number in range(document.pageCount()):
            text = document.getAllText(number).text()
            body = text[: text.rindex("Run")].rstrip()
            assert body and not body.endswith(heads), (lines, number)


def test_the_command_writes_it_without_a_window(qtbot, tmp_path, trainer, capsys):
    saved, output = tmp_path / "run.shallownet", tmp_path / "report.pdf"
    sn.save_run(trainer, saved, RECIPE)
    arguments = ["export", str(saved), "--report", "--output", str(output)]
    assert main(arguments) == 0
    assert "run" in text_of(read(output.read_bytes()))
    missing = tmp_path / "missing" / "report.pdf"
    assert main([*arguments[:-1], str(missing)]) == 1
    assert "report.pdf cannot be written: No such file" in capsys.readouterr().err


def test_a_report_can_be_given_up(qtbot, trainer, tmp_path):
    page = sn.report(trainer, RECIPE)
    with pytest.raises(sn.errors.Cancelled):
        pdf_of(page, lambda: True)
