"""A lesson as it was written: pages with texts, states, questions and tasks."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shallownet.lessons.conditions import Expression

PHASES: Final = ("forward", "loss", "backward", "update")
EDGES: Final = ("weight", "gradient", "update")
UNITS: Final = ("response", "sample", "mean", "saturation")
"""What a state may ask the graph to show."""


@dataclass(frozen=True)
class Text:
    """Markdown between two blocks.

    Attributes
    ----------
    line : int
        The line of the file in which it begins, from 1.
    markdown : str
    """

    line: int
    markdown: str


@dataclass(frozen=True)
class State:
    """A state of a run to stand at, and what is visible there.

    Attributes
    ----------
    line : int
        0 for the state of a lesson that names none.
    preset : str
        What the recipe begins with.
    settings : mapping
        Hyperparameters with other values than the preset's.
    samples : tuple of tuple of float
        The samples x1, x2, ..., y; empty if they are those of the recipe.
    parameters : mapping of str to float
        The parameters that are set before the first update.
    update : int
        How many updates are made.
    phase : str or None
        The phase of the next update that the microscope shows; one of `PHASES`.
    panels : tuple of str
        Panels that are brought into view.
    edges, units : str or None
        What the graph shows; one of `EDGES` and of `UNITS`.
    sample : int or None
        The selected sample, from 0.
    """

    line: int = 0
    preset: str = "notebook"
    settings: Mapping[str, Any] = field(default_factory=dict)
    samples: tuple[tuple[float, ...], ...] = ()
    parameters: Mapping[str, float] = field(default_factory=dict)
    update: int = 0
    phase: str | None = None
    panels: tuple[str, ...] = ()
    edges: str | None = None
    units: str | None = None
    sample: int | None = None


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked of the learner.

    Attributes
    ----------
    line : int
    id : str
        Unique in the lesson.
    points : float
        What it is worth.
    hints : tuple of str
        Shown one after the other, when they are asked for.
    reveal : str
        Shown once it is solved, given up, or answered wrongly twice.
    """

    line: int
    id: str
    points: float = 1.0
    hints: tuple[str, ...] = ()
    reveal: str = ""


@dataclass(frozen=True)
class Answer:
    """An answer to choose.

    Attributes
    ----------
    text : str
    correct : bool
    reason : str
        Why; never empty if it is wrong.
    """

    text: str
    correct: bool
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Choice(Question):
    """A question with answers to choose from, of which at least one is right."""

    question: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Mistake:
    """A wrong number that is recognized, and what leads to it."""

    answer: Expression
    reason: str


@dataclass(frozen=True, kw_only=True)
class Number(Question):
    """A question for a number.

    Attributes
    ----------
    question : str
    answer : Expression
        Over the quantities of the page's state.
    tolerance : float
        How far the typed number may be off.
    absolute : bool
        Whether the tolerance is absolute; else it is relative to the answer.
    mistakes : tuple of Mistake
    """

    question: str
    answer: Expression
    tolerance: float = 0.005
    absolute: bool = False
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sketch(Question):
    """A drawn prediction of the loss over the next ``updates`` of the page's state."""

    question: str
    updates: int


@dataclass(frozen=True, kw_only=True)
class Task(Question):
    """Something to do, and the condition on the run that shows that it is done."""

    text: str
    condition: Expression


Part = Text | Choice | Number | Sketch | Task


@dataclass(frozen=True)
class Page:
    """A page of a lesson.

    Attributes
    ----------
    title : str
    parts : tuple of Text, Choice, Number, Sketch or Task
    state : State or None
        The state that begins here; None if that of the page before goes on.
    line : int
        The line of its heading.
    """

    title: str
    parts: tuple[Part, ...]
    state: State | None = None
    line: int = 1


@dataclass(frozen=True)
class Lesson:
    """A lesson, read from one Markdown file.

    Attributes
    ----------
    name : str
        The name of its file without the ending.
    title, summary : str
    minutes : int
        How long it takes.
    text_size : float or None
        The size of letters in points; None if it is the window's.
    hide : tuple of str
        Actions and panels that are hidden while it is open.
    lock : tuple of str
        Hyperparameters that cannot be changed meanwhile.
    pages : tuple of Page
    digest : str
        The SHA-256 of its text, in hexadecimal digits.
    """

    name: str
    title: str
    summary: str
    minutes: int
    text_size: float | None
    hide: tuple[str, ...]
    lock: tuple[str, ...]
    pages: tuple[Page, ...]
    digest: str = field(repr=False)

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """All choices, numbers, sketches and tasks by their id, in order."""
        parts = (part for page in self.pages for part in page.parts)
        return {part.id: part for part in parts if isinstance(part, Question)}

    @property
    def points(self) -> float:
        """What all questions together are worth."""
        return sum(question.points for question in self.questions.values())

    def page_of(self, question: str) -> int:
        """Return the index of the page with a question.

        Raises
        ------
        KeyError
            If there is none of that id.
        """
        for index, page in enumerate(self.pages):
            for part in page.parts:
                if isinstance(part, Question) and part.id == question:
                    return index
        raise KeyError(question)

    def state_at(self, page: int) -> State:
        """Return the state of a page: its own, or the last one before it.

        A page before all of them is about the first one: it introduces it. Without a
        state in the whole lesson it is `State()`.
        """
        states = [(n, p.state) for n, p in enumerate(self.pages) if p.state is not None]
        before = [state for n, state in states if n <= page]
        return before[-1] if before else states[0][1] if states else State()

    @property
    def has_state(self) -> bool:
        """Whether any page has a state of its own."""
        return any(page.state is not None for page in self.pages)

    def state_of(self, question: str) -> State:
        """Return the state of the page with a question.

        Raises
        ------
        KeyError
            If there is none of that id.
        """
        return self.state_at(self.page_of(question))
