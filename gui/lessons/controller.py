"""The controller of the lessons: one's place, one's answers, and what comes of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QObject, Qt, pyqtSignal

from gui.lessons.handing_in import HandingIn
from gui.lessons.judging import CheckTasks
from gui.lessons.list_entries import entries_of
from gui.lessons.panel import LessonPanel
from gui.lessons.question_states import states_of
from gui.lessons.shelf import Shelf
from gui.lessons.sketching import Sketching
from gui.lessons.standing import Standing
from gui.lessons.verdicts import Verdicts
from gui.training.status import RunState
from shallownet.lessons.answers import judge_choice
from shallownet.lessons.lesson import Choice, Number, Sketch, Task
from shallownet.lessons.progress import LessonProgress
from shallownet.wording import shortened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gui.graph.probe import Probe
    from gui.lessons.lesson_files import LessonRead, Names
    from gui.lessons.shelf import Places
    from gui.style.theme import Theme
    from gui.training.status import Status
    from shallownet.lessons.answers import Judgement
    from shallownet.lessons.lesson import Lesson, State
    from shallownet.lessons.problems import Problem
    from shallownet.lessons.progress import TaskDone


class LessonController(QObject):
    """Leads through a lesson, and sees at the run whether a task is done.

    Nothing is checked while the panel is not in view.

    Parameters
    ----------
    parent : QObject
    names : Names
        What a lesson may name of the window.
    places : Places

    Attributes
    ----------
    view : LessonPanel
    handing_in : HandingIn
    sketching : Sketching

    Signals
    -------
    state_requested(State)
        Go to a state; `set_reached` takes the answer.
    lesson_changed()
        Another lesson is open, or none.
    message(str)
        A sentence for the user.
    failed(str, str)
        After an unforeseen exception: a summary and the traceback.
    """

    state_requested = pyqtSignal(object)
    lesson_changed = pyqtSignal()
    message = pyqtSignal(str)
    failed = pyqtSignal(str, str)

    def __init__(self, parent: QObject, names: Names, places: Places) -> None:
        super().__init__(parent)
        self._path = ""
        self._lesson: Lesson | None = None
        self._progress = LessonProgress("", "")
        self._is_asked_for = False  # as the last start's lesson is not
        self._handed_over: LessonProgress | None = None
        self._standing = Standing()
        self._comments: dict[str, Judgement] = {}
        self.view = view = LessonPanel()
        view.lesson_chosen.connect(self.open)
        view.list_requested.connect(self.close)
        view.page_requested.connect(self._turn_to)
        view.state_requested.connect(self._go_to_state)
        view.answered.connect(self._answer)
        view.hint_requested.connect(
            lambda name: self._note(self._progress.with_hint(name))
        )
        view.gave_up.connect(self._give_up)
        view.hand_in_requested.connect(self._hand_in)
        self.handing_in = HandingIn(self)
        self.handing_in.told.connect(view.set_message)
        self.sketching = sketching = Sketching(self)
        sketching.changed.connect(self._show_answers)
        sketching.judged.connect(self._take_sketch)
        self._shelf = shelf = Shelf(names, places, self)
        shelf.listed.connect(self._show_list)
        shelf.read.connect(self._begin)
        shelf.refused.connect(self._refuse_lesson)
        shelf.warned.connect(self.message)
        shelf.failed.connect(self.failed)
        self._verdicts = verdicts = Verdicts(self)
        verdicts.judged.connect(self._take_answer)
        verdicts.not_judged.connect(self._say_unmade)
        verdicts.done.connect(self._take_done)
        verdicts.failed.connect(self.failed)
        shelf.read_list()
        if shelf.last:
            shelf.open(shelf.last)

    # Panel

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self.view.set_theme(theme)

    def set_status(self, status: Status, probe: Probe, *, update_text: bool) -> None:
        """Follow the run; called only while the panel can be seen."""
        self._standing.status = status
        if self._lesson is None:
            return
        at_rest = status.state is not RunState.RUNNING
        if at_rest:
            seen = self._progress.with_visited(status.snapshot.step)
            if seen is not self._progress:
                self._progress = seen
                self._shelf.keep(self._path, seen)
            self.view.set_at_state(self._standing.began_at(self._state))
        self._check_tasks(at_rest=at_rest)

    # Opening and closing

    @property
    def lesson(self) -> Lesson | None:
        """The lesson that is open; None while the list is shown."""
        return self._lesson

    @property
    def progress(self) -> LessonProgress:
        """How far one is in the lesson that is open."""
        return self._progress

    def open(self, place: str) -> None:
        """Open a lesson: the path of its file, or the name of a built-in one."""
        self._is_asked_for = True
        self._shelf.open(place)

    def go_on(self, progress: LessonProgress) -> None:
        """Go on where somebody handed in, once the lesson is found."""
        self._handed_over, self._is_asked_for = progress, True
        self._shelf.find(progress)

    def close(self) -> None:
        """Close the lesson, whose place is kept, and show the list."""
        self._shelf.flush()
        self._lesson = None
        self._forget_questions()
        self._shelf.note_open(None)
        self.view.set_list_shown()
        self._shelf.read_list()
        self.lesson_changed.emit()

    def _show_list(self, found: Sequence[LessonRead]) -> None:
        self.view.set_lessons(entries_of(found))

    def _begin(self, read: LessonRead) -> None:
        self._shelf.flush()
        lesson = self._lesson = read.lesson
        self._path, handed = read.path, self._handed_over
        self._progress = read.progress or LessonProgress.begin(lesson)
        if handed is not None and handed.digest == lesson.digest:
            self._progress, self._handed_over = handed, None
        last = len(lesson.pages) - 1
        self._progress = self._progress.with_page(min(self._progress.page, last))
        self._standing.forget()
        self._forget_questions()
        self._shelf.note_open(read)
        self.view.list.set_problems("", ())
        self.view.list.set_taken(read.path)
        self._show_page()
        self._take_focus()
        self.lesson_changed.emit()

    def _forget_questions(self) -> None:
        self._comments = {}
        self._verdicts.forget()
        self.sketching.forget()

    def _refuse_lesson(self, path: str, problems: Sequence[Problem]) -> None:
        if self._lesson is not None:
            self.close()
        name = shortened(Path(path).name, keep_end=True)
        self.view.show_problems(name, [str(problem) for problem in problems])
        self._take_focus()

    def _take_focus(self) -> None:
        """Lead the keys to a lesson that somebody opened."""
        if self._is_asked_for:
            self._is_asked_for = False
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    # Pages

    def _turn_to(self, page: int) -> None:
        self._progress = self._progress.with_page(page)
        self._shelf.keep(self._path, self._progress)
        self._show_page()

    @property
    def _state(self) -> State:
        """The state of the page."""
        assert self._lesson is not None
        return self._lesson.state_at(self._progress.page)

    def _show_page(self) -> None:
        assert self._lesson is not None
        self.view.set_page(self._lesson, self._progress.page)
        self._show_answers()
        self.view.set_at_state(self._standing.began_at(self._state))
        self._check_tasks(at_rest=True)

    def _show_answers(self) -> None:
        if self._lesson is not None:
            waiting = {**self._verdicts.waiting, **self.sketching.waiting}
            states = states_of(self._lesson, self._progress, self._comments, waiting)
            points = sum(state.points for state in states.values())
            self.view.set_states(states, points, self._lesson.points)

    def _note(self, progress: LessonProgress) -> None:
        """Take over new progress, show it, and keep it soon."""
        self._progress = progress
        self._shelf.keep(self._path, progress)
        self._show_answers()

    # The state of the page

    def _go_to_state(self) -> None:
        if self._lesson is not None:
            self.state_requested.emit(self._state)

    def set_reached(self, state: State, status: Status) -> None:
        """Note that the run stands where the page wants it."""
        self._standing.status = status
        if self._lesson is not None and state == self._state:
            self._standing.note(state, status.snapshot)
            self.view.set_at_state(self._standing.began_at(state))
            self.sketching.ask(self.view.page.questions)

    # Answers

    def _answer(self, name: str, text: str) -> None:
        assert self._lesson is not None
        match self._lesson.questions[name]:
            case Choice() as question:
                self._take_answer(name, text, judge_choice(question, text))
            case Number() as question:
                self._judge(question, text)
            case Sketch() as question:
                self.sketching.begin(question)
                # It is drawn from the state of the page on, whatever the run does now.
                if self._standing.rests_at(self._state):
                    self.sketching.ask(self.view.page.questions)
                else:
                    self._go_to_state()

    def _judge(self, question: Number, text: str) -> None:
        state = self._state
        known = self._standing.snapshot_at(state)
        self._verdicts.judge(question, text, state, known)
        self._show_answers()

    def _take_answer(self, name: str, text: str, verdict: Judgement) -> None:
        self._comments[name] = verdict
        if verdict.readable:
            self._note(self._progress.with_answer(name, text, verdict.correct))
        else:
            self._show_answers()

    def _take_sketch(self, name: str, drawn: Any, verdict: Judgement) -> None:
        self._comments[name] = verdict
        self._note(self._progress.with_sketch(name, drawn, verdict.score))

    def _say_unmade(self, reason: str) -> None:
        self.view.set_message(f"The state of this page cannot be made: {reason}.")
        self._show_answers()

    def _give_up(self, name: str) -> None:
        self._note(self._progress.with_given_up(name))
        question = self._lesson.questions[name] if self._lesson is not None else None
        if isinstance(question, Number):
            self._judge(question, "")  # for the answer

    # Tasks

    def _check_tasks(self, *, at_rest: bool) -> None:
        """Have the tasks of the page checked that are not done yet."""
        lesson, progress = self._lesson, self._progress
        status = self._standing.status
        if lesson is None or status is None:
            return
        tasks = tuple(
            part
            for part in lesson.pages[progress.page].parts
            if isinstance(part, Task) and not progress.is_settled(part.id)
        )
        if tasks:
            task = CheckTasks(
                status.snapshot,
                status.recipe.data,
                status.made,
                status.events,
                progress.visited,
                self._state,
                tasks,
            )
            self._verdicts.check(task, at_rest=at_rest)

    def _take_done(self, done: Mapping[str, TaskDone]) -> None:
        if self._lesson is not None:
            names = done.keys() & self._lesson.questions.keys()
            new = {n: done[n] for n in names if not self._progress.is_settled(n)}
            tasks = {**self._progress.tasks, **new}
            self._note(replace(self._progress, tasks=tasks))
            self._check_tasks(at_rest=True)

    # Handing in

    def _hand_in(self, learner: str) -> None:
        self._note(self._progress.with_learner(learner))
        self.handing_in.begin(self._progress)

    def shut_down(self) -> None:
        """Keep the progress, end the threads and wait for them."""
        self._shelf.shut_down()
        self._verdicts.shut_down()
        self.view.shut_down()
