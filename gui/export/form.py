"""Forms of the Export dialog: choices by name, in rows with a label each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QComboBox, QFormLayout, QWidget

from gui.style import theme as themes
from gui.widgets.builders import named, plain_label

if TYPE_CHECKING:
    from collections.abc import Iterable


THEMES: Final = (themes.LIGHT, themes.DARK)
"""The colours to choose from."""


class Page(QWidget):
    """A page of the dialog: a sentence on what it is for, and a form.

    Parameters
    ----------
    purpose : str
    """

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.form = QFormLayout(self)
        self.form.setContentsMargins(4, 12, 4, 4)
        self.form.setVerticalSpacing(10)
        self.form.setFieldGrowthPolicy(
            QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow
        )
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self.form.addRow(plain_label(purpose, "muted"))

    def add_choice(self, label: str, tip: str, titles: Iterable[str]) -> QComboBox:
        """Add a row with a combo box."""
        box = named(QComboBox(), label, tip)
        box.setMinimumContentsLength(24)
        box.addItems(list(titles))
        self.form.addRow(label, box)
        return box

    def add_theme_choice(self) -> QComboBox:
        """Add a row for the colours, whose entries are those of `THEMES`."""
        return self.add_choice(
            "Colours",
            "Light ones suit paper, whatever the window shows",
            ["Light, for paper", "Dark"],
        )


def keep_choice(box: QComboBox, titles: Iterable[str]) -> None:
    """Fill a combo box anew; the same title stays chosen if it is still there."""
    chosen = box.currentText()
    box.blockSignals(True)
    box.clear()
    box.addItems(list(titles))
    box.setCurrentIndex(max(box.findText(chosen), 0))
    box.blockSignals(False)
