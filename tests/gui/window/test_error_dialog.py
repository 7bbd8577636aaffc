"""Errors that nobody foresaw: one dialog, a log, and the hooks given back."""

from __future__ import annotations

import logging
import sys
import threading

import pytest
from PyQt6.QtCore import QTimer
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QPushButton, QWidget

from gui.log import log_file, start_logging
from gui.window.error_dialog import ErrorReporter

PACKAGES = ("", "gui", "shallownet")


@pytest.fixture(autouse=True)
def hooks_of_the_tests(monkeypatch):
    """Give the hooks of pytest back at the end: ours go back to Python's own."""
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    monkeypatch.setattr(threading, "excepthook", threading.__excepthook__)


@pytest.fixture
def reporter(qtbot):
    home = QWidget()
    qtbot.addWidget(home)
    home.show()
    reporter = ErrorReporter()
    reporter.set_window(home)
    reporter.install()
    yield reporter
    reporter.uninstall()


def raise_it() -> None:
    raise LookupError("made for this test")


def test_an_exception_in_a_slot_is_shown(qtbot, reporter):
    # pytest-qt has taken sys.excepthook over for the test itself: take it back.
    reporter.install()
    QTimer.singleShot(0, raise_it)
    qtbot.waitUntil(lambda: reporter.dialog is not None)
    assert "LookupError: made for this test" in reporter.dialog.message.text()
    assert "raise_it" in reporter.dialog.detail.toPlainText()
    reporter.dialog.reject()


def test_an_exception_in_another_thread_is_shown_in_the_windows(qtbot, reporter):
    thread = threading.Thread(target=raise_it)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: reporter.dialog is not None)
    assert "made for this test" in reporter.dialog.message.text()
    reporter.dialog.reject()


def test_a_thousand_errors_are_one_dialog(qtbot, reporter):
    for number in range(1_000):
        reporter.show(f"error {number}", "detail")
    dialog = reporter.dialog
    assert "error 0" in dialog.message.text()
    assert "999 more errors" in dialog.message.text()
    dialog.reject()
    reporter.show("another", "detail")
    assert reporter.dialog is not dialog
    reporter.dialog.reject()


def test_the_detail_can_be_copied(qtbot, reporter):
    reporter.show("what happened", "line 1\nline 2")
    buttons = {b.text(): b for b in reporter.dialog.findChildren(QPushButton)}
    buttons["Copy detail"].click()
    assert QGuiApplication.clipboard().text() == "what happened\n\nline 1\nline 2"
    reporter.dialog.reject()


def test_it_is_written_to_the_log_file(qtbot, reporter):
    loggers = [logging.getLogger(name) for name in PACKAGES]
    before = [list(logger.handlers) for logger in loggers]
    start_logging()
    reporter.install()
    QTimer.singleShot(0, raise_it)
    qtbot.waitUntil(lambda: reporter.dialog is not None)
    reporter.dialog.reject()
    for logger, handlers in zip(loggers, before, strict=True):
        for handler in set(logger.handlers) - set(handlers):
            handler.close()
            logger.removeHandler(handler)
    assert "LookupError: made for this test" in log_file().read_text()


def test_the_dialog_names_the_log_file(qtbot, reporter):
    reporter.show("what happened", "detail")
    assert str(log_file()) in reporter.dialog.message.text()
    reporter.dialog.reject()


def test_an_error_while_the_dialog_is_open_is_logged_and_counted(
    qtbot, reporter, caplog
):
    reporter.install()
    for _ in range(3):
        QTimer.singleShot(0, raise_it)
    qtbot.waitUntil(lambda: reporter.dialog is not None and reporter.dialog.more == 2)
    assert caplog.text.count("LookupError: made for this test") == 3
    assert "2 more errors" in reporter.dialog.message.text()
    reporter.dialog.reject()


def test_no_file_for_the_log_keeps_nothing_from_starting(tmp_path, monkeypatch, capfd):
    place = log_file().parent
    place.parent.mkdir(parents=True)
    place.write_text("in the way")
    logger = logging.getLogger("gui")
    before = {name: list(logging.getLogger(name).handlers) for name in PACKAGES}
    start_logging()
    logger.warning("still emitted")
    for name, handlers in before.items():
        for handler in set(logging.getLogger(name).handlers) - set(handlers):
            logging.getLogger(name).removeHandler(handler)
    assert "still emitted" in capfd.readouterr().err


def test_the_hooks_are_given_back(qtbot):
    reporter = ErrorReporter()
    reporter.install()
    assert sys.excepthook == reporter._on_exception
    reporter.uninstall()
    assert sys.excepthook is sys.__excepthook__
    assert threading.excepthook is threading.__excepthook__
