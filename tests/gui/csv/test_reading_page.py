"""The page that says how a file is read: its choices, and what was decided."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt

from gui.csv.reading_page import ReadingPage
from gui.style.theme import LIGHT
from shallownet import TableConfig
from shallownet.data.tables.dialect import ReadOptions
from shallownet.data.tables.preview import preview
from tests.shallownet.data.tables.workbooks import xlsx


@pytest.fixture
def page(qtbot) -> ReadingPage:
    page = ReadingPage(LIGHT)
    qtbot.addWidget(page)
    page.show()
    return page


def test_what_was_decided_is_said(page, tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text("Report,,\nday,share,<b>sum</b>\n1,12%,$3\n2,15%,$4\n")
    found = preview(path)
    page.set_detected(found)
    page.show_preview(found)
    said = page.notes.text().replace("\u200b", "")
    assert "“Report”" in said and "“12%” is read as 0.12" in said
    assert "<b>" in said and page.notes.textFormat() == Qt.TextFormat.PlainText
    assert page.table.verticalHeaderItem(0).text() == "3"
    assert not page.sheet.isVisible()


def test_missing_codes_and_thousands_are_chosen(page, qtbot):
    changes = []
    page.changed.connect(lambda: changes.append(page.options))
    qtbot.keyClicks(page.codes, "-999, n.d.")
    page.codes.editingFinished.emit()
    page.codes.editingFinished.emit()
    assert changes == [ReadOptions(missing_codes=("-999", "n.d."))]
    box = page.boxes["csv_thousands"]
    box.setCurrentIndex(box.findData("none"))
    box.activated.emit(box.currentIndex())
    assert changes[-1] == ReadOptions(thousands="none", missing_codes=("-999", "n.d."))


def test_the_sheets_of_a_workbook_are_offered(page, tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(xlsx({"One": [["a"], [1]], "<i>Two</i>": [["b"], [2]]}))
    page.set_detected(preview(path))
    assert page.sheet.isVisible()
    page.sheet.setCurrentIndex(2)
    page.sheet.activated.emit(2)
    assert page.options == ReadOptions(sheet="<i>Two</i>")
    assert preview(path, page.options).names == ("b",)


def test_the_present_choices_are_shown(qtbot):
    present = TableConfig(
        csv="a.xlsx",
        csv_target="y",
        csv_inputs=("x",),
        csv_thousands="blank",
        csv_missing_codes=("-999",),
        csv_sheet="Two",
    )
    page = ReadingPage(LIGHT, present)
    qtbot.addWidget(page)
    assert page.options == present.options
    assert page.codes.text() == "-999"
