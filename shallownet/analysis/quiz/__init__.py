"""A question about one number of the next update, and the judgement of an answer.

`ask` chooses a number of a phase to cover. The question says which numbers it takes,
and knows what each mistake that learners make would give.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.analysis.equations import Phase
from shallownet.analysis.quiz.backward import backward_questions
from shallownet.analysis.quiz.draft import question_of
from shallownet.analysis.quiz.forward import forward_questions
from shallownet.analysis.quiz.loss import loss_questions
from shallownet.analysis.quiz.question import Place, Question, Verdict
from shallownet.analysis.quiz.score import ORDER, Score
from shallownet.analysis.quiz.state import QuizState
from shallownet.analysis.quiz.update import update_questions
from shallownet.training.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from shallownet.analysis.quiz.draft import DraftMaker
    from shallownet.nn.objective import Objective
    from shallownet.training.snapshot import Snapshot

__all__ = ["ORDER", "Phase", "Place", "Question", "Score", "Verdict", "ask"]

TRIED: Final = 40
"""Numbers that are looked at for one whose mistakes a few digits tell apart."""

FEW_DIGITS: Final = 5

_QUESTIONS: Final = {
    Phase.UPDATE: update_questions,
    Phase.BACKWARD: backward_questions,
    Phase.LOSS: loss_questions,
    Phase.FORWARD: forward_questions,
}


def ask(
    snapshot: Snapshot,
    phase: Phase,
    samples: Sequence[int],
    seed: int,
    objective: Objective | None = None,
    besides: Collection[str] = (),
) -> Question | None:
    """Return a question about a phase of the next update; None if none can be asked.

    What depends on a line with a mistake that the run is trained with is not asked, nor
    are sums of more terms than a person would add, and parameters that are frozen.

    Parameters
    ----------
    snapshot : Snapshot
    phase : Phase
    samples : sequence of int
        Samples with a column of their own, by their numbers in the data.
    seed : int
        Chooses the number.
    objective : Objective, optional
        That of the snapshot's run with its parameters and settings, if there is one.
    besides : collection of str
        Arrays that are not asked for, as `Place.array` names them: their numbers are
        visible somewhere.

    Examples
    --------
    >>> import shallownet as sn
    >>> trainer = sn.Trainer(sn.TrainingConfig(), sn.datasets.notebook(m=100))
    >>> question = ask(trainer.snapshot(), Phase.UPDATE, range(12), seed=0)
    >>> question.judge(question.shown.replace(",", "")).kind
    'right'
    """
    if objective is None:
        problem, settings = Problem(snapshot.run), snapshot.settings
        problem.network.theta[:] = snapshot.theta
        objective = problem.objective
        objective.configure(settings.l1, settings.l2, settings.gradient)
    state = QuizState(snapshot, objective, samples)
    generator = np.random.default_rng(seed)
    best: Question | None = None
    tried = 0
    for make in _shuffled(_QUESTIONS[phase](state), generator):
        draft = make()
        if draft is None or draft.place.array in besides:
            continue
        question = question_of(draft)
        tried += 1
        if tried > TRIED and best is not None:
            break
        if question is None:
            continue
        if best is None or _worth(question) > _worth(best):
            best = question
        if question.mistakes and question.digits <= FEW_DIGITS:
            return question
    return best


def _shuffled(
    groups: list[list[DraftMaker]], generator: np.random.Generator
) -> Iterator[DraftMaker]:
    """Yield all in random order: of a small array as often as of a large one."""
    orders = [generator.permutation(len(group)).tolist() for group in groups]
    while any(orders):
        at = int(generator.integers(len(groups)))
        if orders[at]:
            yield groups[at][orders[at].pop()]


def _worth(question: Question) -> tuple[bool, int]:
    """Return what makes a question better: it knows mistakes, and takes few digits."""
    return bool(question.mistakes), -question.digits
