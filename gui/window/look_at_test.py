"""Looking at the test part: the question before it, and the command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, Qt, pyqtSignal
from PyQt6.QtWidgets import QMessageBox

from gui.training.commands import LookAtTest
from shallownet.settings.events import looks_in
from shallownet.wording import counted

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from gui.training.status import Status
    from shallownet.training.snapshot import Snapshot

MEANING: Final = (
    "No update and no plot has used them. They answer one question: how good is "
    "this network on new data? Ask once you have finished choosing. Whoever goes on "
    "choosing by the answer has no new data left: then the next answer is too good. "
    "Each look is counted, and stays with the run, its file and its report."
)


class LookQuestion(QObject):
    """Asks before the test samples of the run that is shown are looked at.

    Signals
    -------
    command_requested(Command)
    """

    command_requested = pyqtSignal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._shown: Snapshot | None = None

    def set_status(self, status: Status) -> None:
        """Note which run is shown."""
        self._shown = status.snapshot

    def ask(self) -> None:
        """Ask whether to look, and do so if the answer is yes."""
        if self._shown is not None and ask_before_look(self._window, self._shown):
            self.command_requested.emit(LookAtTest())


def ask_before_look(parent: QWidget, snapshot: Snapshot) -> bool:
    """Say what a look at the test samples means; return whether to look."""
    count, looks = snapshot.run.split.test.size, looks_in(snapshot.events)
    button = QMessageBox.StandardButton
    box = QMessageBox(parent)
    box.setObjectName("testQuestion")
    box.setWindowTitle("Look at the test part")
    box.setTextFormat(Qt.TextFormat.PlainText)
    said = f"{counted(count, 'sample')} are kept for the test."
    if looks:
        said += f" They were looked at {counted(looks, 'time')}."
    box.setText(said)
    box.setInformativeText(MEANING)
    box.setStandardButtons(button.Ok | button.Cancel)
    box.setDefaultButton(button.Cancel)
    for which, text in ((button.Ok, "Look"), (button.Cancel, "Not yet")):
        shown = box.button(which)
        assert shown is not None
        shown.setText(text)
    return button(box.exec()) == button.Ok
