"""Runs the program on a file, and ends its session as a session manager does.

On X, PyQt's packages can speak to none, as others of Qt can. So Qt's two messages are
sent here: the signal that asks to save, and the event that ends the program.
"""

from __future__ import annotations

import sys
from typing import Any

from PyQt6 import sip
from PyQt6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PyQt6.QtGui import QSessionManager
from PyQt6.QtWidgets import QApplication

from gui.launch import main
from gui.training.status import RunState
from gui.window.main_window import MainWindow

KILLED = "--killed"
"""Only ask to save: the system ends the program by itself then."""


def change_the_run() -> None:
    """Let the run of the file go on, once it is there, and then end the session."""
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
    status = windows[0].shown if windows else None
    if status is None or not status.path:
        QTimer.singleShot(20, change_the_run)
    elif windows[0].isWindowModified() and status.state is RunState.RUNNING:
        end_session()
    else:
        if status.state is not RunState.RUNNING:
            windows[0].run.start()
        QTimer.singleShot(100, change_the_run)


def end_session() -> None:
    """Ask to save, and then to quit."""
    app = QCoreApplication.instance()
    assert isinstance(app, QApplication)
    # PyQt makes no session manager, and what takes the signal asks nothing of it.
    tools: Any = sip
    address = tools.unwrapinstance(QObject(app))
    app.commitDataRequest.emit(tools.wrapinstance(address, QSessionManager))
    print("asked to save", flush=True)
    if KILLED not in sys.argv:
        QCoreApplication.sendEvent(app, QEvent(QEvent.Type.Quit))


if __name__ == "__main__":
    execute = QApplication.exec

    def execute_and_end(*_: object) -> int:
        QTimer.singleShot(0, change_the_run)
        return execute()

    QApplication.exec = execute_and_end  # type: ignore[method-assign]
    sys.exit(main([word for word in sys.argv[1:] if word != KILLED]))
