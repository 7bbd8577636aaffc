"""Opens the first card and the tour, which are created when they are first needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import QApplication, QPushButton

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from gui.style.theme import Theme
    from gui.tour.controller import TourController
    from gui.tour.welcome_card import WelcomeCard
    from gui.training.status import Status
    from gui.window.main_window import MainWindow

WELCOME_MS: Final = 400
"""Milliseconds from the first frame with a run to the card."""


class TourOpener(QObject):
    """Owns the card of the first start, and the tour.

    Signals
    -------
    created(QWidget)
        A card, with buttons whose keys are to be filtered.
    """

    created = pyqtSignal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._theme = window.theme
        self._welcome: WelcomeCard | None = None
        self._tour: TourController | None = None
        self._looking_again = QTimer(self)  # once what was opened is laid out
        self._looking_again.setSingleShot(True)
        self._looking_again.timeout.connect(self._look_again)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._show_welcome)

    @property
    def is_open(self) -> bool:
        """Whether a card can be closed."""
        touring = self._tour is not None and self._tour.is_on
        return touring or self._welcome is not None

    @property
    def cards(self) -> list[QWidget]:
        """The cards that lie over the window, for Tab to go to."""
        cards = [self._welcome, self._tour and self._tour.card]
        return [card for card in cards if card and card.isVisible()]

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self._theme = theme
        if self._tour is not None:
            self._tour.set_theme(theme)
        if self._welcome is not None:
            self._welcome.fit()

    def greet(self) -> None:
        """Offer how to begin once the first run is shown, unless that was done once."""
        if not self._window.tour_progress.offered:
            self._window.presenter.presented.connect(self._welcome_later)

    def open(self) -> None:
        """Take the tour; if it is open, give its card the keys."""
        status = self._window.shown
        if self._tour is not None and self._tour.is_on:
            self._tour.card.leave.setFocus(Qt.FocusReason.TabFocusReason)
        elif status is not None:
            self._close_welcome()
            tour = self._tour = self._tour or self._create_tour()
            tour.begin(status, self._window.microscope.phases.phase)
            self._follow(tour, on=True)

    def escape(self) -> bool:
        """Close a card; return whether there was one."""
        if self._tour is not None and self._tour.is_on:
            self._tour.leave()
            return True
        if self._welcome is not None:
            self._choose("look")
            return True
        return False

    def close(self) -> None:
        """Leave the tour, as the window closes; no choice is taken for the person's."""
        self._later.stop()
        if self._tour is not None and self._tour.is_on:
            self._tour.leave()

    # The first card

    def _welcome_later(self, _: Status) -> None:
        """Show the card a moment after the frame with the first run."""
        self._window.presenter.presented.disconnect(self._welcome_later)
        self._later.start(WELCOME_MS)

    def _show_welcome(self) -> None:
        from gui.tour.welcome_card import WelcomeCard

        if self._window.tour_progress.offered:  # the tour was begun meanwhile
            return
        card = self._welcome = WelcomeCard(self._window, self._window.network_view)
        card.chosen.connect(self._choose)
        self.created.emit(card)
        card.show()

    def _choose(self, choice: str) -> None:
        """Do what was chosen on the card, which does not come again."""
        self._window.tour_progress.offered = True
        self._close_welcome()
        self._window.save_state()
        if choice == "watch":
            self._window.run.start_or_pause()
        elif choice == "tour":
            self.open()
        elif choice == "table":
            self._window.actions_["open"].trigger()

    def _close_welcome(self) -> None:
        if self._welcome is not None:
            card, self._welcome = self._welcome, None
            self._give_focus_back(card)
            card.hide()
            card.deleteLater()

    # The tour

    def _create_tour(self) -> TourController:
        from gui.tour.controller import TourController

        window = self._window
        button = window.toolbar.button
        tour = TourController(
            window,
            window.tour_progress,
            {
                "start": lambda: button("start"),
                "pause": lambda: button("pause"),
                "step": lambda: button("step"),
                "reset": lambda: button("reset"),
                "graph": lambda: window.network_view,
                "phases": self._button_of_phases,
                "learning_rate": lambda: window.parameter_panel.form.fields[
                    "learning_rate"
                ],
                "timeline": lambda: window.timeline,
                "go_back": lambda: self._step_button("actionGoBackButton"),
            },
        )
        tour.set_theme(self._theme)
        tour.ended.connect(self._end)
        self.created.emit(tour.card)
        return tour

    def _follow(self, tour: TourController, *, on: bool) -> None:
        """Let the tour follow the window while it is on, and at no other time."""
        window = self._window
        for signal, slot in (
            (window.presenter.presented, tour.set_status),
            (window.network_view.pointed, tour.set_pointed),
            (window.editing.editor.parameter_changed, tour.set_pointed),
            (window.microscope.phases.changed, self._tell_phase),
            (window.step_panel.opened, self._looking_again.start),
        ):
            if on:
                signal.connect(slot)
            else:
                signal.disconnect(slot)

    def _tell_phase(self) -> None:
        if self._tour is not None:
            self._tour.set_phase(self._window.microscope.phases.phase)

    def _look_again(self) -> None:
        if self._tour is not None:
            self._tour.look_again()

    def _end(self) -> None:
        if self._tour is not None:
            self._follow(self._tour, on=False)
            self._give_focus_back(self._tour.card)
            self._window.save_state()

    def _give_focus_back(self, card: QWidget) -> None:
        focused = QApplication.focusWidget()
        if focused is not None and card.isAncestorOf(focused):
            self._window.network_view.setFocus()

    def _button_of_phases(self) -> QWidget | None:
        """Return the button of the next phase, or the one that opens the microscope."""
        panel = self._window.microscope.panel
        if panel is not None and panel.update_tab.next_button.isVisible():
            return panel.update_tab.next_button
        return self._step_button("actionMicroscopeButton")

    def _step_button(self, name: str) -> QWidget | None:
        return self._window.step_panel.findChild(QPushButton, name)
