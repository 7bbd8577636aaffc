"""What is saved of the window between two starts, and how each value is validated."""

from __future__ import annotations

import logging
from base64 import b64decode, b64encode
from functools import partial
from typing import TYPE_CHECKING, Final
from zlib import crc32

from PyQt6.QtCore import QRect, Qt
from PyQt6.QtGui import QGuiApplication

from gui.style.theme import CHOICES
from gui.window.geometry import brought_back
from shallownet.wording import joined

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PyQt6.QtGui import QAction
    from PyQt6.QtWidgets import QSplitter

    from gui.window.settings_file import SettingsFile
    from gui.window.window_layout import WindowLayout

log = logging.getLogger(__name__)

MAX_PIXELS: Final = 32_767
"""No window reaches further: X11 and Windows count pixels in 16 bits."""

OLD_FORM: Final = "@ByteArray("
"""How version 0.1.0 began what it saved of places; they are not taken over."""


def load(window: WindowLayout, file: SettingsFile) -> str:
    """Restore a window from a file; return a sentence if something of it failed."""
    try:
        values = file.read()
    except OSError as error:
        return f"The settings cannot be read, so the defaults are used: {error}."
    odd, problem = restore(window, values), ""
    if odd:
        default = "its default is" if len(odd) == 1 else "their defaults are"
        problem = f"{file.path} has no valid {joined(odd)}; {default} used. "
    # Written at once: when the window closes it is too late to tell.
    return problem + _write(file, values)


def save(window: WindowLayout, file: SettingsFile) -> str:
    """Save the state of a window; return a sentence if that failed."""
    return _write(file, state_of(window))


def _write(file: SettingsFile, values: Mapping[str, str]) -> str:
    try:
        file.write(values)
    except OSError as error:
        problem = f"The settings cannot be saved to {file.path}: {error}."
        log.warning(problem)
        return problem
    return ""


def restore(window: WindowLayout, values: Mapping[str, str]) -> list[str]:
    """Restore the saved state of a window; return the names of values that are odd.

    What is missing or odd stays as it is by default.
    """
    readers: dict[str, Callable[[str], None]] = {
        "geometry": lambda text: _place(window, text),
        "columns": lambda text: _divide(window.columns, text),
        "panels": lambda text: _place_panels(window, text),
        "theme": lambda text: _choose_theme(window, text),
        "recent": window.recent_files.restore,
        "tour": window.tour_progress.restore,
        "presentation_size": window.presentation.restore,
        "extra_curve": window.loss_plot.extra.choose,
        "lesson": window.last_lesson.restore,
    }
    for name, switch in _switches(window).items():
        readers[name] = partial(_switch, switch)
    odd = []
    for name, read in readers.items():
        text = values.get(name, OLD_FORM)
        try:
            if not text.startswith(OLD_FORM):
                read(text)
        except ValueError:
            odd.append(name)
    return odd


def state_of(window: WindowLayout) -> dict[str, str]:
    """Return what to save of a window."""
    before = window.presentation.before  # what is kept is not the presentation
    maximized = window.isMaximized()
    place = window.normalGeometry() if maximized else window.geometry()
    if before is not None:
        maximized = bool(before.state & Qt.WindowState.WindowMaximized)
        place = window.normalGeometry() if maximized else before.geometry
    numbers = [place.x(), place.y(), place.width(), place.height()]
    switches = {
        name: str(switch.isChecked()).lower()
        for name, switch in _switches(window).items()
    }
    tour = window.tour_progress.as_text()
    return {
        "geometry": _spaced(numbers) + (" maximized" if maximized else ""),
        **_divisions(window),
        "theme": window.theme_choice,
        "recent": window.recent_files.as_text(),
        "extra_curve": window.loss_plot.extra.key,
        **({"tour": tour} if tour else {}),
        "lesson": window.last_lesson.as_text(),
        "presentation_size": window.presentation.as_text(),
        **switches,
    }


def _divisions(window: WindowLayout) -> dict[str, str]:
    """Return how the window is divided, unless it was never laid out."""
    sizes, layout = window.columns.sizes(), window.docks.state()
    if window.presentation.before is not None:
        sizes, layout = window.presentation.before[2:]
    if not any(sizes):
        return {}
    panels = f"{crc32(layout):08x} {b64encode(layout).decode('ascii')}"
    return {"columns": _spaced(sizes), "panels": panels}


def _place_panels(window: WindowLayout, text: str) -> None:
    checksum, _, encoded = text.partition(" ")
    layout = b64decode(encoded, validate=True)
    # Qt reads what follows a damaged count as if it were whole.
    if checksum != f"{crc32(layout):08x}" or not window.docks.restore(layout):
        raise ValueError(text)
    window.note_restored()


def _place(window: WindowLayout, text: str) -> None:
    numbers, _, state = text.partition(" maximized")
    x, y, width, height = _whole_numbers(numbers, 4)
    if state or width <= 0 or height <= 0:
        raise ValueError(text)
    areas = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    window.setGeometry(brought_back(QRect(x, y, width, height), areas))
    if text != numbers:
        window.setWindowState(Qt.WindowState.WindowMaximized)


def _divide(splitter: QSplitter, text: str) -> None:
    sizes = _whole_numbers(text, splitter.count())
    if min(sizes) < 0 or not any(sizes):
        raise ValueError(text)
    splitter.setSizes(sizes)


def _choose_theme(window: WindowLayout, text: str) -> None:
    if text not in CHOICES:
        raise ValueError(text)
    window.theme_choice = CHOICES[CHOICES.index(text)]


def _switch(switch: QAction, text: str) -> None:
    if text not in ("true", "false"):
        raise ValueError(text)
    switch.setChecked(text == "true")


def _switches(window: WindowLayout) -> dict[str, QAction]:
    names, plot = ("log_axis", "mean_error", "microscope_beside"), window.loss_plot
    switches = {name: window.actions_[name] for name in names}
    return switches | {
        "log_updates": plot.log_updates,
        "test_loss": plot.test_choice,
        "loss_over_all": plot.whole_choice,
    }


def _spaced(numbers: list[int]) -> str:
    return " ".join(str(number) for number in numbers)


def _whole_numbers(text: str, count: int) -> list[int]:
    """Return so many numbers of pixels; anything else is a ValueError."""
    words = text.split()
    if len(words) != count or any(len(word) > len("-32767") for word in words):
        raise ValueError(text)
    numbers = [int(word) for word in words]
    if max(map(abs, numbers)) > MAX_PIXELS:
        raise ValueError(text)
    return numbers
