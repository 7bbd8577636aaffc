"""Comparing runs: makes the compare window when it is first needed, and connects it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, pyqtSignal

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from gui.actions import Actions
    from gui.compare.controller import CompareController
    from gui.style.theme import Theme
    from gui.training.training_thread import TrainingThread

SHARED: Final = ("pin", "start", "pause", "step", "cancel", "compare")
"""Actions of the main window whose keys work in the compare window too."""


class CompareOpener(QObject):
    """Owns the controller of the compare window.

    Signals
    -------
    command_requested(Command)
    resume_requested(RunRecord)
    message(str)
        A sentence for the user.
    created(QWidget)
        The compare window.
    pins_changed(tuple of RunRecord)
        The pinned runs, after each change.
    """

    command_requested = pyqtSignal(object)
    resume_requested = pyqtSignal(object)
    message = pyqtSignal(str)
    created = pyqtSignal(object)
    pins_changed = pyqtSignal(object)

    def __init__(
        self, window: QWidget, training: TrainingThread, actions: Actions, theme: Theme
    ) -> None:
        super().__init__(window)
        self._window, self._training, self._theme = window, training, theme
        self._shared = [actions[name] for name in SHARED]
        self._controller: CompareController | None = None

    def controller(self) -> CompareController:
        """Return the controller, which is made when it is first asked for."""
        if self._controller is None:
            self._controller = self._create()
        return self._controller

    @property
    def pinned(self) -> int:
        """How many runs are pinned."""
        return 0 if self._controller is None else len(self._controller.pins.records)

    def set_theme(self, theme: Theme) -> None:
        """Apply the colours of a theme, now or when the window is made."""
        self._theme = theme
        if self._controller is not None:
            self._controller.set_theme(theme)

    def close(self) -> None:
        """Close the compare window, if there is one."""
        if self._controller is not None:
            self._controller.window.close()

    def _create(self) -> CompareController:
        from gui.compare.controller import CompareController  # rarely needed

        compare, training = (
            CompareController(self._window, self._shared),
            self._training,
        )
        compare.command_requested.connect(self.command_requested)
        compare.resume_requested.connect(self.resume_requested)
        compare.message.connect(self.message)
        pins = compare.pins
        pins.changed.connect(lambda: self.pins_changed.emit(pins.records))
        training.pinned.connect(compare.add_pinned)
        training.resumed.connect(compare.show_resumed)
        training.failed.connect(compare.forget_request)
        training.settled.connect(lambda: compare.set_status(training.newest))
        training.comparison_ready.connect(
            lambda record: compare.set_present(record, training.newest)
        )
        compare.set_status(training.newest)
        compare.set_theme(self._theme)
        self.created.emit(compare.window)
        return compare
