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

from gui.export.animation_page import AnimationPage
from gui.export.code_page import CodePage
from gui.export.form import Page
from gui.export.numbers_page import NumbersPage
from gui.export.picture_page import PicturePage
from gui.text.number_format import breakable
from gui.widgets.builders import named, plain_label, progress_bar

if TYPE_CHECKING:
    from PyQt6.QtGui import QShowEvent


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
    cancel_requested()
        Give up the animation.
    """

    refresh_requested = pyqtSignal()
    save_requested = pyqtSignal(object)
    copy_requested = pyqtSignal()
    print_requested = pyqtSignal()
    cancel_requested = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("exportDialog")
        self.setWindowTitle("Export")
        self._working = False
        self.pictures, self.numbers = PicturePage(), NumbersPage()
        self.animation, self.code = AnimationPage(), CodePage()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("What to export")
        for title, page in (
            ("Picture", self.pictures),
            ("Animation", self.animation),
            ("Numbers", self.numbers),
            ("Code and report", self.code),
        ):
            self.tabs.addTab(page, title)
        self.outcome = plain_label("", "hint")
        self.outcome.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.progress = progress_bar("How much of the animation is made")
        self.cancel = _button("Cance&l", "Give up the animation; no file is written")
        self.copy = _button("&Copy", "Put the picture on the clipboard")
        self.print = _button("&Print …", "Print the picture, as large as the paper")
        self.save = _button("&Save …", "Choose a file, and write it")
        self.save.setDefault(True)
        leave = _button("Close", "Close this dialog (Escape)")
        self.cancel.clicked.connect(self.cancel_requested)
        self.animation.changed.connect(self._update_buttons)
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
        working = QHBoxLayout()
        working.addWidget(self.progress, 1)
        working.addWidget(self.cancel)
        layout.addLayout(working)
        layout.addLayout(buttons)
        self.tabs.currentChanged.connect(self._show_page)
        self.setMinimumWidth(460)
        self.set_working(False)

    @property
    def page(self) -> Page:
        """The page that is shown."""
        page = self.tabs.currentWidget()
        assert isinstance(page, Page)
        return page

    def say(self, sentence: str) -> None:
        """Show what became of an export."""
        self.outcome.setText(breakable(sentence))

    def set_working(self, working: bool, frames: int = 0) -> None:
        """Show the progress of an animation, or the end of it."""
        self._working = working
        self.progress.setRange(0, frames)
        self.progress.setValue(0)
        for widget in (self.progress, self.cancel):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)  # so that nothing jumps
            widget.setSizePolicy(policy)
            widget.setVisible(working)
        self._update_buttons()

    def _show_page(self) -> None:
        self._update_buttons()
        if not self._working:
            self.say("")

    def _update_buttons(self) -> None:
        is_picture, is_animation = (
            self.page is page for page in (self.pictures, self.animation)
        )
        for button in (self.copy, self.print):
            button.setVisible(is_picture)
        busy = self._working or not self.animation.can_save
        self.save.setEnabled(not (is_animation and busy))

    # Qt overrides

    def showEvent(self, event: QShowEvent | None) -> None:
        """Forget what became of the last export."""
        if not self._working:
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
