"""What a field stands for: the value in force, and the one that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gui.style.polish import restyle

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget


class PendingValue:
    """A value in force, and what was asked for and has had no answer yet.

    A field can refuse only what it understands; the run may refuse the rest, and takes
    its time where data has to be made. Until it answers, what was asked for is what the
    field goes on from, but it is not in force.

    Attributes
    ----------
    value
        The value in force.
    """

    def __init__(self, value: Any = None) -> None:
        self.value = value
        self._asked: Any = None
        self._unanswered = 0

    @property
    def latest(self) -> Any:
        """What was asked for last, or the value in force if all of that is answered."""
        return self._asked if self._unanswered else self.value

    @property
    def pending(self) -> bool:
        """Whether the latest is not in force."""
        return bool(self.latest != self.value)

    def ask(self, value: Any) -> None:
        """Note that a value is asked for; it will be answered once."""
        self._asked = value
        self._unanswered += 1

    def answer(self) -> None:
        """Note an answer; after the last of them only the value in force counts."""
        self._unanswered = max(self._unanswered - 1, 0)


def mark(field: QWidget, pending: bool) -> None:
    """Let the style sheet show whether a field's value is not in force yet."""
    if pending != (field.property("pending") == "true"):
        field.setProperty("pending", "true" if pending else "false")
        restyle(field)
