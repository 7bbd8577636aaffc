"""The camera of the documentation: a window in a state, and pictures of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6 import sip
from PyQt6.QtCore import QEventLoop, QTimer

from gui.training.status import RunState
from gui.window.main_window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QPixmap
    from PyQt6.QtWidgets import QWidget

    from gui.style.theme import ThemeChoice
    from gui.training.status import Status
    from shallownet import Recipe

FOLDER = Path(__file__).resolve().parent / "pictures"


class Camera:
    """Where pictures go, and how much is done for them.

    Attributes
    ----------
    folder : Path
    smoke : bool
        Whether only to see that everything runs.
    themes : tuple of str
    """

    folder = FOLDER
    smoke = False
    themes: tuple[ThemeChoice, ...] = ("light", "dark")


def live(milliseconds: int) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(
        min(milliseconds, 30) if Camera.smoke else milliseconds, loop.quit
    )
    loop.exec()


def live_until(condition: Callable[[], bool]) -> None:
    """Let the window live until something holds."""
    while not condition():
        live(20)


def window_on(
    recipe: Recipe, updates: int = 0, theme: ThemeChoice = "light"
) -> MainWindow:
    """Return a window on a recipe after so many updates."""
    if Camera.smoke:
        recipe = recipe.changed(samples=100)
    window = MainWindow(None, recipe)
    window.set_theme_choice(theme)
    window.resize(1280, 800)
    window.show()
    live_until(lambda: window.shown is not None)
    train(window, updates)
    return window


def shown(window: MainWindow) -> Status:
    """Return what a window shows of its run."""
    assert window.shown is not None
    return window.shown


def train(window: MainWindow, updates: int) -> None:
    """Make so many updates, and let them be drawn."""
    status = shown(window)
    if Camera.smoke:
        updates = min(updates, 100)
    goal = status.snapshot.step + updates
    window.run.start(updates)

    def there() -> bool:
        now = shown(window)
        return now.snapshot.step >= goal and now.state is not RunState.RUNNING

    live_until(there)
    live(150)


def close(window: MainWindow) -> None:
    """Close and delete a window: a hidden one would still be restyled each time."""
    window.end()
    sip.delete(window)


def save(widget: QWidget, name: str) -> None:
    """Save a picture of a widget."""
    live(400)
    keep(widget.grab(), name)


def keep(picture: QPixmap, name: str) -> None:
    """Write a picture into the folder."""
    path = Camera.folder / f"{name}.png"
    if not picture.save(str(path), quality=0):  # the smallest file
        raise OSError(f"could not write {path}")
    print(name)
