"""Watches a window: exceptions, Qt's warnings, errors in the log, and stalls."""

from __future__ import annotations

import logging
import sys
import threading
import time
import traceback
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QTimer, QtMsgType, qInstallMessageHandler

if TYPE_CHECKING:
    from types import TracebackType

    from PyQt6.QtCore import QMessageLogContext

STALL: Final = 1.0
"""Seconds for which the window's thread must not compute without handling events."""

BLOCKED: Final = 8.0
"""Seconds for which it must not stand still at all: a busy machine takes a few."""

IGNORED: Final = (
    "This plugin does not support",
    "not accepted by receiving widget",
)
"""What Qt's offscreen platform says of what only real windows can do, and Qt's own test
functions of keys and clicks that mean nothing where they are made."""


class Watch(logging.Handler):
    """Collects what goes wrong while a window is used.

    Attributes
    ----------
    problems : list of str
        What went wrong, the first first; the first line says what.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.problems: list[str] = []
        self._beat = time.monotonic()
        self._cpu_at_beat = 0.0
        self._timer = QTimer()
        self._timer.timeout.connect(self._on_beat)
        self._clock = time.pthread_getcpuclockid(threading.get_ident())
        self._main = threading.get_ident()
        self._ended = threading.Event()
        self._dog = threading.Thread(target=self._guard, name="watch", daemon=True)

    def begin(self) -> None:
        """Install all hooks, in the window's thread."""
        sys.excepthook = self._on_exception
        threading.excepthook = lambda args: self._on_exception(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )
        qInstallMessageHandler(self._on_qt_message)
        logging.getLogger().addHandler(self)
        self._on_beat()
        self._timer.start(20)
        self._dog.start()

    def end(self) -> None:
        """Remove them."""
        self._ended.set()
        self._dog.join()
        self._timer.stop()
        logging.getLogger().removeHandler(self)
        qInstallMessageHandler(None)
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def emit(self, record: logging.LogRecord) -> None:
        """Note a warning or an error of the log."""
        detail = ""
        if record.exc_info:
            detail = "\n" + "".join(traceback.format_exception(*record.exc_info))
        self.problems.append(f"log: {record.getMessage()}{detail}")

    def _on_exception(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        text = "".join(traceback.format_exception(kind, error, trace))
        self.problems.append(f"{kind.__name__}: {error}\n{text}")

    def _on_qt_message(
        self, kind: QtMsgType, context: QMessageLogContext, message: str | None
    ) -> None:
        if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) or not message:
            return
        if not any(part in message for part in IGNORED):
            where = "".join(traceback.format_stack(limit=8)[:-1])
            self.problems.append(f"Qt: {message}\n{where}")

    def _on_beat(self) -> None:
        self._beat = time.monotonic()
        self._cpu_at_beat = time.clock_gettime(self._clock)

    def _guard(self) -> None:
        """Look ten times a second whether the window's thread handles events.

        On a busy machine it may wait for a processor: what counts is what it computes.
        """
        told = 0.0
        while not self._ended.wait(0.1):
            beat, cpu = self._beat, self._cpu_at_beat
            gap = time.monotonic() - beat
            computed = time.clock_gettime(self._clock) - cpu
            if beat != told and (computed > STALL or gap > BLOCKED):
                told = beat
                frame = sys._current_frames().get(self._main)
                stack = "".join(traceback.format_stack(frame)) if frame else ""
                self.problems.append(f"the window stood still for {gap:.1f} s\n{stack}")
