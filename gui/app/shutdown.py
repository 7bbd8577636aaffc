"""Ends the application in order when the system asks for it.

A signal, a log-out and a lost display all pass the window's `closeEvent` by: nothing
would be saved, and deleting the window would abort, because its threads still run.
"""

from __future__ import annotations

import ctypes  # imported by NumPy anyway
import logging
import os
import signal
import sys
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, QObject, QSocketNotifier

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtWidgets import QApplication

log = logging.getLogger(__name__)

SIGNALS: Final = tuple(
    getattr(signal, name)
    for name in ("SIGTERM", "SIGINT", "SIGHUP")
    if sys.platform != "win32"
)
"""Signals that close the window; Windows has none that another process sends."""

LOST: Final = "ShallowNet has lost its display; its settings are saved."


class Shutdown(QObject):
    """Closes the window on signals, and in whatever way the event loop ends.

    Parameters
    ----------
    app : QApplication
    close : callable
        Closes the window without a question, which saves settings and stops threads; it
        may be called twice.
    save : callable
        Saves the settings: a log-out may end the process right after it asked.
    """

    def __init__(
        self, app: QApplication, close: Callable[[], None], save: Callable[[], None]
    ) -> None:
        super().__init__(app)
        self._app, self._close_window, self._save = app, close, save
        # Also when Qt finds that the display is lost: it leaves its event loop then.
        app.aboutToQuit.connect(close)
        app.commitDataRequest.connect(lambda _: self._prepare_for_log_out())
        if SIGNALS:
            self._watch_signals()
        if app.platformName() == "xcb":
            self._watch_display()

    def _prepare_for_log_out(self) -> None:
        """Save: the session is about to end, unless another program prevents it."""
        log.info("saving because of a log-out")
        self._app.installEventFilter(self)  # it sees every event: only from now on
        self._save()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Close without a question at a log-out, which would wait for the answer."""
        if event is not None and event.type() == QEvent.Type.Quit:
            self._close_window()
        return super().eventFilter(watched, event)

    def _watch_signals(self) -> None:
        """Let signals wake Qt's event loop up: Python would run handlers later."""
        reader, writer = os.pipe()
        for end in (reader, writer):
            os.set_blocking(end, False)
        self._reader = reader
        # PyQt takes a file descriptor, but its stubs know of a voidptr only.
        notifier = QSocketNotifier(  # type: ignore[call-overload]
            reader, QSocketNotifier.Type.Read, self
        )
        notifier.activated.connect(self._close)
        signal.set_wakeup_fd(writer)
        for number in SIGNALS:
            signal.signal(number, lambda *_: None)

    def _watch_display(self) -> None:
        """Let Xlib say when the display is lost: it would end the process at once."""
        try:
            xlib = ctypes.CDLL("libX11.so.6")
        except OSError:
            return  # Qt has none either, so that only Qt can find out
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)
        self._on_lost_display = kind(self._end_without_display)  # Xlib keeps no count
        xlib.XSetIOErrorHandler(self._on_lost_display)

    def _end_without_display(self, _display: int | None) -> int:
        """Save, and end at once: nothing of the window may be used any more."""
        try:
            self._save()
            print(LOST, file=sys.stderr, flush=True)
        finally:
            os._exit(1)

    def _close(self) -> None:
        name = signal.Signals(os.read(self._reader, 1)[0]).name
        log.info("closing because of %s", name)
        for number in SIGNALS:  # the next one ends the process at once
            signal.signal(number, signal.SIG_DFL)
        self._close_window()
        self._app.exit(0)  # an open dialog would keep it running
