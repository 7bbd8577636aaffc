"""The help's contents and search, with the mouse and with keys alone."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt, QUrl

from gui.help.help_dialog import HelpDialog

ENTER = Qt.Key.Key_Return
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="module")
def shared(share) -> HelpDialog:
    dialog = share(HelpDialog(None))
    dialog.show()
    return dialog


@pytest.fixture
def dialog(qtbot, shared) -> HelpDialog:
    shared.activateWindow()
    shared.field.clear()
    shared.field.setFocus()
    return shared


def marked(dialog: HelpDialog) -> list[str]:
    """Return the words that are marked."""
    selections = dialog.text.extraSelections()
    return [selection.cursor.selectedText() for selection in selections[1:]]


def in_view(dialog: HelpDialog) -> bool:
    """Return whether the place that the search is at can be seen."""
    area = dialog.text.viewport().rect()
    return area.contains(dialog.text.cursorRect().center())


def shown_contents(dialog: HelpDialog) -> list[str]:
    items = [dialog.contents.item(row) for row in range(dialog.contents.count())]
    return [item.text() for item in items if not item.isHidden()]


def test_words_are_found_in_keys_in_how_to_read_it_and_in_the_glossary(qtbot, dialog):
    qtbot.keyClicks(dialog.field, "microscope")
    titles = [text.partition("  (")[0] for text in shown_contents(dialog)]
    assert {"Keys", "Glossary"} <= set(titles)
    dialog.field.selectAll()
    qtbot.keyClicks(dialog.field, "r2")
    titles = [text.partition("  (")[0] for text in shown_contents(dialog)]
    assert titles == ["How to read it", "Glossary"]
    assert set(marked(dialog)) == {"R²"}


def test_enter_goes_to_the_next_place_and_round(qtbot, dialog):
    qtbot.keyClicks(dialog.field, "saddle")
    assert in_view(dialog)
    count = int(dialog.found.text().rpartition(" ")[2])
    assert count > 2
    seen = []
    for _ in range(count):
        seen.append(dialog.text.textCursor().position())
        assert in_view(dialog)
        qtbot.keyClick(dialog.field, ENTER)
    assert len(set(seen)) == count
    assert dialog.text.textCursor().position() == seen[0]
    qtbot.keyClick(dialog.field, ENTER, SHIFT)
    assert dialog.text.textCursor().position() == seen[-1]
    assert dialog.found.text() == f"{count} of {count}"
    assert dialog.isVisible()  # Enter is no button's


def test_what_is_not_there_gets_a_sentence_and_nothing_is_marked(qtbot, dialog):
    qtbot.keyClicks(dialog.field, "<b>zebra")
    assert dialog.found.text() == "“<b>zebra” is not in the help"
    assert dialog.text.extraSelections() == []
    assert shown_contents(dialog) == []
    qtbot.keyClick(dialog.field, ENTER)
    dialog.field.clear()
    assert len(shown_contents(dialog)) == dialog.contents.count()
    assert dialog.found.text() == ""


def test_contents_lead_to_a_chapter_by_mouse_and_by_keys(qtbot, dialog):
    bar = dialog.text.verticalScrollBar()
    dialog.contents.setFocus()
    places = []
    for _ in range(dialog.contents.count()):
        qtbot.keyClick(dialog.contents, Qt.Key.Key_Down)
        places.append(bar.value())
    assert places == sorted(places) and places[-1] > places[0]
    first = dialog.contents.visualItemRect(dialog.contents.item(0)).center()
    viewport = dialog.contents.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=first)
    assert bar.value() < places[0]


@pytest.mark.parametrize("name", ["saturated", "twins", "sharpness", "λmax", "1"])
def test_a_term_is_shown_and_marked(dialog, name):
    dialog.show_term(name)
    (selection,) = dialog.text.extraSelections()
    assert name in selection.cursor.block().text().lower()
    assert in_view(dialog)
    assert dialog.contents.currentItem().text() == "Glossary"


def test_links_in_the_text_lead_to_terms(dialog):
    dialog.text.anchorClicked.emit(QUrl("term:bowl"))
    (selection,) = dialog.text.extraSelections()
    assert selection.cursor.block().text().startswith("bowl.")
