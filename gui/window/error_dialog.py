"""Reports unforeseen exceptions: in the log, and in one dialog of the window."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, Qt, pyqtSignal
from PyQt6.QtGui import QFontDatabase, QGuiApplication
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from gui.log import log_file
from shallownet.wording import counted

if TYPE_CHECKING:
    from types import TracebackType

log = logging.getLogger(__name__)


class ErrorDialog(QDialog):
    """Shows an error, with details to copy."""

    def __init__(self, summary: str, detail: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName("errorDialog")
        self.setWindowTitle("Something went wrong")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.more = 0
        self.message = QLabel()
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self._summary = summary
        self._update_text()
        self.detail = QPlainTextEdit(detail)
        self.detail.setReadOnly(True)
        self.detail.setTabChangesFocus(True)
        self.detail.setFont(
            QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        )
        self.detail.setAccessibleName("Detail of the error")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton("Copy detail", QDialogButtonBox.ButtonRole.ActionRole)
        assert copy is not None
        copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.message)
        layout.addWidget(self.detail, 1)
        layout.addWidget(buttons)
        self.resize(680, 420)

    def add_another(self) -> None:
        """Count an error that occurred while this dialog was open."""
        self.more += 1
        self._update_text()

    def _update_text(self) -> None:
        state = (
            "Training is paused and the window can be used."
            if self.parentWidget() is not None
            else "ShallowNet cannot start."
        )
        text = (
            f"{self._summary}\n\n{state} "
            f"The detail is in the log file too: {log_file()}"
        )
        if self.more:
            more = counted(self.more, "more error")
            text += f"\n\n{more} came after it; see the log."
        self.message.setText(text)

    def _copy(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(f"{self._summary}\n\n{self.detail.toPlainText()}")


class ErrorReporter(QObject):
    """Takes exceptions from any thread and shows them in the window's.

    The hooks run in the thread that raised, where no widget may be used; a signal
    carries the error over. While a dialog is open further errors are only counted.

    Signals
    -------
    reported(str)
        When an error is shown: a summary.
    """

    reported = pyqtSignal(str)
    _raised = pyqtSignal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._window: QWidget | None = None
        self.dialog: ErrorDialog | None = None
        self._previous_hooks = sys.excepthook, threading.excepthook
        self._raised.connect(self.show)

    def set_window(self, window: QWidget) -> None:
        """Show errors in a window, which owns the reporter from now on."""
        self._window = window
        self.setParent(window)

    def install(self) -> None:
        """Take over Python's hooks: PyQt would abort the process on an exception."""
        self._previous_hooks = sys.excepthook, threading.excepthook
        sys.excepthook = self._on_exception
        threading.excepthook = lambda args: self._on_exception(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )

    def uninstall(self) -> None:
        """Restore the previous hooks."""
        sys.excepthook, threading.excepthook = self._previous_hooks

    def show(self, summary: str, detail: str) -> None:
        """Show an error, or count it if another is being shown."""
        self.reported.emit(summary)
        if self.dialog is not None:
            self.dialog.add_another()
            return
        self.dialog = ErrorDialog(summary, detail, self._window)
        self.dialog.finished.connect(self._forget)
        self.dialog.open()

    def _forget(self) -> None:
        self.dialog = None

    def _on_exception(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        self._raised.emit(*self._logged(kind, error, trace))

    def report(self, error: Exception) -> None:
        """Report an exception that was caught, as one that was not."""
        self.show(*self._logged(type(error), error, error.__traceback__))

    @staticmethod
    def _logged(
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> tuple[str, str]:
        """Write an exception to the log; return its summary and its detail."""
        detail = "".join(traceback.format_exception(kind, error, trace))
        log.error("unforeseen error\n%s", detail)
        return f"{kind.__name__}: {error}", detail
