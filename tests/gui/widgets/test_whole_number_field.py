"""Whole numbers are written alike in every language of the system."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import QLocale, Qt
from PyQt6.QtWidgets import QSpinBox, QWidget

from gui.export.animation_page import AnimationPage
from gui.landscape.plane_chooser import PlaneChooser
from gui.widgets.builders import progress_bar
from gui.widgets.whole_number_field import WholeNumberField

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(params=["de_DE", "ar_EG"])
def language(request) -> Iterator[None]:
    """Let the system have a language that writes numbers in another way."""
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield
    QLocale.setDefault(before)


def test_thousands_have_commas(qtbot, language):
    field = WholeNumberField()
    qtbot.addWidget(field)
    field.setRange(0, 10_000_000)
    field.setValue(1_234_567)
    assert field.text() == "1,234,567"
    field.selectAll()
    qtbot.keyClicks(field, "2,000")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.value() == 2_000


@pytest.mark.parametrize("view", [PlaneChooser, AnimationPage])
def test_every_spin_box_of_a_view_is_one(qtbot, language, view: Callable[[], QWidget]):
    widget = view()
    qtbot.addWidget(widget)
    boxes = widget.findChildren(QSpinBox)
    assert boxes
    for box in boxes:
        box.setMaximum(5_000)
        box.setValue(1_700)
        assert box.text() == "1,700"


def test_a_bar_of_progress_has_the_same_digits(qtbot, language):
    bar = progress_bar("progress")
    qtbot.addWidget(bar)
    bar.setValue(50)
    assert bar.text() == "50%"
