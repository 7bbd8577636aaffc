"""Lessons are read as they are written, and every mistake is told with its line."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet.lessons.lesson import Choice, Number, Sketch, State, Task, Text
from shallownet.lessons.problems import LessonError
from shallownet.lessons.reader import MAX_BYTES, parse_lesson, read_lesson
from tests.shallownet.lessons.texts import LESSON
from tests.shallownet.test_sentences import check_sentence


def problems_of(text: str, **known) -> list[tuple[int, str]]:
    with pytest.raises(LessonError) as caught:
        parse_lesson(text, "bad", **known)
    check_sentence(caught.value)
    for problem in caught.value.problems:
        assert 1 <= problem.line <= text.count("\n") + 1
        assert problem.reason.isprintable()
    return [(problem.line, problem.reason) for problem in caught.value.problems]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def the_problem(old: str, new: str) -> tuple[int, str]:
    """Return the one problem of the lesson with a part replaced, and check its line."""
    assert LESSON.count(old) == 1
    found = problems_of(LESSON.replace(old, new))
    assert len(found) == 1
    return found[0]


def test_a_lesson_has_its_pages_states_and_parts():
    lesson = parse_lesson(LESSON, "forward")
    assert (lesson.name, lesson.title, lesson.minutes) == (
        "forward",
        "Forward by hand",
        6,
    )
    assert lesson.text_size == 12.0
    assert (lesson.hide, lesson.lock) == (
        ("landscape_panel",),
        ("learning_rate", "optimizer"),
    )
    assert [page.title for page in lesson.pages] == [
        "Forward by hand",
        "Where it begins",
        "Compute",
    ]
    first, second, third = lesson.pages
    assert first.parts == (Text(10, "A weighted sum is $W_1 X + b_1$."),)
    assert [type(part) for part in second.parts] == [Text, Choice]
    text = second.parts[0]
    assert isinstance(text, Text)
    assert "## this is no heading" in text.markdown
    assert [type(part) for part in third.parts] == [Number, Sketch, Task]
    assert second.state == State(
        line=13,
        settings={"learning_rate": 0.01, "hidden_units": [2], "samples": 50},
        parameters={"W1[0, 0]": 0.5, "b1[0]": 0.25},
        update=3,
        phase="backward",
        panels=("function",),
        edges="gradient",
        units="sample",
        sample=1,
    )
    assert lesson.points == 5.0
    assert list(lesson.questions) == ["what-is-j", "loss", "next", "reach"]
    for question in lesson.questions.values():
        fence = LESSON.split("\n")[question.line - 1]
        assert fence == f"```{type(question).__name__.lower()}"


def test_a_page_without_a_state_goes_on_with_that_of_the_page_before():
    lesson = parse_lesson(LESSON, "forward")
    assert lesson.state_at(0) == lesson.pages[1].state  # which it introduces
    assert lesson.state_at(2) == lesson.pages[1].state == lesson.state_of("reach")
    with pytest.raises(KeyError):
        lesson.page_of("elsewhere")


def test_the_digest_is_that_of_the_text_whatever_its_line_ends():
    lesson = parse_lesson(LESSON, "a")
    assert lesson.digest == parse_lesson(LESSON.replace("\n", "\r\n"), "b").digest
    assert lesson.digest != parse_lesson(LESSON + "\nMore.", "a").digest


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ("minutes = 6", "minutes = 6.5", "minutes", "must be a whole number"),
        ("minutes = 6", "minutes = 0", "minutes", "from 1 to 240"),
        ("format = 1", "format = 2", "format", "newer ShallowNet"),
        ("text_size = 12", "text_size = nan", "text_size", "from 6 to 48"),
        ('"optimizer"]', '"optimiser"]', "lock", "did you mean optimizer?"),
        ('"gradient"', '"gradiant"', "edges", "did you mean gradient?"),
        ("update = 3", "update = 20001", "update =", "to 20,000"),
        ("sample = 1", "sample = 50", "sample =", "0 to 49"),
        ("sample = 1", "smaple = 1", "smaple", "did you mean sample?"),
        ("learning_rate = 0.01", "learning_rat = 1", "settings", "learning_rate?"),
        ("learning_rate = 0.01", 'csv = "/etc/passwd"', "settings", "reads no table"),
        ("samples = 50", "samples = 1", "settings", "10"),
        ('"W1[0, 0]"', '"W1[2, 0]"', "parameters", "there is no parameter"),
        ('"b1[0]" = 0.25', '"b1[0]" = inf', "parameters", "no finite number"),
        ("correct = true", 'reason = "x"', "```choice", "no answer is right"),
        ('reason = "That', '# "That', '[[answers]]\ntext = "The', "reason"),
        ("tolerance = 0.01", "tolerance = -1", "tolerance", "from 0"),
        ('answer = "J"', 'answer = "Jay"', 'answer = "J', "is no quantity"),
        ('answer = "2 * J"', 'answer = "J > 2"', 'answer = "J >', "must be a number"),
        ("updates = 20", "updates = 5", "updates = 5", "from 10 to 20,000"),
        ("'exact'", "'exakt'", "condition", "did you mean exact?"),
        ("updates >= 10", "updates + 10", "condition", "true or false must be"),
        ("points = 2", 'points = "2"', "points", "it must be a number"),
        ('id = "next"', 'id = "loss"', 'id = "loss"\nquestion = "Draw', "in line 41"),
        ('id = "next"', 'id = "a b"', 'id = "a b"', "letters, digits"),
        ('id = "next"', "id = 1", "id = 1", "a text in quotes"),
        ('question = "Draw', 'question = Draw', "question = Draw", "is no TOML"),
        ("```sketch", "```skech", "```skech", "did you mean sketch?"),
        ("## Compute", "##", "##\n", "empty"),
        ('hints = ["Press the right arrow."]', "hints = [1]", "hints = [1]", "texts"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(old: str, new: str, at: str, said: str):
    text = LESSON.replace(old, new)
    line, reason = the_problem(old, new)
    assert said in reason
    assert line == line_of(text, at)


@pytest.mark.parametrize("word", ["beta", "frac", "rho", "times", "nabla", "nu"])
def test_equations_in_double_quotes_are_told(word: str):
    """TOML makes other characters of these, and nobody would see which."""
    line, reason = the_problem('"It falls."', f'"It is $\\{word} x$."')
    assert "put texts with equations between ' and '" in reason
    assert line == line_of(LESSON, "reveal")
    line, reason = the_problem('"Halve their mean."', f'"Halve $\\{word} x$."')
    assert line == line_of(LESSON, "hints")
    text = LESSON.replace('"It falls."', f"'It is $\\{word} x$.'")
    assert parse_lesson(text, "a").questions["next"].reveal == f"It is $\\{word} x$."


def test_all_mistakes_are_told_at_once():
    text = LESSON.replace("minutes = 6", "minuts = 6").replace("'exact'", "1")
    assert [line for line, _ in problems_of(text)] == [1, 5, 59]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "front matter"),
        ("# A text\n\nof any kind", 1, "front matter"),
        ("\n\n+++\nformat = 1\n", 3, "does not end"),
        ("+++\n+++\n", 1, "needs an entry format"),
        (
            LESSON.replace("```state", "```state\n" + "a = " + "[" * 5_000),
            13,
            "nesting",
        ),
        (LESSON.replace("update = 3", "update = " + "9" * 5_000), 13, "too large"),
        (LESSON.replace("minutes = 6", "minutes = " + "9" * 400), 5, "far too large"),
        (LESSON.removesuffix("```\n"), 56, "does not end"),
    ],
)
def test_what_is_no_lesson_is_refused(text: str, line: int, said: str):
    assert any(at == line and said in reason for at, reason in problems_of(text))


def test_samples_stand_in_the_file():
    rows = "samples = [[1.0, 2, 3.0], [2.0, 0.5, 1.0]]\n"
    text = LESSON.replace("phase =", f"{rows}phase =")
    state = parse_lesson(text, "own").pages[1].state
    assert state.samples == ((1.0, 2.0, 3.0), (2.0, 0.5, 1.0))
    for bad in ("[[1.0], [2.0]]", "[[1, 2], [1]]", "[[1, true], [1, 2]]", "[1, 2]"):
        line, _ = problems_of(text.replace(rows, f"samples = {bad}\n"))[0]
        assert line == line_of(text, "samples = [[")


def test_names_of_actions_and_panels_are_checked_where_they_are_known():
    known = {"actions": {"landscape_panel", "compare"}, "panels": {"function"}}
    assert parse_lesson(LESSON, "known", **known).hide == ("landscape_panel",)
    text = LESSON.replace("landscape_panel", "landscap_panel")
    assert problems_of(text, **known) == [
        (7, "hide: “landscap_panel”; did you mean landscape_panel?")
    ]
    text = LESSON.replace('["function"]', '["functions"]')
    assert problems_of(text, **known)[0][0] == line_of(LESSON, "panels")


def test_a_file_is_read_with_or_without_a_mark_at_its_start(tmp_path):
    path = tmp_path / "hand.md"
    path.write_bytes(b"\xef\xbb\xbf" + LESSON.encode())
    assert read_lesson(path).name == "hand"
    assert read_lesson(path).digest == parse_lesson(LESSON, "hand").digest


def test_a_file_that_cannot_be_read_is_told_in_a_sentence(tmp_path):
    path = tmp_path / "bad.md"
    path.write_bytes(LESSON.replace("Compute", "Comp\u00fcte").encode("latin-1"))
    with pytest.raises(LessonError, match=f"line {line_of(LESSON, '## Com')}.*UTF-8"):
        read_lesson(path)
    path.write_bytes(b" " * (MAX_BYTES + 1))
    with pytest.raises(LessonError, match="larger than 262,144"):
        read_lesson(path)
    with pytest.raises(LessonError, match="it cannot be read: No such file"):
        read_lesson(tmp_path / "none.md")
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(LessonError, match="no ordinary file"):
        read_lesson(tmp_path / "pipe.md")


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_with_lines(text: str):
    for whole in (text, LESSON + text, LESSON.replace("update = 3", text)):
        try:
            parse_lesson(whole, "any")
        except LessonError as error:
            assert error.problems
            assert str(error).isprintable()
