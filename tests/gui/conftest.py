"""The window for tests: offscreen, with places of its own, and never left running."""

from __future__ import annotations

import gc
import os
import sys
import threading
from itertools import count
from typing import TYPE_CHECKING, Any, Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PyQt6 import sip
from PyQt6.QtCore import QEvent, QStandardPaths
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.documents import dialogs
from gui.documents.dialogs import Answer
from gui.training.training_thread import TrainingThread
from gui.window.main_window import MainWindow
from gui.window.settings_file import SettingsFile
from gui.workers.worker import Worker
from shallownet import Recipe
from shallownet.compute import second_thread
from tests.examples import load_profile

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from gui.widgets.builders import AnyWidget

load_profile()

MUCH_GARBAGE: Final = 20_000
"""Objects made since garbage was collected; a window makes 30,000."""

_shared: set[QWidget] = set()
"""Widgets that the tests of a module share, and that stay open between them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a warning from Qt fail the test that caused it.

    The ini option that does so for all tests is unknown where pytest-qt is missing,
    and there the core's tests must run.
    """
    for item in items:
        if "qtbot" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            # Said by Qt's offscreen platform of what only real windows can do.
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture(scope="session", autouse=True)
def garbage() -> Iterator[None]:
    """Leave garbage to `pytest_runtest_protocol`, as the program leaves it to a timer.

    Python would collect in whichever thread happens to allocate.
    """
    gc.collect()
    gc.freeze()  # modules and tests: looking through them takes 40 ms
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, bool, bool]:
    """Collect garbage between tests, in the thread of the windows, if there is much."""
    result = yield
    if gc.get_count()[0] > MUCH_GARBAGE:
        gc.collect()
    return result


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return folders for settings and logs, none of which exists yet."""
    folder = tmp_path_factory.mktemp("places")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def own_places(folders: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep settings and logs of tests away from those of the person running them."""
    # Where XDG variables count, Qt's test mode would pass them over and write to HOME.
    QStandardPaths.setTestModeEnabled(sys.platform in ("darwin", "win32"))
    place = next(folders)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(place / name.lower()))


@pytest.fixture(autouse=True)
def nothing_left_open(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take down what a test has opened: a window left over would take the mouse.

    Until then qtbot's widgets stay: it keeps weak references alone, and the garbage
    collector deleted widgets of a test that had returned while they were painted.
    """
    kept: list[QWidget] = []
    add_widget = QtBot.addWidget

    def keep(qtbot: QtBot, widget: QWidget, **options: Any) -> None:
        kept.append(widget)
        add_widget(qtbot, widget, **options)

    monkeypatch.setattr(QtBot, "addWidget", keep)
    yield
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        return
    for widget in app.topLevelWidgets():
        # pyqtgraph's widgets can be closed only once.
        if widget not in _shared and not widget.isHidden():
            widget.close()
    # qtbot asks for its widgets to be deleted; that comes true in an event loop only.
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    app.processEvents()
    if app.styleSheet() and not _shared:
        # As before the first window: each widget that is made would be styled by it
        # many times, and a window take twice as long.
        app.setStyleSheet("")


@pytest.fixture(scope="module")
def share(qapp: QApplication) -> Iterator[Callable[[AnyWidget], AnyWidget]]:
    """Return a function that keeps a widget for all tests of a module.

    They must leave it as they found it. The style sheet stays on meanwhile, so other
    windows of such a module take longer.
    """
    kept: list[QWidget] = []

    def keep(widget: AnyWidget) -> AnyWidget:
        kept.append(widget)
        _shared.add(widget)
        return widget

    yield keep
    for widget in kept:
        _shared.remove(widget)
        widget.close()
        sip.delete(widget)


@pytest.fixture(autouse=True)
def traced_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let coverage see into worker threads: Qt starts them, not `threading`."""
    run = Worker.run

    def traced(worker: Worker) -> None:
        sys.settrace(threading.gettrace())
        run(worker)

    if threading.gettrace() is not None:
        monkeypatch.setattr(Worker, "run", traced)


@pytest.fixture(autouse=True)
def no_thread_left(
    nothing_left_open: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Fail a test that leaves a thread running, a training thread or any other."""
    before = set(threading.enumerate())
    started: list[TrainingThread] = []
    start = TrainingThread.start

    def remember(thread: TrainingThread) -> None:
        started.append(thread)
        start(thread)

    monkeypatch.setattr(TrainingThread, "start", remember)
    yield
    left = [thread for thread in started if not thread.isFinished()]
    for thread in left:  # or destroying them would abort the whole run of tests
        thread.shut_down()
    assert not left, f"{len(left)} training threads were left running"
    # Python keeps a dummy for every QThread it has met, also for those that ended.
    dummy = threading._DummyThread
    alive = [t for t in threading.enumerate() if not isinstance(t, dummy)]
    # The core's second thread waits for the next run.
    left_over = {t for t in set(alive) - before if t.name != second_thread.NAME}
    assert not left_over, f"left running: {left_over}"


@pytest.fixture(autouse=True)
def nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Discard what is not saved when a test closes a window: a question would wait."""
    monkeypatch.setattr(dialogs, "ask_about_changes", lambda *_, **__: Answer.DISCARD)


@pytest.fixture
def settings(tmp_path: Path) -> SettingsFile:
    """Return a settings file that does not exist yet."""
    return SettingsFile(tmp_path / "settings.ini")


def _open(window: MainWindow, qtbot: QtBot) -> None:
    """Show a window, and wait until its run is loaded."""
    window.resize(1280, 800)  # the screen of the offscreen platform is smaller
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: window.shown is not None)


@pytest.fixture
def make_window(
    qtbot: QtBot, settings: SettingsFile
) -> Iterator[Callable[[Recipe], MainWindow]]:
    """Return a function that opens a window on a recipe, once its run is loaded."""
    windows: list[MainWindow] = []

    def make(recipe: Recipe) -> MainWindow:
        window = MainWindow(settings, recipe)
        windows.append(window)
        qtbot.addWidget(window)
        _open(window, qtbot)
        return window

    yield make
    for window in windows:
        window.end()
        assert window.training.isFinished()


@pytest.fixture(scope="module")
def shared_window(
    request: pytest.FixtureRequest, share: Callable[[MainWindow], MainWindow]
) -> Iterator[MainWindow]:
    """Return a window as `window` is, but one for all tests of a module."""
    window = share(MainWindow(None, Recipe.of(samples=200)))
    _open(window, QtBot(request))
    yield window
    window.end()


@pytest.fixture
def same_window(qtbot: QtBot, shared_window: MainWindow) -> MainWindow:
    """Return the window that the tests of a module share, as large as in the others."""
    shared_window.resize(1280, 800)
    shared_window.activateWindow()
    qtbot.waitUntil(shared_window.isActiveWindow)
    shared_window.network_view.setFocus()
    return shared_window


@pytest.fixture
def window(make_window: Callable[[Recipe], MainWindow]) -> MainWindow:
    """Return a window on the lesson's network with 200 samples."""
    return make_window(Recipe.of(samples=200))
