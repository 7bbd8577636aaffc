"""A built-in lesson's text, and which of its numbers a test has computed."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from shallownet.lessons.check import facts_at as facts_of
from shallownet.lessons.conditions import Expression
from shallownet.lessons.lesson import Choice, Number, Question, Sketch, Text
from shallownet.lessons.reader import read_lesson
from shallownet.lessons.state_run import trainer_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shallownet.lessons.facts import Facts
    from shallownet.lessons.lesson import Lesson, State
    from shallownet.training.trainer import Trainer

FOLDER: Final = Path(__file__).parents[3] / "resources" / "lessons"
FILES: Final = sorted(FOLDER.glob("*.md"))

PLAIN: Final = {"0", "1", "2"}
"""Numbers that count things or stand in formulas; no test computes them."""

_NUMERAL: Final = re.compile(r"(?<![\w.])[−+]?\d+(?:,\d{3})*(?:\.\d+)?(?!\w|\.\d)")
# Names of entries and shapes, formulas, keys, and code have numbers of their own.
_NO_TEXT: Final = re.compile(
    r"\$\$.*?\$\$|\$[^$]*\$|\*\*[^*]{1,10}\*\*|`[^`]*`|[A-Za-z]\w*\[\d+(, \d+)?\]"
    r"|dZ2 @ A1\.T|Shift\+\w+",
    re.DOTALL,
)
_LIST: Final = re.compile(r"^\d+\. ", re.MULTILINE)
_NUMBER: Final = r"√?\d+(?:,\d{3})*(?:\.\d+)?²?"
_OPERAND: Final = rf"−?(?:{_NUMBER}|\([^()=A-Za-zŷη]*\)²?)"
_SUM: Final = re.compile(
    rf"(?<![\w.,√)·/])({_OPERAND}(?:\s*[−+·/]\s*{_OPERAND})+)((?:\s*=\s*−?{_NUMBER})+)"
)


def value_of(numeral: str) -> float:
    """Return a number as it is written in a text."""
    return float(numeral.replace(",", "").replace("−", "-"))


def half_a_digit(numeral: str) -> float:
    """Return by how much a number may be off that is written with so many decimals."""
    return 0.5000001 * 10.0 ** -len(numeral.partition(".")[2])


@cache
def built_in(name: str) -> Lesson:
    """Return the lesson in a file of that name."""
    return read_lesson(FOLDER / f"{name}.md")


@cache
def facts_at(name: str, question: str) -> Facts:
    """Return the facts of the state at which a lesson asks a question."""
    lesson = built_in(name)
    asked = lesson.questions[question]
    if isinstance(asked, Number):
        numbers = (asked.answer, *(mistake.answer for mistake in asked.mistakes))
        if not any(number.names for number in numbers):
            return _facts(name, lesson.state_of(question).line, 0)
    return _facts(name, lesson.state_of(question).line)


@cache
def _facts(name: str, line: int, update: int | None = None) -> Facts:
    (state, *_) = [
        page.state
        for page in built_in(name).pages
        if page.state is not None and page.state.line == line
    ]
    return facts_of(state if update is None else replace(state, update=update))


class LessonText:
    """A lesson whose numbers are claimed one after the other.

    Parameters
    ----------
    number : int
        Its place in the list of lessons, from 1.
    """

    def __init__(self, number: int) -> None:
        (path,) = FOLDER.glob(f"{number:02}-*.md")
        self.lesson = built_in(path.stem)
        self.passages = [
            re.sub(r"\s+", " ", _LIST.sub("", passage))
            for passage in passages(self.lesson)
        ]
        self._known = PLAIN | {
            written
            for page in self.lesson.pages
            if page.state is not None
            for written in _given(page.state)
        }
        self._check_sums()

    def state(self, title: str) -> State:
        """Return the state of the page with a title."""
        titles = [page.title for page in self.lesson.pages]
        return self.lesson.state_at(titles.index(title))

    def run(self, title: str, updates: int = 0) -> Trainer:
        """Return a run at a page's state, trained on by some updates."""
        trainer = trainer_at(self.state(title))
        trainer.run(updates)
        return trainer

    def answer(self, name: str) -> float:
        """Return the right answer of a number question, as the lesson computes it."""
        question = self.lesson.questions[name]
        assert isinstance(question, Number)
        return question.answer.number(facts_at(self.lesson.name, name))

    def says(self, text: str, *values: float, within: float = 0.0) -> None:
        """Check that the lesson says so, and that its numbers are these.

        Parameters
        ----------
        text : str
            A part of a passage, with its numbers.
        *values : float
            The numbers, in their order. Each must round to what is written.
        within : float
            How far they may be off, as a share, where the text says "about".
        """
        assert any(text in passage for passage in self.passages), text
        written = numerals(text)
        assert len(written) == len(values), written
        for numeral, value in zip(written, values, strict=True):
            off = abs(value_of(numeral) - value)
            assert off <= half_a_digit(numeral) + within * abs(value), (numeral, value)
        self.gives(*written)

    def gives(self, *given: str) -> None:
        """Accept numbers that the lesson makes up, or that a test has computed."""
        self._known.update(numeral.lstrip("−+") for numeral in given)

    def unchecked(self) -> list[str]:
        """Return what is said with a number that no test has computed."""
        return [
            f"{numeral}: … {passage[max(match.start() - 40, 0) : match.end() + 20]} …"
            for passage in map(_plain, self.passages)
            for match in _NUMERAL.finditer(passage)
            if (numeral := match[0]).lstrip("−+") not in self._known
        ]

    def _check_sums(self) -> None:
        """Check sums such as ``2·(1.2 − 3)² = 6.48``, and take their results."""
        for passage in map(_plain, self.passages):
            for sum_, results in _SUM.findall(passage):
                value = _computed(sum_)
                for result in results.split("=")[1:]:
                    # What is put in may have been rounded as well.
                    reach = 2.0 * half_a_digit(result.strip())
                    assert abs(_computed(result) - value) <= reach, (sum_, results)
                    self.gives(result.strip())


def passages(lesson: Lesson) -> Iterator[str]:
    """Yield all that a learner reads, part by part."""
    yield lesson.summary
    for page in lesson.pages:
        yield page.title
        for part in page.parts:
            if isinstance(part, Text):
                yield part.markdown
                continue
            assert isinstance(part, Question)
            yield from (*part.hints, part.reveal)
            if isinstance(part, Choice):
                yield part.question
                for answer in part.answers:
                    yield from (answer.text, answer.reason)
            elif isinstance(part, Number):
                yield part.question
                yield from (mistake.reason for mistake in part.mistakes)
            else:
                yield part.question if isinstance(part, Sketch) else part.text


def numerals(text: str) -> list[str]:
    """Return the numbers in a text, as they are written."""
    return _NUMERAL.findall(_plain(text))


def _plain(text: str) -> str:
    return _NO_TEXT.sub(" ~ ", text)


def _given(state: State) -> set[str]:
    """Return the numbers of a state, as a text would write them."""
    values = [float(state.update), *state.parameters.values()]
    values += [value for row in state.samples for value in row]
    for setting in state.settings.values():
        several = setting if isinstance(setting, list) else [setting]
        values += [float(v) for v in several if isinstance(v, int | float)]
    return {f"{abs(value):,.10f}".rstrip("0").rstrip(".") for value in values}


def _computed(side: str) -> float:
    text = re.sub(r"√(\d+)", r"sqrt(\1)", side)
    for sign, plain in {"·": "*", "−": "-", "²": "**2"}.items():
        text = text.replace(sign, plain)
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    return Expression.parse(text, "number").number(None)
