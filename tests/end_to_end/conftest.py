"""A display, the real app in a process of its own, and where its buttons are."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.child import SIZE, App, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PyQt6.QtWidgets import QApplication, QWidget

    from tests.end_to_end.screen import Screen

    Place = tuple[int, int]


# One connection for all tests: an X server may start anew when the last one ends.
@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    """Return the display; where there is none, skip the test and say so."""
    if os.environ.get("QT_QPA_PLATFORM") != "xcb":
        pytest.skip("takes QT_QPA_PLATFORM=xcb and an X display; script/test has both")
    pytest.importorskip("Xlib", reason="takes python-xlib, which drives the X display")
    from Xlib.error import DisplayError

    from tests.end_to_end.screen import Screen

    try:
        screen = Screen()
    except (DisplayError, OSError) as error:
        pytest.skip(f"no X display answers at {os.environ.get('DISPLAY')!r}: {error}")
    yield screen
    screen.close()


@pytest.fixture
def launch(screen: Screen, tmp_path: Path) -> Iterator[Callable[..., App]]:
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
        # What Python and Qt print when something was not foreseen.
        assert "Traceback" not in output, output
        assert "QThread" not in output, output


@pytest.fixture(scope="session")
def places(screen: Screen, qapp: QApplication) -> dict[str, Place]:
    """Return where things are: the places of a twin of the window in this process.

    The same code, run, fonts, style and size give the same geometry. The display is
    asked for first: without one Qt would end this process.
    """
    from PyQt6.QtCore import QPoint

    from gui.window.main_window import MainWindow
    from shallownet import Recipe

    qapp.setStyle("Fusion")
    twin = MainWindow(None, Recipe())
    twin.set_theme_choice("light")
    twin.resize(*SIZE)
    twin.show()

    def place_of(widget: QWidget, x: float, y: float) -> Place:
        point = widget.mapTo(twin, QPoint(round(x), round(y)))
        return point.x(), point.y()

    def centre(widget: QWidget) -> Place:
        return place_of(widget, widget.width() / 2, widget.height() / 2)

    def measure() -> dict[str, Place]:
        view = twin.network_view
        graph = view.graph
        assert graph is not None
        unit = next(n for n in graph.nodes if (n.layer, n.index) == (1, 5))
        x1, y1, x2, y2 = graph.lines[0]
        found = {
            name: centre(twin.toolbar.button(name))
            for name in ("start", "pause", "step", "reset")
        }
        # Text below which things have moved down is part of what settles.
        return found | {
            "speed": centre(twin.speed.slider),
            "unit 5": place_of(view, unit.x, unit.y),
            "a weight": place_of(view, x1 + 0.8 * (x2 - x1), y1 + 0.8 * (y2 - y1)),
        }

    found: dict[str, Place] = {}

    def settled() -> bool:
        nonlocal found
        qapp.processEvents()
        if twin.network_view.graph is None:
            return False
        before, found = found, measure()
        return found == before

    wait_until(settled, "the twin of the window to settle")
    twin.close()
    twin.deleteLater()
    return found
