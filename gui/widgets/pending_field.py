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


class PendingField(Base):
    """Mixin of the fields, to be named before the Qt class.

    A field rejects only what it can check itself. The run may refuse the rest, and
    takes time where it generates data. Until it answers, the field continues from the
    requested value, which is not in force.

    Signals
    -------
    committed(object)
        The person requested another valid value; not emitted for values set from code.

    Attributes
    ----------
    value
        The value in force; None if there is no limit, where that is allowed.
    problem : HintLabel
        For the layout to place below the field.
    """

    committed = pyqtSignal(object)
    value: Any = None
    problem: HintLabel
    _requested: Any = None
    _open_requests = 0
    _has_value = False

    def _set_up(self, about: Hyperparameter, initial: Any = None) -> None:
        self.value = initial
        self.problem = HintLabel(self)
        self.setAccessibleName(about.title)
        self.setToolTip(tip_of(about))

    @property
    def latest(self) -> Any:
        """The value requested last, or the value in force if no request is open."""
        return self._requested if self._open_requests else self.value

    @property
    def edited(self) -> bool:
        """Whether the field may show something else than the latest value."""
        return True

    @property
    def _is_typing(self) -> bool:
        return False

    def set_value(self, value: Any) -> None:
        """Show the value in force, but keep text that a person is typing."""
        if self._has_value and value == self.value:
            return
        typing = self._has_value and self._is_typing
        self._has_value = True
        self.value = value
        if not typing:
            self.show_latest()

    def answer(self, refusal: str = "") -> None:
        """Answer a request: show the value in force now, and why it was refused."""
        typing = self._is_typing
        # Each request gets one answer; after the last only the value in force counts.
        self._open_requests = max(self._open_requests - 1, 0)
        if not typing and (refusal or self.edited):
            self.show_latest()
            self.problem.show_problem(refusal)
        self._style_pending()

    def request(self, value: Any) -> None:
        """Request a value, unless it is the latest one already."""
        changed = value != self.latest
        if changed:
            self._requested = value
            self._open_requests += 1
        self.show_latest()
        if changed:
            self.committed.emit(value)

    def show_latest(self) -> None:
        """Show the latest value in place of any edit, and no hint."""
        self._show_value(self.latest)
        self._style_pending()
        self.problem.show_problem("")

    def _show_value(self, value: Any) -> None:
        raise NotImplementedError

    def _style_pending(self) -> None:
        """Let the style sheet mark a value that is not in force yet."""
        pending = bool(self.latest != self.value)
        if pending != (self.property("pending") == "true"):
            self.setProperty("pending", "true" if pending else "false")
            repolish(self)
