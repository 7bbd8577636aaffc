"""A window for an animation: nobody sees it, and nothing trains in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QImage, QPainter

from gui.analysis.analysis_threads import AnalysisThreads
from gui.style import theme as themes
from gui.style.devices import painting_picture
from gui.training.status import RunState, Status
from gui.window import saved_state
from gui.window.main_window import MainWindow
from gui.window.visible_state import show_view, view_of
from gui.window.window_layout import WindowLayout

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent

    from gui.style.theme import Theme
    from shallownet.training.snapshot import Snapshot

WIDTH: Final = 1280
HEIGHT: Final = 800
"""Pixels in which it is laid out; a smaller picture is the same, scaled down."""

TAKEN_OVER: Final = ("columns", "panels", "log_axis", "mean_error", "extra_curve")
"""What is saved of a window, and is alike in the animation."""


class FilmedWindow(MainWindow):
    """Shows states of a run, with the panels and the modes of another window.

    Panels in windows of their own are left out, and so is the landscape, whose map of
    each state would take longer than all else. There are no findings in the graph:
    they follow the run with a delay.

    Parameters
    ----------
    window : MainWindow
        Whose run and look it shows.
    size : (int, int)
        Width and height of the pictures, in pixels.
    theme : Theme
    """

    def __init__(self, window: MainWindow, size: tuple[int, int], theme: Theme) -> None:
        assert window.shown is not None
        super().__init__(None, window.shown.recipe)
        self._size, self._recipe = size, window.shown.recipe
        self._view = view_of(window.microscope, None)
        self._is_new = True
        self.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.diagnosis.shut_down()
        self._take_colours(theme, window.theme)
        known = saved_state.state_of(window)
        saved_state.restore(self, {name: known[name] for name in TAKEN_OVER})
        self.docks.keep_only_docked("landscapeDock")
        self.speed.slider.setValue(window.speed.slider.value())
        self.toolbar.set_pins(window.compare_opener.pinned)
        self.what_if.set_off(window.what_if.off)
        self.resize(WIDTH, HEIGHT)
        self.show()
        self._open_microscope(window)

    def _take_colours(self, theme: Theme, present: Theme) -> None:
        self.theme = theme
        if theme != present:  # else those of the application are right
            # A colour for all: palettes do not reach the children of a styled widget.
            plain = f"QWidget {{ color: {theme.text}; }} "
            self.setStyleSheet(plain + themes.style_sheet(theme))
        for part in self.themed:
            part.set_theme(theme)

    def _open_microscope(self, window: MainWindow) -> None:
        for name in ("microscope_beside", "microscope"):
            self.actions_[name].setChecked(window.actions_[name].isChecked())
        shown, own = window.microscope.panel, self.microscope.panel
        if shown is not None and own is not None:
            own.tabs.setCurrentIndex(shown.tabs.currentIndex())

    # What an animation asks of its stage

    def show_state(self, snapshot: Snapshot, caption: str) -> None:
        """Show a state of the run as if it had just been reached."""
        state = RunState.PAUSED
        if snapshot.divergence is not None:
            state = RunState.DIVERGED
        elif snapshot.step >= snapshot.iterations:
            state = RunState.FINISHED
        recipe = replace(self._recipe, config=snapshot.settings)
        status = Status(snapshot, recipe, state, 0.0, made=snapshot.step)
        self.presenter.present(status, everything=True)
        if self._is_new:
            self._is_new = False
            samples = snapshot.run.data.samples
            show_view(self._view, self.microscope, self.run, samples)

    @property
    def is_ready(self) -> bool:
        """Whether all panels show the state: some have it computed in a thread."""
        return not any(t.is_busy for t in self.findChildren(AnalysisThreads))

    def image(self) -> QImage:
        """Return a picture of the window."""
        image = QImage(*self._size, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        with painting_picture():
            painter = QPainter(image)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.scale(self._size[0] / WIDTH, self._size[1] / HEIGHT)
            self.render(painter, QPoint())
            painter.end()
        return image

    def remove(self) -> None:
        """Close the window and free it."""
        self.end()
        self.deleteLater()

    # Of a window that a user sees

    def follow_scheme(self) -> None:
        """Leave the colours of the application as they are."""

    def save_state(self) -> None:
        """Save nothing: the settings are those of the other window."""

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the window, and begin no run."""
        WindowLayout.paintEvent(self, event)
