"""The real app as a child process, in a real window, and a person before it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SIZE = (1280, 800)

if os.environ.get("QT_QPA_PLATFORM") != "xcb" or not os.environ.get("DISPLAY"):
    collect_ignore_glob = ["test_*.py"]


class App:
    """The app in a process of its own, seen and used from outside only."""

    def __init__(self, screen, folder: Path, *arguments: str) -> None:
        self.screen = screen
        self._folder = folder
        places = {
            name: str(folder / name.lower())
            for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
        }
        self.process = subprocess.Popen(
            [
                sys.executable,
                str(ROOT / "main.py"),
                "--size",
                f"{SIZE[0]}x{SIZE[1]}",
                "--theme",
                "light",
                *arguments,
            ],
            env={**os.environ, **places},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.window = None

    def appear(self) -> None:
        """Wait for the window, with its run loaded, and give it the keys."""
        from screen import wait_until

        def found() -> bool:
            assert self.process.poll() is None, self.process.communicate()[0]
            self.window = self.screen.window_titled("– ShallowNet")
            return self.window is not None

        wait_until(found, "the window")
        self.screen.focus(self.window)

    @property
    def title(self) -> str:
        return self.screen.title(self.window)

    @property
    def log(self) -> str:
        return "".join(p.read_text() for p in self._folder.rglob("shallownet.log"))

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Wait for a title that matches, and return the match."""
        from screen import wait_until

        try:
            wait_until(lambda: re.search(pattern, self.title), f"{pattern!r}")
        except AssertionError as late:
            raise AssertionError(
                f"{late}; title {self.title!r}; log:\n{self.log}"
            ) from None
        match = re.search(pattern, self.title)
        assert match is not None
        return match

    def end(self) -> int:
        """Wait for the process to end by itself, and return its exit code."""
        try:
            return self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running; log:\n{self.log}") from None


@pytest.fixture
def screen():
    """Return the display."""
    from screen import Screen

    screen = Screen()
    yield screen
    screen.close()


@pytest.fixture
def launch(screen, tmp_path):
    """Return a function that launches the app and waits for its window."""
    apps: list[App] = []

    def start(*arguments: str) -> App:
        app = App(screen, tmp_path, *arguments)
        apps.append(app)
        app.appear()
        return app

    yield start
    for app in apps:
        app.process.kill()
        output, _ = app.process.communicate(timeout=10)
        # What PyQt and Python print when something was not foreseen.
        assert "Traceback" not in output, output


@pytest.fixture
def places(qtbot, tmp_path):
    """Return where things are: the places of a twin of the window in this process.

    The same code, fonts, theme and size give the same geometry.
    """
    from PyQt6.QtCore import QPoint, QSettings
    from PyQt6.QtWidgets import QApplication

    from gui.main_window import MainWindow
    from shallownet import Recipe

    QApplication.setStyle("Fusion")
    settings = QSettings(str(tmp_path / "twin.ini"), QSettings.Format.IniFormat)
    twin = MainWindow(settings, Recipe(samples=50))
    twin.set_theme_choice("light")
    twin.resize(*SIZE)
    twin.show()
    qtbot.waitUntil(lambda: twin._shown is not None)
    qtbot.waitExposed(twin)

    def centre(widget) -> tuple[int, int]:
        point = widget.mapTo(twin, QPoint(widget.width() // 2, widget.height() // 2))
        return point.x(), point.y()

    found = {
        name: centre(twin.toolbar.widgetForAction(twin.actions_[name]))
        for name in ("start", "pause", "step", "reset", "new_start")
    }
    found["learning_rate"] = centre(twin.parameter_panel.learning_rate)
    view = twin.network_view
    unit = next(n for n in view.graph.nodes if (n.layer, n.index) == (1, 5))
    point = view.mapTo(twin, QPoint(round(unit.x), round(unit.y)))
    found["unit 5"] = point.x(), point.y()
    twin.close()
    return found
