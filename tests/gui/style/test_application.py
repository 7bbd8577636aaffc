"""The application's colours: those of the theme, in what is shown and what comes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import QEvent, QObject
from PyQt6.QtGui import QColor, QImage
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.style import theme as themes
from gui.style.application import ApplicationColours, coloured
from gui.style.theme import DARK, LIGHT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gui.style.theme import Theme


@pytest.fixture
def colours(qapp) -> Iterator[ApplicationColours]:
    palette = qapp.palette()
    yield ApplicationColours()
    qapp.setPalette(palette)


@pytest.fixture
def make(qtbot) -> Callable[[], QDialog]:
    """Return a function that makes widgets of many looks, not shown yet."""

    def one() -> QDialog:
        dialog, card = QDialog(), QFrame()
        card.setObjectName("card")
        QVBoxLayout(dialog).addWidget(card)
        names = ("muted", "problem", "")
        column = QVBoxLayout(card)
        for name in names:
            label = QLabel("text")
            label.setObjectName(name)
            column.addWidget(label)
        parts: tuple[QWidget, ...] = (
            *(QCheckBox("check"), QPushButton("push"), QLineEdit("line"), QComboBox()),
        )
        for part in parts:
            column.addWidget(part)
        dialog.findChild(QCheckBox).setChecked(True)
        dialog.resize(200, 260)
        qtbot.addWidget(dialog)
        return dialog

    return one


def picture(dialog: QDialog) -> QImage:
    dialog.show()
    dialog.setFocus()
    return dialog.grab().toImage()


@pytest.mark.parametrize(
    ("first", "then"), [(LIGHT, DARK), (DARK, LIGHT)], ids=lambda t: t.name
)
def test_what_was_made_before_looks_like_what_is_made_after(
    colours, make, first: Theme, then: Theme
):
    colours.apply(first)
    shown, hidden, partly = make(), make(), make()
    before = picture(shown)
    for dialog in (hidden, partly):
        assert picture(dialog) == before
    hidden.hide()
    partly.findChild(QFrame).hide()
    colours.apply(then)
    after = picture(make())
    assert after != before
    assert shown.grab().toImage() == after
    assert picture(hidden) == after
    partly.findChild(QFrame).show()
    assert partly.grab().toImage() == after
    with coloured(shown, first, then):
        assert shown.grab().toImage() == before
    assert shown.grab().toImage() == after


def test_a_theme_that_is_chosen_before_the_first_look_is_whole(colours, make):
    """As ``--theme dark`` does: sizes were asked for, so parts have colours already."""
    colours.apply(LIGHT)
    dialog = make()
    for part in dialog.findChildren(QWidget):
        part.ensurePolished()
    colours.apply(DARK)
    assert picture(dialog) == picture(make())


class StyleChanges(QObject):
    """Counts how often widgets are told that their style has changed."""

    count = 0

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        assert event is not None
        self.count += event.type() == QEvent.Type.StyleChange
        return False


def test_a_change_of_the_theme_changes_no_style_sheet(colours, make):
    """A style sheet that is set restyles all widgets, shown or not."""
    colours.apply(LIGHT)
    dialogs, changes = [make() for _ in range(2)], StyleChanges()
    for dialog in dialogs:
        picture(dialog)
        for part in (dialog, *dialog.findChildren(QWidget)):
            part.installEventFilter(changes)
    dialogs[1].hide()
    colours.apply(DARK)
    assert changes.count == 0
    dialogs[0].setStyleSheet(" ")  # or this test could not fail
    assert changes.count > 0


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
def test_the_palette_has_every_colour_of_the_style_sheet(theme: Theme):
    assert len(set(themes.ROLES.values())) == len(themes.ROLES)
    palette = themes.palette(theme)
    for name, role in themes.ROLES.items():
        wanted = getattr(theme, name, themes.selection(theme).name())
        assert palette.color(role) == QColor(wanted)
    rules = themes.application_sheet().partition("*/")[2]
    assert "@" not in rules
    assert not re.search("#[0-9a-f]{6}", rules)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
def test_a_checked_box_has_a_mark_that_can_be_seen(colours, qtbot, theme: Theme):
    colours.apply(theme)
    box = QCheckBox("check")
    qtbot.addWidget(box)
    box.setChecked(True)
    box.show()

    def seen() -> set[str]:
        image = box.grab().toImage()
        rows = range(image.height())
        return {image.pixelColor(x, y).name() for x in range(16) for y in rows}

    assert {theme.on_accent, theme.accent} <= seen()
    box.setEnabled(False)
    assert not {theme.on_accent, theme.accent} & (seen() - {theme.surface})
