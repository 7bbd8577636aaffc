"""The field of an update's number: one rule, whatever the language."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QLocale, Qt

from gui.widgets.update_box import UpdateBox


@pytest.fixture(params=["C", "de_DE", "ar_EG"])
def box(qtbot, request):
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    box = UpdateBox()
    qtbot.addWidget(box)
    box.setRange(0, 99_999_999)
    box.setValue(1_234)
    box.show()
    yield box
    QLocale.setDefault(before)


def enter(qtbot, box, text):
    box.selectAll()
    qtbot.keyClick(box, Qt.Key.Key_Delete)
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("text", "update"), [("1,700", 1_700), ("1700", 1_700), ("1e3", 1_000), (" 0 ", 0)]
)
def test_a_number_is_taken(qtbot, box, text, update):
    with qtbot.waitSignal(box.valueChanged) as blocker:
        enter(qtbot, box, text)
    assert blocker.args == [update]
    assert box.text() == f"{update:,}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1.700", "write 1700"),
        ("1 700", "write 1700"),
        ("last", "not a whole number"),
        ("-5", "from 0 to 99,999,999"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(qtbot, box, text, said):
    with qtbot.waitSignal(box.refused) as blocker:
        enter(qtbot, box, text)
    assert said in blocker.args[0]
    assert box.text() == "1,234"


def test_an_empty_field_shows_the_update_again_without_a_word(qtbot, box):
    with qtbot.assertNotEmitted(box.refused):
        enter(qtbot, box, "")
    assert box.text() == "1,234"
