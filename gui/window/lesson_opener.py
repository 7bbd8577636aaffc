"""Lessons: makes their controller when the panel is first seen, and connects it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QFileDialog

import resources
from gui.actions.specs import ACTION_SPECS
from gui.documents.dialogs import RUNS, SUFFIX
from gui.widgets.output_file import choose_output
from shallownet.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from gui.docks.dock_panel import DockPanel
    from gui.lessons.controller import LessonController
    from gui.quiz.sketch import Points
    from gui.quiz.sketch_controller import SketchController
    from gui.window.main_window import MainWindow
    from shallownet.lessons.lesson import Lesson

NEVER_HIDDEN: Final = {"lessons", "quit"}
"""Actions that nobody is to be without."""

LESSONS: Final = "Lessons (*.md);;All files (*)"


class LessonOpener(QObject):
    """Owns the controller of the lessons.

    Parameters
    ----------
    window : MainWindow
    progress : Path or None
        The folder where it is kept how far one is; None keeps nothing.
    """

    def __init__(self, window: MainWindow, progress: Path | None) -> None:
        super().__init__(window)
        self._window, self._progress = window, progress
        self._controller: LessonController | None = None
        self._sketch: SketchController | None = None
        self._is_sketching = False

    def open(self, path: str) -> None:
        """Open the panel, and a lesson in it: a path, or the name of a built-in one."""
        self.controller().open(path)
        self._dock.bring_into_view()

    def go_on(self, found: Mapping[str, Any]) -> None:
        """Go on with the lesson of a run that was handed in."""
        from shallownet.lessons.progress import LessonProgress  # rarely needed

        try:
            progress = LessonProgress.of_json(found)
        except DataError as error:
            self._window.step_panel.notify(f"The lesson in it is damaged: {error}.")
            return
        self._dock.bring_into_view()
        self.controller().go_on(progress)

    def controller(self) -> LessonController:
        """Return the controller, which is made when it is first asked for."""
        if self._controller is None:
            self._controller = self._create()
        return self._controller

    @property
    def _dock(self) -> DockPanel:
        name = "lessonDock"
        docks = self._window.docks.panels
        return next(dock for dock in docks if dock.objectName() == name)

    def _create(self) -> LessonController:
        # Imported late: most sessions open no lesson.
        from gui.lessons.controller import LessonController
        from gui.lessons.lesson_files import Names
        from gui.lessons.locks import Locks
        from gui.lessons.shelf import Places
        from gui.window.lesson_state import LessonState
        from gui.window.panels import PANELS

        window = self._window
        actions_of_all = {spec.name for spec in ACTION_SPECS} - NEVER_HIDDEN
        names = Names(actions_of_all, {spec.name for spec in PANELS if not spec.aside})
        lessons = Path(resources.__file__).parent / "lessons"
        places = Places(lessons, self._progress, window.last_lesson)
        controller = LessonController(window, names, places)
        actions, panels = window.actions_, zip(PANELS, window.docks.panels, strict=True)
        docks = {spec.action_name: dock for spec, dock in panels}
        locks = Locks(actions, docks, window.parameter_panel.form, window.run.set_locks)
        state = LessonState(window)
        window.presenter.presented.connect(state.set_status)
        state.reached.connect(controller.set_reached)
        controller.state_requested.connect(state.go_to)
        controller.lesson_changed.connect(window.save_state)
        controller.message.connect(window.step_panel.notify)
        controller.failed.connect(window.errors.show)
        controller.view.file_requested.connect(self._choose_lesson)
        handing_in = controller.handing_in
        handing_in.file_wanted.connect(self._choose_output)
        handing_in.command_requested.connect(window.run.send)
        window.training.copied.connect(handing_in.set_written)
        window.training.refused.connect(lambda problem, _: handing_in.refuse(problem))
        window.closing.connect(controller.shut_down)
        controller.sketching.requested.connect(self._ask_for_sketch)
        edit = actions["edit_parameter"]
        edit.changed.connect(lambda: window.editing.set_allowed(edit.isVisible()))

        def follow() -> None:
            lesson: Lesson | None = controller.lesson
            locks.apply(None if self._dock.isHidden() else lesson)

        controller.lesson_changed.connect(follow)
        window.docks.view_changed.connect(follow)
        return controller

    def _ask_for_sketch(self, updates: int, question: str) -> None:
        sketch = self._window.quizzes.sketch
        sketch.close()  # the question of somebody else, whose end is none of ours
        if self._sketch is None:
            self._sketch = sketch
            sketch.revealed.connect(self._take_sketch)
            sketch.ended.connect(self._end_sketch)
        self._is_sketching = True
        sketch.ask(updates, question)

    def _take_sketch(self, drawn: Points, truth: Points) -> None:
        if self._is_sketching:
            self.controller().sketching.take(drawn, truth)

    def _end_sketch(self) -> None:
        if self._is_sketching:
            self._is_sketching = False
            self.controller().sketching.end()

    def _choose_lesson(self) -> None:
        title, home = "Open a lesson", str(Path.home())
        path, _ = QFileDialog.getOpenFileName(self._window, title, home, LESSONS)
        if path:
            self.controller().open(path)

    def _choose_output(self, proposal: str) -> None:
        path = choose_output(self._window, "Hand in", RUNS, f"{proposal}{SUFFIX}")
        if path:
            self.controller().handing_in.write_to(path)
