"""What all fields share: a value in force, a requested value, and a hint below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import pyqtSignal

from gui.style.polish import repolish
from gui.widgets.hint_label import HintLabel, tip_of

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from shallownet.settings.hyperparameter import Hyperparameter

    Base = QWidget
else:
    Base = object  # Qt allows a widget only one base class of its own


class PendingValue:
    """A value in force, and the requests for another that have no answer yet.

    A field rejects only what it can check itself. The run may refuse the rest, and
    takes time where it generates data. Until it answers, the field continues from the
    requested value, which is not in force.

    Attributes
    ----------
    value
        The value in force.
    """

    def __init__(self, value: Any = None) -> None:
        self.value = value
        self._requested: Any = None
        self._open_requests = 0

    @property
    def latest(self) -> Any:
        """The value requested last, or the value in force if no request is open."""
        return self._requested if self._open_requests else self.value

    @property
    def is_pending(self) -> bool:
        """Whether the latest value is not in force."""
        return bool(self.latest != self.value)

    def request(self, value: Any) -> None:
        """Open a request, which will get exactly one answer."""
        self._requested = value
        self._open_requests += 1

    def answer(self) -> None:
        """Close a request; after the last one only the value in force counts."""
        self._open_requests = max(self._open_requests - 1, 0)


class PendingField(Base):
    """Mixin of the fields, to be named before the Qt class.

    Signals
    -------
    committed(object)
        The person requested another valid value; not emitted for values set from code.

    Attributes
    ----------
    problem : HintLabel
        For the layout to place below the field.
    """

    committed = pyqtSignal(object)
    problem: HintLabel
    _pending: PendingValue
    _has_value = False

    def _set_up(self, about: Hyperparameter, initial: Any = None) -> None:
        self._pending = PendingValue(initial)
        self.problem = HintLabel(self)
        self.setAccessibleName(about.title)
        self.setToolTip(tip_of(about))

    @property
    def value(self) -> Any:
        """The value in force; None if there is no limit, where that is allowed."""
        return self._pending.value

    @property
    def edited(self) -> bool:
        """Whether the field may show something else than the latest value."""
        return True

    @property
    def _is_typing(self) -> bool:
        return False

    def set_value(self, value: Any) -> None:
        """Show the value in force, but keep text that a person is typing."""
        if self._has_value and value == self._pending.value:
            return
        typing = self._has_value and self._is_typing
        self._has_value = True
        self._pending.value = value
        if not typing:
            self.show_latest()

    def refuse(self, problem: str) -> None:
        """Answer a request with a refusal: show the value in force, and the reason."""
        typing = self._is_typing
        self._pending.answer()
        if not typing:
            self.show_latest()
            self.problem.show_problem(problem)
        self._style_pending()

    def answer(self) -> None:
        """Answer a request: show the value that is in force now."""
        typing = self._is_typing
        self._pending.answer()
        if not typing and self.edited:
            self.show_latest()
        self._style_pending()

    def request(self, value: Any) -> None:
        """Request a value, unless it is the latest one already."""
        changed = value != self._pending.latest
        if changed:
            self._pending.request(value)
        self.show_latest()
        if changed:
            self.committed.emit(value)

    def show_latest(self) -> None:
        """Show the latest value in place of any edit, and no hint."""
        self._show_value(self._pending.latest)
        self._style_pending()
        self.problem.show_problem("")

    def _show_value(self, value: Any) -> None:
        raise NotImplementedError

    def _style_pending(self) -> None:
        """Let the style sheet mark a value that is not in force yet."""
        pending = self._pending.is_pending
        if pending != (self.property("pending") == "true"):
            self.setProperty("pending", "true" if pending else "false")
            repolish(self)
