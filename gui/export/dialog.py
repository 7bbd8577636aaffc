"""The Export dialog: what to take out of the program, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, pyqtSignal
from PyQt6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gui.export.code_page import CodePage
from gui.export.numbers_page import NumbersPage
from gui.export.picture_page import PicturePage
from gui.text.number_format import breakable
from gui.widgets.builders import named, plain_label

if TYPE_CHECKING:
    from PyQt6.QtGui import QShowEvent

    from gui.export.form import Page


class ExportDialog(QDialog):
    """Stands beside the window, which stays usable.

    Signals
    -------
    refresh_requested()
        The user came back to it: views may have come or gone.
    save_requested(Page)
        Write what a page has chosen to a file.
    copy_requested(), print_requested()
        Copy or print the picture.
    """

    refresh_requested = pyqtSignal()
    save_requested = pyqtSignal(object)
    copy_requested = pyqtSignal()
    print_requested = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("exportDialog")
        self.setWindowTitle("Export")
        self.pictures, self.numbers = PicturePage(), NumbersPage()
        self.code = CodePage()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("What to export")
        for title, page in (
            ("Picture", self.pictures),
            ("Numbers", self.numbers),
            ("Code", self.code),
        ):
            self.tabs.addTab(page, title)
        self.outcome = plain_label("", "hint")
        self.outcome.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.copy = _button("&Copy", "Put the picture on the clipboard")
        self.print = _button("&Print …", "Print the picture, as large as the paper")
        self.save = _button("&Save …", "Choose a file, and write it")
        self.save.setDefault(True)
        leave = _button("Close", "Close this dialog (Escape)")
        self.copy.clicked.connect(self.copy_requested)
        self.print.clicked.connect(self.print_requested)
        self.save.clicked.connect(lambda: self.save_requested.emit(self.page))
        leave.clicked.connect(self.close)
        buttons = QHBoxLayout()
        for button in (self.copy, self.print):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for button in (leave, self.save):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.outcome)
        layout.addLayout(buttons)
        self.tabs.currentChanged.connect(self._show_page)
        self.setMinimumWidth(460)

    @property
    def page(self) -> Page:
        """The page that is shown."""
        page = self.tabs.currentWidget()
        assert isinstance(page, PicturePage | NumbersPage | CodePage)
        return page

    def say(self, sentence: str) -> None:
        """Show what became of an export."""
        self.outcome.setText(breakable(sentence))

    def _show_page(self) -> None:
        is_picture = self.page is self.pictures
        for button in (self.copy, self.print):
            button.setVisible(is_picture)
        self.say("")

    # Qt overrides

    def showEvent(self, event: QShowEvent | None) -> None:
        """Forget what became of the last export."""
        self.say("")
        super().showEvent(event)

    def changeEvent(self, event: QEvent | None) -> None:
        """Ask for the views that there are when the user comes back to the dialog."""
        super().changeEvent(event)
        activated = event is not None and event.type() == QEvent.Type.ActivationChange
        if activated and self.isActiveWindow():
            self.refresh_requested.emit()


def _button(text: str, tip: str) -> QPushButton:
    button = named(QPushButton(text), text.replace("&", "").rstrip(" …"), tip)
    button.setAutoDefault(False)
    return button
