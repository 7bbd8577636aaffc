"""Grading a hand-in: the replay is believed, and what the file claims is not.

The run is verified as `shallownet verify` does. Each task's condition is evaluated on
the replay of the run it was done in, each answer is judged again, and what the file
claims and the replay does not show is told.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from shallownet.documents.run_file import open_run
from shallownet.documents.run_file_error import RunFileError
from shallownet.errors import ConfigError, DataError, DivergedError
from shallownet.lessons.answers import (
    judge_choice,
    judge_number,
    judge_sketch,
    loss_curve,
    share_of,
)
from shallownet.lessons.check import facts_at
from shallownet.lessons.claims import (
    CLOSE,
    about_the_run,
    unknown_questions,
    wrong_claims,
)
from shallownet.lessons.grade import Grade, Mark
from shallownet.lessons.lesson import Choice, Number, Question, Sketch, Task
from shallownet.lessons.progress import LessonProgress, Response
from shallownet.lessons.replays import NotReplayed, Replays, check_work
from shallownet.wording import figure, file_name, quoted, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.callbacks import CancelCheck
    from shallownet.documents.run_file import RunDocument
    from shallownet.lessons.answers import Judgement, Point
    from shallownet.lessons.facts import Facts
    from shallownet.lessons.lesson import Lesson, State
    from shallownet.lessons.progress import TaskDone

MOST_GIVEN: Final = 5
"""Attempts that are told one by one."""


class Grader:
    """Grades hand-ins of some lessons.

    The states of the lessons, which answers are judged by, are made once.

    Parameters
    ----------
    lessons : sequence of Lesson
    cancelled : callable, optional
        Returns whether to stop.
    """

    def __init__(
        self, lessons: Sequence[Lesson], cancelled: CancelCheck = None
    ) -> None:
        self.lessons, self._cancelled = lessons, cancelled
        self._facts: dict[tuple[str, int], Facts] = {}
        self._curves: dict[tuple[str, str], Sequence[Point]] = {}

    def grade(self, path: str | os.PathLike[str]) -> Grade:
        """Grade a file; one that is damaged gets a grade with an error.

        Raises
        ------
        Cancelled
            If ``cancelled`` returned True.
        """
        name = file_name(os.path.basename(os.fspath(path)))
        try:
            document = open_run(path)
        except RunFileError as error:
            reason = error.__cause__ or error  # without the path: the name is there
            return Grade(name, f"it cannot be opened: {reason}")
        if document.lesson is None:
            return Grade(name, "it is a run without a lesson: it was not handed in")
        try:
            progress = LessonProgress.of_json(document.lesson)
        except RunFileError as error:
            return Grade(name, f"it cannot be graded: {error}")
        remarks: list[str] = []
        lesson = self._lesson_of(progress, remarks)
        if lesson is None:
            return Grade(
                name,
                f"it is of the lesson {quoted(progress.lesson)}, which is not among "
                "those to grade by",
                progress.learner,
            )
        run_said, is_true = self._verify(document, remarks)
        replays = Replays(document, is_true, progress.visited, self._cancelled)
        remarks += unknown_questions(lesson, progress)
        marks = tuple(
            self._mark(lesson, question, progress, replays, remarks)
            for question in lesson.questions.values()
        )
        return Grade(
            file=name,
            learner=shortened(progress.learner, 80),
            lesson=lesson,
            marks=marks,
            remarks=tuple(dict.fromkeys(remarks)),
            run=document,
            run_said=run_said,
        )

    def _lesson_of(self, progress: LessonProgress, remarks: list[str]) -> Lesson | None:
        for lesson in self.lessons:
            if lesson.digest == progress.digest:
                if lesson.name != progress.lesson:
                    remarks.append(
                        f"it names the lesson {quoted(progress.lesson)}, and has the "
                        f"digest of {quoted(lesson.name)}"
                    )
                return lesson
        for lesson in self.lessons:
            if lesson.name == progress.lesson:
                remarks.append(
                    "the lesson's text was another one: it is graded by the one here"
                )
                return lesson
        return None

    def _verify(self, document: RunDocument, remarks: list[str]) -> tuple[str, bool]:
        trainer = document.trainer
        try:
            parameters = trainer.network.theta.size
            check_work(trainer.updates, trainer.data.samples, parameters)
        except NotReplayed as error:
            remarks.append(f"the run in the file is not verified: {error}")
            return remarks[-1], False
        found = document.verify(self._cancelled)
        if not found.true:
            remarks.append(f"the run in the file is not believed: {found}")
        return str(found), found.true

    def _mark(
        self,
        lesson: Lesson,
        question: Question,
        progress: LessonProgress,
        replays: Replays,
        remarks: list[str],
    ) -> Mark:
        name = question.id
        if name in progress.given_up:
            return Mark(question, 0.0, "Given up.")
        if isinstance(question, Task):
            done = progress.tasks.get(name)
            if done is None:
                return Mark(question, 0.0, "Not done.")
            state = lesson.state_of(name)
            held, said = self._judge_task(
                question, done, state, lesson, replays, remarks
            )
            return Mark(question, question.points if held else 0.0, said)
        try:
            if isinstance(question, Sketch):
                return self._mark_sketch(lesson, question, progress, remarks)
            answer = progress.answers.get(name, Response())
            return self._mark_answer(lesson, question, answer, remarks)
        except (ConfigError, DataError, DivergedError) as error:
            return Mark(question, 0.0, f"The lesson's state cannot be made: {error}.")

    def _mark_answer(
        self,
        lesson: Lesson,
        question: Question,
        answer: Response,
        remarks: list[str],
    ) -> Mark:
        judged = [self._judge(lesson, question, text) for text in answer.attempts]
        judged = [judgement for judgement in judged if judgement.readable]
        right = [i for i, judgement in enumerate(judged) if judgement.correct]
        if answer.solved and not right:
            remarks.append(f"{question.id} is claimed to be solved, and is not")
        if not judged:
            return Mark(question, 0.0, "Not answered.")
        given = _given(question, answer)
        if not right:
            said = f"Wrong. {judged[-1].reason} Right: {judged[-1].expected}."
            return Mark(question, 0.0, said, given)
        share = share_of(right[0])
        at = ("first", "second")[right[0]] if right[0] < 2 else f"{right[0] + 1}th"
        said = f"Right at the {at} attempt."
        return Mark(question, share * question.points, said, given)

    def _judge(self, lesson: Lesson, question: Question, text: str) -> Judgement:
        if isinstance(question, Choice):
            return judge_choice(question, text)
        assert isinstance(question, Number)
        return judge_number(question, text, self._facts_of(lesson, question.id))

    def _mark_sketch(
        self,
        lesson: Lesson,
        question: Sketch,
        progress: LessonProgress,
        remarks: list[str],
    ) -> Mark:
        drawing = progress.sketches.get(question.id)
        if drawing is None:
            return Mark(question, 0.0, "Not drawn.")
        key = lesson.digest, question.id
        if key not in self._curves:
            state = lesson.state_of(question.id)
            self._curves[key] = loss_curve(state, question.updates, self._cancelled)
        found = judge_sketch(drawing.points, self._curves[key])
        if abs(found.score - drawing.score) > CLOSE:
            remarks.append(
                f"{question.id} claims {figure(drawing.score, 2)} of its points, and "
                f"its line is worth {figure(found.score, 2)}"
            )
        return Mark(question, found.score * question.points, found.reason)

    def _judge_task(
        self,
        task: Task,
        done: TaskDone,
        state: State,
        lesson: Lesson,
        replays: Replays,
        remarks: list[str],
    ) -> tuple[bool, str]:
        """Return whether a replay shows that a task was done, and a sentence."""
        try:
            found = replays.of(done, state)
            facts = replays.facts(found, done, state)
        except NotReplayed as error:
            remarks.append(f"{task.id}: not believed, {error}")
            return False, f"Claimed at update {done.update:,}; {error}."
        remarks += about_the_run(task.id, facts, lesson)
        if replays.goes_beyond_the_file(done.run):
            ends = replays.document.trainer.updates
            remarks.append(
                f"{task.id} claims update {done.run.updates:,}, and the run in the "
                f"file ends at {ends:,}"
            )
        held = task.condition.holds(facts)
        # Which updates a person looked at, a replay cannot show.
        looked = {"visited", "shown"} & task.condition.names
        remarks += wrong_claims(task.id, done, facts, always=not held)
        at = f"at update {done.update:,}"
        if held:
            if looked:
                remarks.append(f"{task.id}: which updates were looked at is not shown")
            whose = "" if found.is_in_file else " of a run that is not in the file"
            return True, f"Done {at}{whose}: the replay shows it."
        if not task.condition.is_costly and not looked:
            for update in replays.kept_points(found, done):
                if task.condition.holds(replays.facts(found, done, state, update)):
                    there = f"at update {update:,}"
                    remarks.append(f"{task.id}: it holds {there}, and not {at}")
                    return True, f"Done {there}: the replay shows it."
        remarks.append(f"{task.id}: not believed, the replay does not give it {at}")
        return False, f"Claimed {at}; there the replay does not give it."

    def _facts_of(self, lesson: Lesson, question: str) -> Facts:
        state = lesson.state_of(question)
        key = lesson.digest, state.line
        if key not in self._facts:
            self._facts[key] = facts_at(state)
        return self._facts[key]


def _given(question: Question, answer: Response) -> str:
    """Return the attempts as a reader knows them: the texts of a choice's answers."""
    texts = [*answer.attempts]
    if isinstance(question, Choice):
        known = {str(i): a.text for i, a in enumerate(question.answers)}
        texts = [known.get(text.strip(), text) for text in texts]
    shown = [shortened(text, 80) for text in texts[:MOST_GIVEN]]
    left = len(texts) - len(shown)
    return "; ".join(shown) + (f"; and {left:,} more" if left else "")
