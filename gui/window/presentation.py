"""The presentation: the whole screen, larger letters and lines, nothing to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import QObject, Qt, pyqtSignal
from PyQt6.QtGui import QFont, QFontInfo
from PyQt6.QtWidgets import QApplication

from gui.style import theme as themes
from shallownet.wording import figure

if TYPE_CHECKING:
    from PyQt6.QtCore import QRect
    from PyQt6.QtWidgets import QWidget

    from gui.style.theme import Theme
    from gui.widgets.fading_caption import FadingCaption
    from gui.window.input_teller import InputTeller
    from gui.window.window_layout import WindowLayout

SIZES: Final = (1.25, 1.5, 1.75, 2.0, 2.5)
"""Factors of letters and lines to choose from."""

FIRST: Final = 1.75
"""On a screen of 1080 pixels, letters of a fiftieth of its height."""


class Before(NamedTuple):
    """The window as it was before the presentation."""

    state: Qt.WindowState
    geometry: QRect
    columns: list[int]
    panels: bytes


class Presentation(QObject):
    """Shows a window to a class, and puts everything back afterwards.

    Attributes
    ----------
    size : float
        The factor of letters and lines; kept between two starts.
    before : Before or None
        What the window comes back to; None while it is not presented.

    Signals
    -------
    changed(bool)
        The presentation began or ended.
    """

    changed = pyqtSignal(bool)

    def __init__(self, window: WindowLayout) -> None:
        super().__init__(window)
        self._window = window
        self.size = FIRST
        self.before: Before | None = None
        self._font: QFont | None = None
        self._caption: FadingCaption | None = None
        self._teller: InputTeller | None = None

    @property
    def is_on(self) -> bool:
        """Whether the window is presented."""
        return self.before is not None

    def restore(self, text: str) -> None:
        """Take over a size that `as_text` wrote; anything else is a ValueError."""
        sizes = {figure(size): size for size in SIZES}
        if text not in sizes:
            raise ValueError(text)
        self.size = sizes[text]

    def as_text(self) -> str:
        """Return the size as the settings keep it."""
        return figure(self.size)

    def set_theme(self, theme: Theme) -> None:
        """Give the caption the colours of a theme."""
        if self._caption is not None:
            self._caption.set_theme(theme)

    # On and off

    def set_on(self, on: bool) -> None:
        """Begin or end the presentation."""
        if on == self.is_on:
            return
        window = self._window
        bar, form = window.menuBar(), window.parameter_panel
        assert bar is not None
        if on:
            self.before = Before(
                window.windowState(),
                window.geometry(),
                window.columns.sizes(),
                window.docks.state(),
            )
            bar.hide()
            form.hide()
            self._scale(self.size)
            window.showFullScreen()
            self._follow_input()
        else:
            assert self.before is not None
            before, self.before = self.before, None
            self._stop_following()
            self._scale(1.0)
            form.show()
            bar.show()
            window.setWindowState(before.state)
            if before.state == Qt.WindowState.WindowNoState:
                window.setGeometry(before.geometry)
            window.columns.setSizes(before.columns)
        self.changed.emit(on)

    def change_by(self, steps: int) -> None:
        """Take the next larger or smaller size."""
        at = min(max(SIZES.index(self.size) + steps, 0), len(SIZES) - 1)
        if self.is_on and SIZES[at] != self.size:
            self.size = SIZES[at]
            self._scale(self.size)

    def _scale(self, scale: float) -> None:
        """Make letters and lines larger by a factor from those of the start."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        usual = self._font = self._font or QFont(app.font())
        app.setFont(_times(usual, scale))
        self._window.setStyleSheet(themes.sizes_sheet(scale))
        # The form is for who presents, and has rows of a fixed height.
        pixels = QFontInfo(usual).pixelSize()
        kept = "" if scale == 1.0 else f"* {{ font-size: {pixels}px; }}"
        self._window.parameter_panel.setStyleSheet(kept)
        self._window.set_scale(scale)

    # The form, where a key leads into it

    def show_form(self) -> None:
        """Show the form while it has the keys."""
        if self.is_on and self._window.parameter_panel.isHidden():
            self._window.parameter_panel.show()
            QApplication.instance().focusChanged.connect(self._hide_form)  # type: ignore[union-attr]

    def _hide_form(self, _: QWidget | None, focused: QWidget | None) -> None:
        form, inside = self._window.parameter_panel, focused
        while inside is not None and inside is not form:
            inside = inside.parentWidget()  # also of the list of a box
        if inside is None and focused is not None:
            QApplication.instance().focusChanged.disconnect(self._hide_form)  # type: ignore[union-attr]
            form.setHidden(self.is_on)

    # What is pressed and clicked

    def _follow_input(self) -> None:
        if self._caption is None:
            from gui.widgets.fading_caption import FadingCaption
            from gui.window.input_teller import InputTeller

            window = self._window
            self._caption = FadingCaption(window.network_view, window)
            self._teller = InputTeller(window)
            self._teller.told.connect(self._caption.show_text)
        self._caption.set_theme(self._window.theme)
        if self._teller is not None:
            self._teller.set_on(True)

    def _stop_following(self) -> None:
        if self._teller is not None and self._caption is not None:
            self._teller.set_on(False)
            self._caption.clear()


def _times(font: QFont, scale: float) -> QFont:
    """Return a font of another size, which is set and not that of the application."""
    result = QFont(font)
    if font.pixelSize() > 0:
        result.setPixelSize(round(font.pixelSize() * scale))
    else:
        result.setPointSizeF(font.pointSizeF() * scale)
    return result
