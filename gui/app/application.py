"""The application: from the command line to a window, and out again."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Final

from PyQt6 import sip
from PyQt6.QtCore import (
    QMessageLogContext,
    QSettings,
    QStandardPaths,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PyQt6.QtWidgets import QApplication

from gui.app.command_line import parse
from gui.app.font_scale import application
from gui.app.gc_policy import UNDER_WAY, collect, enable_gc
from gui.log import start_logging
from gui.style.theme import application_icon
from gui.training.commands import Change
from gui.training.status import RunState
from gui.window.main_window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NO_DISPLAY = (
    "ShallowNet needs a display and found none; without one, "
    "QT_QPA_PLATFORM=offscreen lets it run unseen, for instance to save a picture: "
    "QT_QPA_PLATFORM=offscreen script/run --after-steps 1000 --screenshot window.png"
)

SWITCH_INTERVAL: Final = 1e-4
"""Seconds after which a thread lets another have the interpreter, if one waits.

Python's 5 ms are what the window's thread waited for every time it took the interpreter
back from Qt, hundreds of times while a dialog is laid out: as a file of a million rows
was read, it stood still for up to 480 ms, with 0.5 ms for 106, with this for 33.
Training is not slowed down: it differs by less than two runs with the same value do.
"""

STYLE: Final = ("-style", "fusion")
"""Qt's arguments for the style of the window. Set by `setStyle` it is handed to Python,
which makes all of its 250 enumerated names: 7 ms."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the application and return its exit code."""
    options = parse(sys.argv[1:] if arguments is None else arguments)
    if not has_display():
        print(NO_DISPLAY, file=sys.stderr)
        return 1
    # Qt's loop would not let Python see Ctrl+C before the next event.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.setswitchinterval(SWITCH_INTERVAL)
    qInstallMessageHandler(_say_why_qt_gives_up)
    app = application([*sys.argv[:1], *STYLE])
    qInstallMessageHandler(None)
    app.setApplicationName("ShallowNet")
    app.setDesktopFileName("shallownet")
    app.setWindowIcon(application_icon())
    start_logging()

    # A picture shows the window as it is at first, not as it was left last time.
    settings = open_settings() if options.screenshot is None else None
    window = MainWindow(settings, options.recipe)
    window.errors.install()
    if options.theme is not None:
        window.set_theme_choice(options.theme)
    if options.size is not None:
        window.resize(*options.size)
    failures: list[str] = []
    if options.screenshot is not None:
        updates = options.after_steps or 0
        _take_screenshot(window, options.screenshot, updates, failures)
    elif options.autostart:
        window.start()
    window.show()
    QTimer.singleShot(UNDER_WAY, enable_gc)
    code = app.exec()
    window.errors.uninstall()
    # Taken down here, in order and while Qt is whole: left to the interpreter's end,
    # about one exit in six crashed.
    sip.delete(window)
    del window
    collect()
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else code


def open_settings() -> QSettings:
    """Open the file in which the window's places and choices are remembered."""
    place = QStandardPaths.writableLocation(
        QStandardPaths.StandardLocation.AppConfigLocation
    )
    return QSettings(f"{place}/shallownet.ini", QSettings.Format.IniFormat)


def has_display() -> bool:
    """Return whether Qt can be expected to find a screen, or was told to do without."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


_said_by_qt: list[str] = []


def _say_why_qt_gives_up(
    kind: QtMsgType, context: QMessageLogContext, message: str | None
) -> None:
    """Turn Qt's abort over a platform that cannot start into a sentence."""
    _said_by_qt.append((message or "").strip())
    if kind != QtMsgType.QtFatalMsg:
        return
    said = "\n".join(_said_by_qt)
    if "could not connect to display" in said:
        print(NO_DISPLAY, file=sys.stderr)
    else:
        print(
            "Qt cannot open a window here; script/run sets up the system libraries "
            "that it needs.",
            file=sys.stderr,
        )
    print(f"Qt says: {said}", file=sys.stderr, flush=True)
    os._exit(1)


def _take_screenshot(
    window: MainWindow, path: Path, updates: int, failures: list[str]
) -> None:
    """Save a picture of the window after so many updates, and close it.

    Where something prevents that, close it with the reason: to wait for ever, or to
    save a picture of another run, would help nobody.
    """
    training = window.training
    saved = False  # what asks once more may be under way by then

    def give_up(reason: str) -> None:
        if failures:  # one reason is enough, and the window is closed already
            return
        failures.append(reason)
        window.close()
        QApplication.exit(1)  # the dialog of an error would keep it running

    def save_when_done() -> None:
        nonlocal saved
        status = training.newest
        if saved or failures or status is None or status.state is RunState.RUNNING:
            return
        if status.substitute_reason:
            give_up(status.substitute_reason)
            return
        missing = updates - status.snapshot.step
        if missing > 0 and status.state is RunState.DIVERGED:
            told = f"no picture after update {updates:,}: {status.snapshot.divergence}"
            give_up(told)
            return
        if missing > 0 and status.state is RunState.FINISHED:
            training.post(Change({"iterations": updates}))
            return
        if missing > 0 and status.state is RunState.PAUSED:
            window.start(missing)
            return
        saved = True
        training.settled.disconnect(save_when_done)
        window.draw_newest()
        if not window.grab().save(str(path)):
            failures.append(f"could not write {path}")
        window.close()

    training.settled.connect(save_when_done)
    training.refused.connect(lambda why, _: give_up(why))
    window.loading.refused.connect(give_up)
    window.errors.reported.connect(give_up)
    # The run may have been loaded, and have said so, before anyone listened here.
    QTimer.singleShot(0, save_when_done)
