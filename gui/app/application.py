"""The application: from the command line to the window and its end."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PyQt6 import sip
from PyQt6.QtCore import (
    QMessageLogContext,
    QStandardPaths,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PyQt6.QtWidgets import QApplication

from gui.app.command_line import parse_visibly
from gui.app.font_scale import application
from gui.app.gc_policy import START_MS, collect, collect_regularly
from gui.app.shutdown import Shutdown
from gui.log import data_folder, start_logging
from gui.style.theme import application_icon
from gui.training.commands import Change
from gui.training.status import RunState
from gui.window.error_dialog import ErrorReporter
from gui.window.geometry import FIRST_SIZE
from gui.window.main_window import MainWindow
from gui.window.settings_file import SettingsFile
from shallownet.start import advice

if TYPE_CHECKING:
    from collections.abc import Sequence

NO_DISPLAY = (
    "ShallowNet needs a display and found none; without one, "
    "QT_QPA_PLATFORM=offscreen lets it run unseen, for instance to save a picture: "
    "QT_QPA_PLATFORM=offscreen script/run --after-steps 1000 --screenshot window.png"
)

SWITCH_INTERVAL: Final = 1e-4
"""Seconds after which a thread releases the interpreter to another that waits.

With Python's 5 ms the window's thread waited that long whenever it took the interpreter
back from Qt, hundreds of times while a dialog is laid out. While a file of a million
rows was read, the window stood still for up to 480 ms; with this value for 33. The
speed of training does not change measurably.
"""

STYLE: Final = ("-style", "fusion")
"""Qt's arguments for the style of the window. `setStyle` would hand it to Python, which
creates all of its 250 enumerated names: 7 ms."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the application and return its exit code."""
    options = parse_visibly(sys.argv[1:] if arguments is None else arguments)
    if not has_display():
        print(NO_DISPLAY, file=sys.stderr)
        return 1
    # Python would see Ctrl+C only at Qt's next event.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.setswitchinterval(SWITCH_INTERVAL)
    qInstallMessageHandler(_explain_abort)
    app = application([*sys.argv[:1], *STYLE])
    qInstallMessageHandler(None)
    app.setApplicationName("ShallowNet")
    app.setDesktopFileName("shallownet")
    app.setWindowIcon(application_icon())
    log = start_logging()
    # Before the window: a fault in making it is told, too.
    errors = ErrorReporter()
    errors.install()
    # A screenshot shows the window in its first state, not as it was left last time.
    settings = open_settings() if options.screenshot is None else None
    journals = data_folder() / "journals" if options.screenshot is None else None
    try:
        window = MainWindow(settings, options.recipe, errors, journals)
    except Exception as error:
        if options.screenshot is not None:
            raise
        errors.report(error)
        app.exec()  # until the dialog is closed
        return 1
    log.tell_to(window.warned.emit)
    Shutdown(app, window.end, window.save_state)
    if options.theme is not None:
        window.set_theme_choice(options.theme)
    if options.size is not None:
        window.resize(*options.size)
    elif options.screenshot is not None:  # it needs no screen
        window.resize(FIRST_SIZE)
    failures: list[str] = []
    if options.screenshot is not None:
        updates = options.after_steps or 0
        _take_screenshot(window, options.screenshot, updates, failures)
    elif options.autostart:
        window.run.start()
    window.show()
    if options.file is not None:
        window.documents.open(options.file)
    elif settings is not None and not options.autostart:
        window.tour.greet()
    QTimer.singleShot(START_MS, lambda: collect_regularly(app))
    code = app.exec()
    window.errors.uninstall()
    # Deleted here, while Qt is complete: left to the end of the interpreter, about one
    # exit in six crashed.
    sip.delete(window)
    del window
    collect()
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else code


def open_settings() -> SettingsFile:
    """Return the settings file of the window."""
    place = QStandardPaths.writableLocation(
        QStandardPaths.StandardLocation.AppConfigLocation
    )
    return SettingsFile(Path(place) / "shallownet.ini")


def has_display() -> bool:
    """Return whether Qt will find a screen, or was told to do without one."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


_qt_messages: list[str] = []


def _explain_abort(
    kind: QtMsgType, context: QMessageLogContext, message: str | None
) -> None:
    """Explain in a sentence why Qt aborts when its platform cannot start."""
    _qt_messages.append((message or "").strip())
    if kind != QtMsgType.QtFatalMsg:
        return
    messages = "\n".join(_qt_messages)
    if "could not connect to display" in messages:
        print(NO_DISPLAY, file=sys.stderr)
    else:
        print(f"Qt cannot open a window here. {advice()}", file=sys.stderr)
    print(f"Qt says: {messages}", file=sys.stderr, flush=True)
    os._exit(1)


def _take_screenshot(
    window: MainWindow, path: Path, updates: int, failures: list[str]
) -> None:
    """Save a picture of the window after so many updates, and close it.

    If that cannot be done, close it and give the reason: the program must neither wait
    for ever nor save a picture of another run.
    """
    training = window.training
    saved = False

    def give_up(reason: str) -> None:
        if failures:  # the window is closed already
            return
        failures.append(reason)
        window.end()  # nobody is there to be asked
        QApplication.exit(1)  # an error dialog would keep it running

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
            reason = f"no picture after update {updates:,}: "
            give_up(f"{reason}{status.snapshot.divergence}")
            return
        if missing > 0 and status.state is RunState.FINISHED:
            training.post(Change({"iterations": updates}))
            return
        if missing > 0 and status.state is RunState.PAUSED:
            window.run.start(missing)
            return
        saved = True
        training.settled.disconnect(save_when_done)
        window.draw_newest()
        if not window.grab().save(str(path)):
            failures.append(f"could not write {path}")
        window.end()  # nobody is there to be asked

    training.settled.connect(save_when_done)
    training.refused.connect(lambda why, _: give_up(why))
    window.loader.refused.connect(give_up)
    window.errors.reported.connect(give_up)
    # The run may have been loaded before these connections were made.
    QTimer.singleShot(0, save_when_done)
