"""Mutated lessons and hand-ins: each is read, or refused with a line or a sentence."""

from __future__ import annotations

import json
import time
import warnings
from random import Random
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

from shallownet.lessons.grading import Grader
from shallownet.lessons.problems import LessonError
from shallownet.lessons.reader import read_lesson
from tests.shallownet.documents.rewritten import rewrite
from tests.shallownet.lessons.hand_ins import FORWARD, honest
from tests.shallownet.lessons.lesson_text import FILES
from tests.shallownet.lessons.texts import LESSON
from tests.stress.inputs import LONGEST, SLOW, WEAK, mutated
from tests.stress.texts import ODD, damaged

if TYPE_CHECKING:
    from pathlib import Path

    from shallownet.lessons.lesson import Lesson

TOKENS: Final = (
    *("+++", "```", "```state", "```task", "```choice", "## ", "##", "[[answers]]"),
    *("[[mistakes]]", "correct = true", 'id = "loss"', "answer = ", "samples = [[]]"),
    *('settings = { hidden_units = [64, 64], "a.b" = 1 }', "update = -1", "[state]"),
    *("condition = 'r2 ** 2 ** 2 > rule'", "points = 1979-05-27", "a.b.c = 1", "'''"),
    *("parameters = { 'W1[0, 0]' = nan }", "sample = true", "seed = 9999999999999"),
    *("\r\n", "\\", '"""', "[" * 300, "{a=" * 300, "(" * 300, "\ufeff", "\x85\u2028"),
)
"""Lines and pieces of lessons, put where they do not belong."""

VALUES: Final[tuple[Any, ...]] = (
    *(None, True, -1, 10**9, 10**400, 0.5, "", "x", "nan", "\udcff", "9" * 300),
    *([], [[]], [[0, 10**9]], {}, {"x": {}}, {"a": {"attempts": 3}}, "W1[0, 0]"),
)
"""Values of JSON that are put into hand-ins."""

REPLAYED: Final = 10**8
"""How much work a hand-in may ask for here; see `shallownet.lessons.replays`."""


def mutated_lesson(random: Random, text: str) -> bytes:
    """Change some lines of a lesson, or characters, or bytes."""
    lines = text.split("\n")
    for _ in range(random.randint(1, 4)):
        at, other = random.randrange(len(lines)), random.randrange(len(lines))
        how = random.randrange(6)
        if how == 0:
            del lines[at : at + random.choice((1, 1, 1, 5))]
            lines = lines or [""]
        elif how == 1:
            lines[at], lines[other % len(lines)] = (
                lines[other % len(lines)],
                lines[at],
            )
        elif how == 2:
            lines.insert(at, random.choice((*TOKENS, lines[other])))
        elif how == 3:
            key, sign, _ = lines[at].partition("=")
            value = random.choice((*ODD, "1", "true", "[1]", "{}", '"x"', "inf", "1e9"))
            lines[at] = f"{key}{sign} {value}" if sign else value
        elif how == 4:
            lines[at] = damaged(random, lines[at])
        else:
            lines[at] = lines[at].replace("J", random.choice(TOKENS))
    contents = "\n".join(lines).encode("utf-8", "surrogatepass")
    return mutated(random, contents) if random.random() < 0.1 else contents


def mutated_json(random: Random, contents: bytes) -> bytes:
    """Change some entries of what a hand-in says of the lesson."""
    manifest = json.loads(contents)
    for _ in range(random.randint(1, 3)):
        inner, key = _place(random, manifest["lesson"])
        if random.random() < 0.2 and isinstance(inner, dict):
            del inner[key]
        else:
            inner[key] = random.choice(VALUES)
    return json.dumps(manifest).encode()


def _place(random: Random, value: dict[str, Any]) -> tuple[Any, Any]:
    """Return a container in a value of JSON, and one of its keys."""
    inner: Any = value
    while True:
        keys = list(inner if isinstance(inner, dict) else range(len(inner)))
        key = random.choice(keys) if keys else "x"
        deeper = inner[key] if keys else None
        if not isinstance(deeper, dict | list) or not deeper or random.random() < 0.2:
            return inner if isinstance(inner, dict) or keys else value, key
        inner = deeper


def lesson_problem(path: Path, contents: bytes) -> str:
    """Read a lesson; return what is wrong with what comes of it, or nothing."""
    path.write_bytes(contents)
    began = time.process_time()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            lesson = read_lesson(path)
    except LessonError as error:
        lines = contents.count(b"\n") + 1
        for line, reason in error.problems:
            weak = [part for part in WEAK if part in reason]
            if not 1 <= line <= lines or weak or not 10 < len(reason) <= LONGEST:
                return f"a weak sentence: line {line} of {lines}, {reason[:200]!r}"
            if not reason.isprintable():
                return f"a sentence that cannot be displayed: {reason[:200]!r}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    else:
        if not lesson.pages or "" in lesson.questions:
            return "a lesson: it has no pages, or a question without an id"
    took = time.process_time() - began
    return f"took {took:.1f} s" if took > SLOW else ""


def hand_in_problem(path: Path, lessons: list[Lesson]) -> str:
    """Grade a hand-in; return what is wrong with what comes of it, or nothing."""
    began = time.process_time()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = Grader(lessons).grade(path)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    for said in (found.error, *found.remarks):
        if any(part in said for part in WEAK) or len(said) > LONGEST:
            return f"a weak sentence: {said[:200]!r}"
    if not 0.0 <= found.points <= found.out_of:
        return f"points: {found.points} of {found.out_of}"
    took = time.process_time() - began
    return f"took {took:.1f} s" if took > 2 * SLOW else ""


def run(seed: int, count: int, folder: Path) -> tuple[str, list[str]]:
    """Read mutated lessons; return a line of figures, and the failures."""
    random, path = Random(seed), folder / "lesson.md"
    texts = [LESSON, *(file.read_text("utf-8") for file in FILES)]
    loaded = 0
    failures: dict[str, str] = {}
    for _ in range(count):
        contents = mutated_lesson(random, random.choice(texts))
        if problem := lesson_problem(path, contents):
            signature = problem.split(":")[0]
            failures.setdefault(signature, f"{problem} of {contents!r}")
        else:
            loaded += _is_lesson(path)
    hand_ins = count // 5
    for _ in range(hand_ins):
        handed_in = folder / "hand-in.shallownet"
        honest(handed_in)
        rewrite(handed_in, "run.json", lambda old: mutated_json(random, old))
        with mock.patch("shallownet.lessons.replays.MAX_WORK", REPLAYED):
            problem = hand_in_problem(handed_in, [FORWARD])
        if problem:
            failures.setdefault(f"hand-in {problem.split(':')[0]}", problem)
    figures = f"{count:,} lessons, of which {loaded:,} load, and {hand_ins:,} hand-ins"
    return figures, list(failures.values())


def _is_lesson(path: Path) -> bool:
    try:
        read_lesson(path)
    except LessonError:
        return False
    return True
