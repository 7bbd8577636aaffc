"""The whole window has the same numbers whatever language the system speaks."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import QLocale
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QProgressBar,
    QWidget,
)

from shallownet import Recipe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.window.main_window import MainWindow

RECIPE = Recipe.of(samples=1_500, iterations=20_000, learning_rate=0.0015)


@pytest.fixture(params=["de_DE", "ar_EG"])
def language(request) -> Iterator[QLocale]:
    before = QLocale()
    yield QLocale(request.param)
    QLocale.setDefault(before)


def texts(window: MainWindow) -> Iterator[tuple[str, str]]:
    """Yield every text of the window's widgets, with where it stands."""
    for widget in window.findChildren(QWidget):
        where = f"{type(widget).__name__} {widget.objectName()}"
        yield f"tip of {where}", widget.toolTip()
        yield f"name of {where}", widget.accessibleName()
        yield f"description of {where}", widget.accessibleDescription()
        if isinstance(
            widget,
            QLabel | QLineEdit | QAbstractButton | QAbstractSpinBox | QProgressBar,
        ):
            yield where, widget.text()
        elif isinstance(widget, QComboBox):
            yield where, widget.currentText()
        elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
            model = widget.model()
            for row in range(min(model.rowCount(), 20)):
                for column in range(model.columnCount()):
                    yield f"cell of {where}", str(model.index(row, column).data() or "")


def shown_in(locale: QLocale, make_window, qtbot) -> list[tuple[str, str]]:
    QLocale.setDefault(locale)
    window = make_window(RECIPE)
    qtbot.waitUntil(lambda: window.shown is not None)
    for more in window.parameter_panel.form.more.values():
        more.setChecked(True)
    window.actions_["microscope"].trigger()
    window.actions_["step"].trigger()
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 1)
    errors = window.panels.bring_into_view("residuals")
    qtbot.waitUntil(lambda: errors.reading.text() != "")
    units = window.panels.bring_into_view("units")
    qtbot.waitUntil(lambda: units.summary.text() != "")
    return [(where, text) for where, text in texts(window) if text]


def test_all_numbers_are_the_same_in_every_language(qtbot, make_window, language):
    plain = shown_in(QLocale.c(), make_window, qtbot)
    translated = shown_in(language, make_window, qtbot)
    assert len(translated) > 300
    for where, text in translated:
        foreign = [c for c in text if c.isdigit() and unicodedata.category(c) == "Nd"]
        assert all(c.isascii() for c in foreign), (where, text)
    differing = set(translated) - set(plain)
    assert not {(w, t) for w, t in differing if any(c.isdigit() for c in t)}
