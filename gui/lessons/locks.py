"""What a lesson hides and locks in the window, and taking that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shallownet.settings.recipe import about

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from PyQt6.QtGui import QAction

    from gui.actions import Actions
    from gui.docks.dock_panel import DockPanel
    from gui.settings.form import Form
    from shallownet.lessons.lesson import Lesson


class Locks:
    """Hides actions and panels, and locks hyperparameters, while a lesson is open.

    Parameters
    ----------
    actions : Actions
    docks : mapping of str to DockPanel
        Panels by the names of their actions.
    form : Form
        Its fields of locked hyperparameters are disabled, with the reason as their tip.
    refuse : callable
        ``refuse(reasons)`` refuses changes of these hyperparameters wherever they come
        from; an empty mapping allows all again.
    """

    def __init__(
        self,
        actions: Actions,
        docks: Mapping[str, DockPanel],
        form: Form,
        refuse: Callable[[Mapping[str, str]], None],
    ) -> None:
        self._actions, self._docks = actions, docks
        self._form, self._refuse = form, refuse
        self._lesson: Lesson | None = None
        self._hidden: list[QAction] = []
        self._closed: list[DockPanel] = []
        self._unchecked: list[QAction] = []

    @property
    def lesson(self) -> Lesson | None:
        """The lesson that hides and locks; None if none does."""
        return self._lesson

    def apply(self, lesson: Lesson | None) -> None:
        """Hide and lock what a lesson says, in place of what the last one did."""
        if lesson is self._lesson:
            return
        self._take_back()
        self._lesson = lesson
        if lesson is not None:
            self._hide(lesson.hide)
            who = f"The lesson “{lesson.title}” keeps"
            reasons = {n: f"{who} “{about(n).label}” as it is." for n in lesson.lock}
            self._form.set_locks(reasons)
            self._refuse(reasons)

    def _hide(self, names: Iterable[str]) -> None:
        for name in names:
            dock, action = self._docks.get(name), self._actions[name]
            if dock is not None:
                if not dock.isHidden():
                    self._closed.append(dock)
                    dock.close()
            elif name == "microscope" and action.isChecked():
                self._unchecked.append(action)
                action.setChecked(False)
            self._hidden.append(action)
            action.setVisible(False)  # which disables it, whatever the run allows

    def _take_back(self) -> None:
        for action in self._hidden:
            action.setVisible(True)
        for dock in self._closed:
            dock.show()
        for action in self._unchecked:
            action.setChecked(True)
        self._hidden, self._closed, self._unchecked = [], [], []
        if self._lesson is not None:
            self._form.set_locks({})
            self._refuse({})
